// Every operation of the OpenAPI document, asked for wrongly in every way that the server itself refuses: whatever is not
// 2xx is problem+json.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { documentOf, filled, namesIn, type Operation, operationsOf } from '../support/api/document.js';
import { type Answer, type Api, testService, type TestService } from '../support/service.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const TOO_LARGE = JSON.stringify({ title: 'a'.repeat(256 * 1024) });
const JSON_TYPE = { 'content-type': 'application/json' };

interface Fault {
  name: string;
  status: number[];
  init: RequestInit;
}

const BODIES: Fault[] = [
  { name: 'too large', status: [413], init: { body: TOO_LARGE, headers: JSON_TYPE } },
  {
    name: 'of another type',
    status: [415],
    init: { body: '<a/>', headers: { 'content-type': 'application/xml' } },
  },
  { name: 'not JSON', status: [400, 415], init: { body: '{"title":', headers: JSON_TYPE } },
  {
    name: 'said to be gzip',
    status: [400, 415],
    init: { body: '\u001f\u008b nonsense', headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } },
  },
];

let service: TestService;
let me: Api;
let operations: Operation[];
beforeAll(async () => {
  service = await testService();
  me = await service.creator();
  operations = operationsOf(await documentOf(service));
});
afterAll(() => service.close());

async function expectProblem(
  what: string,
  path: string,
  init: RequestInit,
  statuses: number[],
): Promise<Answer> {
  const answer = await me.request(path, init);
  const { status, headers, body } = answer;
  const form = [headers.get('content-type')?.startsWith('application/problem+json'), body.status];
  expect([what, statuses.includes(status) ? 'refused' : status, ...form]).toEqual([
    what,
    'refused',
    true,
    status,
  ]);
  expect(body.type).toMatch(/^\/problems\/[a-z-]+$/);
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\bat .*\.js|prisma|SELECT /i);
  return answer;
}

const formOf = (path: string) =>
  new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`);

/** With a method that the path does not take: 405, and those that it takes. */
async function expectRefused(url: string, verb: string, takes: string[]): Promise<void> {
  const { headers } = await expectProblem(`${verb} ${url}`, url, { method: verb }, [405]);
  const allowed = takes.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  expect([verb, url, headers.get('allow')]).toEqual([verb, url, [...new Set(allowed)].toSorted().join(', ')]);
}

it('each is refused by a problem: for no such thing, path or method, and for bodies that cannot be read', async () => {
  let asked = 0;
  const ids = new Proxy({}, { get: () => randomUUID() });
  for (const { name, method, path } of operations) {
    const faults: Fault[] =
      method === 'GET' ? [] : BODIES.map((fault) => ({ ...fault, init: { ...fault.init, method } }));
    if (method === 'GET' && namesIn(path).length > 0)
      faults.push({ name: 'of nothing', status: [400, 404], init: { method } });
    const url = filled(path, ids);
    await expectProblem(`${name}, deeper`, `${url}/nothing`, { method }, [404, 405]);
    // A word where another path has an id, as in members/bulk, fits that one, too.
    const takes = operations.filter((one) => formOf(one.path).test(url)).map((one) => one.method);
    const others = METHODS.filter((verb) => !takes.includes(verb));
    for (const verb of others) await expectRefused(url, verb, takes);
    for (const fault of faults) await expectProblem(`${name}, ${fault.name}`, url, fault.init, fault.status);
    asked += faults.length + others.length + 1;
  }
  expect(asked).toBeGreaterThan(600);
});
