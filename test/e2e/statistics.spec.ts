// The statistics of an assignment over HTTP: the figures by hand, the charts, the copies, the watch list, and how long
// a class of 500 takes.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { CopiesView, StatisticsView, WatchedView } from '../../src/statistics/statistics.dto.js';
import { begin, classroom, type Classroom, ITEM, truth } from '../support/course.js';
import { cloneLearner } from '../support/learners.js';
import { numbersIn } from '../support/numbers.js';
import { type Api, testService, type TestService } from '../support/service.js';

const CLASS = 500;
const LONGEST_MS = Number(process.env['LASTACK_STATISTICS_MS'] ?? 0);

let service: TestService;
let room: Classroom;
let path: string;
const students: { client: Api; personId: string; questions: string[] }[] = [];
let rule = '';

async function answer(i: number, question: number, cells: object): Promise<SubmissionView> {
  const at = `/v1/questions/${students[i]?.questions[question]}/submissions`;
  const student = students[i];
  if (!student) throw new Error(`no student ${i}`);
  const { status, body } = await student.client.post<SubmissionView>(at, { cells });
  expect(status).toBe(201);
  return body;
}
const known = (i: number, question: number) => truth(service, students[i]?.questions[question] ?? '');

beforeAll(async () => {
  service = await testService();
  // Of 32 bits, not of five digits as introductions have: a number that could not be typed by chance.
  const drawn = { ...ITEM, params: { difficulty: 'standard' } };
  room = await classroom(service, { items: [drawn, { ...ITEM, params: { difficulty: 'hard' } }] });
  path = `/v1/assignments/${room.assignmentId}`;
  for (let i = 0; i < 4; i++) {
    const { client, personId } = await room.member('student');
    const { questions } = await begin(client, room.assignmentId);
    students.push({ client, personId, questions: questions.map(({ id }) => id) });
  }
  // 0: both right. 1: a known mistake in the first, then right; the second right. 2: the same mistake. 3: copies 0's key.
  await answer(0, 0, (await known(0, 0)).right);
  await answer(0, 1, (await known(0, 1)).right);
  rule = (await known(1, 0)).mistakes.find(({ rules }) => rules.length === 1)?.rules[0] ?? '';
  for (const i of [1, 2]) {
    const { right, mistakes } = await known(i, 0);
    await answer(i, 0, { ...right, ...mistakes.find(({ rules }) => rules[0] === rule)?.values });
  }
  await answer(1, 0, (await known(1, 0)).right);
  await answer(1, 1, (await known(1, 1)).right);
  await answer(3, 0, (await known(0, 0)).right);
});
afterAll(() => service.close());

describe('the statistics of an assignment', () => {
  it('are what one counts by hand', async () => {
    const { status, body } = await room.owner.get<StatisticsView>(`${path}/statistics`);
    expect(status).toBe(200);
    const [first, second] = body.items;
    expect(first).toMatchObject({ position: 1, learners: 4, answered: 4, meanTries: 1.25 });
    expect(second).toMatchObject({ position: 2, learners: 4, answered: 2, facility: 1, meanTries: 1 });
    expect(first?.facility).toBeGreaterThan(0.5);
    expect(first?.firstFacility).toBeLessThan(first?.facility ?? 0);
    // Who has both right has the rest right, too.
    expect(first?.discrimination).toBeGreaterThan(0.5);
    expect(first?.medianSeconds).toBeGreaterThanOrEqual(0);
    expect(body.kinds).toMatchObject([{ kind: 'handshake-numbers', learners: 4, discrimination: null }]);
    expect(body.scores.learners).toBe(4);
    expect(body.scores.histogram.reduce((sum, count) => sum + count, 0)).toBe(4);
    const shown = body.misconceptions.find((each) => each.rule === rule);
    expect(shown).toMatchObject({ itemId: first?.itemId, learners: 2 });
    expect(shown?.cells.map(({ learners }) => learners)).toContain(2);
  });

  it('come with charts of the same numbers', async () => {
    for (const chart of ['scores', 'misconceptions']) {
      const svg = await room.owner.get<string>(`${path}/statistics/${chart}.svg?theme=dark&locale=zh`);
      expect(svg.status).toBe(200);
      expect(svg.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
      expect(svg.body).toMatch(/^<svg role="img".*<title>.+<\/title><desc>/s);
      expect(
        (await room.owner.get<string>(`${path}/statistics/${chart}.svg?theme=dark&locale=zh`)).body,
      ).toBe(svg.body);
    }
    expect((await room.owner.get(`${path}/statistics/scores.svg?theme=red`)).status).toBe(400);
  });

  it('name an answer that is another student’s key, and change no grade', async () => {
    const before = await service.db.grade.findMany({ orderBy: { submissionId: 'asc' } });
    const { body } = await room.owner.get<CopiesView>(`${path}/copies`);
    expect(body.copies).toMatchObject([{ learnerId: students[3]?.personId, otherId: students[0]?.personId }]);
    expect(body.copies[0]?.chance).toBeLessThan(1e-6);
    // Two mistakes and the copy; the numbers of all three were compared.
    expect(body.compared).toBe(3);
    expect(body.note).toContain('proves nothing');
    const { expected } = await known(0, 0);
    for (const { value } of expected.cells.filter(({ value }) => typeof value === 'number' && value > 65_536))
      expect(numbersIn(body)).not.toContain(String(value));
    expect(await service.db.grade.findMany({ orderBy: { submissionId: 'asc' } })).toEqual(before);
  });

  it('are for the staff: 403 for a student, 404 from outside', async () => {
    const outside = await service.creator();
    const assistant = (await room.member('assistant')).client;
    const student = students[0]?.client as Api;
    const routes = ['statistics', 'statistics/scores.svg', 'statistics/misconceptions.svg'].map(
      (end) => `${path}/${end}`,
    );
    for (const route of [...routes, `/v1/courses/${room.courseId}/watch-list`]) {
      const statuses = [student, outside, assistant].map(async (who) => (await who.get(route)).status);
      expect([route, ...(await Promise.all(statuses))]).toEqual([route, 403, 404, 200]);
    }
    expect((await assistant.get(`${path}/copies`)).status).toBe(403);
    expect((await outside.get(`${path}/copies`)).status).toBe(404);
  });
});

it('the watch list names who does nothing and who repeats a misconception', async () => {
  const week = { items: [ITEM, ITEM, ITEM], attemptsAllowed: 3 };
  const other = await classroom(service, week);
  const idle = await other.member('student');
  const busy = await other.member('student');
  const { questions } = await begin(busy.client, other.assignmentId);
  for (const { id } of questions) {
    const { right, mistakes } = await truth(service, id);
    const values = mistakes.find(({ rules }) => rules[0] === rule)?.values;
    await busy.client.post(`/v1/questions/${id}/submissions`, { cells: { ...right, ...values } });
  }
  await service.database.query(
    `UPDATE assignments SET published_at = now() - interval '8 days' WHERE id = $1`,
    [other.assignmentId],
  );
  const watched = (query = '') =>
    other.owner.get<Page<WatchedView>>(`/v1/courses/${other.courseId}/watch-list${query}`);
  const { data } = (await watched()).body;
  expect(data).toEqual([
    {
      learnerId: idle.personId,
      name: 'A student',
      signs: [{ sign: 'inactive', since: null, rule: null, amount: null }],
    },
    {
      learnerId: busy.personId,
      name: 'A student',
      signs: [
        {
          sign: 'same-misconception',
          since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          rule,
          amount: 3,
        },
      ],
    },
  ]);
  const first = (await watched('?limit=1')).body;
  expect(first.data).toEqual(data.slice(0, 1));
  expect((await watched(`?limit=1&after=${first.next}`)).body).toEqual({ data: data.slice(1), next: null });
});

it('the watch list names whose scores fall', async () => {
  const other = await classroom(service);
  const { personId } = await other.member('student');
  for (const [i, earned] of [9, 9, 4].entries()) {
    await service.database.query(
      `WITH made AS (INSERT INTO assignments (id, course_id, title, state, published_at)
                     VALUES (gen_random_uuid(), $1, 'A', 'published', now() - make_interval(hours => $2)) RETURNING id)
       INSERT INTO scores (assignment_id, learner_id, earned, possible) SELECT id, $3, $4, 10 FROM made`,
      [other.courseId, 10 - i, personId, earned],
    );
  }
  const { body } = await other.owner.get<Page<WatchedView>>(`/v1/courses/${other.courseId}/watch-list`);
  expect(body.data).toMatchObject([{ learnerId: personId, signs: [{ sign: 'falling', amount: 50 }] }]);
});

it(`of a class of ${CLASS} ${LONGEST_MS ? `take less than ${LONGEST_MS} ms` : 'are about all of it'}`, async () => {
  await cloneLearner(service.db, students[1]?.personId ?? '', CLASS);
  await service.database.query('ANALYZE');
  let fastest = Infinity;
  for (let run = 0; run < (LONGEST_MS ? 5 : 1); run++) {
    const start = performance.now();
    const { body } = await room.owner.get<StatisticsView>(`${path}/statistics`);
    fastest = Math.min(fastest, performance.now() - start);
    expect(body.items[0]?.learners).toBe(CLASS + 4);
  }
  if (LONGEST_MS) expect(fastest).toBeLessThan(LONGEST_MS);
});
