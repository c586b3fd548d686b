// Receivers that were away, slow down or go: what is held back, what is not, and what can be brought again.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventsService } from '../../src/events/events.service.js';
import { claimDue } from '../../src/webhooks/deliveries.queries.js';
import type { EndpointView, GapView, ReplayView, TryView } from '../../src/webhooks/webhooks.dto.js';
import { until } from '../support/course.js';
import { type Answer, testService, type TestService } from '../support/service.js';
import { isDone, webhookRoom, type WebhookRoom } from '../support/webhook-room.js';

const LEARNER = '0193a1b2-6d2e-7c41-9d3f-5a8b7c6d5e4f';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

let room: WebhookRoom;
const ends: (() => void)[] = [];
beforeEach(async () => {
  room = await webhookRoom(service);
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await room.receiver.close();
});

/** A receiver whose answers the test gives by hand. */
async function holdingReceiver() {
  const open: ServerResponse[] = [];
  const server = createServer((_, response) => void open.push(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    open,
    until: (count: number) =>
      until(
        () => Promise.resolve(open.length),
        (now) => now >= count,
      ),
  };
}

describe('the gap of an endpoint that is enabled again', () => {
  const enable = async (path: string) => (await room.patch<EndpointView>(path, { enabled: true })).body.gap;
  const disable = (path: string) => room.patch<EndpointView>(path, { enabled: false });
  const isSpread = () =>
    until(
      () => service.db.event.count({ where: { courseId: room.courseId, spreadAt: null } }),
      (waiting) => waiting === 0,
    );

  it('begins with what was answered 410, and all of it can be replayed', async () => {
    const { path } = await room.endpoint();
    room.receiver.answer(410);
    await room.score();
    await room.logWhen(path, (found) => found[0]?.state === 'failed');
    await room.score(2);
    await isSpread();
    room.receiver.answer(204);
    const { from, to, events } = (await enable(path)) as GapView;
    expect(events).toBe(3);
    room.receiver.received.splice(0);
    expect((await room.instructor.post<ReplayView>(`${path}/replay`, { from, to })).body.events).toBe(3);
    await room.receiver.until(3);
  });

  it('holds what was under way when it was disabled by hand and then failed', async () => {
    const held = await holdingReceiver();
    const { path } = await room.endpoint({ url: held.url });
    await room.score();
    await held.until(1);
    await disable(path);
    await room.score();
    await isSpread();
    held.open[0]?.writeHead(500).end();
    await room.logWhen(path, (found) => found[0]?.state === 'failed');
    expect((await enable(path))?.events).toBe(2);
  });

  it('holds an event whose transaction was open while it was disabled', async () => {
    const { path } = await room.endpoint();
    await recordAround(() => disable(path));
    await isSpread();
    expect((await enable(path))?.events).toBe(1);
  });

  it('holds an event that was spread while the enabling waited', async () => {
    const { path, id } = await room.endpoint();
    await disable(path);
    let enabling: ReturnType<typeof enable> | undefined;
    await service.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM endpoints WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
      enabling = enable(path);
      await until(
        () => waitingFor('FROM endpoints WHERE id'),
        (waiting) => waiting > 0,
      );
      await room.score();
      await isSpread();
    });
    expect((await enabling)?.events).toBe(1);
  });
});

it('a replay brings a new endpoint what happened before it was made', async () => {
  await room.score(2);
  const { path } = await room.endpoint();
  const range = { from: new Date(Date.now() - 60_000).toISOString(), to: new Date().toISOString() };
  expect((await room.instructor.post<ReplayView>(`${path}/replay`, range)).body.events).toBe(2);
  await room.receiver.until(2);
});

it('an endpoint that asked to be left alone is, also when another try of that time succeeds', async () => {
  const held = await holdingReceiver();
  const { path } = await room.endpoint({ url: held.url });
  await room.score(2);
  await held.until(2);
  held.open[0]?.writeHead(429, { 'retry-after': '600' }).end();
  await room.logWhen(path, (found) => found.some(({ tries }) => tries[0]?.status === 429));
  held.open[1]?.writeHead(204).end();
  await room.logWhen(path, (found) => found.some(({ state }) => state === 'delivered'));
  await room.score();
  await room.logWhen(path, (found) => found.length === 3);
  const claims = await service.db.$transaction((tx) => claimDue(tx, 10));
  expect(claims.filter((claim) => claim.courseId === room.courseId)).toEqual([]);
  expect(held.open.length).toBe(2);
});

it('endpoints that fail get a part of the tries at once, and hold up none that is well', async () => {
  const well = await room.endpoint();
  for (let i = 0; i < 3; i++) await room.endpoint();
  await service.db.$executeRaw`
    UPDATE endpoints SET quiet_until = now() + interval '1 h',
      failing_since = CASE WHEN course_id = ${room.courseId}::uuid AND id <> ${well.id}::uuid THEN now() END`;
  await room.score(2);
  await until(
    () => service.db.delivery.count({ where: { endpoint: { courseId: room.courseId } } }),
    (made) => made === 8,
  );
  await service.db.$executeRaw`
    UPDATE deliveries SET due_at = due_at - interval '1 h' FROM endpoints
    WHERE endpoints.id = endpoint_id AND failing_since IS NOT NULL AND course_id = ${room.courseId}::uuid`;
  const claims = await service.db.$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE endpoints SET quiet_until = NULL WHERE course_id = ${room.courseId}::uuid`;
    const found = await claimDue(tx, 10, 1);
    await tx.$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h' WHERE course_id = ${room.courseId}::uuid`;
    return found;
  });
  expect(claims.filter(({ endpointId }) => endpointId === well.id)).toHaveLength(2);
  expect(claims).toHaveLength(3);
});

it('a receiver can be removed while a try of it fails', async () => {
  const held = await holdingReceiver();
  const { path, id } = await room.endpoint({ url: held.url });
  await room.score();
  await held.until(1);
  let removing: Promise<Answer> | undefined;
  await service.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM endpoints WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    removing = room.instructor.request(path, { method: 'DELETE' });
    await until(
      () => waitingFor('FROM endpoints WHERE id'),
      (waiting) => waiting > 0,
    );
    held.open[0]?.writeHead(500).end();
    // PostgreSQL looks for a deadlock once, after a second: by then whoever waits first must not be the one to lose.
    await until(
      () => waitingFor('UPDATE', 1.1),
      (waiting) => waiting > 1,
    );
  });
  expect((await removing)?.status).toBe(204);
});

it('a try whose secret does not open has failed and says so, until another secret takes its place', async () => {
  const { path, id } = await room.endpoint();
  // As when the service was started with another LASTACK_SECRET.
  await service.db.$executeRaw`UPDATE endpoints SET secret = sha256(secret) WHERE id = ${id}::uuid`;
  const error = expect.stringContaining('rotate');
  expect((await room.instructor.post<TryView>(`${path}/ping`)).body).toMatchObject({ status: null, error });
  await room.score();
  const log = await room.logWhen(path, (found) =>
    found.some(({ type, tries }) => type === 'score.changed' && tries.some(isDone)),
  );
  expect(log.find(({ type }) => type === 'score.changed')).toMatchObject({ tries: [{ error }] });
  expect((await room.instructor.post(`${path}/rotate-secret`, { overlapHours: 0 })).status).toBe(201);
  await room.laterIsNow();
  await room.receiver.until(1);
});

/** Records an event in a transaction that is open while `meanwhile` runs. */
async function recordAround(meanwhile: () => Promise<unknown>): Promise<void> {
  await service.db.$transaction(async (tx) => {
    await service.app.get(EventsService).record(tx, room.courseId, 'member.added', {
      learnerId: LEARNER,
      lmsId: null,
      role: 'student',
    });
    await meanwhile();
  });
}

/** How many statements like this one wait for a lock, and have for so long. */
async function waitingFor(part: string, seconds = 0): Promise<number> {
  const rows = await service.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND strpos(query, ${part}) > 0
      AND clock_timestamp() - query_start > make_interval(secs => ${seconds}::float)`;
  return rows[0]?.count ?? 0;
}
