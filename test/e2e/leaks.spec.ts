// The leak scan: secrets of every sort are in the database of a running service, and every operation is asked by everybody.
// Nothing of them is in what comes out: answers with their headers, problems, files, the OpenAPI document, webhooks, logs at
// their most talkative, also while the database fails, and a crash report.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { IssuedToken } from '../../src/courses/courses.dto.js';
import { DRAWN, expectedIn, unpackDrawn } from '../../src/prisma/drawn.js';
import { documentOf, filled, type Operation, operationsOf } from '../support/api/document.js';
import { REQUESTS } from '../support/api/requests.js';
import { type World, worldOf } from '../support/api/world.js';
import { begin, until } from '../support/course.js';
import {
  found,
  holdsField,
  holdsNumber,
  type Needle,
  needlesOf,
  type Secret,
} from '../support/leaks/forms.js';
import { loggingService, type LoggingService } from '../support/leaks/process.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { type Api, TEST_SECRET } from '../support/service.js';
import { cleanUp, emptyFolder } from '../support/service-process.js';

/** In every capture file, in the place of a length that is not said. */
const NO_LENGTH = 2 ** 32 - 1;
const CANARY = 'canary-9c41e7d2b05f';
const DIGITS = /(?<![0-9])[0-9]{8,10}(?![0-9])/g;
/** A number above it was drawn, or follows from one that was: smaller ones, like a time of 20,000 ms, may stand anywhere. */
const LEAST_DRAWN = 2 ** 24;
const KINDS = [
  'handshake-numbers',
  'transfer-numbers',
  'teardown-numbers',
  'handshake-retry',
  'keepalive',
  'resets',
  'capture-lab',
];
const BY_HAND = {
  releaseCorrectness: 'by_hand',
  releaseDiagnosis: 'by_hand',
  releaseExpected: 'by_hand',
  releaseSolution: 'by_hand',
};
/** Who may see nothing of what is not released. */
const LEARNERS = ['nobody', 'stranger', 'student', 'peer', 'foreign', 'elsewhere'] as const;
/** Who works for the course: they see keys, and no secrets. */
const STAFF = ['assistant', 'instructor', 'owner'] as const;

let service: LoggingService;
let receiver: Receiver;
let world: World;
let operations: Operation[];
let exam: { attempt: AttemptView; assignmentId: string; itemId: string };
let reports: string;
/** What left the service, by whom it was for. */
const out: Record<string, Buffer[]> = {};
/** Of it, the files that the student got. */
const files: Buffer[] = [];

beforeAll(async () => {
  reports = await emptyFolder('lastack-report-');
  service = await loggingService({
    LOG_LEVEL: 'trace',
    NODE_OPTIONS: `--report-on-signal --report-signal=SIGUSR2 --report-directory=${reports}`,
  });
  receiver = await startReceiver();
  world = await worldOf(service, receiver.url);
  operations = operationsOf(await documentOf(service));
  exam = await examOf(world);
});
afterAll(async () => {
  await receiver.close();
  await service.close();
  await cleanUp();
});

/** Of many kinds, begun, answered wrongly, and with a draft. */
async function examOf({ who, made, ids }: World) {
  const items = KINDS.map((kind) => ({ kind, params: { difficulty: 'hard' }, tries: 5 }));
  const body = { title: CANARY, items, ...BY_HAND };
  const path = `/v1/courses/${ids['courseId']}/assignments`;
  const { id, items: made1 } = await made<{ id: string; items: { id: string }[] }>(
    who.owner,
    'POST',
    path,
    body,
  );
  await made(who.owner, 'POST', `/v1/assignments/${id}/publish`);
  const attempt = await begin(who.student, id);
  for (const question of attempt.questions) {
    const asked = await who.student.get<{ blanks: { id: string }[] }>(`/v1/questions/${question.id}`);
    const cells = Object.fromEntries(asked.body.blanks.map((blank) => [blank.id, CANARY.length]));
    await who.student.post(`/v1/questions/${question.id}/submissions`, { cells });
  }
  return { attempt, assignmentId: id, itemId: made1[0]?.id ?? '' };
}

/** What nobody is ever told, staff neither. */
async function secrets(): Promise<Secret[]> {
  const of = async (what: string, sql: string) =>
    (await service.database.query(sql)).map(({ value }) => ({
      name: what,
      value: value as string | Uint8Array,
    }));
  const password = new URL(service.database.url).password;
  return [
    { name: 'the service’s secret', value: TEST_SECRET },
    ...(password.length > 7 ? [{ name: 'the database’s password', value: password }] : []),
    ...(await of('a seed', 'SELECT seed AS value FROM variants')),
    ...(await of('a drawn question', 'SELECT drawn AS value FROM variants')),
    ...(await of('a token’s hash', 'SELECT hash AS value FROM tokens')),
    ...(await of('a sealed secret', 'SELECT secret AS value FROM endpoints')),
    ...(await of('an idempotent answer', 'SELECT body AS value FROM idempotent_answers')),
  ];
}

/**
 * The drawn numbers of the exam's answers that stand in no question, its own or another: numbers that wrap around lie close
 * together, and what one question asks another may show.
 */
async function answers(): Promise<{ name: string; value: number }[]> {
  const asked = await service.database.query(`SELECT ${DRAWN} AS drawn FROM variants variant`);
  const shown = new Set(asked.flatMap(({ drawn }) => digitsIn(unpackDrawn(drawn as Uint8Array).prompt)));
  const rows = await service.database.query(
    `SELECT kind, ${DRAWN} AS drawn FROM variants variant
     WHERE attempt_id = $1 AND kind <> 'capture-lab'`, // There the answers are read off the capture.
    [exam.attempt.id],
  );
  return rows.flatMap(({ kind, drawn }) => {
    const hidden = new Set(digitsIn(expectedIn(drawn as Uint8Array)).filter((digits) => !shown.has(digits)));
    return [...hidden]
      .map(Number)
      .filter((value) => value >= LEAST_DRAWN && value < NO_LENGTH)
      .map((value) => ({ name: `an answer of ${String(kind)}`, value }));
  });
}

function digitsIn(value: unknown): string[] {
  return JSON.stringify(value).match(DIGITS) ?? [];
}

const needles = async (): Promise<Needle[]> => (await secrets()).flatMap(needlesOf);

async function ask(who: Api, role: string, path: string, init: RequestInit): Promise<void> {
  const { body, headers } = await who.request<unknown>(path, init);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  (out[role] ??= []).push(Buffer.from(JSON.stringify([...headers]) + text));
}

/** Files octet by octet: text would not be what it was. What sorts there were. */
async function askFiles(): Promise<string[]> {
  const { made, who, ids } = world;
  const path = `/v1/courses/${ids['courseId']}/members/${ids['personId']}/tokens`;
  const { token } = await made<IssuedToken>(who.owner, 'POST', path, {});
  const sorts = new Set<string>();
  for (const { id } of exam.attempt.questions) {
    for (const sort of ['capture.pcapng', 'ladder.svg']) {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${service.url}/v1/questions/${id}/${sort}`, { headers });
      const file = Buffer.from(await response.arrayBuffer());
      (out['student'] ??= []).push(file);
      files.push(file);
      if (response.ok) sorts.add(sort);
    }
  }
  return [...sorts].toSorted();
}

async function askEverything(role: (typeof LEARNERS)[number] | (typeof STAFF)[number]): Promise<number> {
  const who = world.who[role];
  let asked = 0;
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    const { ids = {}, query = '' } = (await REQUESTS[operation.name]?.(world)) ?? {};
    for (const question of exam.attempt.questions) {
      const places = { ...world.ids, ...ids, questionId: question.id, attemptId: exam.attempt.id };
      const exams = { assignmentId: exam.assignmentId, itemId: exam.itemId };
      await ask(who, role, filled(operation.path, { ...places, ...exams }) + query, {});
      asked++;
      if (!operation.path.includes('{questionId}')) break;
    }
  }
  return asked;
}

describe('the scan', () => {
  it('finds a secret in every form, wherever it stands', () => {
    const secret = {
      name: 's',
      value: new Uint8Array([1, 200, 3, 251, 5, 6, 7, 255, 9, 10, 11, 12, 13, 14, 15, 16]),
    };
    const bytes = Buffer.from(secret.value);
    const forms = [bytes, bytes.toString('hex'), bytes.toString('base64'), [...bytes].join(',')];
    for (const around of [0, 1, 2])
      forms.push(Buffer.concat([Buffer.alloc(around, 7), bytes, Buffer.alloc(5, 9)]).toString('base64url'));
    for (const form of forms)
      expect(
        found(needlesOf(secret), Buffer.concat([Buffer.from('<x '), Buffer.from(form), Buffer.from('>')])),
      ).toEqual(['s']);
    expect(
      found(needlesOf({ name: 't', value: 'a secret/text' }), Buffer.from('?q=a%20secret%2Ftext')),
    ).toEqual(['t']);
    expect(holdsNumber(Buffer.from('ack=123456,'), 123456)).toBe(true);
    expect(holdsNumber(Buffer.from('91234567'), 123456)).toBe(false);
    expect(holdsField(Buffer.from([9, 9, 9, 9, 0, 1, 226, 64]), 123456)).toBe(true);
    expect(holdsField(Buffer.from([9, 9, 0, 1, 226, 64, 9, 9]), 123456)).toBe(false);
  });
});

describe('what leaves the service', () => {
  it('is no answer of an exam, for who may not see them yet, and no secret, for anybody', async () => {
    let asked = 0;
    for (const role of [...LEARNERS, ...STAFF]) asked += await askEverything(role);
    expect(asked).toBeGreaterThan(400);
    expect(await askFiles()).toEqual(['capture.pcapng', 'ladder.svg']);
    const [sought, numbers] = [await needles(), await answers()];
    expect(sought.length).toBeGreaterThan(100);
    expect(numbers.length).toBeGreaterThan(10);
    for (const [role, told] of Object.entries(out))
      expect([role, found(sought, Buffer.concat(told))]).toEqual([role, []]);
    for (const role of LEARNERS) {
      const told = Buffer.concat(out[role] ?? []);
      expect([role, numbers.filter(({ value }) => holdsNumber(told, value))]).toEqual([role, []]);
    }
    expect(numbers.filter(({ value }) => files.some((file) => holdsField(file, value)))).toEqual([]);
    // The staff's preview shows keys: the scan does see what there is to see.
    const preview = Buffer.concat(out['owner'] ?? []);
    expect(numbers.some(({ value }) => holdsNumber(preview, value))).toBe(true);
  });

  it('holds a token or a signing secret once, where it is made', async () => {
    const told = Buffer.concat(Object.values(out).flat()).toString('latin1');
    expect(told.match(/lak_[0-9A-Za-z]{36}/g)).toBeNull();
    expect(told.match(/whsec_[0-9A-Za-z+/=]{20,}/g)).toBeNull();
  });

  it('to webhooks is no secret and no answer', async () => {
    await until(
      async () => receiver.received.length,
      (count) => count > 3,
    );
    const [sought, numbers] = [await needles(), await answers()];
    for (const { headers, body } of receiver.received) {
      const told = Buffer.from(JSON.stringify(headers) + body);
      expect(found(sought, told)).toEqual([]);
      expect(numbers.filter(({ value }) => holdsNumber(told, value))).toEqual([]);
      expect(body).not.toContain(CANARY);
    }
  });
});

describe('the log', () => {
  it('holds no header, no query, no body and no answer, also when the database fails in the middle of it', async () => {
    const { who, ids } = world;
    const question = `/v1/questions/${exam.attempt.questions[1]?.id}`;
    const headers = {
      'content-type': 'application/json',
      cookie: `a=${CANARY}`,
      'x-note': CANARY,
      'if-match': '"0"',
    };
    const send = (path: string, method: string, body: string) =>
      who.owner.request(`${path}?q=${CANARY}`, { method, headers, body });
    const asStudent = (path: string, method: string, body: object) =>
      who.student.request(path, { method, headers, body: JSON.stringify(body) });
    await send('/v1/courses', 'POST', `{"title":"${CANARY}`);
    await send('/v1/courses', 'POST', JSON.stringify({ title: 7, [CANARY]: 1 }));
    const broken = {
      drafts: 'cells',
      submissions: 'answer',
      tokens: 'label',
      endpoints: 'url',
      courses: 'title',
    };
    for (const [table, column] of Object.entries(broken))
      await service.database.query(`ALTER TABLE ${table} RENAME COLUMN ${column} TO broken`);
    const statuses = [
      await asStudent(`${question}/draft`, 'PUT', { cells: { '1.ack': CANARY } }),
      await asStudent(`${question}/submissions`, 'POST', { cells: { '1.ack': 12, '1.seq': CANARY } }),
      await send('/v1/courses', 'POST', JSON.stringify({ title: CANARY })),
      await send(
        `/v1/courses/${ids['courseId']}/members/${ids['personId']}/tokens`,
        'POST',
        JSON.stringify({ label: CANARY }),
      ),
      await send(
        `/v1/courses/${ids['courseId']}/endpoints`,
        'POST',
        JSON.stringify({ url: `${receiver.url}?${CANARY}` }),
      ),
    ].map(({ status }) => status);
    for (const [table, column] of Object.entries(broken))
      await service.database.query(`ALTER TABLE ${table} RENAME COLUMN broken TO ${column}`);
    expect(statuses.filter((status) => status === 500).length).toBeGreaterThan(2);
    const log = Buffer.from(service.process.output());
    expect(log.toString()).toContain('"status":500');
    const said = [...(await needles()), ...needlesOf({ name: 'the canary', value: CANARY })];
    expect(found(said, log)).toEqual([]);
    expect((await answers()).filter(({ value }) => holdsNumber(log, value))).toEqual([]);
    expect(log.toString()).not.toMatch(/lak_[0-9A-Za-z]{36}|whsec_|Bearer/);
  });

  it('and a crash report hold no secret of the environment', async () => {
    process.kill(service.process.pid, 'SIGUSR2');
    const written = () => readdirSync(reports).filter((name) => name.endsWith('.json'));
    const [name = ''] = await until(
      async () => written(),
      (names) => names.length > 0,
    );
    const report = await until(
      async () => readFileSync(join(reports, name)),
      (bytes) => bytes.toString().trimEnd().endsWith('}'),
    );
    expect(found(await needles(), report)).toEqual([]);
    expect(report.toString()).not.toContain(service.database.url);
  });
});
