// What an LMS tells a course, signed as an LMS would sign it: with the standard's own package.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ExtensionView } from '../../src/assignments/extensions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { AuditEntryView } from '../../src/courses/audit.dto.js';
import type { IssuedToken, MemberView } from '../../src/courses/courses.dto.js';
import type { LmsEventView, NewLmsSecretView } from '../../src/inbound/inbound.dto.js';
import { classroom, type Classroom, send } from '../support/course.js';
import { type Answer, api, testService, type TestService } from '../support/service.js';

const HOUR_MS = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms);
const ADA = { type: 'member.added', data: { lmsId: 'sis-1', name: 'Ada', role: 'student' } };

let service: TestService;
let room: Classroom;
let path: string;
let secret: string;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  room = await classroom(service);
  path = `/v1/courses/${room.courseId}/lms-events`;
  secret = (await room.owner.post<NewLmsSecretView>(`${path}/secret`)).body.secret;
});

interface Told {
  id?: string;
  by?: string;
  at?: Date;
  /** Sent in the place of what was signed. */
  sent?: string;
  to?: string;
  without?: string;
}

function tell<T = LmsEventView>(event: unknown, told: Told = {}): Promise<Answer<T>> {
  const { id = `msg_${randomUUID()}`, by = secret, at = new Date(), to = path, without } = told;
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const headers = new Headers({
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, at, body),
  });
  if (without) headers.delete(without);
  return service.nobody.request<T>(to, { method: 'POST', headers, body: told.sent ?? body });
}

interface Operation {
  parameters?: { name: string }[];
  security?: object[];
  requestBody?: {
    content: { 'application/json': { schema: { oneOf: { properties: { type: { enum: string[] } } }[] } } };
  };
}

const members = async () =>
  (await room.owner.get<Page<MemberView>>(`/v1/courses/${room.courseId}/members`)).body.data;
const recorded = async () =>
  (await service.db.event.findMany({ where: { courseId: room.courseId }, orderBy: { id: 'asc' } }))
    .map(({ type }) => type)
    .filter((type) => type.startsWith('member.'));

describe('an LMS that signs', () => {
  it('adds members and removes them, and hears what that changed', async () => {
    const added = await tell(ADA, { id: 'msg_1' });
    const learnerId = (await members()).find(({ lmsId }) => lmsId === 'sis-1')?.personId;
    expect(added).toMatchObject({
      status: 200,
      body: { messageId: 'msg_1', type: 'member.added', outcome: 'added', learnerId },
    });
    expect((await tell(ADA)).body).toMatchObject({ outcome: 'present', learnerId });
    const gone = { type: 'member.removed', data: { lmsId: 'sis-1' } };
    expect((await tell(gone)).body).toMatchObject({ outcome: 'removed', learnerId });
    expect((await tell(gone)).body).toMatchObject({ outcome: 'absent', learnerId: null });
    expect((await tell(ADA)).body).toMatchObject({ outcome: 'added', learnerId });
    expect(await recorded()).toEqual(['member.added', 'member.removed', 'member.added']);
    const entries = await service.db.auditEntry.findMany({
      where: { courseId: room.courseId, subjectId: learnerId },
      orderBy: { seq: 'asc' },
    });
    expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['member.added', null],
      ['member.removed', null],
      ['member.added', null],
    ]);
    expect(entries[0]?.reason).toBe('LMS message msg_1');
  });

  it('sets other dates for a learner, which take the place of those before', async () => {
    const { personId: learnerId } = await room.member('student', 'sis-2');
    const data = { lmsId: 'sis-2', assignmentId: room.assignmentId };
    const closesAt = inMs(HOUR_MS).toISOString();
    const first = await tell({ type: 'override.set', data: { ...data, closesAt, attemptsAllowed: 3 } });
    expect(first).toMatchObject({
      status: 200,
      body: { outcome: 'set', learnerId, extension: { learnerId, closesAt, attemptsAllowed: 3 } },
    });
    await tell({ type: 'override.set', data: { ...data, extraTimePercent: 50 } });
    const set = await room.owner.get<Page<ExtensionView>>(`/v1/assignments/${room.assignmentId}/extensions`);
    expect(set.body.data).toMatchObject([
      { learnerId, closesAt: null, attemptsAllowed: null, extraTimePercent: 50 },
    ]);
  });

  it('may write its JSON as it likes', async () => {
    const spaced = `\n${JSON.stringify({ ...ADA, timestamp: '2026-11-22T09:30:00Z' }, null, 4)} \n`;
    expect((await tell(spaced)).body).toMatchObject({ outcome: 'added' });
    const named = { ...ADA, data: { ...ADA.data, lmsId: '学号 7 🎓', name: '艾达' } };
    expect((await tell(named)).body).toMatchObject({ outcome: 'added' });
  });
});

it('is described in the OpenAPI document, with the headers that sign and no Idempotency-Key', async () => {
  const { paths } = (
    await service.nobody.get<{ paths: Record<string, { post: Operation }> }>('/openapi.json')
  ).body;
  const { parameters, requestBody, security } = paths['/v1/courses/{courseId}/lms-events']?.post ?? {};
  expect(parameters?.map(({ name }) => name).toSorted()).toEqual([
    'courseId',
    'webhook-id',
    'webhook-signature',
    'webhook-timestamp',
  ]);
  const forms = requestBody?.content['application/json'].schema.oneOf ?? [];
  expect(forms.map(({ properties }) => properties.type.enum[0])).toEqual([
    'member.added',
    'member.removed',
    'override.set',
  ]);
  expect(security).toBeUndefined();
  const secret = paths['/v1/courses/{courseId}/lms-events/secret']?.post;
  expect(secret?.parameters?.map(({ name }) => name)).toContain('Idempotency-Key');
});

describe('a message that comes again', () => {
  it('has no second effect and the same answer, also many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => tell(ADA, { id: 'msg_same' })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const again = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
    expect(again).toHaveLength(19);
    expect(await recorded()).toEqual(['member.added']);
    expect(await service.db.auditEntry.count({ where: { reason: 'LMS message msg_same' } })).toBe(1);
  });

  it('with another body is refused', async () => {
    await tell(ADA, { id: 'msg_other' });
    const other = { ...ADA, data: { ...ADA.data, lmsId: 'sis-9' } };
    expect((await tell(other, { id: 'msg_other' })).status).toBe(409);
    expect(await recorded()).toEqual(['member.added']);
  });

  it('after it failed has its effect then', async () => {
    const query = (sql: string) => service.database.query(sql);
    await query(
      `CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''planted''; END'`,
    );
    await query(
      'CREATE TRIGGER planted BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION planted()',
    );
    try {
      expect((await tell(ADA, { id: 'msg_failed' })).status).toBe(500);
    } finally {
      await query('DROP TRIGGER planted ON audit_entries');
      await query('DROP FUNCTION planted');
    }
    expect(await recorded()).toEqual([]);
    expect(await service.db.lmsMessage.count({ where: { messageId: 'msg_failed' } })).toBe(0);
    expect((await tell(ADA, { id: 'msg_failed' })).body).toMatchObject({ outcome: 'added' });
  });

  it('is known for 30 days', async () => {
    await tell(ADA, { id: 'msg_old' });
    await service.db
      .$executeRaw`UPDATE lms_messages SET received_at = now() - interval '31 d' WHERE message_id = 'msg_old'`;
    await tell({ type: 'member.removed', data: { lmsId: 'nobody' } });
    expect(await service.db.lmsMessage.count({ where: { messageId: 'msg_old' } })).toBe(0);
  });
});

describe('nothing is taken', () => {
  it('that is not signed, by this course’s secret, over these bytes, now', async () => {
    const other = await classroom(service);
    const otherPath = `/v1/courses/${other.courseId}/lms-events`;
    const otherSecret = (await other.owner.post<NewLmsSecretView>(`${otherPath}/secret`)).body.secret;
    const body = JSON.stringify(ADA);
    const refused: Told[] = [
      { without: 'webhook-id' },
      { without: 'webhook-timestamp' },
      { without: 'webhook-signature' },
      { by: otherSecret },
      { to: otherPath },
      { sent: body.replace('student', 'instructor') },
      { sent: `${body} ` },
      { at: inMs(-305_000) },
      { at: inMs(305_000) },
    ];
    for (const told of refused) {
      const answer = await tell<ProblemDetails>(ADA, told);
      expect([told, answer.status, answer.body.type]).toEqual([told, 401, '/problems/bad-signature']);
    }
    expect(await recorded()).toEqual([]);
    for (const at of [inMs(-290_000), inMs(290_000)]) expect((await tell(ADA, { at })).status).toBe(200);
  });

  it('by a course without a secret, which looks like none at all', async () => {
    const none = await classroom(service);
    const answers = await Promise.all(
      [none.courseId, randomUUID()].map((id) =>
        tell<ProblemDetails>(ADA, { to: `/v1/courses/${id}/lms-events` }),
      ),
    );
    const said = answers.map(({ status, body: { type, title, detail } }) => ({
      status,
      type,
      title,
      detail,
    }));
    expect(said[0]).toEqual(said[1]);
    expect(said[0]?.status).toBe(401);
  });

  it('that makes no sense or is not the LMS’s to say; put right, it is taken under the same id', async () => {
    const other = await classroom(service);
    await room.member('instructor', 'sis-boss');
    await room.member('student', 'sis-2');
    const override = { lmsId: 'sis-2', assignmentId: room.assignmentId };
    const cases: [number, unknown, string?][] = [
      [400, {}, 'type'],
      [400, null, 'type'],
      [400, { type: 'grade.set', data: {} }, 'type'],
      [400, { type: 'member.added', data: { ...ADA.data, role: 'owner' } }, 'data.role'],
      [400, { type: 'member.added', data: { ...ADA.data, email: 'ada@example.edu' } }, 'data.email'],
      [400, { type: 'member.added', data: null }, 'data.lmsId'],
      [400, { type: 'override.set', data: { ...override, dueAt: 'soon' } }, 'data.dueAt'],
      [
        400,
        { type: 'override.set', data: { ...override, opensAt: inMs(2 * HOUR_MS), dueAt: inMs(HOUR_MS) } },
        'data.dueAt',
      ],
      [400, { type: 'override.set', data: { ...override, lmsId: 'sis-boss' } }, 'data'],
      [403, { type: 'member.removed', data: { lmsId: 'sis-boss' } }],
      [404, { type: 'override.set', data: { ...override, lmsId: 'nobody' } }],
      [404, { type: 'override.set', data: { ...override, assignmentId: other.assignmentId } }],
    ];
    const before = await members();
    for (const [status, event, at] of cases) {
      const answer = await tell<ProblemDetails>(event, { id: 'msg_wrong' });
      expect([event, answer.status]).toEqual([event, status]);
      if (at) expect(answer.body.errors?.map((fault) => fault.at)).toContain(at);
    }
    expect(await members()).toEqual(before);
    expect((await tell(ADA, { id: 'msg_wrong' })).status).toBe(200);
  });
});

it('whitespace is neither a name nor an identifier', async () => {
  const before = await members();
  for (const blank of [' ', '\t\n', '\u00a0', '\u3000', '\u200b\u2060', '\u0001']) {
    for (const field of ['name', 'lmsId'] as const) {
      const answer = await tell<ProblemDetails>({ ...ADA, data: { ...ADA.data, [field]: blank } });
      expect([blank, field, answer.status]).toEqual([blank, field, 400]);
      expect(answer.body.errors?.map(({ at }) => at)).toEqual([`data.${field}`]);
    }
    const direct = { name: blank, role: 'student' };
    expect((await room.owner.post(`/v1/courses/${room.courseId}/members`, direct)).status).toBe(400);
  }
  expect(await members()).toEqual(before);
});

it('who comes back in another role gets no token back, and in the same one all of them', async () => {
  const lmsId = 'sis-back';
  const come = (role: string) => tell({ type: 'member.added', data: { lmsId, name: 'Bo', role } });
  const go = () => tell({ type: 'member.removed', data: { lmsId } });
  const course = `/v1/courses/${room.courseId}`;
  const { learnerId } = (await come('student')).body;
  const { token } = (await room.owner.post<IssuedToken>(`${course}/members/${learnerId}/tokens`)).body;
  const bo = api(service.url, token);
  const sees = async () => (await bo.get(course)).status;
  expect(await sees()).toBe(200);
  await go();
  expect(await sees()).toBe(404);
  await come('student');
  expect(await sees()).toBe(200);
  await go();
  expect((await come('instructor')).body).toMatchObject({ outcome: 'added', learnerId });
  expect(await sees()).toBe(401);
  const { data } = (
    await room.owner.get<Page<AuditEntryView>>(`${course}/audit?action=member.added&limit=100`)
  ).body;
  expect(data.filter(({ subject }) => subject.id === learnerId).map(({ after }) => after)).toEqual([
    { role: 'student' },
    { role: 'student' },
    { role: 'instructor', tokensRevoked: 1 },
  ]);
});

it('what is sent too often is refused before it is looked at, for its course and its sender alone', async () => {
  const limited = await testService({ LASTACK_RATE_LMS: '3' });
  try {
    const send = (courseId: string, headers: Record<string, string> = {}) =>
      limited.nobody.request(`/v1/courses/${courseId}/lms-events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(ADA),
      });
    const courseId = randomUUID();
    const answers = [];
    for (const id of [courseId, courseId.toUpperCase(), courseId, courseId]) answers.push(await send(id));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    const [refused] = answers.slice(-1);
    expect(refused?.headers.get('content-type')).toContain('application/problem+json');
    expect(refused?.body.type).toBe('/problems/rate-limited');
    const waitS = Number(refused?.headers.get('retry-after'));
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(60);
    expect((await send(randomUUID())).status).toBe(401);
  } finally {
    await limited.close();
  }
});

describe('the secret', () => {
  it('is shown once, rotates with an overlap, and is removed', async () => {
    const old = secret;
    const rotated = await room.owner.post<NewLmsSecretView>(`${path}/secret`, { overlapHours: 1 });
    expect(rotated.status).toBe(201);
    expect((await room.owner.post(`${path}/secret`)).status).toBe(409);
    const read = await room.owner.get<Record<string, unknown>>(`${path}/secret`);
    expect(Object.keys(read.body)).toEqual(['setAt', 'previousSecretUntil']);
    const statuses = async () => [
      (await tell(ADA, { by: old })).status,
      (await tell(ADA, { by: rotated.body.secret })).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    await service.db.$executeRaw`UPDATE lms_secrets SET previous_until = now()`;
    expect(await statuses()).toEqual([401, 200]);
    expect((await send(room.owner, 'DELETE', `${path}/secret`)).status).toBe(204);
    expect(await statuses()).toEqual([401, 401]);
    expect((await room.owner.get(`${path}/secret`)).status).toBe(404);
    const audit = await service.db.auditEntry.findMany({
      where: { courseId: room.courseId, action: { startsWith: 'lms_secret.' } },
    });
    expect(audit.map(({ action }) => action)).toEqual([
      'lms_secret.set',
      'lms_secret.set',
      'lms_secret.removed',
    ]);
    expect(JSON.stringify(audit)).not.toContain(old.slice(6));
    expect(await service.db.lmsSecret.count({ where: { courseId: room.courseId } })).toBe(0);
  });

  it('is for instructors alone', async () => {
    const stranger = await service.creator();
    const [student, assistant] = [await room.member('student'), await room.member('assistant')];
    for (const method of ['GET', 'POST', 'DELETE'])
      expect(
        await Promise.all(
          [stranger, student.client, assistant.client].map(
            async (who) => (await send(who, method, `${path}/secret`)).status,
          ),
        ),
      ).toEqual([404, 403, 403]);
  });
});
