// A course with an instructor, students and a published assignment, made over HTTP; and what only the database knows.
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { CourseView, IssuedToken, MemberView, Role } from '../../src/courses/courses.dto.js';
import { type Expected, kindOf } from '../../src/questions/index.js';
import { type Answer, api, type Api, type TestService } from './service.js';

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
export async function classroom(service: TestService, assignment: object = {}): Promise<Classroom> {
  const owner = await service.creator();
  const courseId = (await owner.post<CourseView>('/v1/courses', { title: 'Networks' })).body.id;
  const draft = await owner.post<AssignmentView & ProblemDetails>(`/v1/courses/${courseId}/assignments`, {
    title: 'Handshake',
    items: [ITEM],
    ...assignment,
  });
  if (draft.status !== 201) throw new Error(draft.body.detail);
  await owner.post(`/v1/assignments/${draft.body.id}/publish`);
  return {
    owner,
    courseId,
    assignmentId: draft.body.id,
    member: async (role, lmsId) => {
      const path = `/v1/courses/${courseId}/members`;
      const { personId } = (await owner.post<MemberView>(path, { name: `A ${role}`, role, lmsId })).body;
      const { token } = (await owner.post<IssuedToken>(`${path}/${personId}/tokens`)).body;
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
export async function begin(student: Api, assignmentId: string): Promise<AttemptView> {
  const answer = await student.post<AttemptView & ProblemDetails>(`/v1/assignments/${assignmentId}/attempts`);
  if (answer.status >= 300) throw new Error(answer.body.detail);
  return answer.body;
}

/** What only the database knows of a question: the key, an answer that is right, and known wrong ones. */
export async function truth(service: TestService, questionId: string) {
  const { kind: name, expected } = await service.db.variant.findUniqueOrThrow({
    where: { id: questionId },
    select: { kind: true, expected: true },
  });
  const kind = kindOf(name);
  if (!kind) throw new Error(`no kind ${name}`);
  const secret = expected as unknown as Expected;
  return { expected: secret, right: kind.solve(secret).cells, mistakes: kind.mistakes(secret) };
}

/** Asks until `is` holds, for what a job does in the background. */
export async function until<T>(ask: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  for (let look = 0; look < 200; look++) {
    const value = await ask();
    if (is(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within 10 s; last seen: ${JSON.stringify(await ask())}`);
}
