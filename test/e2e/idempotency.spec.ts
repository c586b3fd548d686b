// A retried POST with an Idempotency-Key has its effect once.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TokensService } from '../../src/auth/tokens.service.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { CourseView, IssuedToken } from '../../src/courses/courses.dto.js';
import { seal, unseal } from '../../src/idempotency/sealed-body.js';
import { begin, classroom, truth } from '../support/course.js';
import { type Api, api, testService, type TestService } from '../support/service.js';

/** The full proof is 100 rounds of 200. */
const ROUNDS = Number(process.env['LASTACK_ROUNDS'] ?? 4);
const AT_ONCE = Number(process.env['LASTACK_AT_ONCE'] ?? 50);

let service: TestService;
let owner: Api;
beforeAll(async () => {
  service = await testService();
  owner = await service.creator();
});
afterAll(() => service.close());

const post = <T = ProblemDetails>(who: Api, path: string, key: string, body: object = {}) =>
  who.request<T & ProblemDetails>(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  });

describe('a retry', () => {
  it('gets the same answer, byte for byte, and has no second effect', async () => {
    const first = await post<CourseView>(owner, '/v1/courses', 'k-1', { title: 'Once' });
    const again = await post<CourseView>(owner, '/v1/courses', 'k-1', { title: 'Once' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await service.db.course.count({ where: { title: 'Once' } })).toBe(1);
  });

  it('keeps status and ETag', async () => {
    const room = await classroom(service);
    const path = `/v1/courses/${room.courseId}/assignments`;
    const body = { title: 'A', items: [{ kind: 'handshake-numbers' }] };
    const answers = [await post(room.owner, path, 'tag', body), await post(room.owner, path, 'tag', body)];
    expect(answers.map(({ status, headers }) => [status, headers.get('etag')])).toEqual([
      [201, '"1"'],
      [201, '"1"'],
    ]);
  });

  it('with another body or query is refused', async () => {
    await post(owner, '/v1/courses', 'k-2', { title: 'One' });
    for (const [path, title] of [
      ['/v1/courses', 'Other'],
      ['/v1/courses?x=1', 'One'],
    ] as const) {
      const answer = await post(owner, path, 'k-2', { title });
      expect(answer).toMatchObject({ status: 422, body: { type: '/problems/key-reused' } });
    }
  });

  it('by somebody else, or elsewhere, is no retry', async () => {
    const other = await service.creator();
    const mine = await post<CourseView>(owner, '/v1/courses', 'k-3', { title: 'Mine' });
    const theirs = await post<CourseView>(other, '/v1/courses', 'k-3', { title: 'Theirs' });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    const members = `/v1/courses/${mine.body.id}/members`;
    expect((await post(owner, members, 'k-3', { name: 'Ada', role: 'student' })).status).toBe(201);
  });

  it('after an error is a new try: the error has changed nothing', async () => {
    expect((await post(owner, '/v1/courses', 'k-4', { title: '' })).status).toBe(400);
    expect((await post(owner, '/v1/courses', 'k-4', { title: 'Now' })).status).toBe(201);
  });

  it.each(['', 'with space', 'ü', 'x'.repeat(256)])('with the key %j is refused', async (key) => {
    const before = await service.db.course.count();
    const answer = await post(owner, '/v1/courses', key, { title: 'x' }).catch(() => null);
    // fetch does not even send what is no header; an empty one is a key of no characters.
    if (answer) expect(answer.status).toBe(400);
    expect(await service.db.course.count()).toBe(before);
  });

  it('to a process with another secret is told that the answer cannot be opened, and has no second effect', async () => {
    const LASTACK_SECRET = 'another-secret-than-that-of-all-the-others';
    const other = await testService({ DATABASE_URL: service.database.url, LASTACK_SECRET });
    const tokens = new TokensService(service.db);
    const personId = await tokens.addPerson(service.db, { name: 'Twice', mayCreateCourses: true });
    const { token } = await tokens.issue(service.db, { personId, courseId: null, label: 'test' });
    const ask = (url: string) => post(api(url, token), '/v1/courses', 'k-sealed', { title: 'Sealed' });
    expect((await ask(service.url)).status).toBe(201);
    const shut = await ask(other.url);
    await other.close();
    expect(shut).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
    expect(shut.body.detail).toContain('The answer kept for this key cannot be opened by this process.');
    expect(shut.headers.get('retry-after')).toBe('60');
    expect(shut.headers.get('idempotency-replayed')).toBeNull();
    expect((await ask(service.url)).status).toBe(201);
    expect(await service.db.course.count({ where: { title: 'Sealed' } })).toBe(1);
  });

  it('after 7 days is a new request', async () => {
    await post(owner, '/v1/courses', 'k-5', { title: 'Old' });
    await service.database.query(`UPDATE idempotent_answers SET created_at = now() - interval '8 days'`);
    expect((await post(owner, '/v1/courses', 'k-5', { title: 'New' })).status).toBe(201);
  });
});

describe('at once', () => {
  it(`${AT_ONCE} equal answers to a question are one submission, in ${ROUNDS} rounds`, async () => {
    const room = await classroom(service);
    for (let round = 0; round < ROUNDS; round++) {
      const { client } = await room.member('student');
      const attempt = await begin(client, room.assignmentId);
      const questionId = attempt.questions[0]?.id ?? '';
      const { right } = await truth(service, questionId);
      const path = `/v1/questions/${questionId}/submissions`;
      const send = () => post<SubmissionView>(client, path, 'submit-1', { cells: right });
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, send));
      const running = answers.filter(({ status }) => status === 409);
      for (const { body, headers } of running) {
        expect(body.type).toBe('/problems/in-progress');
        expect(headers.get('retry-after')).toBe('1');
      }
      const busy = answers.filter(({ status }) => status === 503);
      const done = [...answers.filter(({ status }) => status === 201), await send()];
      expect(done.length + running.length + busy.length).toBe(AT_ONCE + 1);
      expect(new Set(done.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(done[0]?.body).toMatchObject({ number: 1, earned: 10 });
      const rows = await service.db.submission.findMany({ where: { variantId: questionId } });
      expect(rows.map(({ id }) => id)).toEqual([done[0]?.body.id]);
      const events = await service.db.event.count({
        where: { data: { path: ['submissionId'], equals: rows[0]?.id } },
      });
      expect(events).toBe(1);
    }
  }, 600_000);
});

describe('what is kept', () => {
  it('commits with the effect or not at all', async () => {
    await service.database.query(
      'ALTER TABLE idempotent_answers ADD CONSTRAINT planted CHECK (status <> 201) NOT VALID',
    );
    const answer = await post(owner, '/v1/courses', 'k-6', { title: 'Never' });
    await service.database.query('ALTER TABLE idempotent_answers DROP CONSTRAINT planted');
    expect(answer.status).toBe(500);
    expect(await service.db.course.count({ where: { title: 'Never' } })).toBe(0);
    expect((await post(owner, '/v1/courses', 'k-6', { title: 'Never' })).status).toBe(201);
    expect(await service.db.course.count({ where: { title: 'Never' } })).toBe(1);
  });

  it('holds no token that could be read without the key', async () => {
    const room = await classroom(service);
    const { personId } = await room.member('student');
    const path = `/v1/courses/${room.courseId}/members/${personId}/tokens`;
    const issued = await post<IssuedToken>(room.owner, path, 'token-1');
    expect((await post<IssuedToken>(room.owner, path, 'token-1')).body.token).toBe(issued.body.token);
    const rows = await service.database.query(
      `SELECT encode(body, 'escape') AS text FROM idempotent_answers`,
    );
    expect(JSON.stringify(rows)).not.toContain(issued.body.token);
    const sealed = seal('secret', 'key', 'text');
    expect(unseal('secret', 'key', sealed)).toBe('text');
    expect(() => unseal('secret', 'other', sealed)).toThrow(/authenticate/);
  });
});
