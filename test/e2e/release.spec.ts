// What students are told and when, over HTTP; and which questions they get.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { AttemptView, QuestionView } from '../../src/attempts/attempts.dto.js';
import type { SolutionView, SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { LearnerScoreView, ScoreView } from '../../src/gradebook/gradebook.dto.js';
import { begin, classroom, type Classroom, ITEM, send, truth, until } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';
import { setDates } from '../support/terms.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

const inSeconds = (s: number) => new Date(Date.now() + s * 1000).toISOString();

async function submit(student: Api, attempt: AttemptView, right: boolean) {
  const questionId = attempt.questions[0]?.id ?? '';
  const known = await truth(service, questionId);
  const cells = right ? known.right : known.mistakes[0]?.values;
  return student.post<SubmissionView & ProblemDetails>(`/v1/questions/${questionId}/submissions`, { cells });
}

async function scoresOf(student: Api, { courseId }: Classroom) {
  return (await student.get<ScoreView[]>(`/v1/courses/${courseId}/scores/me`)).body;
}

/** Everything a student can read about an answer, with what differs from person to person taken out. */
async function seen(student: Api, room: Classroom, attempt: AttemptView): Promise<string> {
  const question = `/v1/questions/${attempt.questions[0]?.id}`;
  const paths = [
    `${question}/submissions`,
    `${question}/solution`,
    `/v1/attempts/${attempt.id}`,
    `/v1/assignments/${room.assignmentId}/attempts`,
    `/v1/courses/${room.courseId}/scores/me`,
    `/v1/courses/${room.courseId}/assignments`,
  ];
  const answers = await Promise.all(paths.map((path) => student.get(path)));
  const text = JSON.stringify(
    answers.map(({ status, body, headers }) => [status, headers.get('etag'), body]),
  );
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replace(/"cells":\{[^}]*\}/g, 'CELLS')
    .replace(/"secondsLeft":\d+/g, 'LEFT');
}

/** Those that tell points. */
async function events(room: Classroom) {
  const all = await service.db.event.findMany({
    where: { courseId: room.courseId },
    orderBy: { createdAt: 'asc' },
  });
  return all.filter(({ data }) => JSON.stringify(data).includes('earned'));
}

describe('of an exam', () => {
  const exam = { mode: 'exam', graceS: 1, closesAt: inSeconds(3600) };

  it('nothing tells before the release whether an answer was right', async () => {
    const room = await classroom(service, exam);
    const looks: string[] = [];
    for (const right of [true, false]) {
      const { client } = await room.member('student');
      const attempt = await begin(client, room.assignmentId);
      const { status, body } = await submit(client, attempt, right);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        earned: null,
        counted: null,
        summary: null,
        parts: [],
        diagnosis: null,
        triesLeft: 2,
      });
      looks.push(await seen(client, room, attempt));
    }
    expect(looks[1]).toBe(looks[0]);
    expect(looks[0]).toContain('/problems/not-released');
    expect(await events(room)).toEqual([]);
    const scores = await room.owner.get<Page<LearnerScoreView>>(
      `/v1/courses/${room.courseId}/assignments/${room.assignmentId}/scores`,
    );
    expect(scores.body.data.map(({ earned }) => earned)).toContain(10); // The staff sees them.
  });

  it('the close releases all, and the scores are announced once', async () => {
    const room = await classroom(service, exam);
    const { client } = await room.member('student', 'sis-1');
    const attempt = await begin(client, room.assignmentId);
    await submit(client, attempt, true);
    await room.owner.post(`/v1/assignments/${room.assignmentId}/close`);
    const [score] = await until(
      () => scoresOf(client, room),
      ({ length }) => length > 0,
    );
    expect(score).toMatchObject({ earned: 10, possible: 10 });
    const question = `/v1/questions/${attempt.questions[0]?.id}`;
    const [answer] = (await client.get<SubmissionView[]>(`${question}/submissions`)).body;
    expect(answer).toMatchObject({ earned: 10, told: { correctness: true, solution: true } });
    expect((await client.get(`${question}/solution`)).status).toBe(200);
    const told = async () =>
      (await events(room)).map(({ type, data }) => [type, (data as { lmsId: string }).lmsId]);
    expect(await told()).toEqual([['score.changed', 'sis-1']]);
    await room.owner.post(`/v1/assignments/${room.assignmentId}/archive`);
    expect(await told()).toEqual([['score.changed', 'sis-1']]);
  });

  it('the passing of the date is enough for it', async () => {
    const room = await classroom(service, { ...exam, graceS: 0 });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    expect((await submit(client, attempt, true)).body).toMatchObject({ earned: null });
    expect(await scoresOf(client, room)).toEqual([]);
    await setDates(service, room.assignmentId, { closes_at: 0 });
    await service.database.query('UPDATE pgboss.job SET start_after = now() WHERE start_after > now()');
    await until(
      () => scoresOf(client, room),
      ([score]) => score?.earned === 10,
    );
    await until(
      () => events(room),
      ({ length }) => length > 0,
    );
    expect(await events(room)).toHaveLength(1);
  });
});

describe('of homework', () => {
  it('the result is told at once, the key when it is due for the last one', async () => {
    const room = await classroom(service, { dueAt: inSeconds(3600) });
    const [ada, bo] = [await room.member('student'), await room.member('student')];
    const attempt = await begin(ada.client, room.assignmentId);
    const solution = () =>
      ada.client.get<SolutionView & ProblemDetails>(`/v1/questions/${attempt.questions[0]?.id}/solution`);
    expect((await submit(ada.client, attempt, false)).body).toMatchObject({
      told: { correctness: true, diagnosis: true, expected: false, solution: false },
      diagnosis: { known: true },
    });
    expect(await solution()).toMatchObject({ status: 403, body: { type: '/problems/not-released' } });
    const path = `/v1/assignments/${room.assignmentId}/extensions`;
    await send(room.owner, 'PUT', path, { extensions: [{ learnerId: bo.personId, dueAt: inSeconds(7200) }] });
    await service.database.query(`UPDATE assignments SET due_at = now() - interval '1 s' WHERE id = $1`, [
      room.assignmentId,
    ]);
    expect((await solution()).status).toBe(403);
    await service.database.query(
      `UPDATE extensions SET due_at = now() - interval '1 s' WHERE assignment_id = $1`,
      [room.assignmentId],
    );
    const shown = await solution();
    expect(shown.status).toBe(200);
    const { right } = await truth(service, attempt.questions[0]?.id ?? '');
    const again = Object.fromEntries(shown.body.cells.map(({ cell, value }) => [cell, value]));
    expect(Object.keys(again).toSorted()).toEqual(Object.keys(right).toSorted());
    expect(shown.body.cells.some(({ because }) => because.length > 0)).toBe(true);
  });

  it('what was told by hand is told, aspect by aspect', async () => {
    const room = await classroom(service, {
      releaseCorrectness: 'by_hand',
      releaseDiagnosis: 'by_hand',
      releaseExpected: 'by_hand',
      releaseSolution: 'by_hand',
    });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    expect((await submit(client, attempt, false)).body).toMatchObject({ earned: null });
    const question = `/v1/questions/${attempt.questions[0]?.id}`;
    const release = (...aspects: string[]) =>
      room.owner.post<AssignmentView & ProblemDetails>(`/v1/assignments/${room.assignmentId}/release`, {
        aspects,
      });
    const first = async () => (await client.get<SubmissionView[]>(`${question}/submissions`)).body[0];
    expect((await release('correctness')).body.released).toEqual(['correctness']);
    expect(await first()).toMatchObject({ earned: expect.any(Number), diagnosis: null });
    expect(JSON.stringify((await first())?.parts)).not.toMatch(/"diagnosis":\[".+"\]/);
    await release('diagnosis');
    expect(await first()).toMatchObject({ diagnosis: { known: true } });
    await release('expected');
    const values = (await client.get<SolutionView>(`${question}/solution`)).body.cells;
    expect(values.every(({ arithmetic, because }) => arithmetic === null && because.length === 0)).toBe(true);
    expect((await release('solution', 'expected')).body.released).toEqual([
      'correctness',
      'diagnosis',
      'expected',
      'solution',
    ]);
    expect(
      (await client.get<SolutionView>(`${question}/solution`)).body.cells.some(
        ({ because }) => because.length > 0,
      ),
    ).toBe(true);
    expect((await release('everything')).status).toBe(400);
    expect((await client.post(`/v1/assignments/${room.assignmentId}/release`, { aspects: [] })).status).toBe(
      403,
    );
    expect(
      (
        await (
          await room.member('assistant')
        ).client.post(`/v1/assignments/${room.assignmentId}/release`, { aspects: [] })
      ).status,
    ).toBe(403);
  });
});

describe('a cool-down', () => {
  it('lies between two tries, also when they come at once, and costs none', async () => {
    const room = await classroom(service, { cooldownS: 60 });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(client, attempt, false)));
    const early = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 201).length, early.length]).toEqual([1, 9]);
    for (const { body, headers } of early) {
      expect(body.type).toBe('/problems/cooling-down');
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
    }
    await service.database.query(`UPDATE submissions SET received_at = received_at - interval '61 s'`);
    expect((await submit(client, attempt, false)).body).toMatchObject({ number: 2, triesLeft: 1 });
  });
});

describe('the questions', () => {
  const items = Array.from({ length: 6 }, () => ITEM);
  const questionsOf = async (student: Api, attempt: AttemptView) =>
    Promise.all(
      attempt.questions.map(async ({ id, position }) => {
        const { text } = (await student.get<QuestionView>(`/v1/questions/${id}`)).body;
        return { position, text };
      }),
    );
  const two = async (rules: object) => {
    const room = await classroom(service, rules);
    return Promise.all(
      [await room.member('student'), await room.member('student')].map(async ({ client }) => {
        const attempt = await begin(client, room.assignmentId);
        const questions = await questionsOf(client, attempt);
        await client.post(`/v1/attempts/${attempt.id}/finish`);
        return { room, client, attempt, questions };
      }),
    );
  };

  it('are k of n, drawn for each learner, worth the same for all', async () => {
    const [ada, bo] = await two({ items, drawItems: 2 });
    const positions = [ada, bo].map((who) => who?.attempt.questions.map(({ position }) => position).join());
    expect(ada?.attempt.questions).toHaveLength(2);
    expect(new Set(positions).size + Number(positions[0] === positions[1])).toBe(2);
    const assignment = await ada?.client.get<AssignmentView>(`/v1/assignments/${ada.room.assignmentId}`);
    expect(assignment?.body).toMatchObject({ possible: 20, drawItems: 2 });
    const [score] = await service.db.$queryRaw<{ possible: number }[]>`
      SELECT sum(possible)::int AS possible FROM variants WHERE attempt_id = ${ada?.attempt.id}::uuid`;
    expect(score?.possible).toBe(20);
  });

  it('are the same for all, or the same for a learner in every attempt, or new each time, as the course says', async () => {
    for (const [variantScope, sameForAll, sameAgain] of [
      ['all', true, true],
      ['learner', false, true],
      ['attempt', false, false],
    ] as const) {
      const [ada, bo] = await two({ variantScope, attemptsAllowed: 2 });
      expect([variantScope, ada?.questions[0]?.text === bo?.questions[0]?.text]).toEqual([
        variantScope,
        sameForAll,
      ]);
      const again = await begin(ada?.client as Api, ada?.room.assignmentId ?? '');
      const questions = await questionsOf(ada?.client as Api, again);
      expect([variantScope, questions[0]?.text === ada?.questions[0]?.text]).toEqual([
        variantScope,
        sameAgain,
      ]);
    }
  });

  it('ask about one connection when it is shared across items, else about several', async () => {
    const [shared] = await two({ items, sharedAcrossItems: true });
    const [apart] = await two({ items });
    expect(new Set(shared?.questions.map(({ text }) => text)).size).toBe(1);
    expect(new Set(apart?.questions.map(({ text }) => text)).size).toBe(6);
  });

  it('cannot be drawn from too few, or from items of different worth, or otherwise once it is published', async () => {
    const room = await classroom(service);
    const path = `/v1/courses/${room.courseId}/assignments`;
    for (const body of [
      { items: [ITEM], drawItems: 2 },
      { items: [ITEM, { ...ITEM, points: 7 }], drawItems: 1 },
    ]) {
      const refused = await room.owner.post(path, { title: 'x', ...body });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ at: 'drawItems' }] } });
    }
    const own = `/v1/assignments/${room.assignmentId}`;
    const { version } = (await room.owner.get<AssignmentView>(own)).body;
    for (const body of [{ drawItems: 1 }, { variantScope: 'all' }, { sharedAcrossItems: true }])
      expect((await send(room.owner, 'PATCH', own, body, version)).status).toBe(409);
  });
});
