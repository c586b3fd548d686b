// What many students do at the same moment goes to the database together; and none of them is the worse for the others.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { countingProxy, type CountingProxy } from '../support/counting-proxy.js';
import { begin, classroom, type Classroom, truth, until } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

const STUDENTS = 24;
const BACKGROUND = 'lastack-jobs';

let proxy: CountingProxy;
let service: TestService;
let room: Classroom;
let holder: Client;
beforeAll(async () => {
  service = await testService({ LASTACK_ROLE: 'api' }, false, async (url) => {
    proxy = await countingProxy(url);
    return proxy.url;
  });
  holder = new Client(service.database.url);
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await service.close();
  proxy.close();
});
afterEach(() => holder.query('ROLLBACK'));

interface Student {
  client: Api;
  personId: string;
  attemptId: string;
  questionId: string;
  right: object;
  wrong: object;
}

let students: Student[];
beforeEach(async () => {
  room = await classroom(service, { attemptsAllowed: 3 });
  students = [];
  for (let i = 0; i < STUDENTS; i++) {
    const { client, personId } = await room.member('student', `S${i}`);
    const attempt = await begin(client, room.assignmentId);
    const questionId = attempt.questions[0]?.id ?? '';
    const { right, mistakes } = await truth(service, questionId);
    const wrong = { ...right, ...mistakes[0]?.values };
    students.push({ client, personId, attemptId: attempt.id, questionId, right, wrong });
  }
  await service.database.query(`UPDATE tokens SET last_used_at = now() + interval '1 day'`);
});

const answer = ({ client, questionId, right }: Student, cells = right) =>
  client.post<SubmissionView>(`/v1/questions/${questionId}/submissions`, { cells });
const start = ({ client }: Student) =>
  client.post<AttemptView>(`/v1/assignments/${room.assignmentId}/attempts`);
const of = ([first]: Student[]): Student => first as Student;

/** How many wait for somebody else's lock, by the clock of the database. */
const waiting = () => service.database.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);

describe('a class at once', () => {
  it('answers in far fewer round trips than answers, and each answer has what it earned', async () => {
    const before = proxy.roundTrips(BACKGROUND);
    const answers = await Promise.all(
      students.map((student, i) => answer(student, i % 2 ? student.wrong : student.right)),
    );
    expect(proxy.roundTrips(BACKGROUND) - before).toBeLessThan(STUDENTS);
    expect(answers.map(({ status }) => status)).toEqual(students.map(() => 201));
    expect(answers.map(({ body }) => body.earned === 10)).toEqual(students.map((_, i) => i % 2 === 0));
    const stored = await service.database.query(
      `SELECT attempt.learner_id AS id, score.earned, count(*)::int AS answers,
              (SELECT count(*)::int FROM events WHERE data->>'learnerId' = attempt.learner_id::text
                 AND type IN ('submission.graded', 'score.changed')) AS events
       FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id
       JOIN submissions submission ON submission.variant_id = variant.id
       JOIN grades grade ON grade.submission_id = submission.id
       JOIN scores score ON score.learner_id = attempt.learner_id AND score.assignment_id = attempt.assignment_id
       WHERE attempt.assignment_id = $1 GROUP BY attempt.learner_id, score.earned`,
      [room.assignmentId],
    );
    const earned = new Map(stored.map(({ id, ...rest }) => [id, rest]));
    expect(students.map(({ personId }) => earned.get(personId))).toEqual(
      answers.map(({ body }) => ({ earned: body.earned, answers: 1, events: 2 })),
    );
    const told = await service.database.query(
      `SELECT FROM events WHERE course_id = $1 AND NOT EXISTS (SELECT FROM pgboss.job
         WHERE name = 'event.fan-out' AND data->'eventIds' ? events.id::text)`,
      [room.courseId],
    );
    expect(told).toEqual([]);
  });

  it('begins attempts in far fewer round trips than attempts, each with its own questions', async () => {
    await Promise.all(
      students.map(({ client, attemptId }) => client.post(`/v1/attempts/${attemptId}/finish`)),
    );
    const before = proxy.roundTrips(BACKGROUND);
    const begun = await Promise.all(students.map(start));
    expect(proxy.roundTrips(BACKGROUND) - before).toBeLessThan(STUDENTS);
    expect(begun.map(({ status, body }) => [status, body.number, body.learnerId])).toEqual(
      students.map(({ personId }) => [201, 2, personId]),
    );
    const questions = new Set(begun.flatMap(({ body }) => body.questions.map(({ id }) => id)));
    expect(questions.size).toBe(begun.flatMap(({ body }) => body.questions).length);
  });

  it('one that has tokens, questions or tries amiss gets its own refusal', async () => {
    const [first, second, third, ...others] = students as [Student, Student, Student, ...Student[]];
    await answer(third);
    await service.database.query('UPDATE variants SET tries_used = tries WHERE attempt_id = $1', [
      third.attemptId,
    ]);
    const statuses = await Promise.all([
      answer({ ...first, questionId: second.questionId }),
      answer(second, { nonsense: 1 }),
      answer(third),
      ...others.map((student) => answer(student)),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 422, 409, ...others.map(() => 201)]);
  });
});

describe('one whose rows are locked', () => {
  it('waits alone with its answer', async () => {
    const [locked, ...others] = [of(students), ...students.slice(1)];
    await holder.query('BEGIN');
    await holder.query('SELECT FROM attempts WHERE id = $1 FOR UPDATE', [locked.attemptId]);
    const late = answer(locked);
    const answers = await Promise.all(others.map((student) => answer(student)));
    expect(answers.map(({ status }) => status)).toEqual(others.map(() => 201));
    await until(waiting, ({ length }) => length === 1);
    await holder.query('ROLLBACK');
    expect((await late).status).toBe(201);
  });

  it('waits alone for its attempt', async () => {
    await Promise.all(
      students.map(({ client, attemptId }) => client.post(`/v1/attempts/${attemptId}/finish`)),
    );
    const [locked, ...others] = [of(students), ...students.slice(1)];
    await holder.query('BEGIN');
    await holder.query('SELECT FROM people WHERE id = $1 FOR UPDATE', [locked.personId]);
    const late = start(locked);
    const begun = await Promise.all(others.map(start));
    expect(begun.map(({ status }) => status)).toEqual(others.map(() => 201));
    await until(waiting, ({ length }) => length === 1);
    await holder.query('ROLLBACK');
    expect((await late).status).toBe(201);
  });
});

it('one that the database cannot store takes nobody with it', async () => {
  const [cursed, ...others] = [of(students), ...students.slice(1)];
  await service.database.query(
    `CREATE FUNCTION cursed() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.variant_id = '${cursed.questionId}' THEN RAISE EXCEPTION 'planted'; END IF; RETURN NEW; END $$`,
  );
  await service.database.query(
    'CREATE TRIGGER cursed BEFORE INSERT ON submissions FOR EACH ROW EXECUTE FUNCTION cursed()',
  );
  try {
    const answers = await Promise.all([cursed, ...others].map((student) => answer(student)));
    expect(answers.map(({ status }) => status)).toEqual([500, ...others.map(() => 201)]);
  } finally {
    await service.database.query('DROP TRIGGER cursed ON submissions');
  }
});

it('two answers of one learner at the same moment are two tries', async () => {
  const both = await Promise.all([of(students), of(students)].map((student) => answer(student)));
  expect(both.map(({ status }) => status)).toEqual([201, 201]);
  expect(both.map(({ body }) => body.number).toSorted((a, b) => a - b)).toEqual([1, 2]);
});
