// What a receiver of everything gets, byte by byte: every type of event comes, and none of them holds what the columns of
// secrets hold: names, tokens, signing secrets, seeds, keys, answers, comments.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { NewEndpointView } from '../../src/webhooks/webhooks.dto.js';
import type { RegradeView } from '../../src/regrade/regrade.dto.js';
import { DispatcherService } from '../../src/webhooks/dispatcher.service.js';
import { CATALOGUE } from '../../src/events/catalogue.js';
import { DRAWN, unpackDrawn } from '../../src/prisma/drawn.js';
import { begin, classroom, ITEM, send, truth, until } from '../support/course.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { testService, type TestService } from '../support/service.js';

const CANARY = 'canary-7f3a';
/** A loss is hinted at, and what it asks for; nothing can be sure of it. */
const HALF = `The last reply may not be heard, so somebody has to stay. ${CANARY}`;
const LIMIT_BYTES = 20_000;
/** Shorter than this, a value is a word or a number that occurs everywhere. */
const TELLING = 12;

/** Columns of which nothing may be told; of JSON, every text in it, and the whole. */
const SECRETS: Record<string, string[]> = {
  people: ['name'],
  tokens: ['hash', 'label'],
  courses: ['title'],
  assignments: ['title'],
  variants: ['seed', 'drawn', 'hints'],
  submissions: ['answer'],
  grades: ['parts', 'diagnosis', 'override_reason'],
  reviews: ['question', 'proposal', 'text_hash', 'reading_hash', 'comment'],
  scores: ['override_reason'],
  regrades: ['reason'],
  endpoints: ['url', 'description', 'secret'],
  lms_secrets: ['secret'],
};

let service: TestService;
let receiver: Receiver;
beforeAll(async () => {
  service = await testService();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await service.close();
});

it('no type of event holds anything of the columns that are secret', async () => {
  const told: string[] = [];
  const room = await classroom(service, {
    title: `${CANARY} assignment`,
    items: [ITEM, { kind: 'explain', params: { question: 'time-wait' }, points: 10, tries: 3 }],
  });
  const course = `/v1/courses/${room.courseId}`;
  const assignment = `/v1/assignments/${room.assignmentId}`;
  const all = await room.owner.post<NewEndpointView>(`${course}/endpoints`, {
    url: `${receiver.url}?${CANARY}`,
    description: `${CANARY} endpoint`,
  });
  const broken = await startReceiver();
  broken.answer(500);
  const dead = await room.owner.post<NewEndpointView>(`${course}/endpoints`, { url: broken.url });
  told.push(all.body.secret, dead.body.secret);
  told.push((await room.owner.post<{ secret: string }>(`${course}/lms-events/secret`)).body.secret);

  const { client, personId } = await room.member('student', 'sis-1');
  await service.db.$executeRaw`UPDATE people SET name = ${CANARY} || ' ' || name`;
  const attempt = await begin(client, room.assignmentId);
  const [numbers = '', explain = ''] = attempt.questions.map(({ id }) => id);
  const { right } = await truth(service, numbers);
  const submit = (id: string, cells: object) => client.post(`/v1/questions/${id}/submissions`, { cells });
  expect((await submit(numbers, right)).status).toBe(201);
  expect((await submit(explain, { answer: HALF })).status).toBe(201);
  await client.post(`/v1/attempts/${attempt.id}/finish`);

  const items = (await room.owner.get<{ items: { id: string }[] }>(assignment)).body.items;
  const changes = [{ type: 'full', itemId: items[0]?.id }];
  const proposed = await room.owner.post<RegradeView>(`${assignment}/regrades`, { changes, reason: CANARY });
  const regrade = async () => (await room.owner.get<RegradeView>(`/v1/regrades/${proposed.body.id}`)).body;
  await until(regrade, ({ state }) => state === 'proposed');
  await room.owner.post(`/v1/regrades/${proposed.body.id}/apply`, { policy: 'replace' });
  await until(regrade, ({ state }) => state === 'applied');

  const draft = { title: CANARY, items: [ITEM] };
  const second = await room.owner.post<{ id: string }>(`${course}/assignments`, draft);
  await room.owner.post(`/v1/assignments/${second.body.id}/publish`);
  await room.owner.post(`${assignment}/close`);
  await send(room.owner, 'DELETE', `${course}/members/${personId}`);
  await room.owner.post(`${course}/endpoints/${all.body.id}/ping`);
  await fail(dead.body.id);

  const types = () =>
    new Set(receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type));
  const wanted = Object.keys(CATALOGUE).toSorted();
  await until(
    async () => [...types()].toSorted(),
    (found) => found.length >= wanted.length,
  );
  await broken.close();
  const secrets = [
    ...told.flatMap((secret) => [secret, secret.slice('whsec_'.length)]),
    ...(await secretValues()),
  ];
  expect(secrets.length).toBeGreaterThan(100);
  for (const { body } of receiver.received) {
    expect(Buffer.byteLength(body)).toBeLessThan(LIMIT_BYTES);
    expect([body, secrets.filter((secret) => body.includes(secret))]).toEqual([body, []]);
  }
});

/** A receiver that only fails: after half of five days the course is told, after all of them it is disabled. */
async function fail(id: string): Promise<void> {
  const age = async (failingH: number, warnedH: number | null) => {
    await service.db.$executeRaw`
      UPDATE endpoints SET failing_since = now() - make_interval(hours => ${failingH}::int), quiet_until = NULL,
        warned_at = now() - make_interval(hours => ${warnedH}::int) WHERE id = ${id}::uuid`;
    // One at a time: the sender writes the same rows, in an order of its own.
    const pending = await service.db.delivery.findMany({ where: { endpointId: id, state: 'pending' } });
    for (const delivery of pending)
      await service.db.$executeRaw`
        UPDATE deliveries SET due_at = now() WHERE id = ${delivery.id}::uuid AND state = 'pending'`;
    service.app.get(DispatcherService).wake();
  };
  const told = (type: string) =>
    until(
      () => service.db.event.count({ where: { type } }),
      (count) => count > 0,
    );
  await until(
    () => service.db.endpoint.count({ where: { id, failingSince: { not: null } } }),
    (count) => count > 0,
  );
  await age(61, null);
  await told('endpoint.failing');
  await age(121, 25);
  await told('endpoint.disabled');
}

async function secretValues(): Promise<string[]> {
  const values = new Set<string>([CANARY]);
  for (const [table, columns] of Object.entries(SECRETS)) {
    const rows = await service.database.query(`SELECT ${columns.join(', ')} FROM ${table}`);
    expect([table, rows.length > 0]).toEqual([table, true]);
    for (const row of rows) for (const value of Object.values(row as object)) collect(value, values);
  }
  const questions = await service.database.query(`SELECT ${DRAWN} AS drawn FROM variants variant`);
  for (const { drawn } of questions) collect(unpackDrawn(drawn as Uint8Array), values);
  return [...values].filter((value) => value.length >= TELLING || value === CANARY);
}

/** A value as a text, and everything in it. */
function collect(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') into.add(value);
  else if (value instanceof Uint8Array) {
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      into.add(Buffer.from(value).toString(encoding));
  } else if (typeof value === 'object' && value !== null) {
    into.add(JSON.stringify(value));
    for (const each of Object.values(value)) collect(each, into);
  }
}
