// Questions are written packed; what an earlier version wrote as JSON is graded and shown like them.
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { AttemptView, QuestionView } from '../../src/attempts/attempts.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { expectedIn, promptIn } from '../../src/prisma/drawn.js';
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
  for (const { id, drawn } of await stored())
    await service.database.query(
      'UPDATE variants SET drawn = NULL, prompt = $2::jsonb, expected = $3::jsonb WHERE id = $1',
      [id, ...[promptIn, expectedIn].map((part) => JSON.stringify(part(drawn as Uint8Array)))],
    );
}

it('a question is written packed, and nowhere else', async () => {
  for (const { drawn, prompt, expected } of await stored()) {
    expect([prompt, expected]).toEqual([null, null]);
    expect(Object.keys(expectedIn(drawn as Uint8Array) as object)).toContain('cells');
    expect(Object.keys(promptIn(drawn as Uint8Array) as object)).toContain('blanks');
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
