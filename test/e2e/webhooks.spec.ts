// Receivers and what is delivered to them, over HTTP and with real receivers. Time moves by updating rows.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Page } from '../../src/common/page.js';
import type { CourseView } from '../../src/courses/courses.dto.js';
import { EventsService } from '../../src/events/events.service.js';
import { DispatcherService } from '../../src/webhooks/dispatcher.service.js';
import { claimDue, closeDelivered } from '../../src/webhooks/deliveries.queries.js';
import { ResultsService } from '../../src/webhooks/results.service.js';
import { forgetOld } from '../../src/webhooks/retention.queries.js';
import type {
  DeliveryView,
  EndpointView,
  NewEndpointView,
  ReplayView,
  TryView,
} from '../../src/webhooks/webhooks.dto.js';
import { until } from '../support/course.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { type Answer, type Api, testService, type TestService } from '../support/service.js';

const LEARNER = '0193a1b2-6d2e-7c41-9d3f-5a8b7c6d5e4f';
const DEADLINE_MS = 15_000;
const PAUSE_MS = 20;

let service: TestService;
let receiver: Receiver;
let instructor: Api;
let courseUrl: string;
let courseId: string;

beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  receiver = await startReceiver();
  instructor = await service.creator();
  courseId = (await instructor.post<CourseView>('/v1/courses', { title: 'Networks' })).body.id;
  courseUrl = `/v1/courses/${courseId}`;
});
afterEach(() => receiver.close());

async function endpoint(body: object = {}): Promise<NewEndpointView & { path: string }> {
  const answer = await instructor.post<NewEndpointView>(`${courseUrl}/endpoints`, {
    url: receiver.url,
    ...body,
  });
  expect(answer.status).toBe(201);
  return { ...answer.body, path: `${courseUrl}/endpoints/${answer.body.id}` };
}

function patch<T>(path: string, body: object): Promise<Answer<T>> {
  const headers = { 'content-type': 'application/json' };
  return instructor.request<T>(path, { method: 'PATCH', body: JSON.stringify(body), headers });
}

let version = 0;
async function score(times = 1): Promise<void> {
  const events = service.app.get(EventsService);
  for (let i = 0; i < times; i++) {
    const data = { learnerId: LEARNER, lmsId: 'sis-1', assignmentId: LEARNER, earned: 5, possible: 10 };
    version += 1;
    await service.db.$transaction((tx) =>
      events.record(tx, courseId, 'score.changed', {
        ...data,
        version,
        submittedAt: new Date(0).toISOString(),
      }),
    );
  }
}

async function log(path: string): Promise<DeliveryView[]> {
  return (await instructor.get<Page<DeliveryView>>(`${path}/deliveries?limit=100`)).body.data;
}

/** Reads the log until it is as wanted. */
async function logWhen(path: string, wanted: (log: DeliveryView[]) => boolean): Promise<DeliveryView[]> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = await log(path);
    if (wanted(found)) return found;
    if (Date.now() > deadline) throw new Error(`the log stays ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const tried = (times: number) => (found: DeliveryView[]) =>
  found.length > 0 && found.every(({ tries }) => tries.length === times && tries.every(isDone));
const isDone = ({ status, error }: TryView) => status !== null || error !== null;

/** What is waiting for a later time is due now. */
async function laterIsNow(): Promise<void> {
  await service.db.$executeRaw`UPDATE deliveries SET due_at = now() - interval '1 s' WHERE state = 'pending'`;
  await service.db.$executeRaw`UPDATE endpoints SET quiet_until = NULL`;
  service.app.get(DispatcherService).wake();
}

describe('an endpoint', () => {
  it('gets the types it asked for, and no others', async () => {
    const asked = await endpoint({ eventTypes: ['submission.graded', 'score.changed'] });
    const other = await endpoint({ eventTypes: ['member.added'] });
    await score();
    await logWhen(asked.path, tried(1));
    expect(await log(other.path)).toEqual([]);
    expect(asked.eventTypes).toEqual(['submission.graded', 'score.changed']);
  });

  it.each([
    ['an unknown type', { eventTypes: ['grade.leaked'] }],
    ['a type twice', { eventTypes: ['member.added', 'member.added'] }],
    ['an address that is not public', { url: 'https://10.0.0.1/' }],
    ['the metadata service', { url: 'http://169.254.169.254/' }],
  ])('with %s is refused, and changed to it neither', async (_, body) => {
    const { path } = await endpoint();
    expect((await instructor.post(`${courseUrl}/endpoints`, { url: receiver.url, ...body })).status).toBe(
      400,
    );
    expect((await patch(path, body)).status).toBe(400);
  });

  it('keeps what a change does not name, and is gone when removed', async () => {
    const { path, id } = await endpoint({ description: 'Canvas', eventTypes: ['member.added'] });
    const changed = await patch<EndpointView>(path, { description: 'Moodle' });
    expect(changed.body).toMatchObject({
      id,
      url: receiver.url,
      description: 'Moodle',
      eventTypes: ['member.added'],
    });
    expect((await instructor.request(path, { method: 'DELETE' })).status).toBe(204);
    expect((await instructor.get(path)).status).toBe(404);
  });

  it('of another course does not exist, whatever is asked of it', async () => {
    const { path } = await endpoint();
    const foreign = await service.creator();
    const other = (await foreign.post<CourseView>('/v1/courses', { title: 'Other' })).body.id;
    for (const base of [path, path.replace(courseId, other)]) {
      for (const [method, way] of [
        ['GET', ''],
        ['PATCH', ''],
        ['DELETE', ''],
        ['GET', '/deliveries'],
        ['POST', '/ping'],
        ['POST', '/rotate-secret'],
      ] as const)
        expect([way, (await foreign.request(base + way, { method })).status]).toEqual([way, 404]);
    }
    expect(receiver.received).toEqual([]);
  });
});

describe('a rotation of the secret', () => {
  it('lets both secrets verify while it overlaps, and the new one alone after it', async () => {
    const { path, secret: old } = await endpoint();
    const rotated = await instructor.post<NewEndpointView>(`${path}/rotate-secret`, { overlapHours: 1 });
    await score(20);
    await receiver.until(20);
    for (const { body, headers } of receiver.received) {
      for (const secret of [old, rotated.body.secret])
        expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    }
    await service.db.$executeRaw`UPDATE endpoints SET previous_until = now()`;
    receiver.received.splice(0);
    await score(20);
    await receiver.until(20);
    for (const { body, headers } of receiver.received) {
      const verify = (secret: string) => () =>
        new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(verify(rotated.body.secret)).not.toThrow();
      expect(verify(old)).toThrow(/signature/);
    }
  });

  it('ends no secret before its time, unless it is to end at once', async () => {
    const { path } = await endpoint();
    expect((await instructor.post(`${path}/rotate-secret`)).status).toBe(201);
    expect((await instructor.post(`${path}/rotate-secret`)).status).toBe(409);
    const atOnce = await instructor.post<NewEndpointView>(`${path}/rotate-secret`, { overlapHours: 0 });
    expect([atOnce.status, atOnce.body.previousSecretUntil]).toEqual([201, null]);
    expect((await instructor.post(`${path}/rotate-secret`, { overlapHours: 169 })).status).toBe(400);
  });
});

describe('a delivery', () => {
  const DELIVERED = [200, 201, 202, 203, 204, 205, 206, 226, 299];
  const FAILED = [
    300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 411, 413, 415, 418,
    421, 422, 425, 426, 429, 431, 451, 499, 500, 501, 502, 503, 504, 507, 511, 599,
  ];
  it.each([...DELIVERED, ...FAILED])('that is answered %i is done or waits', async (status) => {
    const { path } = await endpoint();
    receiver.answer(status, { location: `${receiver.url}/elsewhere` });
    await score();
    await logWhen(path, tried(1));
    const [delivery] = await log(path);
    expect(delivery?.state).toBe(DELIVERED.includes(status) ? 'delivered' : 'pending');
    expect(delivery?.tries).toMatchObject([{ number: 1, status, error: null, late: false }]);
    expect(receiver.received).toHaveLength(1);
  });

  it('is tried ten times with one id, a time of its own each, and has failed then', async () => {
    const { path } = await endpoint();
    receiver.answer(500);
    await score();
    for (let number = 1; number <= 10; number++) {
      await logWhen(path, tried(number));
      await logWhen(path, ([delivery]) => delivery?.state === (number < 10 ? 'pending' : 'failed'));
      await laterIsNow();
    }
    expect(await log(path)).toHaveLength(1);
    expect(receiver.received).toHaveLength(10);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received.map(({ headers }) => headers['lastack-try'])).toEqual(
      Array.from({ length: 10 }, (_, i) => String(i + 1)),
    );
  });

  it('keeps the first 4 KiB of the answer, and no secret', async () => {
    const long = createServer((_, response) => response.writeHead(500).end(`\0${'é'.repeat(40_000)}`));
    long.listen(0, '127.0.0.1');
    await once(long, 'listening');
    const { path, secret } = await endpoint({
      url: `http://127.0.0.1:${(long.address() as AddressInfo).port}/`,
    });
    await score();
    const [delivery] = await logWhen(path, tried(1));
    const answer = delivery?.tries[0]?.answer ?? '';
    expect(Buffer.byteLength(answer)).toBeGreaterThan(4_000);
    expect(Buffer.byteLength(answer)).toBeLessThan(4_200);
    expect(JSON.stringify(delivery)).not.toContain(secret.slice(6));
    long.close();
    long.closeAllConnections();
  });

  it('of a worker that froze past its lease is written by whoever took over', async () => {
    const { path, id } = await endpoint();
    await service.db.$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h'`;
    await score();
    await logWhen(path, (found) => found.length === 1);
    // A worker that claims, and then writes only after another one has.
    const frozen = await claimed();
    await service.db.$executeRaw`UPDATE deliveries SET leased_until = now() WHERE endpoint_id = ${id}::uuid`;
    const other = await claimed();
    expect([frozen.tryNumber, other.tryNumber]).toEqual([1, 2]);
    const answer = { status: 200, answer: '', durationMs: 1, error: null };
    expect(await closeDelivered(service.db, frozen, answer)).toBe(false);
    const results = service.app.get(ResultsService);
    await results.write(frozen, { error: 'frozen', durationMs: 1 }, 0);
    expect((await log(path))[0]).toMatchObject({
      state: 'pending',
      tries: [
        { number: 1, late: true },
        { number: 2, late: false, status: null },
      ],
    });
    expect(await closeDelivered(service.db, other, answer)).toBe(true);
    expect((await log(path))[0]?.state).toBe('delivered');
  });

  /** Claims what is due before the service’s own loop does. */
  async function claimed() {
    const claims = await service.db.$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE endpoints SET quiet_until = NULL WHERE course_id = ${courseId}::uuid`;
      const found = await claimDue(tx, 10);
      await tx.$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h' WHERE course_id = ${courseId}::uuid`;
      return found;
    });
    expect(claims).toHaveLength(1);
    return claims[0] as (typeof claims)[number];
  }

  it('can be asked for again and again, with the same id', async () => {
    const { path } = await endpoint();
    await score();
    const [delivery] = await logWhen(path, tried(1));
    receiver.answer(500);
    for (let press = 1; press <= 5; press++)
      expect((await instructor.post(`${path}/deliveries/${delivery?.id}/redeliver`)).status).toBe(201);
    await logWhen(path, (all) => all.length === 6 && tried(1)(all));
    const found = await log(path);
    expect(found.slice(1).map(({ origin, state }) => [origin, state])).toEqual(
      Array.from({ length: 5 }, () => ['redelivery', 'failed']),
    );
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await instructor.get<DeliveryView>(`${path}/deliveries/${delivery?.id}`)).body.state).toBe(
      'delivered',
    );
  });
});

describe('a ping', () => {
  it('is answered with what came of it, is in the log, and counts for nothing', async () => {
    const { path } = await endpoint();
    receiver.answer(503, { 'retry-after': '3000' });
    const failed = await instructor.post<TryView>(`${path}/ping`);
    expect(failed.body).toMatchObject({ number: 1, status: 503, error: null });
    receiver.answer(204);
    expect((await instructor.post<TryView>(`${path}/ping`)).body.status).toBe(204);
    await laterIsNow();
    expect(
      (await log(path)).map(({ type, origin, state, tries }) => [type, origin, state, tries.length]),
    ).toEqual([
      ['ping', 'ping', 'failed', 1],
      ['ping', 'ping', 'delivered', 1],
    ]);
    const { body } = await instructor.get<EndpointView>(path);
    expect(body).toMatchObject({ enabled: true, failingSince: null });
  });
});

it.each([204, 500])('a receiver that is removed while it answers %d is not found', async (status) => {
  let path = '';
  const server = createServer((_, response) => {
    void instructor
      .request(path, { method: 'DELETE' })
      .then((removed) => response.writeHead(removed.status === 204 ? status : 418).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ path } = await endpoint({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
  expect((await instructor.post(`${path}/ping`)).status).toBe(404);
  server.closeAllConnections();
  server.close();
});

describe('an endpoint that only fails', () => {
  it('is disabled at once by 410, and the others of the course hear of it', async () => {
    const { path, id } = await endpoint();
    const witness = await startReceiver();
    await endpoint({ url: witness.url, eventTypes: ['endpoint.disabled'] });
    receiver.answer(410);
    await score();
    await witness.until(1);
    expect(JSON.parse(witness.received[0]?.body ?? '')).toMatchObject({
      type: 'endpoint.disabled',
      schema: 'endpoint.disabled.v1',
      data: { endpointId: id, reason: 'gone' },
    });
    expect((await instructor.get<EndpointView>(path)).body).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    await witness.close();
  });

  it('is disabled by 410 under another try, which has failed then and is not made again', async () => {
    const held: ServerResponse[] = [];
    const server = createServer((_, response) => void held.push(response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { path } = await endpoint({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
    await score(2);
    await until(
      () => Promise.resolve(held.length),
      (open) => open === 2,
    );
    held[0]?.writeHead(410).end();
    await logWhen(path, (found) => found.some(({ state }) => state === 'failed'));
    expect((await instructor.get<EndpointView>(path)).body.enabled).toBe(false);
    held[1]?.writeHead(500).end();
    await logWhen(path, (found) => found.every(({ state }) => state === 'failed'));
    server.closeAllConnections();
    server.close();
  });

  it('is warned of after half of five days, then disabled; one success begins anew; the gap can be replayed', async () => {
    const { path, id } = await endpoint();
    receiver.answer(500);
    await score();
    await logWhen(path, tried(1));
    const ageBy = (hours: number) => service.db.$executeRaw`
      UPDATE endpoints SET failing_since = failing_since - make_interval(hours => ${hours}::int),
        warned_at = warned_at - make_interval(hours => ${hours}::int) WHERE id = ${id}::uuid`;
    const types = async () =>
      (await service.db.event.findMany({ where: { courseId } })).map(({ type }) => type);

    await ageBy(59);
    await laterIsNow();
    await logWhen(path, tried(2));
    expect(await types()).not.toContain('endpoint.failing');
    await ageBy(2);
    await laterIsNow();
    await logWhen(path, tried(3));
    expect(await types()).toContain('endpoint.failing');
    await ageBy(58);
    await laterIsNow();
    await logWhen(path, tried(4));
    expect(await types()).not.toContain('endpoint.disabled');
    receiver.answer(204);
    await laterIsNow();
    await logWhen(path, (found) => found[0]?.state === 'delivered');
    expect((await instructor.get<EndpointView>(path)).body.failingSince).toBeNull();

    receiver.answer(500);
    await score();
    await logWhen(path, (found) => found[1]?.tries.some(isDone) ?? false);
    await ageBy(61);
    await laterIsNow();
    await logWhen(path, (found) => found[1]?.tries.length === 2 && found[1].tries.every(isDone));
    await ageBy(60);
    await laterIsNow();
    await logWhen(path, (found) => found[1]?.state === 'failed');
    expect((await instructor.get<EndpointView>(path)).body).toMatchObject({ disabledReason: 'failing' });
    expect(await types()).toContain('endpoint.disabled');

    await score(3);
    receiver.answer(204);
    receiver.received.splice(0);
    await logWhen(path, () => true);
    const enabled = await patch<EndpointView>(path, { enabled: true });
    expect(enabled.body).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
    const { from, to } = enabled.body.gap as { from: string; to: string };
    const replayed = await instructor.post<ReplayView>(`${path}/replay`, { from, to });
    expect(replayed.status).toBe(202);
    expect(replayed.body.events).toBe(enabled.body.gap?.events);
    await receiver.until(replayed.body.events);
    const scores = receiver.received.filter(({ body }) => body.includes('score.changed'));
    expect(scores).toHaveLength(4);
    expect((await instructor.post<ReplayView>(`${path}/replay`, { from, to })).body.events).toBe(0);
  });
});

it('a replay whose end is before its begin is refused', async () => {
  const { path } = await endpoint();
  const range = { from: '2026-11-22T10:00:00Z', to: '2026-11-22T09:00:00Z' };
  const answer = await instructor.post(`${path}/replay`, range);
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ at: 'to' }] } });
});

it('a replay brings up to 10,000 events at once, and says how many when there are more', async () => {
  const { path, id } = await endpoint();
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  // It takes them all, but is asked to wait: 10,000 requests are not what is tested.
  await service.db
    .$executeRaw`UPDATE endpoints SET quiet_until = now() + interval '1 h' WHERE id = ${id}::uuid`;
  const events = (from: number, to: number) => service.db.$executeRaw`
    INSERT INTO events (id, course_id, type, data, spread_at)
    SELECT gen_random_uuid(), ${courseId}::uuid, 'score.changed', '{}', now() FROM generate_series(${from}::int, ${to}::int)`;
  await events(1, 10_001);
  const range = { from: at(-10), to: at(10) };
  const refused = await instructor.post(`${path}/replay`, range);
  expect(refused).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('10001 events') },
  });
  await service.db.$executeRaw`
    DELETE FROM events WHERE id = (SELECT id FROM events WHERE course_id = ${courseId}::uuid LIMIT 1)`;
  const replayed = await instructor.post<ReplayView>(`${path}/replay`, range);
  expect(replayed).toMatchObject({ status: 202, body: { events: 10_000 } });
  expect(await service.db.delivery.count({ where: { endpointId: id, origin: 'replay' } })).toBe(10_000);
  expect((await instructor.post<ReplayView>(`${path}/replay`, range)).body.events).toBe(0);
  expect((await instructor.request(path, { method: 'DELETE' })).status).toBe(204);
});

describe('at most', () => {
  it('four requests are open to one endpoint, and a silent one delays no other', async () => {
    let open = 0;
    let most = 0;
    const silent = createServer(() => {
      open += 1;
      most = Math.max(most, open);
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await endpoint({ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/` });
    await endpoint();
    await score(50);
    await receiver.until(50);
    expect(most).toBe(4);
    silent.closeAllConnections();
    silent.close();
  });
});

it('what is older than 30 days is forgotten, what waits is not, unless its endpoint was disabled', async () => {
  const { path, id } = await endpoint();
  await score(2);
  await logWhen(path, (found) => found.length === 2 && tried(1)(found));
  await service.db.$executeRaw`UPDATE deliveries SET created_at = created_at - interval '31 d'
    WHERE id = (SELECT min(deliveries.id::text)::uuid FROM deliveries JOIN endpoints ON endpoints.id = endpoint_id WHERE course_id = ${courseId}::uuid)`;
  await forgetOld(service.db);
  expect(await log(path)).toHaveLength(1);

  await service.db
    .$executeRaw`UPDATE deliveries SET created_at = created_at - interval '31 d', state = 'pending',
    due_at = now() + interval '1 d' WHERE endpoint_id = ${id}::uuid`;
  await forgetOld(service.db);
  expect(await log(path)).toHaveLength(1);
  await service.db.endpoint.update({
    where: { id },
    data: { disabledAt: new Date(), disabledReason: 'gone' },
  });
  await forgetOld(service.db);
  expect(await log(path)).toEqual([]);
});
