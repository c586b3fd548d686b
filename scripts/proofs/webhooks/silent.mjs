// W7: one receiver that never answers, and gets a quarter of all events, slows none of 99 others.
import { quantile, recordSteadily, settled } from './lab.mjs';

const HEALTHY = 99;
const EVENTS_PER_S = 50;
const P95_LIMIT_MS = 2_000;
const IN_FLIGHT_LIMIT = 4;
const SILENT = '/silent';

export async function silent({ app, db, course, receiver, startWorker }, { short }) {
  const seconds = short ? 5 : 60;
  const courses = [];
  for (let i = 0; i < HEALTHY; i++) courses.push(await course(1));
  const dead = await course(1, { url: `${receiver.url}${SILENT}` });
  let open = 0;
  let mostOpen = 0;
  receiver.answer = ({ path }, response) => {
    if (path !== SILENT) return response.writeHead(204).end();
    mostOpen = Math.max(mostOpen, ++open);
    response.once('close', () => (open -= 1));
  };
  const worker = startWorker();
  await worker.ready;
  const healthy = () => receiver.seen.filter(({ path }) => path !== SILENT);
  const events = seconds * EVENTS_PER_S;
  const isDead = (i) => i % 4 === 0;
  const of = (i) => (isDead(i) ? dead : courses[i % HEALTHY]).id;
  const tookS = await recordSteadily(app, { events, perSecond: EVENTS_PER_S, of });
  const rate = Math.round(events / tookS);
  const wanted = Array.from({ length: events }, (_, i) => i).filter((i) => !isDead(i)).length;
  await settled(
    () => healthy().length >= wanted,
    () => healthy().length,
  );
  const lags = healthy().map(({ at, body }) => at - Date.parse(JSON.parse(body).timestamp));
  const p95 = quantile(lags, 0.95);
  await worker.end('SIGKILL');
  await db.delivery.deleteMany({});
  return [
    {
      what: 'W7 events a second, a quarter to a receiver that hangs',
      seen: rate,
      promised: `>= ${EVENTS_PER_S - 2}`,
      holds: rate >= EVENTS_PER_S - 2,
    },
    {
      what: `W7 p95 of ${lags.length} first deliveries to 99 others`,
      seen: `${p95} ms`,
      promised: `< ${P95_LIMIT_MS} ms`,
      holds: lags.length === wanted && p95 < P95_LIMIT_MS,
    },
    {
      what: 'W7 most requests open to the one that hangs',
      seen: mostOpen,
      promised: `<= ${IN_FLIGHT_LIMIT}`,
      holds: mostOpen > 0 && mostOpen <= IN_FLIGHT_LIMIT,
    },
  ];
}
