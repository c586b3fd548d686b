// What a course sees besides being taught: hints, drafts, turns and practice of a student, and what its staff does with
// tokens, dates, regrades, reviews and webhooks. Each is made once, so that a random request finds what it is about.
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 100;
const PAUSE_MS = 50;
/** Hints at one concept and says less than any: the grader leaves it to a person. */
export const UNSURE = 'The last reply may not be heard, so somebody has to stay.';

/** @param ask the prologue's: actor, operation, ids, body; the JSON that was answered */
export async function studied(ask, student, { course, attempt }) {
  const question = (wanted) => attempt.questions.find(({ kind }) => kind === wanted).id;
  const numbers = question('handshake-numbers');
  const { blanks } = await ask(student, 'GET /v1/questions/{questionId}', [numbers]);
  const [{ id: cell }] = blanks;
  await ask(student, 'POST /v1/questions/{questionId}/hints', [numbers], { cell, number: 1 });
  await ask(student, 'GET /v1/questions/{questionId}/draft', [numbers]);
  await ask(student, 'PUT /v1/questions/{questionId}/draft', [numbers], { cells: { [cell]: '1' } });
  await ask(student, 'POST /v1/attempts/{attemptId}/submissions', [attempt.id], {});
  const moves = ['wait'];
  await ask(student, 'POST /v1/questions/{questionId}/turns', [question('play-endpoint')], { moves });
  await ask(student, 'GET /v1/questions/{questionId}/turns', [question('play-endpoint')]);
  await ask(student, 'GET /v1/questions/{questionId}/ladder.svg', [question('spot-the-error')]);
  await ask(student, 'GET /v1/questions/{questionId}/capture.pcapng', [question('capture-lab')]);
  const practise = (kind) => ask(student, 'POST /v1/courses/{courseId}/practice', [course], { kind });
  const { practice, blanks: asked } = await practise('handshake-numbers');
  const cells = Object.fromEntries(asked.filter(isNumber).map(({ id }) => [id, 1]));
  await ask(student, 'POST /v1/courses/{courseId}/practice/answers', [course], { practice, cells });
  const played = await practise('play-endpoint');
  const turns = { practice: played.practice, moves };
  await ask(student, 'POST /v1/courses/{courseId}/practice/turns', [course], turns);
}

export const isNumber = ({ id }) => /\.(ack|seq)$/.test(id);

export async function administered(ask, owner, { course, assignment, personId }) {
  const lms = { name: 'LMS', role: 'instructor', scopes: ['grades:read'] };
  await ask(owner, 'POST /v1/courses/{courseId}/service-tokens', [course], lms);
  const tokens = await ask(owner, 'GET /v1/courses/{courseId}/tokens', [course]);
  await ask(owner, 'POST /v1/courses/{courseId}/tokens/{tokenId}/rotate', [course, tokens.data[0].id], {});
  await ask(owner, 'GET /v1/courses/{courseId}/audit', [course]);
  const { id } = assignment;
  const extensions = [{ learnerId: personId, attemptsAllowed: 60 }];
  await ask(owner, 'PUT /v1/assignments/{assignmentId}/extensions', [id], { extensions });
  const [given] = (await ask(owner, 'GET /v1/assignments/{assignmentId}/extensions', [id])).data;
  const one = 'DELETE /v1/assignments/{assignmentId}/extensions/{extensionId}';
  await ask(owner, one, [id, given.id]);
  await ask(owner, 'GET /v1/assignments/{assignmentId}', [id]);
  const preview = 'GET /v1/assignments/{assignmentId}/items/{itemId}/preview';
  await ask(owner, preview, [id, assignment.items[0].id], undefined, '?seed=1');
  await ask(owner, 'GET /v1/assignments/{assignmentId}/attempts', [id]);
  await ask(owner, 'PATCH /v1/assignments/{assignmentId}', [id], { title: 'TCP, once more' });
  const title = 'Of last year';
  const items = [{ kind: 'handshake-numbers' }];
  const old = await ask(owner, 'POST /v1/courses/{courseId}/assignments', [course], { title, items });
  for (const step of ['publish', 'close', 'reopen', 'close', 'archive'])
    await ask(owner, `POST /v1/assignments/{assignmentId}/${step}`, [old.id]);
}

/** A second student, who says the same as the first one, of whose answer a person has decided. */
export async function reviewed(ask, owner, student, { course, assignment, decided }) {
  const attempt = await ask(student, 'POST /v1/assignments/{assignmentId}/attempts', [assignment.id]);
  const { id } = attempt.questions.find(({ kind }) => kind === 'explain');
  const body = { cells: { answer: UNSURE } };
  const again = await ask(student, 'POST /v1/questions/{questionId}/submissions', [id], body);
  await ask(owner, 'GET /v1/courses/{courseId}/reviews', [course]);
  await ask(owner, 'GET /v1/submissions/{submissionId}/review/similar', [decided]);
  await ask(owner, 'POST /v1/submissions/{submissionId}/review/similar', [decided], {
    submissionIds: [again.id],
  });
}

/** One regrade that is applied and undone, and one that is cancelled. */
export async function regraded(ask, owner, { id, items }) {
  const change = { changes: [{ type: 'full', itemId: items[0].id }], reason: 'A misprint.' };
  const propose = () => ask(owner, 'POST /v1/assignments/{assignmentId}/regrades', [id], change);
  const regrade = await propose();
  const is = (state) =>
    reached(async () => (await ask(owner, 'GET /v1/regrades/{regradeId}', [regrade.id])).state === state);
  await is('proposed');
  await ask(owner, 'GET /v1/regrades/{regradeId}/changes', [regrade.id]);
  await ask(owner, 'POST /v1/regrades/{regradeId}/apply', [regrade.id], { policy: 'replace' });
  await is('applied');
  await ask(owner, 'POST /v1/regrades/{regradeId}/undo', [regrade.id]);
  await is('undone');
  await ask(owner, 'POST /v1/regrades/{regradeId}/cancel', [(await propose()).id]);
  await ask(owner, 'GET /v1/assignments/{assignmentId}/regrades', [id]);
}

/** What a receiver was told, looked up and sent again; and a ping, which is not. */
export async function delivered(ask, owner, { course, receiver }) {
  const all = 'GET /v1/courses/{courseId}/endpoints/{endpointId}/deliveries';
  let delivery;
  await reached(async () => {
    [delivery] = (await ask(owner, all, [course, receiver.id])).data;
    return delivery !== undefined;
  });
  const ids = [course, receiver.id, delivery.id];
  const hour = { from: moment(-1), to: moment(0), all: true };
  await ask(owner, 'POST /v1/courses/{courseId}/endpoints/{endpointId}/replay', ids.slice(0, 2), hour);
  await ask(owner, 'POST /v1/courses/{courseId}/endpoints/{endpointId}/rotate-secret', ids.slice(0, 2), {});
  await ask(owner, 'POST /v1/courses/{courseId}/endpoints/{endpointId}/ping', ids.slice(0, 2));
  await ask(owner, `${all}/{deliveryId}`, ids);
  await ask(owner, `POST ${all.slice('GET '.length)}/{deliveryId}/redeliver`, ids);
}

const moment = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();

async function reached(holds) {
  for (let i = 0; i < PATIENCE; i++) {
    if (await holds()) return;
    await sleep(PAUSE_MS);
  }
  throw new Error('what the prologue waits for has not come about');
}
