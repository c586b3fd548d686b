// A course in which there is one of everything that a route can name, and somebody in every role.
import { randomUUID } from 'node:crypto';
import type { AssignmentView } from '../../../src/assignments/assignments.dto.js';
import type { ExtensionView } from '../../../src/assignments/extensions.dto.js';
import type { GroupView } from '../../../src/assignments/groups.dto.js';
import type { AttemptView } from '../../../src/attempts/attempts.dto.js';
import type { SubmissionView } from '../../../src/attempts/submissions.dto.js';
import { newToken } from '../../../src/auth/token.js';
import type { Page } from '../../../src/common/page.js';
import type { ProblemDetails } from '../../../src/common/problems.js';
import type { CourseView, IssuedToken, MemberView } from '../../../src/courses/courses.dto.js';
import type { RegradeView } from '../../../src/regrade/regrade.dto.js';
import type { DeliveryView, NewEndpointView } from '../../../src/webhooks/webhooks.dto.js';
import { begin, truth, until } from '../course.js';
import { type Api, api, type Backed } from '../service.js';

const ITEMS = [
  { kind: 'handshake-numbers', params: { difficulty: 'intro' }, tries: 100, hints: { afterTries: 0 } },
  { kind: 'play-endpoint', tries: 100 },
  { kind: 'capture-lab', tries: 100 },
  { kind: 'explain', params: { question: 'time-wait' }, tries: 100 },
];
/** Says less than any concept, and hints at one: it waits for a person. */
const HALF = 'The last reply may not be heard, so somebody has to stay.';

const SETTLED = ['proposed', 'applied', 'cancelled', 'undone'];

export type Ids = Record<string, string>;

export interface World {
  service: Backed;
  /** By role; the scoped ones are issued for each route. */
  who: Record<'nobody' | 'stranger' | 'student' | 'peer' | 'assistant' | 'instructor' | 'owner', Api> &
    Record<'foreign' | 'elsewhere', Api>;
  /** What a path's names stand for. Attempts, answers and what hangs on them are the student's. */
  ids: Ids;
  /** Of the same course: the questions by their kind. */
  questions: Record<string, string>;
  items: string[];
  /** A published assignment beside it, of one item. */
  spare: { id: string; itemId: string };
  /** The URL of a webhook receiver. */
  receiver: string;
  /** A request that has to succeed; its answer. */
  made<T>(who: Api, method: string, path: string, body?: object): Promise<T>;
  newMember(role?: string): Promise<{ personId: string; client: Api }>;
  serviceToken(scopes: string[]): Promise<Api>;
  newAssignment(...moves: string[]): Promise<string>;
  /** An answer of the student's that waits for a person. */
  waiting(): Promise<string>;
  regrade(state: 'proposed' | 'applied'): Promise<string>;
}

async function made<T>(who: Api, method: string, path: string, body?: object): Promise<T> {
  const answer = await who.request<T & ProblemDetails>(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body.detail}`);
  return answer.body;
}

export async function worldOf(service: Backed, receiver: string): Promise<World> {
  const owner = await service.creator();
  const { id: courseId } = await made<CourseView>(owner, 'POST', '/v1/courses', { title: 'Networks' });
  const course = `/v1/courses/${courseId}`;
  const newMember = async (role = 'student') => {
    const { personId } = await made<MemberView>(owner, 'POST', `${course}/members`, { name: role, role });
    const issued = await made<IssuedToken>(owner, 'POST', `${course}/members/${personId}/tokens`, {});
    return { personId, client: api(service.url, issued.token) };
  };
  const newAssignment = async (items: object[], moves: string[], rules: object = {}) => {
    const body = { title: 'TCP', attemptsAllowed: 1000, items, ...rules };
    const draft = await made<AssignmentView>(owner, 'POST', `${course}/assignments`, body);
    for (const move of moves) await made(owner, 'POST', `/v1/assignments/${draft.id}/${move}`);
    return draft;
  };
  const endpoint = await made<NewEndpointView>(owner, 'POST', `${course}/endpoints`, { url: receiver });
  const { personId, client: student } = await newMember();
  const byHand = { releaseExpected: 'by_hand', releaseSolution: 'by_hand' };
  const { id: assignmentId, items } = await newAssignment(ITEMS, ['publish'], byHand);
  const draft = await newAssignment(ITEMS.slice(0, 1), ['publish']);
  const spare = { id: draft.id, itemId: draft.items[0]?.id ?? '' };
  await made(owner, 'POST', `/v1/assignments/${assignmentId}/release`, { aspects: ['expected', 'solution'] });
  const attempt = await begin(student, assignmentId);
  const questions = await questionsOf(service, attempt);
  const questionId = questions['handshake-numbers'] ?? '';
  const { right } = await truth(service, questionId);
  const submission = await made<SubmissionView>(student, 'POST', `/v1/questions/${questionId}/submissions`, {
    cells: right,
  });
  const spareQuestion = (await begin(student, spare.id)).questions[0]?.id ?? '';
  await made(student, 'POST', `/v1/questions/${spareQuestion}/submissions`, { cells: { '1.ack': 1 } });
  const extensions = await made<ExtensionView[]>(owner, 'PUT', `/v1/assignments/${assignmentId}/extensions`, {
    extensions: [{ learnerId: personId, extraTimePercent: 10 }],
  });
  const group = await made<GroupView>(owner, 'POST', `${course}/groups`, {
    name: 'Lab',
    members: [personId],
  });
  const { tokenId } = await firstToken(owner, course);
  const deliveryId = await firstDelivery(owner, `${course}/endpoints/${endpoint.id}/deliveries`);
  const foreign = await service.creator();
  const { id: otherCourse } = await made<CourseView>(foreign, 'POST', '/v1/courses', { title: 'Other' });
  const issuedElsewhere = await made<IssuedToken>(
    foreign,
    'POST',
    `/v1/courses/${otherCourse}/service-tokens`,
    { name: 'LMS of another course', role: 'instructor', scopes: ['content:read'] },
  );
  // As if it had been issued to a member of this course for the other one, with all that they may do.
  await service.database.query(
    `UPDATE tokens SET scopes = '{}', person_id = (SELECT person_id FROM members WHERE course_id = $1 AND role = 'owner')
     WHERE id = $2`,
    [courseId, issuedElsewhere.id],
  );
  const world: World = {
    service,
    who: {
      nobody: service.nobody,
      stranger: api(service.url, newToken()),
      student,
      peer: (await newMember()).client,
      assistant: (await newMember('assistant')).client,
      instructor: (await newMember('instructor')).client,
      owner,
      foreign,
      elsewhere: api(service.url, issuedElsewhere.token),
    },
    ids: {
      courseId,
      assignmentId,
      itemId: items[0]?.id ?? '',
      personId,
      learnerId: personId,
      attemptId: attempt.id,
      questionId,
      submissionId: submission.id,
      extensionId: extensions[0]?.id ?? '',
      groupId: group.id,
      tokenId,
      endpointId: endpoint.id,
      deliveryId,
    },
    questions,
    items: items.map(({ id }) => id),
    spare,
    receiver,
    made,
    newMember,
    serviceToken: async (scopes) => {
      const body = { name: 'A service', role: 'instructor', scopes };
      const { token } = await made<IssuedToken>(owner, 'POST', `${course}/service-tokens`, body);
      return api(service.url, token);
    },
    newAssignment: async (...moves) => (await newAssignment(ITEMS.slice(0, 1), moves)).id,
    waiting: async () => {
      const path = `/v1/questions/${questions['explain']}/submissions`;
      const cells = { answer: `${HALF} ${randomUUID()}` };
      const answered = await made<SubmissionView>(student, 'POST', path, { cells });
      if (answered.status !== 'needs-review') throw new Error(`the grader was sure: ${answered.summary}`);
      return answered.id;
    },
    regrade: async (state) => regraded(owner, spare, state),
  };
  world.ids['regradeId'] = await world.regrade('proposed');
  return world;
}

async function questionsOf(service: Backed, { id }: AttemptView): Promise<Record<string, string>> {
  const rows = await service.db.variant.findMany({
    where: { attemptId: id },
    select: { id: true, kind: true },
  });
  return Object.fromEntries(rows.map((row) => [row.kind, row.id]));
}

async function firstToken(owner: Api, course: string): Promise<{ tokenId: string }> {
  const { data } = await made<Page<{ id: string }>>(owner, 'GET', `${course}/tokens`);
  return { tokenId: data[0]?.id ?? '' };
}

async function firstDelivery(owner: Api, path: string): Promise<string> {
  const log = () => made<Page<DeliveryView>>(owner, 'GET', path);
  const { data } = await until(log, (page) => page.data.some(({ state }) => state === 'delivered'));
  return data.find(({ state }) => state === 'delivered')?.id ?? '';
}

async function regraded(
  owner: Api,
  { id, itemId }: World['spare'],
  state: 'proposed' | 'applied',
): Promise<string> {
  const body = { changes: [{ type: 'full', itemId }], reason: 'The figure was misprinted.' };
  const path = `/v1/assignments/${id}/regrades`;
  // What somebody has just begun would stand in the way.
  const all = () => made<Page<RegradeView>>(owner, 'GET', `${path}?limit=100`);
  await until(all, ({ data }) => data.every((regrade) => SETTLED.includes(regrade.state)));
  const asked = await made<RegradeView>(owner, 'POST', path, body);
  const read = () => made<RegradeView>(owner, 'GET', `/v1/regrades/${asked.id}`);
  await until(read, (regrade) => regrade.state === 'proposed');
  if (state === 'proposed') return asked.id;
  await made(owner, 'POST', `/v1/regrades/${asked.id}/apply`, { policy: 'replace' });
  await until(read, (regrade) => regrade.state === 'applied');
  return asked.id;
}
