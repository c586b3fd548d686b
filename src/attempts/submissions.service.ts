// Answers: taken, graded and stored in one transaction; the response to the POST is the result.
import { Injectable } from '@nestjs/common';
import type { Told } from '../assignments/release.js';
import { afterLate, judge } from '../assignments/timing.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { Problem, PROBLEMS, typeOf } from '../common/problems.js';
import type { Prisma } from '../generated/prisma/client.js';
import { GradingService } from '../grading/grading.service.js';
import { Database } from '../prisma/database.js';
import { type Expected, type Grade, type Locale, renderGrade, renderSolution } from '../questions/index.js';
import type { SubmittedOne, SubmittedView } from './drafts.dto.js';
import { DraftsService } from './drafts.service.js';
import { attemptPlace, questionPlace, type QuestionPlace, type TakenHint, toldIn } from './place.queries.js';
import type { SolutionView, SubmissionView, SubmitAnswer } from './submissions.dto.js';
import { coolingDown, exhausted, notTaken, unreadable } from './refusals.js';
import { ReviewsService } from '../reviews/reviews.service.js';
import { holdAttempt, takeTry } from './submissions.queries.js';
import { TurnsService } from './turns.service.js';

const WITH_RESULT = { grade: true, review: { select: { comment: true } } } as const;
type Graded = Prisma.SubmissionGetPayload<{ include: typeof WITH_RESULT }>;

/** How something is asked for. */
interface Asked {
  elapsed: Elapsed;
  /** By default the course's. */
  locale?: Locale;
}

type Stored = Pick<Viewed, 'grade' | 'isByHand' | 'comment'>;

/** A stored submission, and what its learner sees of it. */
interface Viewed {
  id: string;
  questionId: string;
  number: number;
  receivedAt: Date;
  inGrace: boolean;
  latePercent: number;
  fromDraft: boolean;
  cells: unknown;
  /** null as long as it waits for a person. */
  grade: Grade | null;
  /** The staff gave the grade. */
  isByHand: boolean;
  /** Of the person who graded it. */
  comment: string | null;
  possible: number;
  tries: number;
  told: Told;
}

@Injectable()
export class SubmissionsService {
  constructor(
    private readonly db: Database,
    private readonly grading: GradingService,
    private readonly reviews: ReviewsService,
    private readonly drafts: DraftsService,
    private readonly turns: TurnsService,
  ) {}

  /**
   * Grades an answer and stores both. Tries are counted under a lock, so that two at once are two tries.
   * @throws Problem unreadable-answer (costs no try), tries-exhausted, not-open, over, forbidden, not-found
   */
  async submit(
    principal: Principal,
    questionId: string,
    typed: SubmitAnswer,
    { elapsed, locale }: Asked,
  ): Promise<SubmissionView> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    if (place.learnerId !== principal.personId) {
      throw new Problem('forbidden', 'Only the learner whose question it is may answer it.');
    }
    const verdict = judge(place.timing, place.state, place.startedAt, place.arrivedAt);
    if (!verdict.taken) throw notTaken(verdict.why);
    // Looked at again under the lock; here it spares a crowd the waiting for it.
    if (place.triesUsed >= place.tries) throw exhausted(place.tries);
    refuseHaste(place);
    const language = locale ?? place.locale;
    const { kind, expected, marking, hints, tries, attemptId, arrivedAt: receivedAt } = place;
    let answer = await this.turns.settle(this.db, place, typed, language);
    let outcome = this.grading.assess({ kind, expected, answer, marking, hintsTo: cellsOf(hints) });
    if (outcome.status === 'unparsable') throw unreadable(outcome.problems, language);
    const told = toldIn(place, place.triesUsed + 1 >= tries);
    const submission = await this.db.$transaction(async (tx) => {
      await holdAttempt(tx, place);
      // The dates may have been moved, and all answers judged anew, while this one waited: it would keep the old ones.
      const held = await questionPlace(tx, principal, questionId, elapsed);
      const judged = judge(held.timing, held.state, held.startedAt, receivedAt);
      if (!judged.taken) throw notTaken(judged.why);
      // The item may have been corrected meanwhile, a hint taken or a turn played.
      const settled = await this.turns.settle(tx, held, typed, language);
      const isOther = JSON.stringify(settled) !== JSON.stringify(answer);
      if (isOther || held.marking.revision !== marking.revision || held.hints.length !== hints.length) {
        answer = settled;
        const hintsTo = cellsOf(held.hints);
        outcome = this.grading.assess({ kind, expected, answer, marking: held.marking, hintsTo });
      }
      if (outcome.status === 'unparsable') throw unreadable(outcome.problems, language);
      const { inGrace, latePercent } = judged;
      const taken = { receivedAt, inGrace, latePercent, fromDraft: false };
      const row = { questionId, ...taken, cells: answer.cells };
      const stored = await takeTry(tx, row, place);
      const of = {
        courseId: place.courseId,
        assignmentId: place.assignmentId,
        attemptId,
        questionId,
        submissionId: stored.id,
        number: stored.number,
        submittedAt: receivedAt,
        learner: { learnerId: place.learnerId, lmsId: place.lmsId },
        isTold: told.correctness,
      };
      if (outcome.status === 'graded') await this.grading.record(tx, outcome.grade, of);
      else {
        const asked = { expected: expected as Expected, cells: answer.cells };
        await this.reviews.open(tx, outcome.grade, of, asked);
      }
      return { ...row, ...stored };
    });
    const grade = outcome.status === 'graded' ? outcome.grade : null;
    const result = { grade, isByHand: false, comment: null, possible: place.possible };
    return view({ ...submission, ...result, tries, told }, language);
  }

  /** One after the other, each with its own result; a refused one costs no try. Without answers, the drafts. */
  async submitAll(
    principal: Principal,
    attemptId: string,
    answers: ({ questionId: string } & SubmitAnswer)[] | undefined,
    asked: Asked,
  ): Promise<SubmittedView> {
    const place = await attemptPlace(this.db, principal, attemptId, asked.elapsed);
    if (place.learnerId !== principal.personId)
      throw new Problem('forbidden', 'Only the learner whose attempt it is may answer in it.');
    const variants = await this.db.variant.findMany({ where: { attemptId }, select: { id: true } });
    const here = new Set(variants.map(({ id }) => id));
    const results: SubmittedOne[] = [];
    for (const { questionId, ...answer } of answers ?? (await this.drafts.pending(attemptId))) {
      const submitting = here.has(questionId)
        ? this.submit(principal, questionId, answer, asked)
        : Promise.reject(new Problem('not-found', 'There is no such question in this attempt.'));
      const result = await submitting.then(
        (submission) => ({ submission, refusal: null }),
        (error: unknown) => {
          if (error instanceof Problem) return { submission: null, refusal: refusalOf(error) };
          throw error;
        },
      );
      results.push({ questionId, ...result });
    }
    return { answers: results };
  }

  /** The right values, and how they come about. @throws Problem not-released */
  async solution(
    principal: Principal,
    questionId: string,
    { elapsed, locale }: Asked,
  ): Promise<SolutionView> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const told = toldIn(place, place.triesUsed >= place.tries);
    if (!told.expected && !told.solution)
      throw new Problem('not-released', 'The right values are shown later; the assignment says when.');
    const solution = renderSolution(place.expected as Expected, locale ?? place.locale);
    if (told.solution) return solution;
    const valueOnly = { arithmetic: null, because: [], concepts: [] };
    const cells = solution.cells.map(({ cell, value }) => ({ cell, value, ...valueOnly }));
    return { cells, ladder: null, svg: null };
  }

  /** The tries at a question so far, the first one first. */
  async list(
    principal: Principal,
    questionId: string,
    { elapsed, locale }: Asked,
  ): Promise<SubmissionView[]> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    const submissions = await this.db.submission.findMany({
      where: { variantId: questionId },
      include: WITH_RESULT,
      orderBy: { number: 'asc' },
    });
    const told = toldIn(place, place.triesUsed >= place.tries);
    return submissions.map(({ answer: cells, ...row }) =>
      view(
        { ...row, questionId, cells, ...stored(row), possible: place.possible, tries: place.tries, told },
        locale ?? place.locale,
      ),
    );
  }
}

function cellsOf(hints: readonly TakenHint[]): string[] {
  return hints.map(({ cell }) => cell);
}

/** @throws Problem cooling-down, with the seconds to wait */
function refuseHaste({ cooldownS, lastTryAt, arrivedAt }: QuestionPlace): void {
  if (cooldownS === 0 || lastTryAt === null) return;
  const waitedMs = Math.max(0, arrivedAt.getTime() - lastTryAt.getTime());
  if (waitedMs < cooldownS * 1000) throw coolingDown(cooldownS, cooldownS - Math.floor(waitedMs / 1000));
}

function refusalOf({ problem, detail, errors = [] }: Problem): SubmittedOne['refusal'] {
  return { type: typeOf(problem), status: PROBLEMS[problem].status, detail, errors };
}

/** The result as it counts. */
function stored({ id, grade, review }: Pick<Graded, 'id' | 'grade' | 'review'>): Stored {
  if (!grade && !review) throw new Error(`submission ${id} has neither a grade nor a review`);
  if (!grade) return { grade: null, isByHand: false, comment: null };
  const { earned, possible, graderVersion, overrideEarned } = grade;
  const counted: Grade = {
    earned: overrideEarned ?? earned,
    possible,
    parts: grade.parts as unknown as Grade['parts'],
    diagnosis: grade.diagnosis as Grade['diagnosis'],
    grader: graderVersion,
  };
  return { grade: counted, isByHand: overrideEarned !== null, comment: review?.comment ?? null };
}

function view(viewed: Viewed, locale: Locale): SubmissionView {
  const { id, questionId, number, receivedAt, inGrace, latePercent, fromDraft, cells, tries, told } = viewed;
  return {
    id,
    questionId,
    number,
    receivedAt: receivedAt.toISOString(),
    cells,
    inGrace,
    latePercent,
    fromDraft,
    told,
    status: told.correctness ? (viewed.grade ? 'graded' : 'needs-review') : 'not-released',
    ...(told.correctness && viewed.grade ? result(viewed.grade, viewed, locale) : UNTOLD),
    possible: viewed.possible,
    triesLeft: Math.max(0, tries - number),
  };
}

const UNTOLD = {
  isByHand: false,
  earned: null,
  counted: null,
  summary: null,
  parts: [],
  diagnosis: null,
  comment: null,
};

/** What is told of a grade once its correctness is. */
function result(grade: Grade, { isByHand, latePercent, told, comment }: Viewed, locale: Locale) {
  const words = renderGrade(grade, locale);
  const rules = grade.diagnosis?.known ? grade.diagnosis.rules : [];
  return {
    isByHand,
    earned: grade.earned,
    counted: afterLate(grade.earned, latePercent),
    summary: words.summary,
    parts: grade.parts.map(
      ({ cell, verdict, earned, possible, followThrough, hintCost = 0, diagnosis, concept }, i) => ({
        cell,
        verdict,
        earned,
        possible,
        followThrough,
        hintCost,
        diagnosis: told.diagnosis ? diagnosis : [],
        evidence: concept?.evidence ?? null,
        text: words.parts[i]?.text ?? '',
      }),
    ),
    diagnosis: told.diagnosis && words.diagnosis ? { ...words.diagnosis, rules } : null,
    comment,
  };
}
