// W17: deliveries a second of one process that does everything, beside its PostgreSQL and the receivers: first a backlog as
// fast as it goes, then a steady stream for ten minutes (PROOF_SECONDS), with the lag from an event to its arrival.
import { exactly, quantile, recordSteadily, settled, shown } from './lab.mjs';

export const ENDPOINTS = 25;
const EVENTS_PER_S = 10;
const WANTED_PER_S = 200;

/**
 * Lets a worker deliver what has gathered: of each event one delivery to each endpoint.
 * @returns deliveries a second, and the worker, which runs on
 */
export async function deliverBacklog({ record, receiver, startWorker }, courseId, events) {
  await record(courseId, events);
  const worker = startWorker('all');
  await worker.ready;
  await settled(
    () => receiver.seen.length >= events * ENDPOINTS,
    () => receiver.seen.length,
  );
  return { worker, rate: perSecond(receiver.seen) };
}

export async function throughput(lab, { short }) {
  const { app, db, course, receiver } = lab;
  const [backlog, seconds] = short ? [40, 10] : [400, Number(process.env.PROOF_SECONDS ?? 600)];
  const { id } = await course(ENDPOINTS);
  const { worker, rate: burst } = await deliverBacklog(lab, id, backlog);
  receiver.seen = [];

  const begun = Date.now();
  const events = seconds * EVENTS_PER_S;
  const times = [];
  receiver.answer = (one, response) => {
    times.push([one.at, one.at - Date.parse(JSON.parse(one.body).timestamp)]);
    receiver.seen.length = 0; // Their headers and bodies would fill the memory.
    response.writeHead(204).end();
  };
  const tookS = await recordSteadily(app, { events, perSecond: EVENTS_PER_S, of: () => id });
  const inTime = times.length;
  const wanted = events * ENDPOINTS;
  await settled(
    () => times.length >= wanted,
    () => times.length,
  );
  await settled(
    async () => (await db.delivery.count({ where: { state: 'pending' } })) === 0,
    () => times.length,
  );
  await worker.end('SIGTERM');
  const lags = times.map(([, lag]) => lag);
  const perMinute = [...Map.groupBy(times, ([at]) => Math.floor((at - begun) / 60_000)).values()].map(
    ({ length }) => Math.round(length / 60),
  );
  const rate = Math.round(inTime / tookS);
  return [
    shown(`W17 a backlog of ${backlog * ENDPOINTS}: deliveries a second`, burst),
    {
      what: `W17 deliveries a second over ${Math.round(tookS)} s, all in one`,
      seen: rate,
      promised: `>= ${WANTED_PER_S}`,
      holds: rate >= WANTED_PER_S,
    },
    ...(perMinute.length > 1
      ? [shown('W17 the slowest whole minute', Math.min(...perMinute.slice(0, -1)))]
      : []),
    exactly('W17 deliveries missing', wanted - times.length, 0),
    shown(
      'W17 lag from the event to its arrival: p50, p95, p99, most',
      [0.5, 0.95, 0.99, 0.999999].map((q) => `${quantile(lags, q)} ms`).join(', '),
    ),
  ];
}

function perSecond(seen) {
  const times = seen.map(({ at }) => at);
  return Math.round((times.length / (Math.max(...times) - Math.min(...times))) * 1000);
}
