// Synchronous streaming replication: a standby follows, answers reports and says how old they are; then the primary is
// killed under load, the standby promoted, and nothing that was acknowledged is lost. The processes are not restarted: the
// address they know leads to whoever is the primary, as a load balancer's or a pooler's would.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, exactly, shown } from '../rows.mjs';
import { baseBackup, put } from './backup.mjs';
import { begin, lost, openClass, submit } from './journey.mjs';
import { following, issueToken, seen } from './lab.mjs';

const MAX_AGE_S = 10;
const FRESH_S = 3;
const BACK_LIMIT_S = 15;
const PRIMARY = { wal_keep_size: '256MB', listen_addresses: '127.0.0.1' };

export async function standby(lab, { short }) {
  const students = short ? 4 : 16;
  const primary = await lab.cluster('primary', PRIMARY);
  const follower = await follow(lab, primary);
  const address = await following(primary.port);
  const env = {
    DATABASE_URL: at(primary.appUrl, address.port),
    DATABASE_OWNER_URL: at(primary.url, address.port),
    DATABASE_READ_URL: at(primary.appUrl, follower.port),
  };
  const api = lab.service({ ...env, LASTACK_ROLE: 'api' });
  const worker = lab.service({ ...env, LASTACK_ROLE: 'worker' });
  const [url] = await Promise.all([api.ready, worker.ready]);
  const room = await openClass(url, await issueToken(env), { students });
  const rows = await reports({ url, room, primary, follower });
  rows.push(...(await failOver({ lab, url, room, primary, follower, address, short })));
  for (const service of [api, worker])
    rows.push(exactly('a process that saw it all ends with', (await service.end()).status, 0));
  address.close();
  return rows;
}

const at = (url, port) => Object.assign(new URL(url), { port }).href;

/** A standby whose word every commit waits for. */
async function follow(lab, primary) {
  const folder = join(lab.folder, 'standby');
  const data = await baseBackup(lab, primary, folder);
  await put(lab, data, 'standby.signal', '');
  const { username, password } = new URL(primary.url);
  const follower = await lab.start(folder, {
    primary_conninfo: `host=127.0.0.1 port=${primary.port} user=${username} password=${password} application_name=standby`,
  });
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = 'standby'`);
  await primary.query('SELECT pg_reload_conf()');
  const isSynchronous = () =>
    primary
      .query(`SELECT FROM pg_stat_replication WHERE sync_state = 'sync'`)
      .then(({ length }) => length === 1);
  if (!(await seen(isSynchronous))) throw new Error('the standby does not follow');
  return follower;
}

/** Reports come from the standby and say how old they are; from the primary when that is too old, or when asked so. */
async function reports({ url, room, primary, follower }) {
  const path = `/v1/courses/${room.courseId}/gradebook`;
  const read = (headers) => room.owner('GET', path, undefined, headers);
  const answered = ({ body }) => body.data.filter(({ scores }) => scores.length > 0).length;
  const ageOf = ({ headers }) => Number(headers.get('lastack-data-age') ?? NaN);
  const isFresh = (report) => ageOf(report) >= 0 && ageOf(report) < FRESH_S;
  const fresh =
    (await seen(async () => {
      const report = await read();
      return isFresh(report) && report;
    })) ?? (await read());
  await follower.query('SELECT pg_wal_replay_pause()');
  const question = await begin(url, room.tokens[0], room.assignmentId, primary);
  await submit(url, room.tokens[0], question);
  const stale = await read();
  const newest = await read({ 'cache-control': 'no-cache' });
  const tooOld = await seen(async () => {
    const report = await read();
    return Number.isNaN(ageOf(report)) && report;
  });
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const behind = Number(/^lastack_standby_age_seconds (\S+)/m.exec(metrics)?.[1]);
  await follower.query('SELECT pg_wal_replay_resume()');
  const again = await seen(async () => {
    const report = await read();
    return ageOf(report) >= 0 && answered(report) === 1;
  });
  return [
    {
      what: 'age of a report from the standby',
      seen: `${ageOf(fresh)} s`,
      promised: `< ${FRESH_S} s`,
      holds: isFresh(fresh),
    },
    exactly('learners with a score in a report of a standby that replays no more', answered(stale), 0),
    exactly('in the same at that moment with Cache-Control: no-cache', answered(newest), 1),
    exactly(
      `in the same once the standby is ${MAX_AGE_S} s behind: it is not asked`,
      tooOld && answered(tooOld),
      1,
    ),
    {
      what: 'lastack_standby_age_seconds then',
      seen: behind,
      promised: `> ${MAX_AGE_S}`,
      holds: behind > MAX_AGE_S,
    },
    exactly('after it has caught up, reports come from it again', again === true, true),
  ];
}

/** The primary loses its power under load; the standby is promoted, and the clients go on. */
async function failOver({ url, room, primary, follower, address, short }) {
  const [before, after] = short ? [20, 20] : [400, 400];
  const questions = await Promise.all(
    room.tokens.map((token) => begin(url, token, room.assignmentId, primary)),
  );
  const done = new Map();
  let refused = 0;
  let firstAfter = null;
  let killedAt = null;
  const over = new AbortController();
  const work = room.tokens.map(async (token, i) => {
    while (!over.signal.aborted) {
      const key = randomUUID();
      // As a client does who wants to be sure: again with the same key, until it is acknowledged.
      for (let tries = 0; tries < 600 && !over.signal.aborted; tries++) {
        const wasKilled = killedAt !== null;
        const answer = await submit(url, token, questions[i], { 'idempotency-key': key });
        if (answer?.status === 201) {
          done.set(answer.body.id, (done.get(answer.body.id) ?? 0) + 1);
          // One that the old primary had committed before is no sign of the new one.
          if (wasKilled) firstAfter ??= performance.now();
          break;
        }
        if (answer?.status === 409 && answer.body.type === '/problems/tries-exhausted') {
          questions[i] = await begin(url, token, room.assignmentId, address).catch(() => questions[i]);
          break;
        }
        refused += 1;
        await sleep(50);
      }
    }
  });
  address.query = (sql, values) => (killedAt === null ? primary : follower).query(sql, values);
  await seen(() => done.size >= before);
  const acknowledgedBefore = done.size;
  await primary.kill('SIGKILL');
  killedAt = performance.now();
  await follower.query('SELECT pg_promote()');
  // Nobody would take the place of the standby: a commit that waited for one would wait for ever.
  await follower.query(`ALTER SYSTEM SET synchronous_standby_names = ''`);
  await follower.query('SELECT pg_reload_conf()');
  address.lead(follower.port);
  await seen(() => done.size >= acknowledgedBefore + after);
  over.abort();
  await Promise.all(work);
  const backS = firstAfter === null ? Infinity : (firstAfter - killedAt) / 1000;
  const ids = [...done.keys()];
  const [{ count }] = await follower.query(
    `SELECT count(*)::int AS count FROM submissions WHERE id <> ALL ($1::uuid[]) AND variant_id = ANY ($2::uuid[])`,
    [ids, questions.map(({ id }) => id)],
  );
  return [
    shown(
      'submissions acknowledged before and after the primary was killed',
      `${acknowledgedBefore}, ${done.size - acknowledgedBefore}`,
    ),
    shown('requests refused or cut off meanwhile, and sent again', refused),
    exactly('acknowledged submissions that are lost', (await lost(follower, ids)).length, 0),
    exactly('acknowledged twice', [...done.values()].filter((times) => times > 1).length, 0),
    atMost('submissions nobody was told of: cut off at the end, one a student', count, questions.length),
    {
      what: 'from the kill to the first acknowledged submission',
      seen: `${backS.toFixed(1)} s`,
      promised: `< ${BACK_LIMIT_S} s`,
      holds: backS < BACK_LIMIT_S,
    },
  ];
}
