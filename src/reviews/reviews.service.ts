// The queue of answers that wait for a person, and their decisions. A decision is made once, is final, and brings the
// score up to date in its transaction. Until then the answer has no grade and counts nothing.
import { Injectable } from '@nestjs/common';
import { timingsOf } from '../assignments/extensions.queries.js';
import { toldOf } from '../assignments/release.js';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { type Fault, Problem } from '../common/problems.js';
import { CoursesService } from '../courses/courses.service.js';
import { GradingService } from '../grading/grading.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { decidedGrade, type Grade, type Locale } from '../questions/index.js';
import type { Decision, ReplayDecision, ReplayedDecision, ReviewQuery, ReviewView } from './reviews.dto.js';
import { proposalOf, type ReviewRow, reviewOf, reviewsOf, reviewView, similarTo } from './reviews.queries.js';

/** What was decided of an answer, and by whom. */
interface Verdict {
  given: Record<string, boolean>;
  comment: string | null;
  by: Principal;
  /** The answer whose decision is replayed. */
  likeId: string | null;
}

@Injectable()
export class ReviewsService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly grading: GradingService,
    private readonly audit: AuditService,
  ) {}

  async list(principal: Principal, courseId: string, query: ReviewQuery): Promise<Page<ReviewView>> {
    const { course } = await this.courses.require(principal, courseId, 'assistant');
    const { state, assignmentId, question, after } = query;
    const where = {
      courseId,
      decidedAt: state === 'pending' ? null : { not: null },
      ...(assignmentId && { assignmentId }),
      ...(question && { question }),
      ...(after && { submissionId: { gt: after } }),
    };
    return paged(await reviewsOf(this.db, where, rowsOf(query)), query, course.locale as Locale);
  }

  async read(principal: Principal, submissionId: string): Promise<ReviewView> {
    const { review, locale } = await this.#of(principal, submissionId);
    return reviewView(review, locale);
  }

  /** @throws Problem conflict when somebody has decided, validation-failed unless exactly the concepts are named */
  async decide(
    principal: Principal,
    submissionId: string,
    { concepts, comment }: Decision,
  ): Promise<ReviewView> {
    const { review } = await this.#of(principal, submissionId);
    const given = checked(review, concepts);
    const verdict: Verdict = { given, comment: comment ?? null, by: principal, likeId: null };
    if (!(await this.db.$transaction((tx) => this.#settle(tx, review, verdict))))
      throw new Problem('conflict', 'Nothing was changed: it has been decided, and a decision is final.');
    return this.read(principal, submissionId);
  }

  /** What a decision on this answer could be replayed over. */
  async similar(principal: Principal, submissionId: string, query: PageQuery): Promise<Page<ReviewView>> {
    const { review, locale } = await this.#of(principal, submissionId);
    const after = query.after ? [{ submissionId: { gt: query.after } }] : [];
    const rows = await reviewsOf(this.db, { AND: [similarTo(review), ...after] }, rowsOf(query));
    return paged(rows, query, locale);
  }

  /** Decides those of the named answers that are similar and still wait. @throws Problem conflict while this one waits */
  async replay(
    principal: Principal,
    submissionId: string,
    { submissionIds }: ReplayDecision,
  ): Promise<ReplayedDecision> {
    const { review } = await this.#of(principal, submissionId);
    if (!review.decidedAt || !review.submission.grade)
      throw new Problem('conflict', 'Nothing was changed: decide this answer first.');
    const { parts } = review.submission.grade;
    const given = Object.fromEntries(
      (parts as unknown as Grade['parts']).flatMap(({ concept }) =>
        concept ? [[concept.name, concept.proposed] as const] : [],
      ),
    );
    const verdict: Verdict = { given, comment: review.comment, by: principal, likeId: submissionId };
    const decided: string[] = [];
    const wanted = { AND: [similarTo(review), { submissionId: { in: submissionIds } }] };
    for (const like of await reviewsOf(this.db, wanted, submissionIds.length))
      if (await this.db.$transaction((tx) => this.#settle(tx, like, verdict)))
        decided.push(like.submissionId);
    return { decided, left: submissionIds.filter((id) => !decided.includes(id)) };
  }

  /** false when it was decided before. */
  async #settle(tx: Tx, review: ReviewRow, { given, comment, by, likeId }: Verdict): Promise<boolean> {
    const { submissionId, courseId, assignmentId, learnerId, submission } = review;
    // As for an answer: the score is made of all of the learner's attempts.
    await tx.$queryRaw`
      SELECT id FROM attempts WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ${learnerId}::uuid
      ORDER BY id FOR UPDATE`;
    const taken = await tx.$executeRaw`
      UPDATE reviews SET decided_at = clock_timestamp(), decided_by = ${by.personId}::uuid, comment = ${comment},
                         like_id = ${likeId}::uuid
      WHERE submission_id = ${submissionId}::uuid AND decided_at IS NULL`;
    if (taken === 0) return false;
    const proposal = proposalOf(review);
    const grade = decidedGrade(proposal, given);
    const member = await tx.member.findUnique({
      where: { courseId_personId: { courseId, personId: learnerId } },
      select: { lmsId: true },
    });
    await this.grading.record(tx, grade, {
      courseId,
      assignmentId,
      attemptId: submission.variant.attemptId,
      questionId: submission.variantId,
      submissionId,
      number: submission.number,
      submittedAt: submission.receivedAt,
      learner: { learnerId, lmsId: member?.lmsId ?? null },
      isTold: await isTold(tx, assignmentId, learnerId),
    });
    await this.audit.record(tx, courseId, by, {
      action: 'grade.reviewed',
      subject: { type: 'grade', id: submissionId },
      before: { proposed: conceptsOf(proposal), earned: proposal.earned },
      after: { decided: conceptsOf(grade), earned: grade.earned, ...(likeId && { like: likeId }) },
      reason: comment,
    });
    return true;
  }

  /** @throws Problem not-found outside of the course or when it needs no review, forbidden to students */
  async #of(principal: Principal, submissionId: string): Promise<{ review: ReviewRow; locale: Locale }> {
    const review = await reviewOf(this.db, submissionId);
    const absent = new Problem('not-found', 'There is no such review, or it is not for you.');
    if (!review) throw absent;
    const membership = await this.courses.membership(principal, review.courseId).catch((error: unknown) => {
      throw error instanceof Problem ? absent : error;
    });
    // A student does not learn of another one's answers, nor that the own one waits before that is released.
    if (membership.role === 'student') throw absent;
    return { review, locale: membership.course.locale as Locale };
  }
}

/** Whether the learner may know the result now. */
async function isTold(tx: Tx, assignmentId: string, learnerId: string): Promise<boolean> {
  const assignment = await tx.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const timing = (await timingsOf(tx, [assignment], learnerId)).get(assignmentId) ?? assignment;
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const of = { state: assignment.state, now: clock?.now as Date, timing, latest: assignment, isDone: false };
  return toldOf(assignment, of).correctness;
}

function conceptsOf({ parts }: Grade): string[] {
  return parts.flatMap(({ concept }) => (concept?.proposed ? [concept.name] : []));
}

/** @throws Problem validation-failed with every fault */
function checked(review: ReviewRow, concepts: Record<string, unknown>): Record<string, boolean> {
  const names = proposalOf(review).parts.flatMap(({ concept }) => concept?.name ?? []);
  const faults: Fault[] = [
    ...names
      .filter((name) => typeof concepts[name] !== 'boolean')
      .map((name) => ({ at: `concepts.${name}`, detail: 'say true or false' })),
    ...Object.keys(concepts)
      .filter((name) => !names.includes(name))
      .map((name) => ({ at: `concepts.${name}`, detail: `there are the concepts ${names.join(', ')}` })),
  ];
  if (faults.length === 0) return concepts as Record<string, boolean>;
  const named = faults.map(({ at, detail }) => `${at}: ${detail}`).join('; ');
  throw new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
}

function paged(rows: ReviewRow[], query: PageQuery, locale: Locale): Page<ReviewView> {
  return page(
    rows,
    query,
    (row) => row.submissionId,
    (row) => reviewView(row, locale),
  );
}
