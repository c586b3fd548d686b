// The headers of every sort of answer: what a browser may do with it, and nothing about what the service is made of.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { begin, classroom, type Classroom } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');
/** Differ from one request to the next, or belong to the connection. */
const PASSING = ['date', 'x-request-id', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
const ALWAYS = {
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const PROBLEM_TYPE = { 'content-type': 'application/problem+json; charset=utf-8' };

let service: TestService;
let room: Classroom;
let student: Api;
let question: string;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service, { items: [{ kind: 'capture-lab' }] });
  student = (await room.member('student')).client;
  question = `/v1/questions/${(await begin(student, room.assignmentId)).questions[0]?.id}`;
});
afterAll(() => service.close());

async function headersOf(who: Api, path: string, init: RequestInit = {}): Promise<Record<string, string>> {
  const { headers } = await who.request(path, init);
  return Object.fromEntries([...headers].filter(([name]) => !PASSING.includes(name)));
}

describe('the headers', () => {
  it('of JSON, of what has a version, and of files', async () => {
    expect(await headersOf(room.owner, '/v1/courses')).toEqual({ ...ALWAYS, ...JSON_TYPE });
    const assignment = `/v1/assignments/${room.assignmentId}`;
    expect(await headersOf(room.owner, assignment)).toEqual({ ...ALWAYS, ...JSON_TYPE, etag: '"2"' });
    expect(await headersOf(student, `${question}/capture.pcapng`)).toEqual({
      ...ALWAYS,
      'content-type': 'application/x-pcapng',
      'content-disposition': 'attachment; filename="question.pcapng"',
    });
    expect(await headersOf(room.owner, `/v1/courses/${room.courseId}/gradebook.csv`)).toEqual({
      ...ALWAYS,
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="gradebook.csv"',
    });
  });

  it('of problems', async () => {
    const problem = { ...ALWAYS, ...PROBLEM_TYPE };
    expect(await headersOf(room.owner, '/v1/nothing')).toEqual(problem);
    expect(await headersOf(room.owner, '/v1/courses', { method: 'PUT' })).toEqual({
      ...problem,
      allow: 'GET, HEAD, POST',
    });
    expect(await headersOf(service.nobody, '/v1/courses')).toEqual({
      ...problem,
      'www-authenticate': 'Bearer realm="lastack"',
    });
  });

  it('of a URL that cannot be decoded, which no browser asks for', async () => {
    expect(await headersOf(room.owner, '/v1/courses/%E0%A4%A')).toEqual({
      ...PROBLEM_TYPE,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('of the pages for people and machines', async () => {
    for (const path of ['/docs', '/openapi.json', '/health/live', '/metrics'])
      expect([path, await headersOf(service.nobody, path)]).toEqual([path, expect.objectContaining(ALWAYS)]);
  });

  it('let no other site in, whatever it asks for', async () => {
    const asking = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    };
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      const headers = await headersOf(room.owner, '/v1/courses', { method, headers: asking });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});
