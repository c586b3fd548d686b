// How an answer gets into the database: under the learner's lock, and within the limit of tries.
import { Problem } from '../common/problems.js';
import type { Tx } from '../prisma/database.js';
import { newId } from '../prisma/id.js';
import type { Place, QuestionPlace } from './place.queries.js';
import { coolingDown, exhausted } from './refusals.js';

/**
 * Locks the learner's attempts at the assignment (the score is made of all of them), and looks again whether this one
 * takes answers: it may have been handed in, or the assignment closed, since the place was read.
 * @throws Problem over
 */
export async function holdAttempt(tx: Tx, { attemptId, assignmentId, learnerId }: Place): Promise<void> {
  const held = await tx.$queryRaw<{ id: string; open: boolean | null; state: string }[]>`
    SELECT attempt.id, attempt.open, assignment.state::text
    FROM attempts attempt JOIN assignments assignment ON assignment.id = attempt.assignment_id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ${learnerId}::uuid
    ORDER BY attempt.id FOR UPDATE OF attempt`;
  const attempt = held.find(({ id }) => id === attemptId);
  if (!attempt?.open) throw new Problem('over', 'Nothing was taken: this attempt is handed in or over.');
  if (attempt.state !== 'published')
    throw new Problem('over', 'Nothing was taken: the assignment is closed.');
}

export interface NewSubmission {
  questionId: string;
  cells: unknown;
  receivedAt: Date;
  inGrace: boolean;
  latePercent: number;
  /** The deadline submitted it, not its learner. */
  fromDraft: boolean;
}

/**
 * Uses one try and stores the answer made with it.
 * @throws Problem tries-exhausted, cooling-down
 */
export async function takeTry(
  tx: Tx,
  submission: NewSubmission,
  { tries, cooldownS }: QuestionPlace,
): Promise<{ id: string; number: number }> {
  const { questionId } = submission;
  const stored = await storeTry(tx, submission, cooldownS);
  if (stored) return stored;
  const left = await tx.$queryRaw<object[]>`
    SELECT id FROM variants WHERE id = ${questionId}::uuid AND tries_used < tries`;
  throw cooldownS > 0 && left.length > 0 ? coolingDown(cooldownS, cooldownS) : exhausted(tries);
}

/** The draft is done with. undefined: there is no try left, or the last one was too short ago. */
export async function storeTry(
  tx: Tx,
  { questionId, cells, receivedAt, inGrace, latePercent, fromDraft }: NewSubmission,
  cooldownS: number,
): Promise<{ id: string; number: number } | undefined> {
  const [stored] = await tx.$queryRaw<{ id: string; number: number }[]>`
    WITH taken AS (
      UPDATE variants SET tries_used = tries_used + 1
      WHERE id = ${questionId}::uuid AND tries_used < tries AND NOT EXISTS
        (SELECT FROM submissions WHERE variant_id = ${questionId}::uuid AND ${cooldownS} > 0
         AND received_at > ${receivedAt}::timestamptz - make_interval(secs => ${cooldownS}))
      RETURNING tries_used
    ), done AS (
      UPDATE drafts SET submitted_version = version
      WHERE variant_id = ${questionId}::uuid AND EXISTS (SELECT FROM taken)
    )
    INSERT INTO submissions (id, variant_id, number, answer, received_at, in_grace, late_percent, from_draft)
    SELECT ${newId()}::uuid, ${questionId}::uuid, tries_used, ${JSON.stringify(cells)}::jsonb,
           ${receivedAt}::timestamptz, ${inGrace}, ${latePercent}, ${fromDraft}
    FROM taken RETURNING id, number`;
  return stored;
}
