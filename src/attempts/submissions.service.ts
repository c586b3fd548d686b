// Answers: taken, graded and stored in one transaction; the response to the POST is the result.
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import type { Prisma } from '../generated/prisma/client.js';
import { GradingService } from '../grading/grading.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { json } from '../prisma/json.js';
import { type Grade, type Locale, renderGrade, type Problem as Unreadable } from '../questions/index.js';
import { AttemptsService } from './attempts.service.js';
import type { SubmissionView, SubmitAnswer } from './submissions.dto.js';

type Graded = Prisma.SubmissionGetPayload<{ include: { grade: true } }>;

const WITH_TRUTH = {
  include: { attempt: { include: { assignment: { select: { courseId: true } } } } },
  omit: { expected: false },
} as const;

@Injectable()
export class SubmissionsService {
  constructor(
    private readonly db: Database,
    private readonly attempts: AttemptsService,
    private readonly grading: GradingService,
  ) {}

  /**
   * Grades an answer and stores both. Tries are counted under a lock, so that two at once are two tries.
   * @throws Problem unreadable-answer (costs no try), tries-exhausted, forbidden, not-found
   */
  async submit(
    principal: Principal,
    questionId: string,
    answer: SubmitAnswer,
    locale?: Locale,
  ): Promise<SubmissionView> {
    const variant = await this.db.variant.findUnique({ where: { id: questionId }, ...WITH_TRUTH });
    if (!variant)
      throw new Problem('not-found', 'There is no such attempt or question, or it is not for you.');
    const { attempt } = variant;
    const { courseId } = attempt.assignment;
    const { course, lmsId } = await this.attempts.mayRead(principal, courseId, attempt.learnerId);
    if (attempt.learnerId !== principal.personId) {
      throw new Problem('forbidden', 'Only the learner whose question it is may answer it.');
    }
    const language = locale ?? (course.locale as Locale);
    const outcome = this.grading.assess({ kind: variant.kind, expected: variant.expected, answer });
    if (outcome.status === 'unparsable') throw unreadable(outcome.problems, language);

    const submission = await this.db.$transaction(async (tx) => {
      const number = await takeTry(tx, attempt.id, questionId, variant.tries);
      const { id: submissionId, receivedAt } = await tx.submission.create({
        data: { variantId: questionId, number, answer: json(answer.cells) },
        select: { id: true, receivedAt: true },
      });
      await this.grading.record(tx, outcome.grade, {
        courseId,
        assignmentId: attempt.assignmentId,
        attemptId: attempt.id,
        questionId,
        submissionId,
        number,
        submittedAt: receivedAt,
        learner: { learnerId: attempt.learnerId, lmsId },
      });
      return { id: submissionId, number, receivedAt };
    });
    return view(
      { ...submission, questionId, cells: answer.cells, grade: outcome.grade, tries: variant.tries },
      language,
    );
  }

  /** The tries at a question so far, the first one first. */
  async list(principal: Principal, questionId: string, locale?: Locale): Promise<SubmissionView[]> {
    const question = await this.attempts.question(principal, questionId, locale);
    const { tries, submissions } = await this.db.variant.findUniqueOrThrow({
      where: { id: questionId },
      select: { tries: true, submissions: { include: { grade: true }, orderBy: { number: 'asc' } } },
    });
    return submissions.map((submission) => {
      const { id, number, receivedAt, answer: cells } = submission;
      return view(
        { id, number, receivedAt, questionId, cells, grade: stored(submission), tries },
        question.locale as Locale,
      );
    });
  }
}

/** The number of the next try, taken while the attempt is locked: the score is summed over the whole of it. */
async function takeTry(tx: Tx, attemptId: string, questionId: string, tries: number): Promise<number> {
  await tx.$queryRaw`SELECT id FROM attempts WHERE id = ${attemptId}::uuid FOR UPDATE`;
  const used = await tx.submission.count({ where: { variantId: questionId } });
  if (used >= tries) throw new Problem('tries-exhausted', `All ${tries} tries at this question are used.`);
  return used + 1;
}

function unreadable(problems: Unreadable[], locale: Locale): Problem {
  const faults = problems.map(({ cell, message }) => ({
    at: cell ? `cells.${cell}` : 'cells',
    detail: message[locale],
  }));
  const named = faults.map(({ at, detail }) => `${at}: ${detail}`).join('; ');
  return new Problem('unreadable-answer', `No try was used. ${named}`, faults);
}

function stored(submission: Graded): Grade {
  const { grade } = submission;
  if (!grade) throw new Error(`submission ${submission.id} has no grade`);
  const { earned, possible, graderVersion } = grade;
  return {
    earned,
    possible,
    parts: grade.parts as unknown as Grade['parts'],
    diagnosis: grade.diagnosis as Grade['diagnosis'],
    grader: graderVersion,
  };
}

interface Viewed {
  id: string;
  questionId: string;
  number: number;
  receivedAt: Date;
  cells: unknown;
  grade: Grade;
  tries: number;
}

function view(
  { id, questionId, number, receivedAt, cells, grade, tries }: Viewed,
  locale: Locale,
): SubmissionView {
  const words = renderGrade(grade, locale);
  return {
    id,
    questionId,
    number,
    receivedAt: receivedAt.toISOString(),
    cells,
    earned: grade.earned,
    possible: grade.possible,
    summary: words.summary,
    parts: grade.parts.map(({ cell, verdict, earned, possible, followThrough, diagnosis }, i) => ({
      cell,
      verdict,
      earned,
      possible,
      followThrough,
      diagnosis,
      text: words.parts[i]?.text ?? '',
    })),
    diagnosis: words.diagnosis && {
      ...words.diagnosis,
      rules: grade.diagnosis?.known ? grade.diagnosis.rules : [],
    },
    triesLeft: Math.max(0, tries - number),
  };
}
