// W2: while two secrets overlap a receiver with either verifies every delivery; after it the new one alone.
import { Webhook } from 'standardwebhooks';
import { exactly, settled } from './lab.mjs';

export async function rotation({ db, course, record, receiver, startWorker }, { short }) {
  const count = short ? 20 : 200;
  const { id, endpoints, post } = await course(1);
  const old = endpoints[0].secret;
  const rotated = await post(`/v1/courses/${id}/endpoints/${endpoints[0].id}/rotate-secret`, {
    overlapHours: 24,
  });
  const worker = startWorker();
  await worker.ready;
  const verified = (secret) =>
    receiver.seen.filter(({ body, headers }) => {
      try {
        return Boolean(new Webhook(secret).verify(body, headers));
      } catch {
        return false;
      }
    }).length;
  const deliver = async () => {
    receiver.seen = [];
    await record(id, count);
    await settled(
      () => receiver.seen.length >= count,
      () => receiver.seen.length,
    );
  };
  await deliver();
  const during = [verified(old), verified(rotated.secret)];
  await db.$executeRaw`UPDATE endpoints SET previous_until = now()`;
  await deliver();
  const after = [verified(old), verified(rotated.secret)];
  await worker.end('SIGTERM');
  return [
    exactly(
      'W2 in the overlap, verified by old and new secret',
      during.join(' and '),
      `${count} and ${count}`,
    ),
    exactly('W2 after it', after.join(' and '), `0 and ${count}`),
  ];
}
