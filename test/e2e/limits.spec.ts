// How much a request may ask for: as much is taken, one more is refused. That it is refused quickly is measured by
// `npm run prove -- attacks limits`.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemDetails } from '../../src/common/problems.js';
import { type Api, testService, type TestService } from '../support/service.js';

const BODY_BYTES = 256 * 1024;
const HEADER_BYTES = 16 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

let service: TestService;
let me: Api;
beforeAll(async () => {
  service = await testService();
  me = await service.creator();
});
afterAll(() => service.close());

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const keyed = (keys: number) =>
  `{${Array.from({ length: keys }, (_, i) => `"k${String(i).padStart(5, '0')}":1`).join(',')}}`;
const sized = (bytes: number) => JSON.stringify({ title: 'a'.repeat(bytes - '{"title":""}'.length) });

/** Whether it was read: then its fault is that the course has such fields, or a title that long. */
async function readOf(body: string): Promise<[number, string]> {
  const answer = await me.request('/v1/courses', { method: 'POST', body, headers: JSON_TYPE });
  return [answer.status, answer.body.type];
}

describe('a request may have', () => {
  const READ = [400, '/problems/validation-failed'];
  const REFUSED = [400, '/problems/bad-request'];

  it('a body of 256 KiB', async () => {
    expect(await readOf(sized(BODY_BYTES))).toEqual(READ);
    expect(await readOf(sized(BODY_BYTES + 1))).toEqual([413, '/problems/payload-too-large']);
  });

  it('20 levels', async () => {
    expect(await readOf(nested(20))).toEqual(READ);
    expect(await readOf(nested(21))).toEqual(REFUSED);
    expect(await readOf(`${'['.repeat(21)}${']'.repeat(21)}`)).toEqual(REFUSED);
  });

  it('1,000 keys in an object', async () => {
    expect(await readOf(keyed(1_000))).toEqual(READ);
    expect(await readOf(keyed(1_001))).toEqual(REFUSED);
    expect(await readOf(`{"a":[${keyed(1_001)}]}`)).toEqual(REFUSED);
  });

  it('pages of 100', async () => {
    expect((await me.get('/v1/courses?limit=100')).status).toBe(200);
    expect((await me.get('/v1/courses?limit=101')).status).toBe(400);
  });

  it('headers of 16 KiB', async () => {
    const withHeaders = async (bytes: number) => {
      const head = 'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Filler: ';
      return raw(`${head}${'a'.repeat(bytes)}\r\n\r\n`);
    };
    expect(await withHeaders(HEADER_BYTES - 100)).toMatch(/^HTTP\/1\.1 200 /);
    expect(problemIn(await withHeaders(HEADER_BYTES))).toMatchObject({
      type: '/problems/headers-too-large',
      status: 431,
    });
  });
});

it('what is no HTTP is told so by a problem, too', async () => {
  const answer = await raw('\x16\x03\x01 nonsense\r\n\r\n');
  expect(problemIn(answer)).toMatchObject({ type: '/problems/bad-request', status: 400 });
  expect(answer).toMatch(/^HTTP\/1\.1 400 The request cannot be read\r\n/);
});

/** The problem behind a head that says there is one. */
function problemIn(answer: string): ProblemDetails {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toContain('Content-Type: application/problem+json\r\n');
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}\r\n`);
  return JSON.parse(body) as ProblemDetails;
}

function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket
      .setEncoding('utf8')
      .on('data', (chunk: string) => (answer += chunk))
      .on('close', () => resolve(answer))
      .on('error', reject);
  });
}
