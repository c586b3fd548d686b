// W3: an event exists exactly when the transaction that caused it was committed.
import { exampleOf } from '../../../dist/events/catalogue.js';
import { EventsService } from '../../../dist/events/events.service.js';
import { exactly, recordOne } from './lab.mjs';

export async function outbox({ app, db, course }, { short }) {
  const count = short ? 100 : 2_000;
  const { id } = await course(0);
  const { data } = exampleOf('score.changed');
  const events = app.get(EventsService);
  let aborted = 0;
  for (let version = 1; version <= count; version++) {
    const recording = db.$transaction(async (tx) => {
      await events.record(tx, id, 'score.changed', { ...data, version });
      throw new Error('aborted');
    });
    await recording.catch(({ message }) => (aborted += Number(message === 'aborted')));
  }
  const jobs = () => db.$queryRaw`SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'event.fan-out'`;
  const [{ count: jobsOfAborted }] = await jobs();
  const ofAborted = await db.event.count({ where: { courseId: id } });
  for (let version = 1; version <= count; version++) await recordOne(app, id, version);
  const [{ count: jobsAfter }] = await jobs();
  return [
    exactly('W3 transactions aborted', aborted, count),
    exactly('W3 events of aborted transactions', ofAborted, 0),
    exactly('W3 events of as many committed ones', await db.event.count({ where: { courseId: id } }), count),
    exactly('W3 jobs that spread them', jobsAfter - jobsOfAborted, count),
  ];
}
