// No body can set what is not its business: every column of every table, put into every object of every body that the
// OpenAPI document knows, is refused by its name.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import type { ProblemDetails } from '../../src/common/problems.js';
import { Prisma } from '../../src/generated/prisma/client.js';
import type { NewLmsSecretView } from '../../src/inbound/inbound.dto.js';
import {
  type Document,
  documentOf,
  type Operation,
  operationsOf,
  resolved,
  type Schema,
} from '../support/api/document.js';
import { type Request, REQUESTS } from '../support/api/requests.js';
import { send } from '../support/api/send.js';
import { type World, worldOf } from '../support/api/world.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { testService, type TestService } from '../support/service.js';

const RUNS = 200;
/** What the requests leave out. */
const ITEM = { kind: 'handshake-numbers', hints: { points: 1 } };
const NESTED: Record<string, object> = {
  'POST /v1/courses/{courseId}/assignments': { items: [ITEM] },
  'PATCH /v1/assignments/{assignmentId}': { items: [ITEM] },
};

/** An object within a body: the keys that lead to it, and the names it may have. */
interface Level {
  operation: Operation;
  request: Request;
  keys: string[];
  known: string[];
}

interface Refusal extends ProblemDetails {
  /** Of a list whose rows are taken or refused one by one. */
  rows?: { outcome: string; errors: { at: string }[] }[];
}

let service: TestService;
let receiver: Receiver;
let world: World;
let levels: Level[];
let secret: string;

beforeAll(async () => {
  service = await testService();
  receiver = await startReceiver();
  world = await worldOf(service, receiver.url);
  levels = await levelsOf(await documentOf(service));
  const path = `/v1/courses/${world.ids['courseId']}/lms-events/secret`;
  ({ secret } = await world.made<NewLmsSecretView>(world.who.owner, 'POST', path, { overlapHours: 0 }));
});
afterAll(async () => {
  await receiver.close();
  await service.close();
});

/** As the code calls them and as the database does. */
function columns(): string[] {
  const tables = Object.entries(Prisma).filter(([name]) => name.endsWith('ScalarFieldEnum'));
  const names = tables.flatMap(([, fields]) => Object.values(fields as Record<string, string>));
  const stored = names.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return [...new Set([...names, ...stored])];
}

/** Every object within every body. The examples have to reach them all. */
async function levelsOf(document: Document): Promise<Level[]> {
  const found: Level[] = [];
  for (const operation of operationsOf(document)) {
    const schema = operation.requestBody?.content['application/json']?.schema;
    if (!schema) continue;
    const request = (await REQUESTS[operation.name]?.(world)) ?? {};
    const body = { ...(request.body as object), ...NESTED[operation.name] };
    const walk = (of: Schema, value: unknown, keys: string[]): void => {
      const { items, properties } = formOf(document, of, value);
      if (items) walk(items, (value as unknown[] | undefined)?.[0], [...keys, '0']);
      if (!properties) return;
      if (!value) throw new Error(`${operation.name}: no example of ${keys.join('.')}`);
      // An LMS may send more in the envelope of Standard Webhooks; it is not looked at.
      if (properties['data'] === undefined)
        found.push({ operation, request: { ...request, body }, keys, known: Object.keys(properties) });
      for (const [name, inner] of Object.entries(properties))
        walk(inner, (value as Record<string, unknown>)[name], [...keys, name]);
    };
    walk(schema, body, []);
  }
  return found;
}

/** Of several forms, the one that `value` says it has. */
function formOf(document: Document, schema: Schema, value: unknown): Schema {
  const form = resolved(document, schema);
  const { type } = (value ?? {}) as { type?: string };
  return form.oneOf?.find(({ properties }) => properties?.['type']?.enum?.includes(type ?? '')) ?? form;
}

/** Puts `extra` into the object at `keys`. */
function injected(body: unknown, [key, ...rest]: string[], extra: object): unknown {
  if (key === undefined) return { ...(body as object), ...extra };
  if (Array.isArray(body))
    return body.map((one, i) => (String(i) === key ? injected(one, rest, extra) : one));
  const object = body as Record<string, unknown>;
  return { ...object, [key]: injected(object[key], rest, extra) };
}

async function refusalOf({ operation, request, keys }: Level, extra: object): Promise<string[]> {
  const body = injected(request.body, keys, extra) as object;
  const headers = operation.path.endsWith('/lms-events') ? signed(JSON.stringify(body)) : {};
  const { status, body: answer } = await send<Refusal>(world, world.who.owner, operation, {
    ...request,
    headers,
    body,
  });
  if (status === 200) {
    expect([operation.name, keys, answer.rows?.map(({ outcome }) => outcome)]).toEqual([
      operation.name,
      keys,
      ['refused'],
    ]);
    return answer.rows?.[0]?.errors.map(({ at }) => at) ?? [];
  }
  expect([operation.name, keys, status, answer.type]).toEqual([
    operation.name,
    keys,
    400,
    '/problems/validation-failed',
  ]);
  return answer.errors?.map(({ at }) => at) ?? [];
}

function signed(body: string): Record<string, string> {
  const [id, now] = [randomUUID(), new Date()];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
}

const placed = (keys: string[], name: string) => [...keys, name].join('.');

it('a body with every column of the database in it has each of them refused, in each of its objects', async () => {
  const all = columns();
  let pairs = 0;
  for (const level of levels) {
    const foreign = all.filter((name) => !level.known.includes(name));
    const refused = await refusalOf(level, Object.fromEntries(foreign.map((name) => [name, 1])));
    const missing = foreign.filter((name) => !refused.includes(placed(level.keys, name)));
    expect([level.operation.name, level.keys, missing]).toEqual([level.operation.name, level.keys, []]);
    pairs += foreign.length;
  }
  expect(levels.length).toBeGreaterThan(40);
  expect(pairs).toBeGreaterThan(9_000);
});

it(`a body with one of them, whatever its value, is refused for it (${RUNS} times)`, async () => {
  const extra = fc.record({
    level: fc.constantFrom(...levels),
    name: fc.constantFrom(...columns()),
    value: fc.constantFrom<unknown>(null, 100, -1, 'owner', '', true, [], {}),
  });
  const property = fc.asyncProperty(extra, async ({ level, name, value }) => {
    fc.pre(!level.known.includes(name));
    expect(await refusalOf(level, { [name]: value })).toContain(placed(level.keys, name));
  });
  await fc.assert(property, { numRuns: RUNS });
});
