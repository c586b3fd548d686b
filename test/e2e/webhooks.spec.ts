// Receivers of webhooks over HTTP: what they are, their secrets, and what becomes of one that fails. Time moves by updating rows.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { CourseView } from '../../src/courses/courses.dto.js';
import type { EndpointView, NewEndpointView, ReplayView, TryView } from '../../src/webhooks/webhooks.dto.js';
import { until } from '../support/course.js';
import { startReceiver } from '../support/receiver.js';
import { testService, type TestService } from '../support/service.js';
import { isDone, tried, webhookRoom, type WebhookRoom } from '../support/webhook-room.js';

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

describe('an endpoint', () => {
  it('gets the types it asked for, and no others', async () => {
    const asked = await room.endpoint({ eventTypes: ['submission.graded', 'score.changed'] });
    const other = await room.endpoint({ eventTypes: ['member.added'] });
    await room.score();
    await room.logWhen(asked.path, tried(1));
    expect(await room.log(other.path)).toEqual([]);
    expect(asked.eventTypes).toEqual(['submission.graded', 'score.changed']);
  });

  it.each([
    ['an unknown type', { eventTypes: ['grade.leaked'] }],
    ['a type twice', { eventTypes: ['member.added', 'member.added'] }],
    ['an address that is not public', { url: 'https://10.0.0.1/' }],
    ['the metadata service', { url: 'http://169.254.169.254/' }],
  ])('with %s is refused, and changed to it neither', async (_, body) => {
    const { path } = await room.endpoint();
    expect(
      (await room.instructor.post(`${room.courseUrl}/endpoints`, { url: room.receiver.url, ...body })).status,
    ).toBe(400);
    expect((await room.patch(path, body)).status).toBe(400);
  });

  it('keeps what a change does not name, and is gone when removed', async () => {
    const { path, id } = await room.endpoint({ description: 'Canvas', eventTypes: ['member.added'] });
    const changed = await room.patch<EndpointView>(path, { description: 'Moodle' });
    expect(changed.body).toMatchObject({
      id,
      url: room.receiver.url,
      description: 'Moodle',
      eventTypes: ['member.added'],
    });
    expect((await room.instructor.request(path, { method: 'DELETE' })).status).toBe(204);
    expect((await room.instructor.get(path)).status).toBe(404);
  });

  it('of another course does not exist, whatever is asked of it', async () => {
    const { path } = await room.endpoint();
    const foreign = await service.creator();
    const other = (await foreign.post<CourseView>('/v1/courses', { title: 'Other' })).body.id;
    for (const base of [path, path.replace(room.courseId, other)]) {
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
    expect(room.receiver.received).toEqual([]);
  });
});

describe('a rotation of the secret', () => {
  it('lets both secrets verify while it overlaps, and the new one alone after it', async () => {
    const { path, secret: old } = await room.endpoint();
    const rotated = await room.instructor.post<NewEndpointView>(`${path}/rotate-secret`, { overlapHours: 1 });
    await room.score(20);
    await room.receiver.until(20);
    for (const { body, headers } of room.receiver.received) {
      for (const secret of [old, rotated.body.secret])
        expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    }
    await service.db.$executeRaw`UPDATE endpoints SET previous_until = now()`;
    room.receiver.received.splice(0);
    await room.score(20);
    await room.receiver.until(20);
    for (const { body, headers } of room.receiver.received) {
      const verify = (secret: string) => () =>
        new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(verify(rotated.body.secret)).not.toThrow();
      expect(verify(old)).toThrow(/signature/);
    }
  });

  it('ends no secret before its time, unless it is to end at once', async () => {
    const { path } = await room.endpoint();
    expect((await room.instructor.post(`${path}/rotate-secret`)).status).toBe(201);
    expect((await room.instructor.post(`${path}/rotate-secret`)).status).toBe(409);
    const atOnce = await room.instructor.post<NewEndpointView>(`${path}/rotate-secret`, { overlapHours: 0 });
    expect([atOnce.status, atOnce.body.previousSecretUntil]).toEqual([201, null]);
    expect((await room.instructor.post(`${path}/rotate-secret`, { overlapHours: 169 })).status).toBe(400);
  });
});

it('an id that is written in capitals is the same, also for its secret', async () => {
  const { path } = await room.endpoint();
  const capitals = `/v1/courses/${path.slice('/v1/courses/'.length).toUpperCase()}`.replace(
    'ENDPOINTS',
    'endpoints',
  );
  const rotated = await room.instructor.post<NewEndpointView>(`${capitals}/rotate-secret`, {
    overlapHours: 0,
  });
  for (const way of [path, capitals])
    expect((await room.instructor.post<TryView>(`${way}/ping`)).body).toMatchObject({ status: 204 });
  for (const { body, headers } of room.receiver.received)
    new Webhook(rotated.body.secret).verify(body, headers as Record<string, string>);
});

describe('a ping', () => {
  it('is answered with what came of it, is in the log, and counts for nothing', async () => {
    const { path } = await room.endpoint();
    room.receiver.answer(503, { 'retry-after': '3000' });
    const failed = await room.instructor.post<TryView>(`${path}/ping`);
    expect(failed.body).toMatchObject({ number: 1, status: 503, error: null });
    room.receiver.answer(204);
    expect((await room.instructor.post<TryView>(`${path}/ping`)).body.status).toBe(204);
    await room.laterIsNow();
    expect(
      (await room.log(path)).map(({ type, origin, state, tries }) => [type, origin, state, tries.length]),
    ).toEqual([
      ['ping', 'ping', 'failed', 1],
      ['ping', 'ping', 'delivered', 1],
    ]);
    const { body } = await room.instructor.get<EndpointView>(path);
    expect(body).toMatchObject({ enabled: true, failingSince: null });
  });
});

it.each([204, 500])('a receiver that is removed while it answers %d is not found', async (status) => {
  let path = '';
  const server = createServer((_, response) => {
    void room.instructor
      .request(path, { method: 'DELETE' })
      .then((removed) => response.writeHead(removed.status === 204 ? status : 418).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ path } = await room.endpoint({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }));
  expect((await room.instructor.post(`${path}/ping`)).status).toBe(404);
  server.closeAllConnections();
  server.close();
});

describe('an endpoint that only fails', () => {
  it('is disabled at once by 410, and the others of the course hear of it', async () => {
    const { path, id } = await room.endpoint();
    const witness = await startReceiver();
    await room.endpoint({ url: witness.url, eventTypes: ['endpoint.disabled'] });
    room.receiver.answer(410);
    await room.score();
    await witness.until(1);
    expect(JSON.parse(witness.received[0]?.body ?? '')).toMatchObject({
      type: 'endpoint.disabled',
      schema: 'endpoint.disabled.v1',
      data: { endpointId: id, reason: 'gone' },
    });
    expect((await room.instructor.get<EndpointView>(path)).body).toMatchObject({
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
    const { path } = await room.endpoint({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    });
    await room.score(2);
    await until(
      () => Promise.resolve(held.length),
      (open) => open === 2,
    );
    held[0]?.writeHead(410).end();
    await room.logWhen(path, (found) => found.some(({ state }) => state === 'failed'));
    expect((await room.instructor.get<EndpointView>(path)).body.enabled).toBe(false);
    held[1]?.writeHead(500).end();
    await room.logWhen(path, (found) => found.every(({ state }) => state === 'failed'));
    server.closeAllConnections();
    server.close();
  });

  it('is warned of after half of five days, then disabled; one success begins anew; the gap can be replayed', async () => {
    const { path, id } = await room.endpoint();
    room.receiver.answer(500);
    await room.score();
    await room.logWhen(path, tried(1));
    const ageBy = (hours: number) => service.db.$executeRaw`
      UPDATE endpoints SET failing_since = failing_since - make_interval(hours => ${hours}::int),
        warned_at = warned_at - make_interval(hours => ${hours}::int) WHERE id = ${id}::uuid`;
    const types = async () =>
      (await service.db.event.findMany({ where: { courseId: room.courseId } })).map(({ type }) => type);

    await ageBy(59);
    await room.laterIsNow();
    await room.logWhen(path, tried(2));
    expect(await types()).not.toContain('endpoint.failing');
    await ageBy(2);
    await room.laterIsNow();
    await room.logWhen(path, tried(3));
    expect(await types()).toContain('endpoint.failing');
    await ageBy(58);
    await room.laterIsNow();
    await room.logWhen(path, tried(4));
    expect(await types()).not.toContain('endpoint.disabled');
    room.receiver.answer(204);
    await room.laterIsNow();
    await room.logWhen(path, (found) => found[0]?.state === 'delivered');
    expect((await room.instructor.get<EndpointView>(path)).body.failingSince).toBeNull();

    room.receiver.answer(500);
    await room.score();
    await room.logWhen(path, (found) => found[1]?.tries.some(isDone) ?? false);
    await ageBy(61);
    await room.laterIsNow();
    await room.logWhen(path, (found) => found[1]?.tries.length === 2 && found[1].tries.every(isDone));
    await ageBy(60);
    await room.laterIsNow();
    await room.logWhen(path, (found) => found[1]?.state === 'failed');
    expect((await room.instructor.get<EndpointView>(path)).body).toMatchObject({ disabledReason: 'failing' });
    expect(await types()).toContain('endpoint.disabled');

    await room.score(3);
    room.receiver.answer(204);
    room.receiver.received.splice(0);
    await until(
      () => service.db.event.count({ where: { courseId: room.courseId, spreadAt: null } }),
      (waiting) => waiting === 0,
    );
    const enabled = await room.patch<EndpointView>(path, { enabled: true });
    expect(enabled.body).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
    const { from, to } = enabled.body.gap as { from: string; to: string };
    const replayed = await room.instructor.post<ReplayView>(`${path}/replay`, { from, to });
    expect(replayed.status).toBe(202);
    expect(replayed.body.events).toBe(enabled.body.gap?.events);
    await room.receiver.until(replayed.body.events);
    const scores = room.receiver.received.filter(({ body }) => body.includes('score.changed'));
    expect(scores).toHaveLength(4);
    expect((await room.instructor.post<ReplayView>(`${path}/replay`, { from, to })).body.events).toBe(0);
  });
});
