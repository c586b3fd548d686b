// Grades and scores given by hand. Each change names the version it is about, so that two people do not overwrite each
// other; it has a reason, and stands in the audit log with what was before.
import { Injectable } from '@nestjs/common';
import { timingsOf } from '../assignments/extensions.queries.js';
import { toldOf } from '../assignments/release.js';
import { AssignmentsService, type AssignmentWithItems } from '../assignments/assignments.service.js';
import { possibleOf } from '../assignments/points.js';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { stale } from '../common/entity-tag.js';
import { Problem } from '../common/problems.js';
import { GradebookService, type ScoreOf } from '../gradebook/gradebook.service.js';
import { GradingService } from '../grading/grading.service.js';
import { Database, type Tx } from '../prisma/database.js';
import type { GradeView, HandScoreView, SetPoints } from './overrides.dto.js';

interface ScoreKey {
  assignmentId: string;
  learnerId: string;
}

@Injectable()
export class OverridesService {
  constructor(
    private readonly db: Database,
    private readonly assignments: AssignmentsService,
    private readonly grading: GradingService,
    private readonly gradebook: GradebookService,
    private readonly audit: AuditService,
  ) {}

  async grade(principal: Principal, submissionId: string): Promise<GradeView> {
    const grade = await gradeOf(this.db, submissionId);
    if (!grade) throw absent();
    await this.#editable(principal, grade.assignmentId).catch((error: unknown) => {
      throw error instanceof Problem && error.problem === 'not-found' ? absent() : error;
    });
    return grade;
  }

  /** @param points null: what the grader said counts again. @throws Problem precondition-failed */
  async changeGrade(
    principal: Principal,
    submissionId: string,
    version: number,
    points: SetPoints | null,
  ): Promise<GradeView> {
    const before = await this.grade(principal, submissionId);
    // Looked at again under the lock; here it spares a crowd the waiting for it.
    if (before.version !== version) throw stale();
    refuseMoreThan(before.possible, points);
    const assignment = await this.#editable(principal, before.assignmentId);
    await this.db.$transaction(async (tx) => {
      const of = await this.#hold(tx, assignment, before.learnerId);
      if (!(await this.grading.override(tx, submissionId, version, points))) throw stale();
      await this.gradebook.refresh(tx, of);
      await this.audit.record(tx, assignment.courseId, principal, {
        action: points ? 'grade.overridden' : 'grade.override_removed',
        subject: { type: 'grade', id: submissionId },
        before: { earned: before.earned },
        after: { earned: points?.earned ?? before.computed },
        reason: points?.reason,
      });
    });
    return this.grade(principal, submissionId);
  }

  async score(principal: Principal, key: ScoreKey): Promise<HandScoreView> {
    return this.#score(await this.#editable(principal, key.assignmentId), key);
  }

  /** @param points null: what the grades say counts again. @throws Problem precondition-failed */
  async changeScore(
    principal: Principal,
    key: ScoreKey,
    version: number,
    points: SetPoints | null,
  ): Promise<HandScoreView> {
    const assignment = await this.#editable(principal, key.assignmentId);
    const before = await this.#score(assignment, key);
    if (before.version !== version) throw stale();
    refuseMoreThan(before.possible, points);
    if (!points && !before.override) throw new Problem('conflict', 'This score was not given by hand.');
    await this.db.$transaction(async (tx) => {
      const of = await this.#hold(tx, assignment, key.learnerId);
      if (!(await this.gradebook.override(tx, of, version, points, before.possible))) throw stale();
      const after = await this.#score(assignment, key, tx);
      await this.audit.record(tx, assignment.courseId, principal, {
        action: points ? 'score.overridden' : 'score.override_removed',
        subject: { type: 'score', id: key.learnerId },
        before: { assignmentId: key.assignmentId, earned: before.earned },
        after: { assignmentId: key.assignmentId, earned: after.earned },
        reason: points?.reason,
      });
    });
    return this.#score(assignment, key);
  }

  async #editable(principal: Principal, assignmentId: string): Promise<AssignmentWithItems> {
    return this.assignments.editable(principal, assignmentId);
  }

  async #score(assignment: AssignmentWithItems, key: ScoreKey, db: Tx = this.db): Promise<HandScoreView> {
    const { courseId } = assignment;
    const score = await this.gradebook.scoreOf(db, key.assignmentId, key.learnerId);
    const isStudent =
      score.version > 0 ||
      (await db.member.findFirst({ where: { courseId, personId: key.learnerId, role: 'student' } }));
    if (!isStudent) throw new Problem('not-found', 'There is no such student in this course.');
    return { ...key, ...score, possible: score.possible ?? possibleOf(assignment) };
  }

  /** Locks the learner's attempts, as every change of their score does; and says where the score belongs. */
  async #hold(tx: Tx, assignment: AssignmentWithItems, learnerId: string): Promise<ScoreOf> {
    const { id: assignmentId, courseId, state } = assignment;
    await tx.$queryRaw`
      SELECT id FROM attempts WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ${learnerId}::uuid
      ORDER BY id FOR UPDATE`;
    const [row] = await tx.$queryRaw<{ lmsId: string | null; submittedAt: Date | null; now: Date }[]>`
      SELECT clock_timestamp() AS now,
             (SELECT lms_id FROM members WHERE course_id = ${courseId}::uuid AND person_id = ${learnerId}::uuid) AS "lmsId",
             (SELECT max(submission.received_at) FROM attempts attempt
              JOIN variants variant ON variant.attempt_id = attempt.id
              JOIN submissions submission ON submission.variant_id = variant.id
              WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ${learnerId}::uuid)
               AS "submittedAt"`;
    if (!row) throw new Error('a query without a row');
    const { lmsId, submittedAt, now } = row;
    const timing = (await timingsOf(tx, [assignment], learnerId)).get(assignmentId) ?? assignment;
    const isTold = toldOf(assignment, { state, now, timing, latest: assignment, isDone: false }).correctness;
    const learner = { learnerId, lmsId };
    return { courseId, assignmentId, learner, submittedAt: submittedAt ?? now, isTold };
  }
}

async function gradeOf(db: Tx, submissionId: string): Promise<GradeView | null> {
  const row = await db.grade.findUnique({
    where: { submissionId },
    include: {
      submission: {
        select: { variantId: true, variant: { select: { attempt: true } } },
      },
    },
  });
  if (!row) return null;
  const { earned, possible, overrideEarned, overrideReason, version, submission } = row;
  const { assignmentId, learnerId } = submission.variant.attempt;
  return {
    submissionId,
    questionId: submission.variantId,
    assignmentId,
    learnerId,
    earned: overrideEarned ?? earned,
    computed: earned,
    possible,
    override:
      overrideEarned === null || overrideReason === null
        ? null
        : { earned: overrideEarned, reason: overrideReason },
    version,
  };
}

function refuseMoreThan(possible: number, points: SetPoints | null): void {
  if (!points || points.earned <= possible) return;
  const detail = `earned must not be more than what is possible, ${possible}`;
  throw new Problem('validation-failed', `Nothing was changed. ${detail}.`, [{ at: 'earned', detail }]);
}

function absent(): Problem {
  return new Problem('not-found', 'There is no such submission, or it is not for you.');
}
