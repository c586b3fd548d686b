// W5: when everybody fails in the same second, nobody is called again in the same second.
import { Random } from '../../../dist/random.js';
import { claimDue, spreadEvents } from '../../../dist/webhooks/deliveries.queries.js';
import { ResultsService } from '../../../dist/webhooks/results.service.js';
import { SPREAD, WAITS_S } from '../../../dist/webhooks/schedule.js';
import { exactly, recordOne } from './lab.mjs';

const ENDPOINTS = 1_000;
const FAILED = { status: 500, answer: '', retryAfter: null, durationMs: 1 };
const AT_ONCE = 10;
/** The same draws in every run: one wave in fifty would hold 2.1 % in some second by chance. */
const SEED = '05'.repeat(16);

export async function waves({ app, db, course, receiver }, { short }) {
  const { id } = await course(1);
  // No worker runs: the proof makes every try itself, so that no second of the three days has to pass.
  await db.$executeRaw`
    INSERT INTO endpoints (id, course_id, url, description, secret)
    SELECT gen_random_uuid(), ${id}::uuid, ${`${receiver.url}/many`}, '', ''::bytea FROM generate_series(2, ${ENDPOINTS})`;
  await recordOne(app, id, 1);
  await spreadEvents(db);
  const random = new Random(SEED).field('waves');
  const results = app.get(ResultsService);
  const wavesDone = short ? 1 : WAITS_S.length;
  let outside = 0;
  let mostPerSecond = 0;
  for (const wait of WAITS_S.slice(0, wavesDone)) {
    const begun = performance.now();
    const claims = await db.$transaction((tx) => claimDue(tx, ENDPOINTS));
    if (claims.length !== ENDPOINTS) return [exactly('W5 deliveries claimed', claims.length, ENDPOINTS)];
    for (let i = 0; i < claims.length; i += AT_ONCE)
      await Promise.all(
        claims.slice(i, i + AT_ONCE).map((claim) => results.write(claim, FAILED, random.uint32() / 2 ** 32)),
      );
    const rows = await db.$queryRaw`
      SELECT extract(epoch FROM due_at - try.started_at)::float AS wait_s, floor(extract(epoch FROM due_at - now()))::int AS second
      FROM deliveries JOIN tries try ON delivery_id = deliveries.id AND try.number = try_number`;
    const tookS = (performance.now() - begun) / 1000;
    outside += rows.filter(
      ({ wait_s }) => wait_s < wait * (1 - SPREAD) || wait_s > wait * (1 + SPREAD) + tookS,
    ).length;
    const perSecond = Map.groupBy(rows, ({ second }) => second);
    mostPerSecond = Math.max(mostPerSecond, ...[...perSecond.values()].map(({ length }) => length));
    await db.$executeRaw`UPDATE deliveries SET due_at = now()`;
    await db.$executeRaw`UPDATE endpoints SET failing_since = now(), quiet_until = NULL`;
  }
  return [
    exactly(`W5 delays outside ±20 %, of ${ENDPOINTS} endpoints in ${wavesDone} waves`, outside, 0),
    {
      what: 'W5 most retries in one second',
      seen: mostPerSecond,
      promised: `<= ${ENDPOINTS * 0.02}`,
      holds: mostPerSecond <= ENDPOINTS * 0.02,
    },
  ];
}
