// A course with a published assignment, made over HTTP as an instructor makes it.
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { CourseView, IssuedToken, MemberView } from '../../src/courses/courses.dto.js';
import { DRAWN, expectedIn } from '../../src/prisma/drawn.js';
import { type Expected, kindOf } from '../../src/questions/index.js';
import type { TestDatabase } from './database.js';
import type { Api } from './service.js';

export interface Classroom {
  courseId: string;
  assignmentId: string;
  /** The token of a new student. */
  enrol(): Promise<string>;
}

export interface Question {
  id: string;
  right: object;
  /** An answer with a misconception. */
  wrong: object;
}

export async function classroom(instructor: Api, tries = 100): Promise<Classroom> {
  const items = ['intro', 'standard', 'hard'].map((difficulty) => ({
    kind: 'handshake-numbers',
    params: { difficulty },
    tries,
  }));
  const { id: courseId } = await made<CourseView>(instructor, '/v1/courses', { title: 'Networks' });
  const path = `/v1/courses/${courseId}`;
  const assignment = await made<AssignmentView>(instructor, `${path}/assignments`, { title: 'A', items });
  await instructor.post(`/v1/assignments/${assignment.id}/publish`);
  return {
    courseId,
    assignmentId: assignment.id,
    enrol: async () => {
      const member = await made<MemberView>(instructor, `${path}/members`, { name: 'Ada', role: 'student' });
      return (await made<IssuedToken>(instructor, `${path}/members/${member.personId}/tokens`)).token;
    },
  };
}

/** Starts the student's attempt and looks up, in the database, what the student cannot know. */
export async function questions(student: Api, assignmentId: string, db: TestDatabase): Promise<Question[]> {
  const attempt = await made<AttemptView>(student, `/v1/assignments/${assignmentId}/attempts`);
  const rows = await db.query(
    `SELECT id, kind, ${DRAWN} AS drawn FROM variants variant WHERE attempt_id = $1 ORDER BY id`,
    [attempt.id],
  );
  return rows.map((row) => {
    const { id, kind: name, drawn } = row as { id: string; kind: string; drawn: Uint8Array };
    const expected = expectedIn(drawn) as Expected;
    const kind = kindOf(name);
    if (!kind) throw new Error(`no kind ${name}`);
    const right = kind.solve(expected).cells;
    return { id, right, wrong: { ...right, ...kind.mistakes(expected)[0]?.values } };
  });
}

async function made<T>(client: Api, path: string, body?: object): Promise<T> {
  const answer = await client.post<T>(path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
