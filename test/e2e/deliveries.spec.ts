// What is delivered to receivers, how often, and what is kept of it. Time moves by updating rows.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { claimDue, closeDelivered } from '../../src/webhooks/deliveries.queries.js';
import { ResultsService } from '../../src/webhooks/results.service.js';
import { forgetOld } from '../../src/webhooks/retention.queries.js';
import type { DeliveryView, ReplayView } from '../../src/webhooks/webhooks.dto.js';
import { until } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';
import { tried, webhookRoom, type WebhookRoom } from '../support/webhook-room.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

let room: WebhookRoom;
beforeEach(async () => {
  room = await webhookRoom(service);
});
afterEach(() => room.receiver.close());

describe('a delivery', () => {
  const DELIVERED = [200, 201, 202, 203, 204, 205, 206, 226, 299];
  const FAILED = [
    300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 411, 413, 415, 418,
    421, 422, 425, 426, 429, 431, 451, 499, 500, 501, 502, 503, 504, 507, 511, 599,
  ];
  it.each([...DELIVERED, ...FAILED])('that is answered %i is done or waits', async (status) => {
    const { path } = await room.endpoint();
    room.receiver.answer(status, { location: `${room.receiver.url}/elsewhere` });
    await room.score();
    await room.logWhen(path, tried(1));
    const [delivery] = await room.log(path);
    expect(delivery?.state).toBe(DELIVERED.includes(status) ? 'delivered' : 'pending');
    expect(delivery?.tries).toMatchObject([{ number: 1, status, error: null, late: false }]);
    expect(room.receiver.received).toHaveLength(1);
  });

  it('is tried ten times with one id, a time of its own each, and has failed then', async () => {
    const { path } = await room.endpoint();
    room.receiver.answer(500);
    await room.score();
    for (let number = 1; number <= 10; number++) {
      await room.logWhen(path, tried(number));
      await room.logWhen(path, ([delivery]) => delivery?.state === (number < 10 ? 'pending' : 'failed'));
      await room.laterIsNow();
    }
    expect(await room.log(path)).toHaveLength(1);
    expect(room.receiver.received).toHaveLength(10);
    expect(new Set(room.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(room.receiver.received.map(({ headers }) => headers['lastack-try'])).toEqual(
      Array.from({ length: 10 }, (_, i) => String(i + 1)),
    );
  });

  it('keeps the first 4 KiB of the answer, and no secret', async () => {
    const long = createServer((_, response) => response.writeHead(500).end(`\0${'é'.repeat(40_000)}`));
    long.listen(0, '127.0.0.1');
    await once(long, 'listening');
    const { path, secret } = await room.endpoint({
      url: `http://127.0.0.1:${(long.address() as AddressInfo).port}/`,
    });
    await room.score();
    const [delivery] = await room.logWhen(path, tried(1));
    const answer = delivery?.tries[0]?.answer ?? '';
    expect(Buffer.byteLength(answer)).toBeGreaterThan(4_000);
    expect(Buffer.byteLength(answer)).toBeLessThan(4_200);
    expect(JSON.stringify(delivery)).not.toContain(secret.slice(6));
    long.close();
    long.closeAllConnections();
  });

  it('of a worker that froze past its lease is written by whoever took over', async () => {
    const { path, id } = await room.endpoint();
    await service.db.$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h'`;
    await room.score();
    await room.logWhen(path, (found) => found.length === 1);
    // A worker that claims, and then writes only after another one has.
    const frozen = await claimed();
    await service.db.$executeRaw`UPDATE deliveries SET leased_until = now() WHERE endpoint_id = ${id}::uuid`;
    const other = await claimed();
    expect([frozen.tryNumber, other.tryNumber]).toEqual([1, 2]);
    const answer = { status: 200, answer: '', durationMs: 1, error: null };
    expect(await closeDelivered(service.db, frozen, answer)).toBe(false);
    const results = service.app.get(ResultsService);
    await results.write(frozen, { error: 'frozen', durationMs: 1 }, 0);
    expect((await room.log(path))[0]).toMatchObject({
      state: 'pending',
      tries: [
        { number: 1, late: true },
        { number: 2, late: false, status: null },
      ],
    });
    expect(await closeDelivered(service.db, other, answer)).toBe(true);
    expect((await room.log(path))[0]?.state).toBe('delivered');
  });

  /** Claims what is due before the service’s own loop does. */
  async function claimed() {
    const claims = await service.db.$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE endpoints SET quiet_until = NULL WHERE course_id = ${room.courseId}::uuid`;
      const found = await claimDue(tx, 10);
      await tx.$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h' WHERE course_id = ${room.courseId}::uuid`;
      return found;
    });
    expect(claims).toHaveLength(1);
    return claims[0] as (typeof claims)[number];
  }

  it('can be asked for again and again, with the same id', async () => {
    const { path } = await room.endpoint();
    await room.score();
    const [delivery] = await room.logWhen(path, tried(1));
    room.receiver.answer(500);
    for (let press = 1; press <= 5; press++)
      expect((await room.instructor.post(`${path}/deliveries/${delivery?.id}/redeliver`)).status).toBe(201);
    await room.logWhen(path, (all) => all.length === 6 && tried(1)(all));
    const found = await room.log(path);
    expect(found.slice(1).map(({ origin, state }) => [origin, state])).toEqual(
      Array.from({ length: 5 }, () => ['redelivery', 'failed']),
    );
    expect(new Set(room.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await room.instructor.get<DeliveryView>(`${path}/deliveries/${delivery?.id}`)).body.state).toBe(
      'delivered',
    );
  });
});

it('a replay whose end is before its begin is refused', async () => {
  const { path } = await room.endpoint();
  const range = { from: '2026-11-22T10:00:00Z', to: '2026-11-22T09:00:00Z' };
  const answer = await room.instructor.post(`${path}/replay`, range);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ at: 'to' }] } });
});

it.each([true, 5, null, '2026', '2026-11-22', '2026-11-22T09:00:00', '+200000-01-01T00:00:00Z', ['x']])(
  'a replay from %j is refused, as that is no moment',
  async (from) => {
    const { path } = await room.endpoint();
    const answer = await room.instructor.post(`${path}/replay`, { from, to: '2026-11-22T09:00:00Z' });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ at: 'from' }] } });
  },
);

it('a replay brings up to 10,000 events at once, and says how many when there are more', async () => {
  const { path, id } = await room.endpoint();
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  // It takes them all, but is asked to wait: 10,000 requests are not what is tested.
  await service.db
    .$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h' WHERE id = ${id}::uuid`;
  const events = (from: number, to: number) => service.db.$executeRaw`
    INSERT INTO events (id, course_id, type, data, spread_at)
    SELECT gen_random_uuid(), ${room.courseId}::uuid, 'score.changed', '{}', now() FROM generate_series(${from}::int, ${to}::int)`;
  // The planner knows the tables as they are now, nearly empty.
  await service.db.$executeRaw`ANALYZE`;
  await events(1, 10_001);
  const range = { from: at(-10), to: at(10) };
  const refused = await room.instructor.post(`${path}/replay`, range);
  expect(refused).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('10001 events') },
  });
  await service.db.$executeRaw`
    DELETE FROM events WHERE id = (SELECT id FROM events WHERE course_id = ${room.courseId}::uuid LIMIT 1)`;
  const replayed = await room.instructor.post<ReplayView>(`${path}/replay`, range);
  expect(replayed).toMatchObject({ status: 202, body: { events: 10_000 } });
  expect(await service.db.delivery.count({ where: { endpointId: id, origin: 'replay' } })).toBe(10_000);
  expect((await room.instructor.post<ReplayView>(`${path}/replay`, range)).body.events).toBe(0);
  expect((await room.instructor.request(path, { method: 'DELETE' })).status).toBe(204);
});

describe('at most', () => {
  it('four requests are open to one endpoint, and a silent one delays no other', async () => {
    let open = 0;
    let most = 0;
    const silent = createServer((_, response) => {
      open += 1;
      most = Math.max(most, open);
      response.once('close', () => (open -= 1));
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await room.endpoint({ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/` });
    await room.endpoint();
    await room.score(50);
    await room.receiver.until(50);
    await until(
      async () => most,
      (seen) => seen >= 4,
    );
    expect(most).toBe(4);
    silent.closeAllConnections();
    silent.close();
  });
});

it('what is older than 30 days is forgotten, what waits is not, unless its endpoint was disabled', async () => {
  const { path, id } = await room.endpoint();
  await room.score(2);
  await room.logWhen(path, (found) => found.length === 2 && tried(1)(found));
  await service.db.$executeRaw`UPDATE deliveries SET created_at = created_at - interval '31 d'
    WHERE id = (SELECT min(deliveries.id::text)::uuid FROM deliveries JOIN endpoints ON endpoints.id = endpoint_id WHERE course_id = ${room.courseId}::uuid)`;
  await forgetOld(service.db);
  expect(await room.log(path)).toHaveLength(1);

  await service.db
    .$executeRaw`UPDATE deliveries SET created_at = created_at - interval '31 d', state = 'pending',
    due_at = now() + interval '1 d' WHERE endpoint_id = ${id}::uuid`;
  await forgetOld(service.db);
  expect(await room.log(path)).toHaveLength(1);
  await service.db.endpoint.update({
    where: { id },
    data: { disabledAt: new Date(), disabledReason: 'gone' },
  });
  await forgetOld(service.db);
  expect(await room.log(path)).toEqual([]);
});
