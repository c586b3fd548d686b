// Scores: what learners reached in assignments. It alone writes them.
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { CoursesService } from '../courses/courses.service.js';
import { EventsService, type LearnerRef } from '../events/events.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { type LearnerScoreView, type ScoreView, scoreView } from './gradebook.dto.js';
import { lastSubmissions, refreshScores, takeUnannounced } from './scores.queries.js';

export interface ScoreOf {
  courseId: string;
  assignmentId: string;
  learner: LearnerRef;
  /** When the submission came that may change the score. */
  submittedAt: Date;
  /** Whether the learner may know it yet; if not, it is announced when it is released. */
  isTold: boolean;
}

@Injectable()
export class GradebookService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly events: EventsService,
  ) {}

  /** Brings a score up to the grades, in their transaction, and records the event when it changed. */
  async refresh(tx: Tx, { courseId, assignmentId, learner, submittedAt, isTold }: ScoreOf): Promise<void> {
    const changed = await refreshScores(tx, assignmentId, learner.learnerId, isTold);
    for (const { earned, possible, version } of isTold ? changed : []) {
      await this.events.record(tx, courseId, 'score.changed', {
        ...learner,
        assignmentId,
        earned,
        possible,
        version,
        submittedAt: submittedAt.toISOString(),
      });
    }
  }

  /**
   * The same for every learner of an assignment whose rules have changed, or where something was released: what may be
   * told now is announced. The caller holds the assignment's attempts locked.
   */
  async refreshAll(
    tx: Tx,
    courseId: string,
    assignmentId: string,
    isTold: (learnerId: string) => boolean,
  ): Promise<void> {
    await refreshScores(tx, assignmentId, null, false);
    const announced = await takeUnannounced(tx, assignmentId, isTold);
    if (announced.length === 0) return;
    const last = await lastSubmissions(tx, assignmentId);
    for (const { learnerId, earned, possible, version } of announced) {
      const answered = last.get(learnerId);
      if (!answered) throw new Error(`a score of ${learnerId} without a submission`);
      const { lmsId, submittedAt } = answered;
      await this.events.record(tx, courseId, 'score.changed', {
        learnerId,
        lmsId,
        assignmentId,
        earned,
        possible,
        version,
        submittedAt: submittedAt.toISOString(),
      });
    }
  }

  /** Every score of a course, by learner. */
  async scoresOfAssignment(
    principal: Principal,
    courseId: string,
    assignmentId: string,
    query: PageQuery,
  ): Promise<Page<LearnerScoreView>> {
    await this.courses.require(principal, courseId, 'instructor');
    const rows = await this.db.score.findMany({
      where: {
        assignment: { id: assignmentId, courseId },
        ...(query.after && { learnerId: { gt: query.after } }),
      },
      include: {
        learner: { select: { name: true, memberships: { where: { courseId }, select: { lmsId: true } } } },
      },
      orderBy: { learnerId: 'asc' },
      take: rowsOf(query),
    });
    return page(
      rows,
      query,
      (row) => row.learnerId,
      (row) => ({
        ...scoreView(row),
        name: row.learner.name,
        lmsId: row.learner.memberships[0]?.lmsId ?? null,
      }),
    );
  }

  /** The principal's own scores in a course, as far as they are released. */
  async ownScores(principal: Principal, courseId: string): Promise<ScoreView[]> {
    await this.courses.membership(principal, courseId);
    const rows = await this.db.score.findMany({
      where: {
        learnerId: principal.personId,
        assignment: { courseId },
        announcedVersion: { equals: this.db.score.fields.version },
      },
      orderBy: { assignmentId: 'asc' },
    });
    return rows.map(scoreView);
  }
}
