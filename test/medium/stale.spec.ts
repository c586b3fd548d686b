// What changes between the reading of a place and the writing of an answer: the answer is judged by what holds when it is
// stored. The learner's lock is held from outside meanwhile, so that the change is sure to fall in between.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { begin, classroom, type Classroom, truth, untilLocked } from '../support/course.js';
import { type Answer, type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let holder: Client;
beforeAll(async () => {
  service = await testService();
  holder = new Client(service.database.url);
  await holder.connect();
});
afterAll(async () => {
  await holder.end();
  await service.close();
});

let student: Api;
let personId: string;
let attemptId: string;
let questionId: string;
let cells: object;
beforeEach(async () => {
  room = await classroom(service, { latePercent: 10 });
  ({ client: student, personId } = await room.member('student'));
  const attempt = await begin(student, room.assignmentId);
  attemptId = attempt.id;
  questionId = attempt.questions[0]?.id ?? '';
  cells = (await truth(service, questionId)).right;
});

/** Answers; and once the answer waits for the lock, changes something. */
async function answerDuring(change: () => Promise<unknown>): Promise<Answer<SubmissionView>> {
  await holder.query('BEGIN');
  await holder.query('SELECT FROM attempts WHERE id = $1 FOR UPDATE', [attemptId]);
  const answer = student.post<SubmissionView>(`/v1/questions/${questionId}/submissions`, { cells });
  await untilLocked(service);
  await change();
  await holder.query('COMMIT');
  return answer;
}

describe('while an answer waits', () => {
  it('nothing happens: it is stored as it was judged', async () => {
    const answer = await answerDuring(() => Promise.resolve());
    expect(answer).toMatchObject({ status: 201, body: { earned: 10, counted: 10, number: 1 } });
  });

  it('the due date is moved before it: it is late', async () => {
    const dueAt = new Date(Date.now() - 3_600_000).toISOString();
    const answer = await answerDuring(() =>
      room.owner.request(`/v1/assignments/${room.assignmentId}`, {
        method: 'PATCH',
        body: JSON.stringify({ dueAt }),
        headers: { 'content-type': 'application/json', 'if-match': '"2"' },
      }),
    );
    expect(answer).toMatchObject({ status: 201, body: { earned: 10, counted: 9, latePercent: 10 } });
  });

  it('the learner is given an extension that is over: it is not taken', async () => {
    const answer = await answerDuring(() =>
      service.database.query(
        `INSERT INTO extensions (id, assignment_id, learner_id, closes_at)
         VALUES (gen_random_uuid(), $1, $2, now() - interval '1 hour')`,
        [room.assignmentId, personId],
      ),
    );
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/over' } });
  });

  it('the assignment is closed: it is not taken', async () => {
    const answer = await answerDuring(() => room.owner.post(`/v1/assignments/${room.assignmentId}/close`));
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/over' } });
  });

  it('the attempt is handed in: it is not taken', async () => {
    const answer = await answerDuring(() =>
      holder.query(`UPDATE attempts SET open = NULL, finished_at = now() WHERE id = $1`, [attemptId]),
    );
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/over' } });
  });

  it('a hint is taken: it pays for it', async () => {
    const [cell] = Object.keys(cells);
    const hints = JSON.stringify([{ cell, number: 1, at: new Date().toISOString() }]);
    const answer = await answerDuring(async () => {
      await service.database.query(`UPDATE items SET marking = marking || $1`, [
        JSON.stringify({ hints: { afterTries: 0, points: 2, percent: 0 } }),
      ]);
      await service.database.query(`UPDATE variants SET hints = $2 WHERE id = $1`, [questionId, hints]);
    });
    expect(answer).toMatchObject({ status: 201, body: { earned: 8 } });
  });

  it('the last try is used: it is refused, and none is used', async () => {
    const answer = await answerDuring(() =>
      service.database.query(`UPDATE variants SET tries_used = tries WHERE id = $1`, [questionId]),
    );
    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/tries-exhausted' } });
  });
});
