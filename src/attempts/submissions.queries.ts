// The lock under which a learner's hints and turns are taken, one after the other with answers.
import { Problem } from '../common/problems.js';
import type { Tx } from '../prisma/database.js';
import type { Place } from './place.queries.js';

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
