// A person's own data: who they are here, and all that is kept of them, as far as it is released to them. It is read
// through the services that show it one by one, so that nothing shows here that does not show there.
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AttemptsService } from '../attempts/attempts.service.js';
import { DraftsService } from '../attempts/drafts.service.js';
import { HintsService } from '../attempts/hints.service.js';
import { SubmissionsService } from '../attempts/submissions.service.js';
import { TurnsService } from '../attempts/turns.service.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { tokenView } from '../courses/tokens.dto.js';
import { GradebookService } from '../gradebook/gradebook.service.js';
import { Database } from '../prisma/database.js';
import type { MeView } from './me.dto.js';

const ROWS_AT_ONCE = 100;

@Injectable()
export class MeService {
  constructor(
    private readonly db: Database,
    private readonly attempts: AttemptsService,
    private readonly drafts: DraftsService,
    private readonly hints: HintsService,
    private readonly submissions: SubmissionsService,
    private readonly turns: TurnsService,
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
    let between = '';
    for (const course of me.courses) {
      yield between;
      yield* this.#course(principal, course, elapsed);
      between = ',';
    }
    yield '],"former":[';
    between = '';
    for (const { course, lmsId, removedAt } of await this.#left(principal)) {
      yield between;
      const known = { courseId: course.id, title: course.title, lmsId, removedAt };
      yield* this.#course({ ...principal, asFormer: true }, known, elapsed);
      between = ',';
    }
    yield ']}\n';
  }

  /** The courses that they were in, and left something in. */
  async #left({ personId, courseId }: Principal) {
    return this.db.formerMember.findMany({
      where: { personId, ...(courseId && { courseId }) },
      include: { course: true },
      orderBy: { courseId: 'asc' },
    });
  }

  async *#course(
    principal: Principal,
    course: { courseId: string },
    elapsed: Elapsed,
  ): AsyncGenerator<string> {
    const { courseId } = course;
    const groups = await this.db.group.findMany({
      where: { courseId, members: { some: { personId: principal.personId } } },
      select: { id: true, name: true },
    });
    const scores = await this.gradebook.releasedScores(principal.personId, courseId);
    yield `${JSON.stringify({ ...course, groups, scores }).slice(0, -1)},"attempts":[`;
    yield* joined(this.#attempts(principal, courseId, elapsed));
    yield ']}';
  }

  async *#attempts(principal: Principal, courseId: string, elapsed: Elapsed): AsyncGenerator<object> {
    const where = { learnerId: principal.personId, assignment: { courseId } };
    for (let last: string | undefined; ;) {
      const rows = await this.db.attempt.findMany({
        where: { ...where, ...(last && { id: { gt: last } }) },
        select: { id: true, assignment: { select: { title: true } } },
        orderBy: { id: 'asc' },
        take: ROWS_AT_ONCE,
      });
      for (const { id, assignment } of rows) {
        const attempt = await this.attempts.read(principal, id, elapsed);
        const questions: object[] = [];
        for (const { id: questionId } of attempt.questions)
          questions.push(await this.#question(principal, questionId, elapsed));
        yield { ...attempt, assignment: assignment.title, questions };
      }
      if (rows.length < ROWS_AT_ONCE) return;
      last = rows.at(-1)?.id;
    }
  }

  async #question(principal: Principal, questionId: string, elapsed: Elapsed): Promise<object> {
    const { text, task } = await this.attempts.question(principal, questionId, elapsed);
    const draft = await this.drafts.read(principal, questionId, elapsed);
    const { hints } = await this.hints.list(principal, questionId, elapsed);
    const turns = await this.turns.movesIn(principal, questionId, elapsed);
    const submissions = await this.submissions.list(principal, questionId, { elapsed });
    return { questionId, text, task, draft, hints, turns, submissions };
  }
}

async function* joined(values: AsyncIterable<object>): AsyncGenerator<string> {
  let between = '';
  for await (const value of values) {
    yield between + JSON.stringify(value);
    between = ',';
  }
}
