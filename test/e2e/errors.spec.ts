// Bad input gets a problem that says what to do, and changes nothing.
import { gzipSync } from 'node:zlib';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemDetails } from '../../src/common/problems.js';
import type { Page } from '../../src/common/page.js';
import type { CourseView, IssuedToken, MemberView } from '../../src/courses/courses.dto.js';
import { newToken } from '../../src/auth/token.js';
import { PATIENCE_MS, until } from '../support/course.js';
import { type Answer, api, type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
let me: Api;
let courseId: string;

beforeAll(async () => {
  service = await testService();
  me = await service.creator();
  courseId = (await me.post<CourseView>('/v1/courses', { title: 'Networks' })).body.id;
});
afterAll(() => service.close());

/** Every error has this form, whatever caused it. */
function expectProblem(answer: Answer, status: number, name: keyof typeof PROBLEMS): void {
  expect(answer.body).toMatchObject({ type: `/problems/${name}`, status, title: PROBLEMS[name].title });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body.instance).toBe(`urn:request:${answer.headers.get('x-request-id')}`);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\bat .*\.js|prisma|SELECT /i);
}

const json = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('a body', () => {
  const bad: [string, string, number, keyof typeof PROBLEMS, RegExp][] = [
    ['that is not JSON', '{"title":', 400, 'malformed-json', /JSON/],
    ['that is empty', '', 400, 'validation-failed', /title should not be empty/],
    [
      'with an unknown field',
      '{"title":"a","owner":"me"}',
      400,
      'validation-failed',
      /owner should not exist/,
    ],
    ['with a field of the wrong type', '{"title":7}', 400, 'validation-failed', /title must be a string/],
    ['without a field', '{}', 400, 'validation-failed', /title should not be empty/],
    [
      'with a language the service does not speak',
      '{"title":"a","locale":"fr"}',
      400,
      'validation-failed',
      /en, zh/,
    ],
    ['that is a list', '[]', 400, 'validation-failed', /title/],
    ['that is null', 'null', 400, 'validation-failed', /./],
    [
      'that reaches for the prototype',
      '{"title":"a","__proto__":{"x":1}}',
      400,
      'bad-request',
      /"__proto__" is not allowed/,
    ],
    [
      'with __proto__ for a cell',
      '{"cells":{"__proto__":1}}',
      400,
      'bad-request',
      /"__proto__" is not allowed/,
    ],
    [
      'that reaches for the constructor',
      '{"title":"a","constructor":{"prototype":{"x":1}}}',
      400,
      'bad-request',
      /"constructor" is not allowed/,
    ],
    ['with U+0000 in a text', '{"title":"a\\u0000b"}', 400, 'bad-request', /U\+0000/],
    ['with half a surrogate pair', '{"title":"a\\ud800"}', 400, 'bad-request', /surrogate/],
    [
      'that nests without end',
      `{"title":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      400,
      'bad-request',
      /20 levels/,
    ],
    ['over 256 KiB', JSON.stringify({ title: 'a'.repeat(256 * 1024) }), 413, 'payload-too-large', /256 KiB/],
  ];
  it.each(bad)('%s is refused', async (_, body, status, name, detail) => {
    const before = await service.db.course.count();
    const answer = await me.request('/v1/courses', json(body));
    expectProblem(answer, status, name);
    expect(answer.body.detail).toMatch(detail);
    expect(await service.db.course.count()).toBe(before);
  });

  it.each(['gzip', 'GZIP', 'br'])(
    'with the Content-Encoding %s is refused, and none of it is taken',
    async (encoding) => {
      for (const body of [gzipSync('{"title":"a"}'), '{"title":"a"}']) {
        const answer = await me.request('/v1/courses', {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        });
        expectProblem(answer, 415, 'unsupported-media-type');
        expect(answer.body.detail).toContain('without a Content-Encoding');
      }
    },
  );

  it('with the Content-Encoding identity is taken, as is a header without a body', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' };
    const body = '{"title":"a"}';
    expect((await me.request('/v1/courses', { method: 'POST', body, headers })).status).toBe(201);
    const bare = { headers: { 'content-encoding': 'gzip' } };
    expect((await me.request('/v1/courses', bare)).status).toBe(200);
  });

  it('of another type than JSON is refused', async () => {
    const answer = await me.request('/v1/courses', {
      method: 'POST',
      body: 'title=a',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expectProblem(answer, 415, 'unsupported-media-type');
  });

  it('has every fault named, with its place', async () => {
    const body = {
      title: '',
      items: [{ kind: 'handshake-numbers', points: 0, tries: 'three' }, { kind: 7 }],
    };
    const answer = await me.post(`/v1/courses/${courseId}/assignments`, body);
    expectProblem(answer, 400, 'validation-failed');
    const places = answer.body.errors?.map(({ at }) => at);
    expect(new Set(places)).toEqual(new Set(['title', 'items.0.points', 'items.0.tries', 'items.1.kind']));
  });

  it('with a kind that is not there is told which ones are', async () => {
    const answer = await me.post(`/v1/courses/${courseId}/assignments`, {
      title: 'a',
      items: [{ kind: 'no-such-kind' }],
    });
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.detail).toMatch(
      /items\.0\.kind: there is no kind "no-such-kind"; there are: .*handshake-numbers/,
    );
  });

  it('with parameters the kind does not take is told so', async () => {
    const items = [{ kind: 'handshake-numbers', params: { difficulty: 'impossible', colour: 'red' } }];
    const answer = await me.post(`/v1/courses/${courseId}/assignments`, { title: 'a', items });
    expectProblem(answer, 400, 'validation-failed');
    expect(answer.body.detail).toMatch(/items\.0\.params\.difficulty/);
    expect(answer.body.detail).toMatch(/items\.0\.params\.colour/);
  });

  it.each([
    'ftp://a.example/',
    'https://user:pw@a.example/',
    'nonsense',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ])('with the receiver %s is refused', async (url) =>
    expectProblem(await me.post(`/v1/courses/${courseId}/endpoints`, { url }), 400, 'validation-failed'),
  );
});

describe('a request', () => {
  it.each([
    ['no token', undefined],
    ['a token nobody has', newToken()],
    ['a mistyped token', `${newToken().slice(0, -1)}!`],
    ['an empty token', ' '],
  ])('with %s is nobody’s', async (_, token) => {
    const answer = await api(service.url, token).get('/v1/courses');
    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('with an expired or revoked token is nobody’s', async () => {
    const person = await me.post<MemberView>(`/v1/courses/${courseId}/members`, {
      name: 'Ada',
      role: 'student',
    });
    const { token } = (
      await me.post<IssuedToken>(`/v1/courses/${courseId}/members/${person.body.personId}/tokens`)
    ).body;
    const ada = api(service.url, token);
    const where = { personId: person.body.personId };
    expect((await ada.get('/v1/courses')).status).toBe(200);
    await service.db.token.updateMany({ where, data: { expiresAt: new Date(0) } });
    expectProblem(await ada.get('/v1/courses'), 401, 'unauthenticated');
    await service.db.token.updateMany({ where, data: { expiresAt: null, revokedAt: new Date() } });
    expectProblem(await ada.get('/v1/courses'), 401, 'unauthenticated');
  });

  it('for a path that is not there is told so', async () => {
    expectProblem(await me.get('/v1/nothing?token=secret'), 404, 'not-found');
    const answer = await me.request('/v1/courses', { method: 'DELETE' });
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it.each(['not-a-uuid', '00000000-0000-0000-0000-000000000000', '1;drop table courses', '%00', '😀'])(
    'for the course %s finds nothing',
    async (id) => {
      const answer = await me.get(`/v1/courses/${encodeURIComponent(id)}`);
      expectProblem(answer, 404, 'not-found');
    },
  );

  it.each(['limit=0', 'limit=101', 'limit=many', 'after=x', 'sort=title'])(
    'with the query %s is refused',
    async (query) => {
      expectProblem(await me.get(`/v1/courses?${query}`), 400, 'validation-failed');
    },
  );

  it('for a URL that cannot be decoded is told so', async () => {
    expectProblem(await me.get('/v1/courses/%E0%A4%A'), 400, 'bad-request');
  });

  it('keeps the id it was given, if that is harmless', async () => {
    const kept = await me.request('/v1/courses', { headers: { 'x-request-id': 'lms-20261122-0001' } });
    expect(kept.headers.get('x-request-id')).toBe('lms-20261122-0001');
    const replaced = await me.request('/v1/courses', { headers: { 'x-request-id': 'a b' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that is no HTTP is answered in HTTP, and the service goes on', async () => {
    const { hostname, port } = new URL(service.url);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write('\x16\x03\x01 nonsense\r\n\r\n'));
      socket
        .on('data', (chunk) => (text += chunk.toString()))
        .on('end', () => resolve(text))
        .on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await me.get('/v1/courses')).status).toBe(200);
  });
});

describe('across a course’s border', () => {
  it('everything is absent; inside it what a role may not do is forbidden', async () => {
    const stranger = await service.creator();
    const person = await me.post<MemberView>(`/v1/courses/${courseId}/members`, {
      name: 'Bo',
      role: 'student',
    });
    const { token } = (
      await me.post<IssuedToken>(`/v1/courses/${courseId}/members/${person.body.personId}/tokens`)
    ).body;
    const student = api(service.url, token);
    const instructorsOnly: [string, string, unknown?][] = [
      ['get', 'members'],
      ['post', 'members', { name: 'a', role: 'instructor' }],
      ['post', `members/${person.body.personId}/tokens`],
      ['post', 'assignments', { title: 'a', items: [{ kind: 'handshake-numbers' }] }],
      ['post', 'endpoints', { url: 'https://a.example/' }],
      ['get', 'endpoints'],
    ];
    for (const [method, path, body] of instructorsOnly) {
      const send = (who: Api) =>
        method === 'get'
          ? who.get(`/v1/courses/${courseId}/${path}`)
          : who.post(`/v1/courses/${courseId}/${path}`, body);
      expectProblem(await send(stranger), 404, 'not-found');
      expectProblem(await send(student), 403, 'forbidden');
    }
    expectProblem(await stranger.get(`/v1/courses/${courseId}`), 404, 'not-found');
    expect((await student.get(`/v1/courses/${courseId}`)).status).toBe(200);
  });

  it('a token that an instructor issued opens no other course, not even the bearer’s own', async () => {
    const other = await service.creator();
    const foreign = (await other.post<CourseView>('/v1/courses', { title: 'Other' })).body.id;
    const [person] = await service.db.member.findMany({ where: { courseId: foreign } });
    // As if the person of the other course had been added to this one.
    await service.db.member.create({ data: { courseId, personId: person?.personId ?? '', role: 'student' } });
    const issued = await me.post<IssuedToken>(`/v1/courses/${courseId}/members/${person?.personId}/tokens`);
    const climber = api(service.url, issued.body.token);
    expectProblem(await climber.get(`/v1/courses/${foreign}`), 404, 'not-found');
    expectProblem(await climber.post('/v1/courses', { title: 'Mine' }), 403, 'forbidden');
    expect((await climber.get<Page<CourseView>>('/v1/courses')).body.data).toHaveLength(1);
  });
});

it('an unforeseen fault is a 500 that tells nothing of the inside', async () => {
  await service.db.$executeRaw`ALTER TABLE courses RENAME COLUMN title TO hidden`;
  const answer = await me.get('/v1/courses');
  await service.db.$executeRaw`ALTER TABLE courses RENAME COLUMN hidden TO title`;
  expectProblem(answer, 500, 'internal-error');
  expect(JSON.stringify(answer.body)).not.toMatch(/column|title"?:.*hidden/);
});

it('a fault of the database that passes is a 503 that says so', async () => {
  const backends = service.db.$queryRaw`
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  const answers = Promise.all(Array.from({ length: 20 }, () => me.get('/v1/courses')));
  await backends;
  for (const answer of await answers) if (answer.status !== 200) expectProblem(answer, 503, 'unavailable');
  // A connection may end only now, while it idles in the pool: by then all of them are new.
  await until(
    () => Promise.all(Array.from({ length: 20 }, () => me.get('/v1/courses'))),
    (all) => all.every(({ status }) => status === 200),
  );
  const inTime = { timeout: PATIENCE_MS };
  await service.db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE members`;
    const answer = await me.get('/v1/courses');
    expectProblem(answer, 503, 'unavailable');
    expect(answer.headers.get('retry-after')).toBe('1');
  }, inTime);
  expect((await me.get('/v1/courses')).status).toBe(200);
});

it('a token ends no later than the one that issued it, and is not for peers', async () => {
  const member = async (role: string) =>
    (await me.post<MemberView>(`/v1/courses/${courseId}/members`, { name: role, role })).body.personId;
  const [first, second, student] = [
    await member('instructor'),
    await member('instructor'),
    await member('student'),
  ];
  const issue = (who: Api, personId: string) =>
    who.post<IssuedToken & ProblemDetails>(`/v1/courses/${courseId}/members/${personId}/tokens`);
  const instructor = api(service.url, (await issue(me, first)).body.token);
  expectProblem(await issue(instructor, second), 403, 'forbidden');
  await service.db.token.updateMany({
    where: { personId: first },
    data: { expiresAt: new Date(Date.now() + 60_000) },
  });
  const issued = [await issue(instructor, first), await issue(instructor, student)];
  await service.db.token.updateMany({
    where: { personId: { in: [first, student] } },
    data: { expiresAt: new Date(0) },
  });
  expect(
    await service.db.token.count({ where: { personId: { in: [first, student] }, expiresAt: null } }),
  ).toBe(0);
  for (const { body } of issued)
    expectProblem(await api(service.url, body.token).get('/v1/courses'), 401, 'unauthenticated');
});

it('every problem type is explained where it points', async () => {
  for (const name of Object.keys(PROBLEMS)) {
    const answer = await service.nobody.get(`/problems/${name}`);
    expect(answer.body).toMatchObject({
      type: `/problems/${name}`,
      ...PROBLEMS[name as keyof typeof PROBLEMS],
    });
  }
  expectProblem(await service.nobody.get('/problems/none'), 404, 'not-found');
});

it('health, metrics and the document need no token', async () => {
  expect((await service.nobody.get('/health/live')).body).toEqual({ status: 'ok' });
  expect((await service.nobody.get('/health/ready')).status).toBe(200);
  expect((await service.nobody.get('/metrics')).body).toMatch(
    /http_request_duration_seconds_bucket\{.*route="\/v1\/courses"/,
  );
  expect((await service.nobody.get('/openapi.json')).body).toMatchObject({
    openapi: expect.stringMatching(/^3\./),
  });
  expect((await service.nobody.get('/docs')).status).toBe(200);
});
