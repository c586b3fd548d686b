// Scores: what learners reached in assignments. It alone writes them.
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { CoursesService } from '../courses/courses.service.js';
import type { Events } from '../events/catalogue.js';
import { EventsService, type LearnerRef } from '../events/events.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { type LearnerScoreView, type ScoreView, scoreView } from './gradebook.dto.js';
import {
  type ChangedScore,
  derivedScore,
  lastSubmissions,
  overrideScore,
  refreshScores,
  type ScoreOverride,
  takeUnannounced,
} from './scores.queries.js';

export interface ScoreOf {
  courseId: string;
  assignmentId: string;
  learner: LearnerRef;
  /** When the submission came that may change the score. */
  submittedAt: Date;
  /** Whether the learner may know it yet; if not, it is announced when it is released. */
  isTold: boolean;
}

/** A score as the staff sees it. */
export interface ScoreNow {
  /** What counts; null: there is no score. */
  earned: number | null;
  /** What the grades alone say; null: nothing is answered. */
  computed: number | null;
  possible: number | null;
  override: ScoreOverride | null;
  version: number;
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
    const changed = await refreshScores(tx, assignmentId, [learner.learnerId], isTold);
    for (const score of isTold ? changed : []) {
      await this.#tell(tx, { courseId, assignmentId, learner, submittedAt, isTold }, score);
    }
  }

  /** A learner's score as it counts, and as the grades alone say. Version 0: there is none yet. */
  async scoreOf(db: Tx, assignmentId: string, learnerId: string): Promise<ScoreNow> {
    const score = await db.score.findUnique({
      where: { assignmentId_learnerId: { assignmentId, learnerId } },
    });
    const derived = await derivedScore(db, assignmentId, learnerId);
    const { overrideEarned: earned = null, overrideReason: reason = null } = score ?? {};
    return {
      earned: score?.earned ?? null,
      computed: derived?.earned ?? null,
      possible: derived?.possible ?? score?.possible ?? null,
      override: earned === null || reason === null ? null : { earned, reason },
      version: score?.version ?? 0,
    };
  }

  /**
   * Gives a score by hand, or with null takes that back, if the score is at `version` still. The caller holds the
   * learner's attempts locked.
   * @param possible what the assignment is worth, for a learner without answers
   */
  async override(
    tx: Tx,
    of: ScoreOf,
    version: number,
    override: ScoreOverride | null,
    possible: number,
  ): Promise<boolean> {
    const { assignmentId, learner, isTold } = of;
    const derived = await derivedScore(tx, assignmentId, learner.learnerId);
    const score = {
      assignmentId,
      learnerId: learner.learnerId,
      possible: derived?.possible ?? possible,
      derived: derived?.earned ?? 0,
    };
    const changed = await overrideScore(tx, score, version, override, isTold);
    if (changed && isTold) await this.#tell(tx, of, changed);
    return changed !== null;
  }

  async #tell(tx: Tx, of: ScoreOf, { earned, possible, version }: ChangedScore): Promise<void> {
    await this.events.record(tx, of.courseId, 'score.changed', {
      ...of.learner,
      assignmentId: of.assignmentId,
      earned,
      possible,
      version,
      submittedAt: of.submittedAt.toISOString(),
    });
  }

  /**
   * The same for some learners of an assignment whose rules have changed, or where something was released: what may be
   * told now is announced. The caller holds their attempts locked.
   */
  async refreshMany(
    tx: Tx,
    { courseId, assignmentId }: Pick<ScoreOf, 'courseId' | 'assignmentId'>,
    learnerIds: readonly string[],
    isTold: (learnerId: string) => boolean,
  ): Promise<void> {
    await refreshScores(tx, assignmentId, learnerIds, false);
    const announced = await takeUnannounced(tx, assignmentId, learnerIds, isTold);
    if (announced.length === 0) return;
    const last = await lastSubmissions(tx, assignmentId, learnerIds);
    const told: Events['score.changed'][] = [];
    for (const { learnerId, earned, possible, version } of announced) {
      // Without an answer it is a score that was given by hand.
      const { lmsId, submittedAt } = last.get(learnerId) ?? (await this.#unanswered(tx, courseId, learnerId));
      const points = { earned, possible, version, submittedAt: submittedAt.toISOString() };
      told.push({ learnerId, lmsId, assignmentId, ...points });
    }
    await this.events.recordAll(tx, courseId, 'score.changed', told);
  }

  async #unanswered(tx: Tx, courseId: string, personId: string) {
    const member = await tx.member.findUnique({ where: { courseId_personId: { courseId, personId } } });
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return { lmsId: member?.lmsId ?? null, submittedAt: clock?.now as Date };
  }

  /** Every score of a course, by learner. */
  async scoresOfAssignment(
    principal: Principal,
    courseId: string,
    assignmentId: string,
    query: PageQuery,
  ): Promise<Page<LearnerScoreView>> {
    await this.courses.require(principal, courseId, 'instructor');
    if (
      !(await this.db.assignment.findUnique({ where: { id: assignmentId, courseId }, select: { id: true } }))
    )
      throw new Problem('not-found', 'There is no such assignment in this course.');
    const rows = await this.db.score.findMany({
      where: {
        assignmentId,
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
    return this.releasedScores(principal.personId, courseId);
  }

  /** A learner's scores in a course as far as they may know them, also when they have left it. */
  async releasedScores(learnerId: string, courseId: string): Promise<ScoreView[]> {
    const rows = await this.db.score.findMany({
      where: {
        learnerId,
        assignment: { courseId },
        announcedVersion: { equals: this.db.score.fields.version },
      },
      orderBy: { assignmentId: 'asc' },
    });
    return rows.map(scoreView);
  }
}
