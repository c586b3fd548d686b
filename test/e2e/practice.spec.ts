// Practice outside assignments: any question, any number of times, and nothing of it is kept.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PracticeResult, PracticeTurnsView, PracticeView } from '../../src/attempts/practice.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import { kinds } from '../../src/questions/index.js';
import { classroom, type Classroom } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let student: Api;
let path: string;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service);
  student = (await room.member('student')).client;
  path = `/v1/courses/${room.courseId}/practice`;
});
afterAll(() => service.close());

const draw = (body: object, who = student) => who.post<PracticeView & ProblemDetails>(path, body);
const answer = (practice: string, cells: object, who = student, where = path) =>
  who.post<PracticeResult & ProblemDetails>(`${where}/answers`, { practice, cells });

/** All rows of all tables, but for what tells when a token was used. */
async function rows(): Promise<number> {
  const [row] = await service.database.query(
    `SELECT sum((xpath('/row/count/text()', query_to_xml(format('SELECT count(*) FROM %I', tablename), true, true, '')))[1]::text::int)::int AS count
     FROM pg_tables WHERE schemaname = 'public'`,
  );
  return Number(row?.['count']);
}

it('a question is drawn, answered wrongly and then rightly, and leaves no row', async () => {
  const before = await rows();
  const { status, body } = await draw({ kind: 'handshake-numbers', params: { difficulty: 'intro' } });
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: 'handshake-numbers', possible: 10, locale: 'en' });
  const [first] = body.blanks;
  const wrong = await answer(body.practice, { [first?.id ?? '']: '1' });
  expect(wrong).toMatchObject({ status: 200, body: { earned: 0, possible: 10, isUnsure: false } });
  const cells = Object.fromEntries(wrong.body.solution.cells.map(({ cell, value }) => [cell, value]));
  expect(Object.keys(cells).length).toBe(body.blanks.length);
  for (let again = 0; again < 3; again++)
    expect((await answer(body.practice, cells)).body).toMatchObject({ earned: 10, diagnosis: null });
  expect(await rows()).toBe(before);
});

it('each draw is another question, and what is sealed tells nothing', async () => {
  const drawn = await Promise.all(Array.from({ length: 20 }, () => draw({ kind: 'handshake-numbers' })));
  expect(new Set(drawn.map(({ body }) => body.text)).size).toBeGreaterThan(15);
  for (const { body } of drawn)
    expect(Buffer.from(body.practice, 'base64url').toString('latin1')).not.toMatch(/"seed|"kind|handshake/);
});

it('a question in turns is played as often as one likes, and the peer answers what was sent', async () => {
  const before = await rows();
  const { body } = await draw({ kind: 'play-endpoint', params: { story: 'client-closes' } });
  const play = (moves: unknown, practice = body.practice, who = student) =>
    who.post<PracticeTurnsView & ProblemDetails>(`${path}/turns`, { practice, moves });
  const first = await play(['SYN seq=1']);
  expect(first).toMatchObject({ status: 200, body: { moves: ['SYN seq=1'], next: 2 } });
  expect(first.body.text).toMatch(/SYN\+ACK seq=\d+ ack=2/);
  expect((await play(['SYN seq=7'])).body.text).toMatch(/SYN\+ACK seq=\d+ ack=8/);
  expect((await play([])).body).toMatchObject({ moves: [], next: 1 });
  expect(await play(['hello'])).toMatchObject({ status: 422, body: { errors: [{ at: 'cells.t1' }] } });
  expect((await play(Array<string>(10).fill('wait'))).status).toBe(400);
  const cells = { t1: 'SYN seq=1' };
  expect([200, 422]).toContain((await answer(body.practice, cells)).status);
  const plain = (await draw({ kind: 'next-state' })).body.practice;
  expect((await play(['wait'], plain)).status).toBe(404);
  for (const [moves, practice] of [['wait'], [[1]], [['wait'], 'x'], [['wait'], 7]] as [unknown, string?][])
    expect((await play(moves, practice)).status).toBe(400);
  expect(await rows()).toBe(before);
  const other = await classroom(service);
  expect((await play(['wait'], body.practice, other.owner)).status).toBe(404);
});

it('an answer that cannot be read is handed back', async () => {
  const { practice } = (await draw({ kind: 'handshake-numbers' })).body;
  expect(await answer(practice, {})).toMatchObject({
    status: 422,
    body: { type: '/problems/unreadable-answer' },
  });
});

it('only what was given out in the course is taken', async () => {
  const { practice } = (await draw({ kind: 'handshake-numbers' })).body;
  for (const altered of ['x', practice.slice(0, -2), `${practice.slice(0, 40)}A${practice.slice(41)}B`])
    expect(await answer(altered, { a: 1 })).toMatchObject({
      status: 400,
      body: { errors: [{ at: 'practice' }] },
    });
  const other = await classroom(service);
  const elsewhere = `/v1/courses/${other.courseId}/practice`;
  expect((await answer(practice, { a: 1 }, other.owner, elsewhere)).status).toBe(400);
  expect((await answer(practice, { a: 1 }, other.owner)).status).toBe(404);
  expect((await draw({ kind: 'handshake-numbers' }, other.owner)).status).toBe(404);
});

it.each([
  [{ kind: 'none' }, 'kind'],
  [{ kind: 'handshake-numbers', params: { difficulty: 'mad' } }, 'params.difficulty'],
  [{ kind: 'handshake-numbers', seed: '00' }, 'seed'],
  [{}, 'kind'],
])('a request for %j is refused at %s', async (body, at) => {
  const { status, body: problem } = await draw(body);
  expect([status, problem.errors?.[0]?.at]).toEqual([400, at]);
});

it.each(kinds.map(({ name }) => name))('%s can be practised', async (kind) => {
  const { status, body } = await draw({ kind });
  expect(status).toBe(200);
  const answered = await answer(body.practice, { [body.blanks[0]?.id ?? 'none']: '1' });
  expect([200, 422]).toContain(answered.status);
});
