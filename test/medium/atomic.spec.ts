// A submission, its grade, the score, the events and their jobs commit together or not at all; and what learners do
// at the same time ends as if they had done it one after the other.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { classroom, type Classroom, type Question, questions } from '../support/classroom.js';
import { type Acknowledged, faultsOf } from '../support/ledger.js';
import { api, type Answer, type Api, testService, type TestService } from '../support/service.js';

/** Of one answer, to a service that is busy. */
const MOST_SENT = 20;

let service: TestService;
let room: Classroom;
beforeAll(async () => {
  service = await testService();
  room = await classroom(await service.creator());
});
afterAll(() => service.close());

let student: Api;
let asked: Question[];
beforeEach(async () => {
  student = api(service.url, await room.enrol());
  asked = await questions(student, room.assignmentId, service.database);
});

function submit(question: Question, cells: object): Promise<Answer<SubmissionView>> {
  return student.post<SubmissionView>(`/v1/questions/${question.id}/submissions`, { cells });
}

function first(): Question {
  if (!asked[0]) throw new Error('the attempt has no questions');
  return asked[0];
}

/** How many rows there are of what a submission writes. */
async function counts() {
  const [row] = await service.database.query(
    `SELECT (SELECT count(*) FROM submissions) AS submissions, (SELECT count(*) FROM grades) AS grades,
            (SELECT count(*) FROM scores) AS scores, (SELECT count(*) FROM events) AS events,
            (SELECT count(*) FROM pgboss.job WHERE name = 'event.fan-out') AS jobs`,
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([table, count]) => [table, Number(count)]));
}

describe('when a write fails', () => {
  const query = (sql: string) => service.database.query(sql);
  beforeAll(async () => {
    await query(
      `CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''planted''; END'`,
    );
  });

  it.each([
    ['the submission', 'submissions', ''],
    ['the grade', 'grades', ''],
    ['the score', 'scores', ''],
    ['an event', 'events', ''],
    ['a job', 'pgboss.job', ''],
    ['the commit itself', 'submissions', 'DEFERRABLE INITIALLY DEFERRED'],
  ])('%s, the answer is a 500 and nothing is stored', async (_, table, deferred) => {
    const before = await counts();
    await query(
      deferred
        ? `CREATE CONSTRAINT TRIGGER planted AFTER INSERT ON ${table} ${deferred} FOR EACH ROW EXECUTE FUNCTION planted()`
        : `CREATE TRIGGER planted BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION planted()`,
    );
    let failed: Answer<SubmissionView>;
    try {
      failed = await submit(first(), first().wrong);
    } finally {
      await query(`DROP TRIGGER planted ON ${table}`);
    }
    expect(failed).toMatchObject({ status: 500, body: { type: '/problems/internal-error' } });
    expect(JSON.stringify(failed.body)).not.toContain('planted');
    expect(await counts()).toEqual(before);

    expect(await submit(first(), first().wrong)).toMatchObject({ status: 201, body: { number: 1 } });
    const { submissions, grades, scores, events, jobs } = before;
    expect(await counts()).toEqual({
      submissions: Number(submissions) + 1,
      grades: Number(grades) + 1,
      scores: Number(scores) + 1,
      events: Number(events) + 2,
      jobs: Number(jobs) + 1,
    });
  });
});

describe('at the same time', () => {
  it('two starts of an attempt are one attempt', async () => {
    const token = await room.enrol();
    const answers = await Promise.all(
      [1, 2].map(() => api(service.url, token).post(`/v1/assignments/${room.assignmentId}/attempts`)),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
  });

  it('of 500 answers on the one try that is left, one is taken', async () => {
    const narrow = await classroom(await service.creator(), 2);
    student = api(service.url, await narrow.enrol());
    asked = await questions(student, narrow.assignmentId, service.database);
    expect((await submit(first(), first().wrong)).status).toBe(201);
    const answers = await Promise.all(Array.from({ length: 500 }, () => submit(first(), first().right)));
    const taken = answers.filter(({ status }) => status === 201);
    expect(taken.map(({ body }) => body.number)).toEqual([2]);
    // Who has to wait too long for the database is told to come again.
    const refused = answers.filter(({ status }) => status === 409 || status === 503);
    expect(refused).toHaveLength(499);
    expect(refused.filter(({ status }) => status === 409).length).toBeGreaterThan(0);
    expect(
      await service.database.query('SELECT number FROM submissions WHERE variant_id = $1', [first().id]),
    ).toHaveLength(2);
  });

  it('answers to different questions of one attempt all count in the score', async () => {
    const answers = await Promise.all(asked.map((question) => submit(question, question.right)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const scores = await student.get(`/v1/courses/${room.courseId}/scores/me`);
    expect(scores.body).toMatchObject([{ earned: 30, possible: 30 }]);
  });

  it('many answers of many learners leave books that agree', async () => {
    const acknowledged: Acknowledged[] = [];
    const learners = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const learner = api(service.url, await room.enrol());
        return { learner, asked: await questions(learner, room.assignmentId, service.database) };
      }),
    );
    const answers = learners.flatMap(({ learner, asked }) =>
      asked.flatMap(({ id, right, wrong }) =>
        [wrong, wrong, right, wrong].map((cells) =>
          insisting(learner, `/v1/questions/${id}/submissions`, cells),
        ),
      ),
    );
    for (const { status, body } of await Promise.all(answers)) {
      expect(status).toBe(201);
      acknowledged.push(body);
    }
    expect(acknowledged).toHaveLength(48);
    expect(await faultsOf(service.database, acknowledged)).toEqual([]);
  });
});

/** On a busy machine a lock is waited for in vain at times: then nothing was stored, and the answer is sent again. */
async function insisting(learner: Api, path: string, cells: object): Promise<Answer<SubmissionView>> {
  for (let sent = 1; ; sent++) {
    const answer = await learner.post<SubmissionView>(path, { cells });
    if (answer.status !== 503 || sent === MOST_SENT) return answer;
  }
}
