// A course with something of everything in it, made over HTTP, so that a random request finds what it is about.
import { kinds } from '../../../dist/questions/index.js';
import { administered, delivered, isNumber, regraded, reviewed, studied, UNSURE } from './rounds.mjs';

export const KINDS = kinds.map(({ name }) => name);
const RECEIVER = 'http://127.0.0.1:8099/';

/** @param send sends one request as the fuzzer does, so that it is judged and harvested as well. Returns the course's id. */
export async function prologue(house, pools, operations, send) {
  const owner = { token: await house.creator(), role: 'owner', courses: new Set() };
  pools.actors.push(owner);
  const ask = async (actor, name, ids, body, query = '') => {
    const operation = operations.find((one) => one.name === name);
    let next = 0;
    const path = operation.path.replaceAll(/\{\w+\}/g, () => ids[next++]) + query;
    return (await send({ operation, path, actor, body, ids, version: 'current' })).json;
  };
  const { id: course } = await ask(owner, 'POST /v1/courses', [], { title: 'Networks' });
  const members = {};
  for (const role of ['student', 'student', 'assistant', 'instructor']) {
    const { personId } = await ask(owner, 'POST /v1/courses/{courseId}/members', [course], {
      name: role,
      role,
    });
    const issue = () =>
      ask(owner, 'POST /v1/courses/{courseId}/members/{personId}/tokens', [course, personId], {});
    const { token } = await issue();
    const member = pools.actors.find((one) => one.token === token);
    (members[role] ??= []).push({ actor: member, personId });
    await ask(member, 'DELETE /v1/me/tokens/{tokenId}', [(await issue()).id]);
  }
  const [{ actor, personId }, second] = members.student;
  const items = KINDS.map((kind) => ({
    kind,
    tries: 20,
    hints: { afterTries: 0 },
    ...(kind === 'explain' && { params: { question: 'time-wait' } }),
  }));
  const body = { title: 'TCP', items, attemptsAllowed: 50 };
  const assignment = await ask(owner, 'POST /v1/courses/{courseId}/assignments', [course], body);
  const { id } = assignment;
  await ask(owner, 'POST /v1/courses/{courseId}/assignments', [course], {
    title: 'Draft',
    items: items.slice(0, 2),
  });
  await ask(owner, 'POST /v1/assignments/{assignmentId}/publish', [id]);
  const receiver = await ask(owner, 'POST /v1/courses/{courseId}/endpoints', [course], { url: RECEIVER });
  const attempt = await ask(actor, 'POST /v1/assignments/{assignmentId}/attempts', [id]);
  for (const question of attempt.questions) {
    const { blanks } = await ask(actor, 'GET /v1/questions/{questionId}', [question.id]);
    const numbers = blanks.filter(isNumber).map(({ id }) => [id, 1]);
    const cells = question.kind === 'explain' ? { answer: UNSURE } : Object.fromEntries(numbers);
    await ask(actor, 'POST /v1/questions/{questionId}/submissions', [question.id], { cells });
  }
  await studied(ask, actor, { course, attempt });
  const decided = await corrected(ask, owner, { id, learner: personId, attempt });
  await reviewed(ask, owner, second.actor, { course, assignment, decided });
  await regraded(ask, owner, assignment);
  await administered(ask, owner, { course, assignment, personId });
  await delivered(ask, owner, { course, receiver });
  const group = { name: 'Lab', members: [personId] };
  await ask(owner, 'POST /v1/courses/{courseId}/groups', [course], group);
  await ask(owner, 'POST /v1/courses/{courseId}/lms-events/secret', [course], {});
  return course;
}

/** What instructors do afterwards: give points, and decide what the grader was unsure of. Returns the answer decided. */
async function corrected(ask, owner, { id, learner, attempt }) {
  const points = { earned: 1, reason: 'Shown in the lab.' };
  const explained = attempt.questions.find(({ kind }) => kind === 'explain').id;
  const [asked] = await ask(owner, 'GET /v1/questions/{questionId}/submissions', [explained]);
  const [numbers] = await ask(owner, 'GET /v1/questions/{questionId}/submissions', [
    attempt.questions.find(({ kind }) => kind === 'handshake-numbers').id,
  ]);
  const one = [numbers.id];
  await ask(owner, 'GET /v1/submissions/{submissionId}/grade', one);
  await ask(owner, 'PATCH /v1/submissions/{submissionId}/grade', one, points);
  await ask(owner, 'DELETE /v1/submissions/{submissionId}/grade/override', one);
  const score = [id, learner];
  await ask(owner, 'GET /v1/assignments/{assignmentId}/scores/{learnerId}', score);
  await ask(owner, 'PATCH /v1/assignments/{assignmentId}/scores/{learnerId}', score, points);
  await ask(owner, 'DELETE /v1/assignments/{assignmentId}/scores/{learnerId}/override', score);
  const review = await ask(owner, 'GET /v1/submissions/{submissionId}/review', [asked.id]);
  const concepts = Object.fromEntries(review.concepts.map((concept) => [concept.name, true]));
  await ask(owner, 'POST /v1/submissions/{submissionId}/review', [asked.id], { concepts });
  return asked.id;
}
