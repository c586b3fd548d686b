// A correction of an assignment: proposed, looked at, applied, cancelled, undone, and killed on the way.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { HandScoreView } from '../../src/overrides/overrides.dto.js';
import type { RegradeDiff, RegradeView } from '../../src/regrade/regrade.dto.js';
import { begin, classroom, type Classroom, ITEM, send, truth, until } from '../support/course.js';
import { cloneLearner } from '../support/learners.js';
import { type Api, testService, TEST_SECRET, type TestService } from '../support/service.js';
import { cleanUp, startService } from '../support/service-process.js';

const REASON = 'The question was unclear.';
/** Two questions of 10 points, one try each. */
const ITEMS = [
  { ...ITEM, tries: 2 },
  { ...ITEM, tries: 2, params: { difficulty: 'standard' } },
];

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(async () => {
  await service.close();
  await cleanUp();
});

interface Student {
  client: Api;
  personId: string;
  questions: string[];
}

let room: Classroom;
let items: string[];
let path: string;
/** All right; the mistake in question 1 that a correction forgives, and nothing right in question 2; only question 2. */
let ada: Student;
let bo: Student;
let cy: Student;
/** What the mistake changes. */
let mistake: { rules: string[]; cells: string[] };

async function enrol(): Promise<Student> {
  const { client, personId } = await room.member('student');
  const { questions } = await begin(client, room.assignmentId);
  return { client, personId, questions: questions.map(({ id }) => id) };
}

const right = async (student: Student, i: number) => (await truth(service, student.questions[i] ?? '')).right;
/** Each number another one, so that none follows from the one before. */
const wrong = async (student: Student, i: number) =>
  Object.fromEntries(
    Object.entries(await right(student, i)).map(([id, value], n) => [
      id,
      typeof value === 'number' ? 1000 + 37 * n : 'RST',
    ]),
  );

async function answer(student: Student, i: number, cells: object): Promise<SubmissionView> {
  const at = `/v1/questions/${student.questions[i]}/submissions`;
  const { status, body } = await student.client.post<SubmissionView>(at, { cells });
  expect(status).toBe(201);
  return body;
}

async function propose(changes: object[]): Promise<RegradeView> {
  const { status, body } = await room.owner.post<RegradeView>(`${path}/regrades`, {
    changes,
    reason: REASON,
  });
  expect(status).toBe(201);
  return until(
    async () => (await room.owner.get<RegradeView>(`/v1/regrades/${body.id}`)).body,
    ({ state }) => state === 'proposed',
  );
}

const read = async (id: string) => (await room.owner.get<RegradeView>(`/v1/regrades/${id}`)).body;
const settled = (id: string, wanted: string) =>
  until(
    () => read(id),
    ({ state }) => state === wanted,
  );

async function apply(id: string, policy: string, rest: object = {}): Promise<RegradeView> {
  const asked = await room.owner.post(`/v1/regrades/${id}/apply`, { policy, ...rest });
  expect(asked.status).toBe(200);
  return settled(id, 'applied');
}

async function undo(id: string): Promise<RegradeView> {
  expect((await room.owner.post(`/v1/regrades/${id}/undo`)).status).toBe(200);
  return settled(id, 'undone');
}

async function diffs(id: string): Promise<Map<string, RegradeDiff>> {
  const { body } = await room.owner.get<Page<RegradeDiff>>(`/v1/regrades/${id}/changes?limit=100`);
  return new Map(body.data.map((diff) => [diff.learnerId, diff]));
}

async function score({ personId }: { personId: string }) {
  const { body } = await room.owner.get<HandScoreView>(`${path}/scores/${personId}`);
  return [body.earned, body.earned === null ? null : body.possible];
}
const scores = async () => [await score(ada), await score(bo), await score(cy)];

/** All that a regrade may change, besides versions and times. */
async function snapshot() {
  return service.database.query(
    `SELECT submission.id, grade.earned, grade.parts, grade.diagnosis, grade.grader_version, grade.override_earned,
            variant.counts, score.earned AS score, score.possible, score.override_earned AS by_hand, item.marking, item.counts
     FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id JOIN items item ON item.id = item_id
     LEFT JOIN submissions submission ON submission.variant_id = variant.id
     LEFT JOIN grades grade ON grade.submission_id = submission.id
     LEFT JOIN scores score ON score.assignment_id = attempt.assignment_id AND score.learner_id = attempt.learner_id
     WHERE attempt.assignment_id = $1 ORDER BY variant.id, submission.id`,
    [room.assignmentId],
  );
}

async function events(type: string): Promise<Record<string, unknown>[]> {
  const where = { courseId: room.courseId, type };
  const rows = await service.db.event.findMany({ where, orderBy: { createdAt: 'asc' } });
  return rows.map(({ data }) => data as Record<string, unknown>);
}

beforeEach(async () => {
  room = await classroom(service, { items: ITEMS, variantScope: 'all' });
  path = `/v1/assignments/${room.assignmentId}`;
  items = (await room.owner.get<AssignmentView>(path)).body.items.map(({ id }) => id);
  [ada, bo, cy] = [await enrol(), await enrol(), await enrol()];
  const { mistakes } = await truth(service, bo.questions[0] ?? '');
  const known = mistakes.find(({ rules }) => rules.length === 1);
  if (!known) throw new Error('the question has no mistake of one rule');
  mistake = { rules: known.rules, cells: Object.keys(known.values) };
  await answer(ada, 0, await right(ada, 0));
  await answer(ada, 1, await right(ada, 1));
  await answer(bo, 0, { ...(await right(bo, 0)), ...known.values });
  await answer(bo, 1, await wrong(bo, 1));
  await answer(cy, 1, await right(cy, 1));
});

const forgive = () =>
  mistake.cells.map((cell) => ({ type: 'accept', itemId: items[0], cell, misconception: mistake.rules[0] }));

describe('a regrade', () => {
  it('shows what it would change, and changes that when it is applied', async () => {
    const before = await scores();
    expect(before[0]).toEqual([20, 20]);
    const { id, progress, changes } = await propose(forgive());
    expect(progress).toEqual({ done: 3, total: 3 });
    expect(changes).toEqual(forgive());
    expect(await scores()).toEqual(before);
    const shown = await diffs(id);
    expect(shown.get(bo.personId)).toMatchObject({
      before: { earned: before[1]?.[0], possible: 20 },
      replace: { earned: 10, possible: 20 },
      neverLower: { earned: 10, possible: 20 },
      applied: null,
      undone: false,
    });
    const done = await apply(id, 'replace');
    expect(done).toMatchObject({ policy: 'replace', progress: { done: 3, total: 3 } });
    expect(await scores()).toEqual([
      [20, 20],
      [10, 20],
      [10, 20],
    ]);
    for (const diff of (await diffs(id)).values()) expect(diff.applied).toEqual(diff.replace);
    const seen = await bo.client.get<SubmissionView[]>(`/v1/questions/${bo.questions[0]}/submissions`);
    expect(seen.body[0]).toMatchObject({ earned: 10, possible: 10 });
  });

  it('tells it in one batch, and stands in the audit log', async () => {
    const told = (await events('score.changed')).length;
    const { id } = await propose([{ type: 'full', itemId: items[0] }]);
    await apply(id, 'replace');
    await until(
      () => events('score.changed'),
      (all) => all.length === told + 2,
    );
    const batch = (await events('score.changed')).slice(told);
    expect(new Set(batch.map(({ learnerId }) => learnerId))).toEqual(new Set([bo.personId, cy.personId]));
    expect(await events('regrade.applied')).toMatchObject([{ regradeId: id, changed: 2 }]);
    await undo(id);
    await until(
      () => events('score.changed'),
      (all) => all.length === told + 4,
    );
    const where = { courseId: room.courseId, subjectId: id };
    const entries = await service.db.auditEntry.findMany({ where, orderBy: { seq: 'asc' } });
    expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
      ['regrade.applied', REASON],
      ['regrade.undone', null],
    ]);
  });

  it('that drops an item takes it from what is possible; never_lower spares who would lose by it', async () => {
    const { id } = await propose([{ type: 'drop', itemId: items[1] }]);
    const shown = await diffs(id);
    // Cy has answered the dropped item alone.
    expect(shown.get(cy.personId)).toMatchObject({
      before: { earned: 10, possible: 20 },
      replace: { earned: 0, possible: 10 },
      neverLower: { earned: 10, possible: 20 },
    });
    await apply(id, 'never_lower');
    expect([await score(ada), await score(cy)]).toEqual([
      [10, 10],
      [10, 20],
    ]);
    expect((await room.owner.get<AssignmentView>(path)).body.possible).toBe(10);
  });

  it('with another key lowers by replace, and by never_lower only raises', async () => {
    const [cell] = mistake.cells;
    const change = { type: 'key', itemId: items[0], cell, misconception: mistake.rules[0] };
    const { id } = await propose([change]);
    const shown = await diffs(id);
    const replaced = shown.get(ada.personId);
    expect(replaced?.replace?.earned).toBeLessThan(20);
    expect(replaced?.neverLower?.earned).toBe(20);
    await apply(id, 'never_lower');
    expect((await score(ada))[0]).toBe(20);
    expect((await score(bo))[0]).toBe(shown.get(bo.personId)?.neverLower?.earned);
  });

  it('replays lateness and the rules of attempts', async () => {
    const { version } = (await room.owner.get<AssignmentView>(path)).body;
    const terms = {
      dueAt: '2020-01-01T00:00:00Z',
      latePercent: 10,
      latePeriodS: 366 * 86_400,
      scoreKept: 'mean',
    };
    expect((await send(room.owner, 'PATCH', path, terms, version)).status).toBe(200);
    await until(
      () => score(ada),
      ([earned]) => earned !== 20,
    );
    const [late] = (await score(ada)) as [number];
    const { id } = await propose(forgive());
    await apply(id, 'replace');
    // What is right on both is worth the same to all, less the same lateness.
    expect((await score(ada))[0]).toBe(late);
    expect((await score(bo))[0]).toBe(late / 2);
    const full = await propose([{ type: 'full', itemId: items[0] }]);
    await apply(full.id, 'replace');
    expect((await score(bo))[0]).toBe(10);
  });

  it('keeps what was given by hand, unless it is asked to give it up', async () => {
    const byHand = { earned: 3, reason: 'Cheated.' };
    const { version } = (await room.owner.get<HandScoreView>(`${path}/scores/${bo.personId}`)).body;
    await send(room.owner, 'PATCH', `${path}/scores/${bo.personId}`, byHand, version);
    const first = await propose(forgive());
    await apply(first.id, 'replace');
    expect(await score(bo)).toEqual([3, 20]);
    const second = await propose([{ type: 'full', itemId: items[0] }]);
    await apply(second.id, 'replace', { liftsOverrides: true });
    expect(await score(bo)).toEqual([10, 20]);
    await undo(second.id);
    expect(await score(bo)).toEqual([3, 20]);
  });

  it('is undone to the letter', async () => {
    const before = await snapshot();
    const { id } = await propose([
      ...forgive(),
      { type: 'full', itemId: items[0], cell: mistake.cells[0] },
      { type: 'follow-through', itemId: items[1], percent: 100 },
      { type: 'drop', itemId: items[1] },
    ]);
    await apply(id, 'replace');
    expect(await snapshot()).not.toEqual(before);
    await undo(id);
    expect(await snapshot()).toEqual(before);
  });

  it('holds for answers that come later, until it is undone', async () => {
    const { id } = await propose(forgive());
    await apply(id, 'replace');
    const { mistakes } = await truth(service, cy.questions[0] ?? '');
    const known = mistakes.find(({ rules }) => rules[0] === mistake.rules[0]);
    const forgiven = await answer(cy, 0, { ...(await right(cy, 0)), ...known?.values });
    expect(forgiven.earned).toBe(10);
    expect(await score(cy)).toEqual([20, 20]);
    await undo(id);
    const seen = await cy.client.get<SubmissionView[]>(`/v1/questions/${cy.questions[0]}/submissions`);
    expect(seen.body[0]?.earned).toBeLessThan(10);
    expect((await score(cy))[0]).toBe(10 + Number(seen.body[0]?.earned));
  });

  it('is undone before what came under it', async () => {
    const first = await propose(forgive());
    const stale = await propose([{ type: 'drop', itemId: items[0] }]);
    await apply(first.id, 'replace');
    const refused = await room.owner.post(`/v1/regrades/${stale.id}/apply`, { policy: 'replace' });
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    const second = await propose([{ type: 'full', itemId: items[1] }]);
    await apply(second.id, 'replace');
    expect((await room.owner.post(`/v1/regrades/${first.id}/undo`)).status).toBe(409);
    await undo(second.id);
    await undo(first.id);
  });

  it.each<[object, string]>([
    [{ type: 'drop', itemId: '00000000-0000-7000-8000-000000000000' }, 'changes.0.itemId'],
    [{ type: 'accept', cell: 's9.seq', value: 1 }, 'changes.0.cell'],
    [{ type: 'accept', value: 1 }, 'changes.0.cell'],
    [{ type: 'full', cell: 'nowhere' }, 'changes.0.cell'],
    [{ type: 'follow-through' }, 'changes.0.percent'],
    [{ type: 'follow-through', percent: 101 }, 'changes.0.percent'],
    [{ type: 'forgive' }, 'changes.0.type'],
    [{ type: 'drop', learnerId: 'x' }, 'changes.0.learnerId'],
  ])('that asks for %j is refused, at its field', async (change, at) => {
    const body = { changes: [{ itemId: items[0], ...change }], reason: REASON };
    const refused = await room.owner.post(`${path}/regrades`, body);
    expect([refused.status, refused.body.errors?.[0]?.at]).toEqual([400, at]);
  });

  it('is for instructors: 403 inside, and from outside as if there were none', async () => {
    const { id } = await propose(forgive());
    const outside = await service.creator();
    const assistant = (await room.member('assistant')).client;
    const routes = [
      ['GET', `/v1/regrades/${id}`],
      ['GET', `/v1/regrades/${id}/changes`],
      ['POST', `/v1/regrades/${id}/apply`],
      ['POST', `/v1/regrades/${id}/cancel`],
      ['POST', `/v1/regrades/${id}/undo`],
      ['GET', `${path}/regrades`],
      ['POST', `${path}/regrades`],
    ] as const;
    for (const [method, route] of routes) {
      const body = route.endsWith('apply')
        ? { policy: 'replace' }
        : route.endsWith('regrades')
          ? { changes: forgive(), reason: REASON }
          : {};
      const ask = (who: Api) => (method === 'GET' ? who.get(route) : who.post(route, body));
      const statuses = [ada.client, assistant, outside].map(async (who) => (await ask(who)).status);
      expect([route, ...(await Promise.all(statuses))]).toEqual([route, 403, 403, 404]);
    }
    const listed = await room.owner.get<Page<RegradeView>>(`${path}/regrades`);
    expect(listed.body.data.map((regrade) => regrade.id)).toEqual([id]);
  });
});

/** Holds one learner's attempts, so that the batch with this learner waits. */
async function holding<T>(learnerId: string, work: () => Promise<T>): Promise<T> {
  const client = new Client(service.database.url);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT id FROM attempts WHERE learner_id = $1 FOR UPDATE', [learnerId]);
  try {
    return await work();
  } finally {
    await client.end();
  }
}

async function copies(): Promise<string[]> {
  const where = { name: { startsWith: 'Copy ' } };
  return (await service.db.person.findMany({ where, orderBy: { id: 'asc' } })).map(({ id }) => id);
}

/** Sixty more who did what Bo did: with the other three, three batches. */
async function many(): Promise<string[]> {
  const others = new Set(await copies());
  await cloneLearner(service.db, bo.personId, 60);
  return (await copies()).filter((id) => !others.has(id));
}

/** What the learners have, and how often it was changed. */
async function versions(learners: string[]): Promise<string[]> {
  const rows = await service.db.score.findMany({ where: { learnerId: { in: learners } } });
  return [...new Set(rows.map(({ earned, version }) => `${earned}, version ${version}`))];
}

it('a regrade can be cancelled on the way; what it has changed goes back', async () => {
  const learners = await many();
  const before = await snapshot();
  const { id } = await propose(forgive());
  const half = await holding(learners[40] ?? '', async () => {
    await room.owner.post(`/v1/regrades/${id}/apply`, { policy: 'replace' });
    const seen = await until(
      () => read(id),
      ({ progress }) => progress.done > 0,
    );
    await until(
      () => room.owner.post(`/v1/regrades/${id}/cancel`),
      ({ status }) => status === 200,
    );
    return seen;
  });
  expect(half).toMatchObject({ state: 'applying', progress: { done: 25, total: 63 } });
  expect(await settled(id, 'cancelled')).toMatchObject({ progress: { done: 25, total: 25 } });
  expect(await snapshot()).toEqual(before);
  const again = await propose(forgive());
  await apply(again.id, 'replace');
  expect((await versions(learners)).every((seen) => seen.startsWith('10,'))).toBe(true);
}, 60_000);

describe('a regrade whose worker is killed', () => {
  const own = { LASTACK_SECRET: TEST_SECRET, LASTACK_ROLE: 'worker' };
  let usual: TestService;
  beforeAll(async () => {
    usual = service;
    service = await testService({ LASTACK_ROLE: 'api' });
  });
  afterAll(async () => {
    await service.close();
    service = usual;
  });
  const worker = async () => {
    const started = startService({ env: { ...own, DATABASE_URL: service.database.url } });
    await started.ready;
    return started;
  };

  it('goes on where it was, and applies nothing twice', async () => {
    const learners = await many();
    const [was] = await versions(learners);
    const first = await worker();
    const { id } = await propose(forgive());
    await holding(learners[40] ?? '', async () => {
      await room.owner.post(`/v1/regrades/${id}/apply`, { policy: 'replace' });
      await until(
        () => read(id),
        ({ progress }) => progress.done === 25,
      );
      expect((await first.end('SIGKILL')).signal).toBe('SIGKILL');
    });
    expect(await read(id)).toMatchObject({ state: 'applying', progress: { done: 25, total: 63 } });
    const second = await worker();
    expect(await settled(id, 'applied')).toMatchObject({ progress: { done: 63, total: 63 } });
    expect(was).toMatch(/, version 1$/);
    expect(await versions(learners)).toEqual(['10, version 2']);
    await until(
      () => events('score.changed'),
      (all) => all.filter(({ earned }) => earned === 10).length >= 61,
    );
    const told = (await events('score.changed')).map(({ learnerId }) => learnerId);
    expect(learners.map((learner) => told.filter((each) => each === learner).length)).toEqual(
      learners.map(() => 1),
    );
    expect(await events('regrade.applied')).toMatchObject([{ changed: 61 }]);
    await second.end();
  }, 150_000);
});
