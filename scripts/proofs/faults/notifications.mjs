// R4: a notification that is lost costs one poll at most. The worker's LISTEN is terminated in the database, or a proxy
// swallows what comes on it; a job and a delivery are taken up within a poll and 2 s all the same.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobsService } from '../../../dist/jobs/jobs.service.js';
import { exactly, progress, quantile, settled, shown } from '../rows.mjs';
import { openLab } from '../webhooks/lab.mjs';
import { openTcpProxy } from './tcp-proxy.mjs';

const LIMIT_MS = 4_000;
const LOOK_MS = 20;
/** pg-boss notices a silent connection after 15 s, and waits before it listens anew. */
const LISTENS_AGAIN_MS = 40_000;

export async function notifications({ short }) {
  const rounds = short ? 4 : Number(process.env.PROOF_ROUNDS ?? 50);
  const lab = await openLab();
  const database = new URL(lab.databaseUrl);
  const proxy = await openTcpProxy(Number(database.port));
  try {
    database.port = String(proxy.port);
    const worker = lab.startWorker('worker', { DATABASE_URL: database.href });
    await worker.ready;
    const { id } = await lab.course(1);
    const seen = [];
    const say = progress('notifications');
    for (let i = 0; i < rounds; i++) {
      await listens(proxy);
      await sleep(Math.random() * 1_000); // Polls come at any phase.
      const how = i % 2 === 0 ? 'terminated' : 'swallowed';
      const lost = how === 'terminated' ? await terminate(lab.db) : proxy.swallow();
      seen.push({ how, lost, job: await jobTaken(lab), delivery: await deliveryTaken(lab, id, i) });
      say(() => `${i + 1} rounds`);
    }
    await worker.end('SIGKILL');
    return rowsOf(seen, rounds);
  } finally {
    proxy.close();
    await lab.close();
  }
}

const listens = (proxy) =>
  settled(
    () => proxy.listening() > 0,
    () => 0,
    LISTENS_AGAIN_MS,
  );

async function terminate(db) {
  const rows = await db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' OR query LIKE '%pg_listening_channels%'
      AND pid <> pg_backend_pid()`;
  return rows.length;
}

/** Milliseconds from the commit of a job to its end; the job finds nothing to do. */
async function jobTaken({ app, db }) {
  const assignmentId = randomUUID();
  const jobs = app.get(JobsService);
  await db.$transaction((tx) => jobs.enqueue(tx, 'assignment.replay', { assignmentId }));
  return takenAfter(async () => {
    const [job] = await db.$queryRaw`
      SELECT state::text FROM pgboss.job WHERE name = 'assignment.replay' AND data->>'assignmentId' = ${assignmentId}`;
    return job?.state === 'completed';
  });
}

async function deliveryTaken({ record, receiver }, courseId, number) {
  const before = receiver.seen.length;
  await record(courseId, 1, number);
  return takenAfter(() => receiver.seen.length > before);
}

async function takenAfter(isTaken) {
  const begun = performance.now();
  while (performance.now() - begun < 10 * LIMIT_MS) {
    if (await isTaken()) return Math.round(performance.now() - begun);
    await sleep(LOOK_MS);
  }
  return Infinity;
}

function rowsOf(seen, rounds) {
  const inTime = (what) => seen.filter((one) => one[what] <= LIMIT_MS).length;
  const times = (what) => {
    const all = seen.map((one) => one[what]);
    return `${quantile(all, 0.5)} ms, ${Math.max(...all)} ms`;
  };
  return [
    exactly(
      'R4 rounds in which the worker’s LISTEN was terminated or swallowed',
      seen.filter(({ lost }) => lost > 0).length,
      rounds,
    ),
    exactly(`R4 jobs taken up within a poll and 2 s (${LIMIT_MS} ms)`, inTime('job'), rounds),
    exactly(`R4 deliveries begun within a poll and 2 s (${LIMIT_MS} ms)`, inTime('delivery'), rounds),
    shown('R4 until the job was done: median, longest', times('job')),
    shown('R4 until the delivery arrived: median, longest', times('delivery')),
  ];
}
