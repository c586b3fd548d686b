// Questions are written packed; what an earlier version wrote as JSON is graded and shown like them.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { AttemptView, QuestionView } from '../../src/attempts/attempts.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { unpackDrawn } from '../../src/prisma/drawn.js';
import { begin, classroom, type Classroom, ITEM, truth } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await testService({ LASTACK_ROLE: 'api' });
});
afterAll(() => service.close());

let room: Classroom;
let student: Api;
let attempt: Pick<AttemptView, 'id' | 'questions'>;
beforeEach(async () => {
  room = await classroom(service, { items: [ITEM, ITEM] });
  student = (await room.member('student', 'sis-1')).client;
  attempt = await begin(student, room.assignmentId);
});

const stored = () =>
  service.database.query('SELECT id, drawn, prompt, expected FROM variants WHERE attempt_id = $1', [
    attempt.id,
  ]);

/** What the version before would have written. */
async function unpack(): Promise<void> {
  for (const { id, drawn } of await stored()) {
    const { prompt, expected } = unpackDrawn(drawn as Uint8Array);
    await service.database.query(
      'UPDATE variants SET drawn = NULL, prompt = $2::jsonb, expected = $3::jsonb WHERE id = $1',
      [id, JSON.stringify(prompt), JSON.stringify(expected)],
    );
  }
}

it('a question is written packed, and nowhere else', async () => {
  const rows = await stored();
  expect(rows).toHaveLength(2);
  for (const { drawn, prompt, expected } of rows) {
    expect([prompt, expected]).toEqual([null, null]);
    const question = { prompt: { blanks: expect.anything() }, expected: { cells: expect.anything() } };
    expect(unpackDrawn(drawn as Uint8Array)).toMatchObject(question);
  }
});

it('a question of the version before is shown and graded as it was', async () => {
  const views = () =>
    Promise.all(
      attempt.questions.map(async ({ id }) => (await student.get<QuestionView>(`/v1/questions/${id}`)).body),
    );
  const preview = async () => {
    const [item] = (await room.owner.get<{ items: { id: string }[] }>(`/v1/assignments/${room.assignmentId}`))
      .body.items;
    const [learner] = await service.database.query('SELECT learner_id AS id FROM attempts WHERE id = $1', [
      attempt.id,
    ]);
    const path = `/v1/assignments/${room.assignmentId}/items/${item?.id}/preview?learnerId=${String(learner?.id)}`;
    return (await room.owner.get(path)).body;
  };
  const before = [await views(), await preview()];
  await unpack();
  expect([await views(), await preview()]).toEqual(before);

  const [one = '', two = ''] = attempt.questions.map(({ id }) => id);
  const [{ right }, { right: other }] = [await truth(service, one), await truth(service, two)];
  const alone = await student.post<SubmissionView>(`/v1/questions/${one}/submissions`, { cells: right });
  expect(alone.body).toMatchObject({ earned: ITEM.points, possible: ITEM.points });
  const whole = await student.post(`/v1/attempts/${attempt.id}/submissions`, {
    answers: [{ questionId: two, cells: other }],
  });
  expect(whole.body).toMatchObject({ answers: [{ refusal: null, submission: { earned: ITEM.points } }] });
});

it('reports on a class tell the same of either', async () => {
  for (const { id } of attempt.questions) {
    const { mistakes } = await truth(service, id);
    await student.post(`/v1/questions/${id}/submissions`, { cells: mistakes[0]?.values ?? {} });
  }
  const reports = () =>
    Promise.all(
      ['statistics', 'copies'].map(async (report) => {
        const { status, body } = await room.owner.get(`/v1/assignments/${room.assignmentId}/${report}`);
        return { status, body };
      }),
    );
  const before = await reports();
  expect(before.map(({ status }) => status)).toEqual([200, 200]);
  expect(before[1]?.body).toMatchObject({ compared: 2 });
  await unpack();
  expect(await reports()).toEqual(before);
});
