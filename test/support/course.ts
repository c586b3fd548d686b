// A course with an instructor, students and a published assignment, made over HTTP by the client
// that is generated from the OpenAPI document; and what only the database knows.
import type { ProblemDetails } from '../../src/common/problems.js';
import type { Role } from '../../src/courses/courses.dto.js';
import { expectedOf } from '../../src/prisma/drawn.js';
import { type Expected, kindOf } from '../../src/questions/index.js';
import { done, type Schemas } from './api/client.js';
import { type Answer, api, type Api, type Backed } from './service.js';

export const ITEM = { kind: 'handshake-numbers', params: { difficulty: 'intro' }, points: 10, tries: 3 };

export interface Classroom {
  /** The course's owner. */
  owner: Api;
  courseId: string;
  assignmentId: string;
  /** A new member of the course. */
  member(role: Role, lmsId?: string): Promise<{ client: Api; personId: string }>;
}

/** @param assignment what is said of it besides its title; `items` by default one */
export async function classroom(service: Backed, assignment: object = {}): Promise<Classroom> {
  const owner = await service.creator();
  const { id: courseId } = await done(owner.typed.POST('/v1/courses', { body: { title: 'Networks' } }));
  const ofCourse = { params: { path: { courseId } } };
  const body = { title: 'Handshake', items: [ITEM], ...assignment } as unknown as Schemas['CreateAssignment'];
  const draft = await done(owner.typed.POST('/v1/courses/{courseId}/assignments', { ...ofCourse, body }));
  const assignmentId = draft.id;
  const ofAssignment = { params: { path: { assignmentId } } };
  await done(owner.typed.POST('/v1/assignments/{assignmentId}/publish', ofAssignment));
  return {
    owner,
    courseId,
    assignmentId,
    member: async (role, lmsId) => {
      const person = { name: `A ${role}`, role, lmsId };
      const { personId } = await done(
        owner.typed.POST('/v1/courses/{courseId}/members', { ...ofCourse, body: person }),
      );
      const of = { params: { path: { courseId, personId } }, body: {} };
      const { token } = await done(owner.typed.POST('/v1/courses/{courseId}/members/{personId}/tokens', of));
      return { client: api(service.url, token), personId };
    },
  };
}

/** A request with a JSON body and an If-Match, when `version` is given. */
export function send<T = ProblemDetails>(
  who: Api,
  method: string,
  path: string,
  body?: unknown,
  version?: number | string,
): Promise<Answer<T>> {
  return who.request<T>(path, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(version !== undefined && { 'if-match': typeof version === 'number' ? `"${version}"` : version }),
    },
  });
}

/** Begins an attempt, or finds the open one. */
export function begin(student: Api, assignmentId: string): Promise<Schemas['AttemptView']> {
  const of = { params: { path: { assignmentId } } };
  return done(student.typed.POST('/v1/assignments/{assignmentId}/attempts', of));
}

/** What only the database knows of a question: the key, an answer that is right, and known wrong ones. */
export async function truth(service: Backed, questionId: string) {
  const variant = await service.db.variant.findUniqueOrThrow({
    where: { id: questionId },
    select: { kind: true, drawn: true, expected: true },
  });
  const kind = kindOf(variant.kind);
  if (!kind) throw new Error(`no kind ${variant.kind}`);
  const secret = expectedOf(variant) as Expected;
  return { expected: secret, right: kind.solve(secret).cells, mistakes: kind.mistakes(secret) };
}

/** Far beyond what anything takes: what has not happened by then does not happen, however busy the machine. */
export const PATIENCE_MS = 60_000;
const LOOK_MS = 50;
const BUSY = 503;

/** Asks until `is` holds, for what a job does in the background. */
export async function until<T>(ask: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`not within ${PATIENCE_MS / 1000} s; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Waits until so many statements wait for a lock. Other test files work on the same server: those of this database count. */
export async function untilLocked({ database }: Pick<Backed, 'database'>, count = 1): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  await until(
    () => database.query(waiting),
    (rows) => rows.length >= count,
  );
}

/**
 * Asks again as long as the answer is that the service is busy: a database that is waited for in vain changes nothing, and
 * on a slow machine a hundred requests at once do wait that long.
 */
export function insisting<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  return until(ask, ({ status }) => status !== BUSY);
}
