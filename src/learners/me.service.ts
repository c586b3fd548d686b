// A person's own data: who they are here, and all that is kept of them, as far as it is released to them. It is read
// through the services that show it one by one, so that nothing shows here that does not show there.
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AssignmentsService } from '../assignments/assignments.service.js';
import { AttemptsService } from '../attempts/attempts.service.js';
import { DraftsService } from '../attempts/drafts.service.js';
import { SubmissionsService } from '../attempts/submissions.service.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import type { Page, PageQuery } from '../common/page.js';
import { tokenView } from '../courses/tokens.dto.js';
import { GradebookService } from '../gradebook/gradebook.service.js';
import { Database } from '../prisma/database.js';
import type { MeView } from './me.dto.js';

const ROWS = 100;

@Injectable()
export class MeService {
  constructor(
    private readonly db: Database,
    private readonly assignments: AssignmentsService,
    private readonly attempts: AttemptsService,
    private readonly drafts: DraftsService,
    private readonly submissions: SubmissionsService,
    private readonly gradebook: GradebookService,
  ) {}

  async read(principal: Principal): Promise<MeView> {
    const { personId, name, mayCreateCourses, scopes, expiresAt, courseId } = principal;
    const members = await this.db.member.findMany({
      where: { personId, ...(courseId && { courseId }) },
      include: { course: true },
      orderBy: { courseId: 'asc' },
    });
    const courses = members.map(({ course, role, lmsId }) => ({
      courseId: course.id,
      title: course.title,
      role,
      lmsId,
    }));
    const token = { scopes, courseId, expiresAt: expiresAt?.toISOString() ?? null };
    return { personId, name, mayCreateCourses, token, courses };
  }

  /** JSON, written as it is read: an attempt is in memory at a time, and nothing is read faster than it is taken. */
  export(principal: Principal, elapsed: Elapsed): Readable {
    return Readable.from(this.#write(principal, elapsed), { objectMode: false, highWaterMark: 16_384 });
  }

  async *#write(principal: Principal, elapsed: Elapsed): AsyncGenerator<string> {
    const me = await this.read(principal);
    const { personId, courseId } = principal;
    const tokens = await this.db.token.findMany({ where: { personId, ...(courseId && { courseId }) } });
    yield `{"me":${JSON.stringify(me)},"tokens":${JSON.stringify(tokens.map(tokenView))},"courses":[`;
    for (const [i, course] of me.courses.entries()) {
      const groups = await this.db.group.findMany({
        where: { courseId: course.courseId, members: { some: { personId } } },
        select: { id: true, name: true },
      });
      const scores = await this.gradebook.ownScores(principal, course.courseId);
      const known = JSON.stringify({ ...course, groups, scores }).slice(0, -1);
      yield `${i > 0 ? ',' : ''}${known},"attempts":[`;
      yield* joined(this.#attempts(principal, course.courseId, elapsed));
      yield ']}';
    }
    yield ']}\n';
  }

  async *#attempts(principal: Principal, courseId: string, elapsed: Elapsed): AsyncGenerator<object> {
    const listed = (query: PageQuery) => this.assignments.list(principal, courseId, query);
    for await (const assignment of every(listed)) {
      const begun = (query: PageQuery) => this.attempts.list(principal, assignment.id, query);
      for await (const { id, learnerId } of every(begun)) {
        if (learnerId !== principal.personId) continue;
        const attempt = await this.attempts.read(principal, id, elapsed);
        const questions: object[] = [];
        for (const { id: questionId } of attempt.questions) {
          const { text, task } = await this.attempts.question(principal, questionId, elapsed);
          const draft = await this.drafts.read(principal, questionId, elapsed);
          const submissions = await this.submissions.list(principal, questionId, { elapsed });
          questions.push({ questionId, text, task, draft, submissions });
        }
        yield { ...attempt, assignment: assignment.title, questions };
      }
    }
  }
}

async function* every<T extends { id: string }>(
  list: (query: PageQuery) => Promise<Page<T>>,
): AsyncGenerator<T> {
  for (let after: string | undefined; ;) {
    const { data, next } = await list({ after, limit: ROWS });
    yield* data;
    if (next === null) return;
    after = next;
  }
}

async function* joined(values: AsyncIterable<object>): AsyncGenerator<string> {
  let between = '';
  for await (const value of values) {
    yield between + JSON.stringify(value);
    between = ',';
  }
}
