// A term over HTTP, by a client generated from the OpenAPI document: three courses, every mode of assignment, late work,
// an extension, drafts, hints, a score by hand, a regrade and its undo, the gradebook read again, statistics, a learner
// deleted. What everybody has to have in the end is reckoned beside it. Nothing is looked up in the database.
// LASTACK_TERM_STUDENTS makes it longer.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TokensService } from '../../src/auth/tokens.service.js';
import { done, type Schemas, type TypedClient, typedClient } from '../support/api/client.js';
import { until } from '../support/course.js';
import { readCsv } from '../support/read-csv.js';
import { testService, type TestService } from '../support/service.js';

const STUDENTS = Number(process.env['LASTACK_TERM_STUDENTS'] ?? 18);
const COURSES = 3;
const AT_ONCE = 8;
const HOUR_MS = 3_600_000;
const SOON = 1 / 3_600;
const POINTS = 20;
const LATE_POINTS = 18;
const HINT_POINTS = 1;
/** What a spreadsheet or a reader of CSV may stumble over. */
const NAMES = ['=1+1', 'Lin, "Mei"', 'Zoë\nB'];

const ITEM = {
  kind: 'handshake-numbers',
  params: { difficulty: 'intro', story: 'usual', notation: 'letters' },
  points: POINTS,
  tries: 3,
  hints: { afterTries: 1, points: HINT_POINTS, percent: 0 },
} as const;
const PLAN = {
  practice: { mode: 'practice' },
  homework: { mode: 'homework', latePercent: 10 },
  exam: { mode: 'exam', timeLimitS: 3_600 },
  drafts: { mode: 'homework', submitDraftsAtDeadline: true },
} as const;
type Name = keyof typeof PLAN;
const TITLES = Object.keys(PLAN) as Name[];

interface Student {
  i: number;
  personId: string;
  name: string;
  client: TypedClient;
  /** What the scores have to be. */
  ledger: Record<Name, number>;
}

interface Course {
  id: string;
  assignments: Record<Name, Schemas['AssignmentView']>;
  students: Student[];
}

let service: TestService;
let staff: TypedClient;
const courses: Course[] = [];
const everybody = () => courses.flatMap((course) => course.students.map((student) => ({ course, student })));

beforeAll(async () => {
  service = await testService();
  const tokens = service.app.get(TokensService);
  const personId = await tokens.addPerson(service.db, { name: 'Professor Stevens', mayCreateCourses: true });
  const { token } = await tokens.issue(service.db, { personId, courseId: null, label: 'term' });
  staff = typedClient(service.url, token);
});
afterAll(() => service.close());

/** Some at a time, as people come. */
async function each<T>(list: T[], act: (one: T) => Promise<void>): Promise<void> {
  const rest = list.values();
  const worker = async () => {
    for (const one of rest) await act(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function newCourse(number: number): Promise<Course> {
  const course = await done(staff.POST('/v1/courses', { body: { title: `Networks ${number}` } }));
  const path = { courseId: course.id };
  const members = Array.from({ length: Math.ceil(STUDENTS / COURSES) }, (_, i) => ({
    name: NAMES[i] ?? `Student ${i}`,
    role: 'student' as const,
    lmsId: `sis-${number}-${i}`,
  }));
  const { rows } = await done(
    staff.POST('/v1/courses/{courseId}/members/bulk', { params: { path }, body: { members } }),
  );
  const students: Student[] = [];
  await each([...rows.entries()], async ([i, { personId }]) => {
    if (!personId) throw new Error(`row ${i} was refused`);
    const of = { params: { path: { ...path, personId } }, body: {} };
    const { token } = await done(staff.POST('/v1/courses/{courseId}/members/{personId}/tokens', of));
    const ledger = { practice: 0, homework: 0, exam: 0, drafts: 0 };
    const client = typedClient(service.url, token);
    students[i] = { i, personId, name: members[i]?.name ?? '', client, ledger };
  });
  const assignments = {} as Course['assignments'];
  for (const title of TITLES) {
    const body = { title, items: [ITEM], ...PLAN[title] } as unknown as Schemas['CreateAssignment'];
    const draft = await done(staff.POST('/v1/courses/{courseId}/assignments', { params: { path }, body }));
    const of = { params: { path: { assignmentId: draft.id } } };
    assignments[title] = await done(staff.POST('/v1/assignments/{assignmentId}/publish', of));
  }
  return { id: course.id, assignments, students };
}

/** Begins, or goes on, and reads the question. */
async function question({ client }: Student, assignment: Schemas['AssignmentView']) {
  const of = { params: { path: { assignmentId: assignment.id } } };
  const attempt = await done(client.POST('/v1/assignments/{assignmentId}/attempts', of));
  const path = { questionId: attempt.questions[0]?.id ?? '' };
  return done(client.GET('/v1/questions/{questionId}', { params: { path } }));
}

/** Read off the ladder: the answers are the same but for the length of the data. */
function rightCells({ ladder }: Schemas['QuestionView']) {
  const [, length] = /len=(\d+)/.exec(ladder) ?? [];
  const [client, server] = ['x+1', 'y+1'];
  const sums = { '1.ack': client, '2.seq': client, '2.ack': server, '3.seq': client, '4.seq': server };
  return { ...sums, '4.ack': `x+${Number(length) + 1}` };
}
const WRONG_CELLS = { '1.ack': 'x', '2.seq': 'x', '2.ack': 'y', '3.seq': 'x' };

async function submit({ client }: Student, questionId: string, cells: Record<string, string>) {
  const of = { params: { path: { questionId } }, body: { cells } };
  return done(client.POST('/v1/questions/{questionId}/submissions', of));
}

/** Changes an assignment on top of what it is now. */
async function change({ id }: Schemas['AssignmentView'], body: Schemas['UpdateAssignment']): Promise<void> {
  const path = { assignmentId: id };
  const { version } = await done(staff.GET('/v1/assignments/{assignmentId}', { params: { path } }));
  const header = { 'If-Match': `"${version}"` };
  await done(staff.PATCH('/v1/assignments/{assignmentId}', { params: { path, header }, body }));
}

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

/** The staff's own score of a student. */
async function scoreOf(assignment: Schemas['AssignmentView'], { personId }: Student) {
  const path = { assignmentId: assignment.id, learnerId: personId };
  return done(staff.GET('/v1/assignments/{assignmentId}/scores/{learnerId}', { params: { path } }));
}

describe(`a term of ${STUDENTS} students`, () => {
  it(`begins: ${STUDENTS} people in ${COURSES} courses, with four assignments each`, async () => {
    for (let number = 1; number <= COURSES; number++) courses.push(await newCourse(number));
    expect(everybody().length).toBeGreaterThanOrEqual(STUDENTS);
  });

  it('has practice, where a mistake is named and a hint is cheap', async () => {
    await each(everybody(), async ({ course, student }) => {
      const asked = await question(student, course.assignments.practice);
      if (student.i % 2 === 0) {
        const { earned, diagnosis } = await submit(student, asked.id, WRONG_CELLS);
        expect([earned, diagnosis?.rules]).toEqual([0, ['syn-takes-no-number']]);
        const of = { params: { path: { questionId: asked.id } }, body: { cell: '1.ack', number: 1 } };
        const { cost } = await done(student.client.POST('/v1/questions/{questionId}/hints', of));
        expect(cost).toBe(HINT_POINTS);
      }
      student.ledger.practice = student.i % 2 === 0 ? POINTS - HINT_POINTS : POINTS;
      expect((await submit(student, asked.id, rightCells(asked))).counted).toBe(student.ledger.practice);
    });
  });

  it('has homework: who is late loses a step, but for who has an extension', async () => {
    for (const { assignments } of courses) await change(assignments.homework, { dueAt: inHours(1) });
    const inTime = ({ i }: Student) => i % 3 === 0;
    const hand = async (course: Course, student: Student, points: number) => {
      const asked = await question(student, course.assignments.homework);
      const { counted, latePercent } = await submit(student, asked.id, rightCells(asked));
      expect([student.i, counted, latePercent]).toEqual([student.i, points, points === POINTS ? 0 : 10]);
      student.ledger.homework = points;
    };
    await each(everybody(), async ({ course, student }) => {
      if (inTime(student)) await hand(course, student, POINTS);
    });
    for (const { assignments, students } of courses) {
      // Who has answered by now was in time.
      await change(assignments.homework, { dueAt: inHours(0) });
      const path = { assignmentId: assignments.homework.id };
      const extensions = [{ learnerId: students[1]?.personId, dueAt: inHours(24) }];
      const of = { params: { path }, body: { extensions } };
      await done(staff.PUT('/v1/assignments/{assignmentId}/extensions', of));
    }
    await each(everybody(), async ({ course, student }) => {
      if (!inTime(student)) await hand(course, student, student.i === 1 ? POINTS : LATE_POINTS);
    });
  });

  it('has an exam, of which nobody is told before it closes', async () => {
    await each(everybody(), async ({ course, student }) => {
      const asked = await question(student, course.assignments.exam);
      const isWrong = student.i % 4 === 0;
      const { status, earned, parts, diagnosis } = await submit(
        student,
        asked.id,
        isWrong ? WRONG_CELLS : rightCells(asked),
      );
      expect([status, earned, parts, diagnosis]).toEqual(['not-released', null, [], null]);
      student.ledger.exam = isWrong ? 0 : POINTS;
      expect((await ownScores(course, student)).has(course.assignments.exam.id)).toBe(false);
    });
    for (const { assignments } of courses) {
      const path = { assignmentId: assignments.exam.id };
      await done(staff.POST('/v1/assignments/{assignmentId}/close', { params: { path } }));
    }
    await each(everybody(), async ({ course, student }) => {
      const { exam } = course.assignments;
      // A job tells it.
      const scores = await until(
        () => ownScores(course, student),
        (told) => told.has(exam.id),
      );
      expect(scores.get(exam.id)).toBe(student.ledger.exam);
    });
  });

  it('has homework whose drafts the deadline hands in', async () => {
    await each(everybody(), async ({ course, student }) => {
      const asked = await question(student, course.assignments.drafts);
      const path = { questionId: asked.id };
      const draft = await done(student.client.GET('/v1/questions/{questionId}/draft', { params: { path } }));
      const of = { params: { path, header: { 'If-Match': `"${draft.version}"` } } };
      const body = { cells: rightCells(asked) };
      await done(student.client.PUT('/v1/questions/{questionId}/draft', { ...of, body }));
      student.ledger.drafts = POINTS;
    });
    for (const { assignments } of courses) await change(assignments.drafts, { closesAt: inHours(SOON) });
    await each(everybody(), async ({ course, student }) => {
      const score = () => scoreOf(course.assignments.drafts, student);
      const { earned } = await until(score, (now) => now.earned !== null);
      expect(earned).toBe(POINTS);
    });
  });

  it('has a score given by hand', async () => {
    for (const { assignments, students } of courses) {
      const [student] = students;
      if (!student) continue;
      const { version } = await scoreOf(assignments.homework, student);
      const path = { assignmentId: assignments.homework.id, learnerId: student.personId };
      const of = { params: { path, header: { 'If-Match': `"${version}"` } } };
      const body = { earned: 7, reason: 'Shown in the lab.' };
      const set = await done(
        staff.PATCH('/v1/assignments/{assignmentId}/scores/{learnerId}', { ...of, body }),
      );
      expect(set).toMatchObject({ earned: 7, computed: POINTS });
      student.ledger.homework = 7;
    }
  });

  it('has a regrade, which is undone', async () => {
    for (const course of courses) {
      const { exam } = course.assignments;
      const changes = [{ type: 'full' as const, itemId: exam.items[0]?.id ?? '' }];
      const body = { changes, reason: 'The figure was misprinted.' };
      const of = { params: { path: { assignmentId: exam.id } }, body };
      const { id } = await done(staff.POST('/v1/assignments/{assignmentId}/regrades', of));
      const params = { params: { path: { regradeId: id } } };
      const settled = (state: string) =>
        until(
          () => done(staff.GET('/v1/regrades/{regradeId}', params)),
          (regrade) => regrade.state === state,
        );
      await settled('proposed');
      await done(
        staff.POST('/v1/regrades/{regradeId}/apply', { ...params, body: { policy: 'never_lower' } }),
      );
      await settled('applied');
      for (const student of course.students) expect((await scoreOf(exam, student)).earned).toBe(POINTS);
      await done(staff.POST('/v1/regrades/{regradeId}/undo', params));
      await settled('undone');
    }
  });

  it('ends with a gradebook that says of everybody what they earned, also as CSV', async () => {
    for (const { id, assignments, students } of courses) {
      const params = { path: { courseId: id } };
      const file = await done(staff.GET('/v1/courses/{courseId}/gradebook.csv', { params, parseAs: 'text' }));
      const [header = [], ...records] = readCsv(file.replace('\uFEFF', ''));
      expect(records).toHaveLength(students.length);
      for (const { personId, ledger, name } of students) {
        const record = records.find(([learner]) => learner === personId) ?? [];
        const scores = TITLES.map((title) => record[header.indexOf(title)]);
        expect([name, ...scores]).toEqual([name, ...TITLES.map((title) => String(ledger[title]))]);
        // What a spreadsheet would reckon is made a text; all else stands as it is.
        expect(record[1]).toBe(name.startsWith('=') ? `'${name}` : name);
      }
      const page = { ...params, query: { limit: 100 } };
      const { data } = await done(staff.GET('/v1/courses/{courseId}/gradebook', { params: page }));
      for (const { learnerId, scores } of data) {
        const ledger = students.find(({ personId }) => personId === learnerId)?.ledger;
        const earned = TITLES.map(
          (title) => scores.find(({ assignmentId }) => assignmentId === assignments[title].id)?.earned,
        );
        expect(earned).toEqual(TITLES.map((title) => ledger?.[title]));
      }
    }
  });

  it('ends with statistics that count who had the misconception', async () => {
    for (const { assignments, students } of courses) {
      const path = { assignmentId: assignments.exam.id };
      const { items, misconceptions, scores } = await done(
        staff.GET('/v1/assignments/{assignmentId}/statistics', { params: { path } }),
      );
      const wrong = students.filter(({ ledger }) => ledger.exam === 0).length;
      expect(misconceptions).toMatchObject([{ rule: 'syn-takes-no-number', learners: wrong }]);
      expect(items[0]?.facility).toBeCloseTo(1 - wrong / students.length, 2);
      expect(scores.learners).toBe(students.length);
    }
  });

  it('forgets a learner who asks for it', async () => {
    for (const { id, students } of courses) {
      const gone = students[0] as Student;
      const path = { courseId: id, personId: gone.personId };
      await done(staff.DELETE('/v1/courses/{courseId}/learners/{personId}', { params: { path } }));
      expect((await gone.client.GET('/v1/me')).response.status).toBe(401);
      const params = { path: { courseId: id } };
      const members = await done(staff.GET('/v1/courses/{courseId}/members', { params }));
      expect(members.data.map(({ personId }) => personId)).not.toContain(gone.personId);
    }
  });
});

/** What a student is told, by assignment. */
async function ownScores({ id }: Course, { client }: Student): Promise<Map<string, number>> {
  const params = { path: { courseId: id } };
  const scores = await done(client.GET('/v1/courses/{courseId}/scores/me', { params }));
  return new Map(scores.map(({ assignmentId, earned }) => [assignmentId, earned]));
}
