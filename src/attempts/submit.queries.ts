// How answers get into the database: one call of store_answers(), which looks at every rule again under the learner's
// lock. The function and what it returns are explained in the migration that makes it.
import { newEvent, type NewEvent, type LearnerRef } from '../events/events.service.js';
import type { Tx } from '../prisma/database.js';
import { newId } from '../prisma/id.js';
import { run, type Statement } from '../prisma/statement.js';
import type { Expected, Grade, Outcome } from '../questions/index.js';
import { newReview, type NewReview } from '../reviews/new-review.js';
import type { Seen } from './place.queries.js';

/** One answer as the function takes it. */
export interface NewAnswer {
  question: string;
  /** The id that it gets. */
  submission: string;
  cells: Record<string, unknown>;
  receivedAt: Date;
  inGrace: boolean;
  latePercent: number;
  /** The deadline submitted it, not its learner. */
  fromDraft: boolean;
  cooldownS: number;
  /** Of the marking, and how many hints and which turns it was judged with; null: it is not played in turns. */
  revision: number;
  hints: number;
  turns: string[] | null;
  /** null: it waits for a person. */
  grade: Grade | null;
  review: NewReview | null;
  /** null: nobody may know the result yet. */
  event: NewEvent | null;
}

/** Whose answers, where. */
export interface AnswersOf {
  attemptId: string;
  assignmentId: string;
  learner: LearnerRef;
  /** What they were judged by; null at the end of an attempt, when it decides no more. */
  seen: Seen | null;
  /** Whether the learner may know the score yet. */
  isTold: boolean;
}

export type Refusal = 'absent' | 'exhausted' | 'cooling-down' | 'stale';

export type Stored =
  | { whole: 'handed-in' | 'closed' | 'stale' }
  /** By question: which try it was, or why it was none. */
  | { numbers: Record<string, number>; refused: Record<string, Refusal> };

/** $1: the attempt, $2: its assignment, $3: its learner, $4: Seen, $5: NewAnswer[], $6: the event of the score, or null. */
export const STORE_ANSWERS: Statement = {
  name: 'store-answers',
  text: `SELECT store_answers($1::uuid, $2::uuid, $3::uuid, $4::jsonb, $5::jsonb, $6::jsonb) AS stored`,
};

export async function storeAnswers(db: Tx, of: AnswersOf, answers: NewAnswer[]): Promise<Stored> {
  const [row] = await run<{ stored: Stored }>(db, STORE_ANSWERS, storeAnswersValues(of, answers));
  if (!row) throw new Error('store_answers returned nothing');
  return row.stored;
}

/** The parameters of STORE_ANSWERS. */
export function storeAnswersValues(of: AnswersOf, answers: NewAnswer[]): (string | null)[] {
  const { attemptId, assignmentId, learner, seen, isTold } = of;
  const submittedAt = answers[0]?.receivedAt.toISOString() ?? '';
  const later = { earned: 0, possible: 0, version: 1 };
  const score = isTold && newEvent('score.changed', { ...learner, assignmentId, submittedAt }, later);
  const place = [attemptId, assignmentId, learner.learnerId, seen && JSON.stringify(seen)];
  return [...place, JSON.stringify(answers), score ? JSON.stringify(score) : null];
}

/** An answer that was judged. */
export interface JudgedAnswer extends Omit<
  NewAnswer,
  'question' | 'submission' | 'grade' | 'review' | 'event'
> {
  questionId: string;
  expected: Expected;
  outcome: Exclude<Outcome, { status: 'unparsable' }>;
}

/** Gives it its id, and draws up what is told of it. */
export function newAnswer(
  { attemptId, assignmentId, learner, isTold }: AnswersOf,
  { questionId, expected, outcome, ...judged }: JudgedAnswer,
): NewAnswer {
  const { grade } = outcome;
  const { cells, receivedAt } = judged;
  const submission = newId();
  const of = { ...learner, assignmentId, attemptId, questionId, submissionId: submission };
  const data = { ...of, submittedAt: receivedAt.toISOString() };
  const stored = { ...judged, question: questionId, submission };
  // Not in the data: the number is known when it is stored.
  const later = { number: 1 };
  if (outcome.status === 'needs-review') {
    const event = newEvent('submission.needs_review', data, later);
    return { ...stored, grade: null, review: newReview(grade, expected, cells), event };
  }
  const { earned, possible } = grade;
  const event = isTold ? newEvent('submission.graded', { ...data, earned, possible }, later) : null;
  return { ...stored, grade, review: null, event };
}
