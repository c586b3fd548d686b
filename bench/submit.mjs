// Submitting one answer: the built service under 32 keep-alive connections; then beside what the machine could do at all.
// Bare is a handler that runs the same SQL statements and nothing else; pgbench runs them without HTTP. The three take turns
// on copies of one database, so that what else the machine does falls on all of them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { singleAnswers } from './attempt10.mjs';
import { openClass } from './classroom.mjs';
import { median, quantile } from './figures.mjs';
import { keysOf, wronglyGraded } from './keys.mjs';
import { listening, refusals } from './lab.mjs';
import { hasPgbench, pgbenchSeconds, preparePgbench, scriptOf, typesOf } from './pgbench.mjs';
import { record, usual } from './recording.mjs';

const CONNECTIONS = 32;
/** Connections of the service to its database, by default; the bare handler gets as many. */
const POOL = 10;
/** Of the requests that are recorded, what may differ from the others, such as in a token's use that is noted. */
const UNUSUAL = 0.02;

export async function submit(lab, { quick }) {
  const [students, rounds, seconds, turn] = quick ? [2_500, 2, 2, 960] : [7_000, 5, 3, 3_200];
  const database = await lab.database();
  const service = await lab.service(database);
  const course = await openClass(database.query, service.url, students);
  const plan = { url: service.url, connections: CONNECTIONS };
  await lab.load('load.mjs', { ...plan, requests: course.starts(course.students) });
  const requests = singleAnswers(await keysOf(database.query, service.url, course), course.students);
  await service.stop();
  const compared = requests.slice(0, (rounds + 1) * turn);
  try {
    const figures = await alone(lab, database, course, requests, { rounds, seconds });
    // As `npm start` runs it: what spreads the events and delivers webhooks works in the same process.
    const env = { LASTACK_ROLE: 'all' };
    const inOne = quick ? {} : await alone(lab, database, course, requests, { rounds: 2, seconds, env });
    return {
      ...figures,
      ...(inOne['submit.per_s'] && { 'submit.with_worker_per_s': inOne['submit.per_s'] }),
      ...(await comparison(lab, database, compared, rounds, turn)),
    };
  } finally {
    await database.drop();
  }
}

/** The service by itself, as fast as it goes; and whether all it has graded is right. */
async function alone(lab, origin, course, requests, { rounds, seconds, env = {} }) {
  const database = await copy(lab, origin);
  const service = await lab.service(database, env);
  try {
    const own = [];
    let from = 0;
    for (let round = 0; round <= rounds; round++) {
      const result = await all(lab, { url: service.url, requests, from, seconds });
      from = result.next;
      if (round > 0) own.push(result); // The first round warms up.
    }
    if (from > requests.length)
      throw new Error(`${requests.length} questions are too few for ${from} answers`);
    const earned = await takenOf(database.query, requests.slice(0, from));
    return {
      'submit.per_s': median(own.map(perSecond)),
      'submit.p50_ms': median(own.map(({ times }) => quantile(times, 0.5))),
      'submit.p99_ms': median(own.map(({ times }) => quantile(times, 0.99))),
      'submit.answers': earned.size,
      'submit.wrongly_graded': await wronglyGraded(database.query, course.assignmentId, earned),
    };
  } finally {
    await service.stop();
    await database.drop();
  }
}

/** The service, the bare handler and pgbench, round by round with the same submissions, each on its copy. */
async function comparison(lab, origin, requests, rounds, turn) {
  // A token's use is noted once a minute: not now, so that all submissions are alike.
  await origin.query(`UPDATE tokens SET last_used_at = now() + interval '1 day'`);
  const { recorded, statements } = await recordOn(lab, origin, requests);
  const databases = [await copy(lab, origin), await copy(lab, origin), await copy(lab, origin)];
  const service = await lab.service(databases[0]);
  const bare = await startBare(lab, databases[1], recorded);
  const bench = await startPgbench(lab, databases[2], statements, recorded);
  const seen = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      const part = requests.slice(round * turn, (round + 1) * turn);
      const own = perSecond(await all(lab, { url: service.url, requests: part }));
      const least = perSecond(await all(lab, { url: bare.url, requests: part }));
      const sql = bench && 1 / (await bench(round * turn, turn));
      if (round > 0) seen.push({ own, least, sql });
    }
  } finally {
    await service.stop();
    await lab.stop(bare.child);
    for (const database of databases) await database.drop();
  }
  return {
    'submit.round_trips': median(recorded.map(({ roundTrips }) => roundTrips)),
    'submit.bare_per_s': median(seen.map(({ least }) => least)),
    'submit.pgbench_per_s': bench && median(seen.map(({ sql }) => sql)),
    'submit.vs_bare': median(seen.map(({ own, least }) => own / least)),
    'submit.vs_pgbench': bench && median(seen.map(({ own, sql }) => own / sql)),
  };
}

async function recordOn(lab, origin, requests) {
  const database = await copy(lab, origin);
  try {
    const recorded = await record(lab, database, requests);
    const { statements, requests: alike } = usual(recorded);
    if (alike.length < recorded.length * (1 - UNUSUAL))
      throw new Error(`only ${alike.length} of ${recorded.length} submissions run the same statements`);
    return { recorded, statements };
  } finally {
    await database.drop();
  }
}

async function startBare(lab, database, recorded) {
  const file = join(lab.folder, 'recorded.json');
  const plain = (value) => (Buffer.isBuffer(value) ? { hex: value.toString('hex') } : value);
  const inputs = recorded.map(({ path, statements }) => [
    path,
    statements.map(({ sql, values }) => ({ sql, values: values.map(plain) })),
  ]);
  await writeFile(file, JSON.stringify(Object.fromEntries(inputs)));
  const child = lab.start('bare.mjs', { args: [file, String(POOL)], env: { DATABASE_URL: database.url } });
  return { child, url: await listening(child) };
}

/** Says how many seconds a submission takes by pgbench; null, aloud, where there is none. */
async function startPgbench(lab, database, statements, recorded) {
  if (!(await hasPgbench())) {
    console.log('pgbench is not installed: there is nothing to compare with (Debian: postgresql-contrib)');
    return null;
  }
  const shape = statements.join();
  const inputs = recorded.flatMap(({ statements: run }) =>
    run.map(({ sql }) => sql).join() === shape ? [run.map(({ values }) => values)] : [],
  );
  const files = await preparePgbench(
    database.query,
    lab.folder,
    scriptOf(statements, inputs, await typesOf(database.query, statements)),
  );
  return async (from, count) => {
    const rows = { clients: CONNECTIONS, base: Math.min(from, inputs.length - count), count };
    const both = await pgbenchSeconds(database.url, files.all, rows);
    return both - (await pgbenchSeconds(database.url, files.look, rows));
  };
}

async function copy(lab, origin) {
  await origin.leave();
  return lab.database(origin);
}

/** @throws Error when a request was refused */
async function all(lab, plan) {
  await sleep(200); // What the round before has left to write does not fall into this one.
  const result = await lab.load('load.mjs', { ...plan, connections: CONNECTIONS });
  const refused = refusals(result);
  if (refused) throw new Error(refused);
  return result;
}

const perSecond = ({ times, seconds }) => times.length / seconds;

/**
 * What the answers must have earned that were taken. A generator that stops leaves up to one answer of each connection
 * unanswered, taken or not; all others were acknowledged.
 */
async function takenOf(query, sent) {
  const rows = await query(
    'SELECT DISTINCT variant_id AS id FROM submissions WHERE variant_id = ANY ($1::uuid[])',
    [sent.map(({ questionId }) => questionId)],
  );
  const stored = new Set(rows.map(({ id }) => id));
  if (stored.size < sent.length - CONNECTIONS * 10)
    throw new Error(`${sent.length - stored.size} answers are lost`);
  return new Map(
    sent.flatMap(({ questionId, earned }) => (stored.has(questionId) ? [[questionId, earned]] : [])),
  );
}
