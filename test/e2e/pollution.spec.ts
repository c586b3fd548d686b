// Bodies that reach for a prototype, on every route that takes a body: each is refused, and no prototype has changed.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { documentOf, filled, type Operation, operationsOf } from '../support/api/document.js';
import { type Api, testService, type TestService } from '../support/service.js';

const PROTO = [
  '"__proto__"',
  '"\\u005f\\u005fproto\\u005f\\u005f"',
  '"__\\u0070roto__"',
  '"__prot\\u006f__"',
];
const CONSTRUCTOR = ['"constructor"', '"c\\u006fnstructor"', '"\\u0063onstructor"', '"constructo\\u0072"'];
const VALUES = ['{"polluted":1}', '{"toString":null}', '[]', 'null', '"polluted"'];
/** Where in a body it stands. */
const PLACES = ['{%}', '{"a":{%}}', '{"a":[{%}]}'];
/** `constructor` alone is a word; with a `prototype` in it, it is an attack. */
const INNER = PROTO.flatMap((key) => VALUES.map((value) => `${key}:${value}`)).concat(
  CONSTRUCTOR.map((key) => `${key}:{"prototype":{"polluted":1}}`),
);
/** What every object has: whoever looks a field up by its name finds it. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const PAYLOADS = [...INNER, ...INHERITED.map((name) => `"${name}":"polluted"`)].flatMap((inner) =>
  PLACES.map((place) => place.replace('%', () => inner)),
);

let service: TestService;
let me: Api;
let operations: Operation[];
beforeAll(async () => {
  service = await testService();
  me = await service.creator();
  operations = operationsOf(await documentOf(service)).filter(({ requestBody }) => requestBody !== undefined);
});
afterAll(() => service.close());

const prototypes = () =>
  [Object, Array, Function, String, Map, Promise].map(({ prototype }) =>
    Reflect.ownKeys(prototype as object).map(String),
  );

it(`${PAYLOADS.length} payloads are refused on every route that takes a body`, async () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(60);
  expect(operations.length).toBeGreaterThan(30);
  const before = prototypes();
  const ids = new Proxy({}, { get: () => randomUUID() });
  for (const { name, method, path, requestBody } of operations) {
    const [type = ''] = Object.keys(requestBody?.content ?? {});
    const headers = { 'content-type': type, 'if-match': '"1"' };
    for (const body of PAYLOADS) {
      const { status } = await me.request(filled(path, ids), { method, body, headers });
      // A CSV file is text: there is no such course.
      expect([name, body, status]).toEqual([name, body, type === 'text/csv' ? 404 : 400]);
    }
  }
  expect(prototypes()).toEqual(before);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('a query or a CSV file reaches for none either', async () => {
  const before = prototypes();
  for (const key of ['__proto__[polluted]', 'constructor[prototype][polluted]', ...INHERITED])
    expect([key, (await me.get(`/v1/courses?${encodeURIComponent(key)}=1`)).status]).toEqual([key, 400]);
  const { id } = (await me.post<{ id: string }>('/v1/courses', { title: 'Networks' })).body;
  for (const column of ['__proto__', 'constructor', 'prototype', 'toString']) {
    const body = `name,${column}\nAda,polluted\n`;
    const path = `/v1/courses/${id}/members/import`;
    const answer = await me.request(path, { method: 'POST', body, headers: { 'content-type': 'text/csv' } });
    expect([column, answer.status]).toEqual([column, 400]);
  }
  expect(prototypes()).toEqual(before);
});
