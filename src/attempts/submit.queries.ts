// How answers get into the database: one call of take_answers() for those of several requests, which looks at every rule
// again under the learners' locks. The function and what it returns are explained in the migration that makes it.
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
  /** By question, those of other requests among them: which try it was, or why it was none. */
  | { numbers: Record<string, number>; refused: Record<string, Refusal> };

/** What one request wants to have stored. */
export interface AskedAnswers {
  of: AnswersOf;
  answers: NewAnswer[];
}

/** $1: the attempts, $2: their assignments, $3: their learners, $4 to $7: as the function says, in its migration. */
const TAKE_ANSWERS: Statement = {
  name: 'take-answers',
  text: `SELECT take_answers($1::uuid[], $2::uuid[], $3::uuid[], $4::jsonb, $5::jsonb, $6::jsonb, $7) AS taken`,
};

interface Taken {
  wholes: ('busy' | 'handed-in' | 'closed' | 'stale' | null)[];
  numbers: Record<string, number>;
  refused: Record<string, Refusal>;
}

/**
 * What became of each. No learner stands there twice.
 * @param alone one that may wait for who is at work on its learner's answers
 */
export async function storeAnswers(
  db: Tx,
  asked: AskedAnswers[],
  alone: boolean,
): Promise<(Stored | Promise<Stored>)[]> {
  const [row] = await run<{ taken: Taken }>(db, TAKE_ANSWERS, [...valuesOf(asked), alone]);
  if (!row) throw new Error('take_answers() returned nothing');
  const { wholes, numbers, refused } = row.taken;
  return asked.map((each, i) => {
    const whole = wholes[i] ?? null;
    if (whole === 'busy') return storeAlone(db, each);
    return whole ? { whole } : { numbers, refused };
  });
}

export async function storeAlone(db: Tx, asked: AskedAnswers): Promise<Stored> {
  const [stored] = await storeAnswers(db, [asked], true);
  return stored as Stored;
}

function valuesOf(asked: AskedAnswers[]): (string | string[])[] {
  const column = (of: (each: AnswersOf) => string) => asked.map((each) => of(each.of));
  const seen = asked.map(({ of }) => of.seen);
  const answers = asked.flatMap((each, i) => each.answers.map((answer) => ({ ask: i + 1, ...answer })));
  return [
    column(({ attemptId }) => attemptId),
    column(({ assignmentId }) => assignmentId),
    column(({ learner }) => learner.learnerId),
    JSON.stringify(seen),
    JSON.stringify(asked.map(scoreEvent)),
    JSON.stringify(answers),
  ];
}

/** null: nobody may know the score yet. */
function scoreEvent({ of: { assignmentId, learner, isTold }, answers }: AskedAnswers): NewEvent | null {
  if (!isTold) return null;
  const submittedAt = answers[0]?.receivedAt.toISOString() ?? '';
  const later = { earned: 0, possible: 0, version: 1 };
  return newEvent('score.changed', { ...learner, assignmentId, submittedAt }, later);
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
