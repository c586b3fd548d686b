// The course that a newcomer finds on the embedded database: one instructor, three students, a published assignment.
// Its tokens are kept in the data folder, so that every start can show them again.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isUUID } from 'class-validator';
import { AssignmentsService } from './assignments/assignments.service.js';
import { StartingService } from './attempts/starting.service.js';
import { TokensService } from './auth/tokens.service.js';
import { CourseTokensService } from './courses/course-tokens.service.js';
import { CoursesService } from './courses/courses.service.js';
import { Database } from './prisma/database.js';
import { expectedOf } from './prisma/drawn.js';
import type { Expected } from './questions/index.js';
import type { Service } from './serve.js';

const INSTRUCTOR = 'Demo instructor';
const STUDENTS = ['Ada', 'Bo', 'Chen'] as const;

export interface DemoCourse {
  courseId: string;
  assignmentId: string;
  questionId: string;
  /** An answer that can be pasted: typed by a student who thinks that a SYN takes no sequence number. */
  answer: Record<string, string | number>;
  tokens: { instructor: string; students: Record<string, string> };
}

/** Makes the demo course, unless this data folder has had it. */
export async function demoCourse({ app, settings }: Service): Promise<DemoCourse> {
  const file = join(resolve(settings.config.dataFolder), 'demo.json');
  const tokens = app.get(TokensService);
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as DemoCourse;
    if (await tokens.principalOf(kept.tokens.instructor)) return kept;
  }
  const db = app.get(Database);
  const making = `${file}.making`;
  if (existsSync(making)) await removeHalfMade(db, readFileSync(making, 'utf8'));
  const made = await make(db, tokens, app, (courseId) => writeFileSync(making, courseId, { mode: 0o600 }));
  // Renamed into place: never half a file.
  writeFileSync(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  rmSync(making, { force: true });
  return made;
}

/** What a start that was killed left: that course by its id, and nothing that anybody else may have made. */
async function removeHalfMade(db: Database, courseId: string): Promise<void> {
  if (isUUID(courseId)) await db.course.deleteMany({ where: { id: courseId } });
}

async function make(
  db: Database,
  tokens: TokensService,
  app: Service['app'],
  begun: (courseId: string) => void,
): Promise<DemoCourse> {
  const courses = app.get(CoursesService);
  const courseTokens = app.get(CourseTokensService);
  const assignments = app.get(AssignmentsService);
  const personId = await tokens.addPerson(db, { name: INSTRUCTOR, mayCreateCourses: true });
  const unlimited = { tokenId: null, courseId: null, scopes: [], expiresAt: null };
  const instructor = { ...unlimited, personId, name: INSTRUCTOR, mayCreateCourses: true };
  const course = await courses.create(instructor, { title: 'Demo: Computer Networks', locale: 'en' });
  begun(course.id);
  const students: Record<string, string> = {};
  let first = '';
  for (const name of STUDENTS) {
    const lmsId = name.toLowerCase();
    const member = await courses.addMember(instructor, course.id, { name, role: 'student', lmsId });
    students[name] = (await courseTokens.issue(instructor, course.id, member.personId, {})).token;
    first ||= member.personId;
  }
  const items = (['intro', 'standard', 'hard'] as const).map((difficulty) => ({
    kind: 'handshake-numbers',
    params: { difficulty },
    points: 10,
    tries: 100,
  }));
  const assignment = await assignments.create(instructor, course.id, {
    title: 'The three-way handshake',
    items,
  });
  await assignments.move(instructor, assignment.id, 'publish');
  const ada = {
    ...unlimited,
    personId: first,
    name: STUDENTS[0],
    mayCreateCourses: false,
    courseId: course.id,
  };
  const { attempt } = await app.get(StartingService).startById(ada, assignment.id, () => 0);
  const questionId = attempt.questions[0]?.id as string;
  const { token } = await tokens.issue(db, { personId, courseId: null, label: 'Demo' });
  return {
    courseId: course.id,
    assignmentId: assignment.id,
    questionId,
    answer: await wrongAnswer(db, questionId),
    tokens: { instructor: token, students },
  };
}

/** The answer under the first misconception that shows in the question. */
async function wrongAnswer(db: Database, questionId: string): Promise<DemoCourse['answer']> {
  const question = await db.variant.findUniqueOrThrow({
    where: { id: questionId },
    select: { drawn: true, expected: true },
  });
  return (expectedOf(question) as Expected).mistakes[0]?.values ?? {};
}

/** What `npm start` prints. */
export function introduction(url: string, { courseId, questionId, answer, tokens }: DemoCourse): string {
  const ada = tokens.students['Ada'] as string;
  const bearer = `-H 'Authorization: Bearer ${ada}'`;
  return `
LastAck is listening on ${url}
  API reference   ${url}/docs   (the document: ${url}/openapi.json)

A demo course is ready. Tokens:
  instructor    ${tokens.instructor}
${Object.entries(tokens.students)
  .map(([name, token]) => `  ${`student ${name}`.padEnd(14)}${token}`)
  .join('\n')}

As Ada, read a question, answer it (wrongly: see which misconception it shows), and see the grade:

  curl -s ${bearer} ${url}/v1/questions/${questionId}

  curl -s ${bearer} -H 'Content-Type: application/json' -d '${JSON.stringify({ cells: answer })}' ${url}/v1/questions/${questionId}/submissions

  curl -s ${bearer} ${url}/v1/courses/${courseId}/scores/me

Ctrl-C stops the service; its data stays.
`;
}
