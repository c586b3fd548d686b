// W4: a worker is stopped (SIGSTOP) with requests open, its leases run out, another takes over, and the first goes on
// (SIGCONT). What it writes then is refused, while the other one's requests are still open and after they ended.
import { exactly, settled } from './lab.mjs';

const ENDPOINTS = 25;
const IN_FLIGHT = 4;
const ALL = ENDPOINTS * IN_FLIGHT;

export async function frozen({ db, course, record, receiver, startWorker }) {
  const { id } = await course(ENDPOINTS);
  const held = new Map();
  receiver.answer = ({ number }, response) => held.set(number, [...(held.get(number) ?? []), response]);
  const holding = (number) =>
    settled(
      () => (held.get(number) ?? []).length >= ALL,
      () => receiver.seen.length,
    );
  /** Half of them say no: that would begin a new try, the other half would end the delivery. */
  const release = (number, refuse) => {
    for (const [i, response] of (held.get(number) ?? []).entries())
      response.writeHead(refuse && i % 2 === 0 ? 500 : 204).end();
  };

  const first = startWorker();
  await first.ready;
  await record(id, IN_FLIGHT);
  await holding(1);
  first.child.kill('SIGSTOP');
  release(1, true);
  await db.$executeRaw`UPDATE deliveries SET leased_until = now() WHERE state = 'pending'`;
  const second = startWorker();
  await second.ready;
  await holding(2);
  first.child.kill('SIGCONT');
  const written = () => db.try.count({ where: { number: 1, durationMs: { not: null } } });
  await settled(async () => (await written()) >= ALL, written);
  const late = await db.try.count({ where: { number: 1, late: true } });
  const untouched = await db.delivery.count({
    where: { state: 'pending', tryNumber: 2, failures: 0, leasedUntil: { not: null } },
  });
  release(2, false);
  const delivered = () => db.delivery.count({ where: { state: 'delivered', tryNumber: 2 } });
  await settled(async () => (await delivered()) >= ALL, delivered);
  const rows = [
    exactly('W4 stale writes of a worker that froze', await written(), ALL),
    exactly('W4 of them refused', late, ALL),
    exactly('W4 deliveries that they left as they were', untouched, ALL),
    exactly('W4 deliveries that the other worker ended', await delivered(), ALL),
  ];
  await Promise.all([first.end('SIGTERM'), second.end('SIGTERM')]);
  return rows;
}
