// For each operation that needs more than ids: a request which somebody who may make it would make. What a request uses
// up is made anew each time, so that all may ask the same.
import { randomUUID } from 'node:crypto';
import { truth } from '../course.js';
import type { Api } from '../service.js';
import type { Ids, World } from './world.js';

export interface Request {
  /** In the place of the world's own. */
  ids?: Ids;
  query?: string;
  headers?: Record<string, string>;
  /** A text is CSV. */
  body?: object | string;
  /** For If-Match. */
  version?: number;
}

type Make = (world: World) => Request | Promise<Request>;

const assignmentAfter =
  (...moves: string[]): Make =>
  async ({ newAssignment }) => ({ ids: { assignmentId: await newAssignment(...moves) } });
const question =
  (kind: string): Make =>
  ({ questions }) => ({ ids: { questionId: questions[kind] ?? '' } });

async function versionOf(who: Api, path: string): Promise<number> {
  const { headers } = await who.get(path);
  return Number(/\d+/.exec(headers.get('etag') ?? '')?.[0]);
}

/** A course has no two groups of one name. */
const newGroup = () => ({ name: `Lab ${randomUUID()}`, members: [] });
const POINTS = { earned: 1, reason: 'Shown in the lab.' };
const SCOPED = { scopes: ['tokens:write'] };
const rightAnswer = async ({ service, ids }: World) =>
  (await truth(service, ids['questionId'] ?? '')).right as Record<string, string | number>;

export const REQUESTS: Record<string, Make> = {
  'POST /v1/courses': () => ({ body: { title: 'Networks' } }),
  'PATCH /v1/courses/{courseId}': () => ({ body: { profile: 'textbook' } }),
  'POST /v1/courses/{courseId}/members': () => ({ body: { name: 'Lin Mei', role: 'student' } }),
  'POST /v1/courses/{courseId}/members/bulk': () => ({
    body: { members: [{ name: 'Lin Mei', role: 'student' }] },
  }),
  'POST /v1/courses/{courseId}/members/import': () => ({ body: 'name,role\nLin Mei,student\n' }),
  'DELETE /v1/courses/{courseId}/members/{personId}': async ({ newMember }) => ({
    ids: { personId: (await newMember()).personId },
  }),
  'DELETE /v1/courses/{courseId}/learners/{personId}': async ({ newMember }) => ({
    ids: { personId: (await newMember()).personId },
  }),
  'POST /v1/courses/{courseId}/members/{personId}/tokens': () => ({ body: SCOPED }),
  'POST /v1/courses/{courseId}/service-tokens': () => ({
    body: { name: 'Moodle', role: 'student', ...SCOPED },
  }),
  'POST /v1/courses/{courseId}/tokens/{tokenId}/rotate': newToken,
  'DELETE /v1/courses/{courseId}/tokens/{tokenId}': newToken,
  'DELETE /v1/me/tokens/{tokenId}': newToken,
  'POST /v1/courses/{courseId}/assignments': () => ({
    body: { title: 'TCP', items: [{ kind: 'handshake-numbers', params: { difficulty: 'intro' } }] },
  }),
  'PATCH /v1/assignments/{assignmentId}': async ({ who, spare }) => ({
    ids: { assignmentId: spare.id },
    body: { title: 'Changed' },
    version: await versionOf(who.owner, `/v1/assignments/${spare.id}`),
  }),
  'POST /v1/assignments/{assignmentId}/publish': assignmentAfter(),
  'POST /v1/assignments/{assignmentId}/close': assignmentAfter('publish'),
  'POST /v1/assignments/{assignmentId}/reopen': assignmentAfter('publish', 'close'),
  'POST /v1/assignments/{assignmentId}/archive': assignmentAfter('publish', 'close'),
  'POST /v1/assignments/{assignmentId}/release': () => ({ body: { aspects: ['solution'] } }),
  'PUT /v1/assignments/{assignmentId}/extensions': ({ ids }) => ({
    body: { extensions: [{ learnerId: ids['learnerId'], extraTimePercent: 10 }] },
  }),
  'POST /v1/assignments/{assignmentId}/extensions/bulk': ({ ids }) => ({
    body: { extensions: [{ learnerId: ids['learnerId'], extraTimePercent: 10 }] },
  }),
  'DELETE /v1/assignments/{assignmentId}/extensions/{extensionId}': async ({ who, made, ids, newMember }) => {
    const learnerId = (await newMember()).personId;
    const body = { extensions: [{ learnerId, attemptsAllowed: 2 }] };
    const path = `/v1/assignments/${ids['assignmentId']}/extensions`;
    const [extension] = await made<{ id: string }[]>(who.owner, 'PUT', path, body);
    return { ids: { extensionId: extension?.id ?? '' } };
  },
  'POST /v1/courses/{courseId}/groups': () => ({ body: newGroup() }),
  'PUT /v1/courses/{courseId}/groups/{groupId}': () => ({ body: newGroup() }),
  'DELETE /v1/courses/{courseId}/groups/{groupId}': async ({ who, made, ids }) => {
    const path = `/v1/courses/${ids['courseId']}/groups`;
    const { id } = await made<{ id: string }>(who.owner, 'POST', path, newGroup());
    return { ids: { groupId: id } };
  },
  'POST /v1/attempts/{attemptId}/finish': async ({ who, made, spare }) => {
    const path = `/v1/assignments/${spare.id}/attempts`;
    return { ids: { attemptId: (await made<{ id: string }>(who.student, 'POST', path)).id } };
  },
  'POST /v1/questions/{questionId}/submissions': async (world) => ({
    body: { cells: await rightAnswer(world) },
  }),
  'POST /v1/questions/{questionId}/hints': async (world) => ({
    body: { cell: Object.keys(await rightAnswer(world))[0], number: 1 },
  }),
  'PUT /v1/questions/{questionId}/draft': async ({ who, ids }) => ({
    body: { cells: {} },
    version: await versionOf(who.student, `/v1/questions/${ids['questionId']}/draft`),
  }),
  'POST /v1/attempts/{attemptId}/submissions': async (world) => ({
    body: { answers: [{ questionId: world.ids['questionId'], cells: await rightAnswer(world) }] },
  }),
  'GET /v1/questions/{questionId}/capture.pcapng': question('capture-lab'),
  'GET /v1/questions/{questionId}/turns': question('play-endpoint'),
  'POST /v1/questions/{questionId}/turns': ({ questions }) => ({
    ids: { questionId: questions['play-endpoint'] ?? '' },
    body: { moves: [] },
  }),
  'POST /v1/courses/{courseId}/practice': () => ({ body: { kind: 'handshake-numbers' } }),
  'POST /v1/courses/{courseId}/practice/answers': async ({ who, made, ids }) => {
    const path = `/v1/courses/${ids['courseId']}/practice`;
    const drawn = await made<{ practice: string }>(who.student, 'POST', path, { kind: 'handshake-numbers' });
    return { body: { practice: drawn.practice, cells: { '1.ack': 1 } } };
  },
  'POST /v1/courses/{courseId}/practice/turns': async ({ who, made, ids }) => {
    const path = `/v1/courses/${ids['courseId']}/practice`;
    const drawn = await made<{ practice: string }>(who.student, 'POST', path, { kind: 'play-endpoint' });
    return { body: { practice: drawn.practice, moves: ['wait'] } };
  },
  'PATCH /v1/submissions/{submissionId}/grade': async (world) => ({
    body: POINTS,
    version: await versionOf(world.who.owner, `/v1/submissions/${world.ids['submissionId']}/grade`),
  }),
  'DELETE /v1/submissions/{submissionId}/grade/override': ({ ids, who }) =>
    overridden({ who }, `/v1/submissions/${ids['submissionId']}/grade`),
  'PATCH /v1/assignments/{assignmentId}/scores/{learnerId}': async ({ who, ids }) => ({
    body: POINTS,
    version: await versionOf(who.owner, `/v1/assignments/${ids['assignmentId']}/scores/${ids['learnerId']}`),
  }),
  'DELETE /v1/assignments/{assignmentId}/scores/{learnerId}/override': ({ ids, who }) =>
    overridden({ who }, `/v1/assignments/${ids['assignmentId']}/scores/${ids['learnerId']}`),
  'GET /v1/submissions/{submissionId}/review': review,
  'GET /v1/submissions/{submissionId}/review/similar': review,
  'POST /v1/submissions/{submissionId}/review': async (world) => ({
    ...(await review(world)),
    body: { concepts: { A: true, B: false } },
  }),
  'POST /v1/submissions/{submissionId}/review/similar': async (world) => {
    const request = await review(world);
    const path = `/v1/submissions/${request.ids?.['submissionId']}/review`;
    await world.made(world.who.owner, 'POST', path, { concepts: { A: true, B: false } });
    return { ...request, body: { submissionIds: [] } };
  },
  'GET /v1/assignments/{assignmentId}/items/{itemId}/preview': () => ({ query: '?seed=1' }),
  'POST /v1/assignments/{assignmentId}/regrades': ({ ids }) => ({
    body: { changes: [{ type: 'full', itemId: ids['itemId'] }], reason: 'The figure was misprinted.' },
  }),
  'POST /v1/regrades/{regradeId}/apply': async ({ regrade }) => ({
    ids: { regradeId: await regrade('proposed') },
    body: { policy: 'replace' },
  }),
  'POST /v1/regrades/{regradeId}/cancel': async ({ regrade }) => ({
    ids: { regradeId: await regrade('proposed') },
  }),
  'POST /v1/regrades/{regradeId}/undo': async ({ regrade }) => ({
    ids: { regradeId: await regrade('applied') },
  }),
  'POST /v1/courses/{courseId}/endpoints': ({ receiver }) => ({ body: { url: receiver } }),
  'PATCH /v1/courses/{courseId}/endpoints/{endpointId}': () => ({ body: { description: 'LMS' } }),
  'DELETE /v1/courses/{courseId}/endpoints/{endpointId}': async ({ who, made, ids, receiver }) => {
    const path = `/v1/courses/${ids['courseId']}/endpoints`;
    const { id } = await made<{ id: string }>(who.owner, 'POST', path, { url: receiver });
    return { ids: { endpointId: id } };
  },
  'POST /v1/courses/{courseId}/endpoints/{endpointId}/rotate-secret': () => ({ body: { overlapHours: 0 } }),
  'POST /v1/courses/{courseId}/endpoints/{endpointId}/replay': () => ({
    body: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  }),
  'POST /v1/courses/{courseId}/lms-events': () => ({
    body: { type: 'member.added', data: { lmsId: 'u-1', name: 'Lin Mei', role: 'student' } },
  }),
  'POST /v1/courses/{courseId}/lms-events/secret': () => ({ body: { overlapHours: 0 } }),
  'GET /v1/courses/{courseId}/lms-events/secret': lmsSecret,
  'DELETE /v1/courses/{courseId}/lms-events/secret': lmsSecret,
};

async function newToken({ who, made, ids }: World): Promise<Request> {
  const path = `/v1/courses/${ids['courseId']}/members/${ids['personId']}/tokens`;
  const { id } = await made<{ id: string }>(who.owner, 'POST', path, SCOPED);
  return { ids: { tokenId: id }, body: {} };
}

async function overridden({ who }: Pick<World, 'who'>, path: string): Promise<Request> {
  const request = { method: 'PATCH', body: JSON.stringify(POINTS) };
  const version = await versionOf(who.owner, path);
  const headers = { 'content-type': 'application/json', 'if-match': `"${version}"` };
  await who.owner.request(path, { ...request, headers });
  return { version: await versionOf(who.owner, path) };
}

async function review({ waiting }: World): Promise<Request> {
  return { ids: { submissionId: await waiting() } };
}

async function lmsSecret({ who, made, ids }: World): Promise<Request> {
  await made(who.owner, 'POST', `/v1/courses/${ids['courseId']}/lms-events/secret`, { overlapHours: 0 });
  return {};
}
