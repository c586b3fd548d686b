// Every operation of the OpenAPI document, asked for by everybody: nobody, a token nobody issued, the student whose things
// they are, another student, the staff, an instructor of another course, a token that opens another course alone, and
// tokens of this course with and without the scope. What is expected stands in test/data/authorization.txt.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { SCOPES } from '../../src/auth/scopes.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import { authorization, type Role, ROLES } from '../support/api/authorization.js';
import { type Document, documentOf, type Operation, operationsOf } from '../support/api/document.js';
import { type Request, REQUESTS } from '../support/api/requests.js';
import { send } from '../support/api/send.js';
import { type Ids, type World, worldOf } from '../support/api/world.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { type Answer, type Api, testService, type TestService } from '../support/service.js';

const TABLE = authorization();
/** For people and for machines that operate the service: they stand in no document. */
const UNDOCUMENTED = /^\/(docs|openapi\.json$|problems\/)/;

let service: TestService;
let receiver: Receiver;
let world: World;
let operations: Map<string, Operation>;
/** As the server knows them. */
const routes: string[] = [];

beforeAll(async () => {
  service = await testService();
  receiver = await startReceiver();
  world = await worldOf(service, receiver.url);
  const document: Document = await documentOf(service);
  operations = new Map(operationsOf(document).map((operation) => [operation.name, operation]));
  routes.push(...routesOf(service.app.getHttpAdapter().getInstance()));
});
afterAll(async () => {
  await receiver.close();
  await service.close();
});

it('the routes, the OpenAPI document and the table name the same operations', () => {
  const documented = [...operations.keys()].toSorted();
  expect(routes.filter((route) => !UNDOCUMENTED.test(route.split(' ')[1] ?? '')).toSorted()).toEqual(
    documented,
  );
  expect([...TABLE.keys()].toSorted()).toEqual(documented);
  expect(Object.keys(REQUESTS).filter((name) => !operations.has(name))).toEqual([]);
});

describe('as the table says, everybody may or may not', () => {
  it.each([...TABLE])('%s', async (name, { scope, expected }) => {
    const operation = operations.get(name);
    if (!operation) throw new Error(`no such operation`);
    const clients = { ...world.who, ...(await scopedClients(scope)) };
    const seen = {} as Record<Role, number>;
    let request: Request | undefined;
    for (const role of ROLES) {
      // What was refused was not used up: the next one asks the same.
      request ??= (await REQUESTS[name]?.(world)) ?? {};
      const answer = await send<ProblemDetails>(world, clients[role], operation, request);
      seen[role] = answer.status;
      if (answer.status >= 400) expectProblem(answer);
      else request = undefined;
      if (answer.status === 404) {
        const absent = await send<ProblemDetails>(world, clients[role], operation, {
          ...request,
          ids: nowhere(operation),
        });
        expect([role, told(answer)]).toEqual([role, told(absent)]);
      }
    }
    expect(seen).toEqual(expected);
  });
});

describe('a thing of another course', () => {
  it('is not found by way of one’s own', async () => {
    const nested = [...operations.values()].filter(({ path }) => /courses\/\{courseId\}\/.*\{/.test(path));
    expect(nested.length).toBeGreaterThan(10);
    const { data } = (await world.who.foreign.get<{ data: { id: string }[] }>('/v1/courses')).body;
    const own = { courseId: data[0]?.id ?? '' };
    for (const operation of nested) {
      const request = (await REQUESTS[operation.name]?.(world)) ?? {};
      const mixed = await send<ProblemDetails>(world, world.who.foreign, operation, {
        ...request,
        ids: { ...request.ids, ...own },
      });
      const absent = await send<ProblemDetails>(world, world.who.foreign, operation, {
        ...request,
        ids: { ...nowhere(operation), ...own },
      });
      expect([operation.name, mixed.status, told(mixed)]).toEqual([operation.name, 404, told(absent)]);
    }
  });
});

/** Two service tokens of the course: with this scope alone, and with all others. */
async function scopedClients(scope: string | null): Promise<{ scoped: Api; unscoped: Api }> {
  const [scoped, unscoped] = [SCOPES.filter((one) => one === scope), SCOPES.filter((one) => one !== scope)];
  return {
    scoped: await world.serviceToken(scoped.length > 0 ? scoped : unscoped),
    unscoped: await world.serviceToken(unscoped),
  };
}

const nowhere = ({ path }: Operation): Ids =>
  Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, randomUUID()]));

function expectProblem({ status, headers, body }: Answer): void {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject({ status, type: expect.stringMatching(/^\/problems\//) });
}

/** All that a problem says, but which request it was. */
const told = ({ body }: Answer): Partial<ProblemDetails> => ({ ...body, instance: '' });

/** From the tree that Fastify prints, a line for a segment: `│   └── /:id (GET, HEAD)`. */
function routesOf(server: FastifyInstance): string[] {
  const above: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', segment = '', methods = ''] =
        /^([│ ]*)[├└]── (\S+) ?\(?([A-Z, ]*)\)?/.exec(line) ?? [];
      if (!segment) return [];
      const depth = indent.length / 4;
      const path = (above[depth - 1] ?? '') + segment;
      above[depth] = path;
      const verbs = methods.split(', ').filter((verb) => verb !== '' && verb !== 'HEAD');
      return verbs.map((verb) => `${verb} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    });
}
