// What single questions count, after their item was corrected.
import type { Counts } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';

export interface QuestionCounts {
  id: string;
  learnerId: string;
  itemId: string;
  counts: Counts;
}

/** Of some learners and some items of an assignment. */
export function questionCounts(
  tx: Tx,
  assignmentId: string,
  learnerIds: readonly string[],
  itemIds: readonly string[],
): Promise<QuestionCounts[]> {
  return tx.$queryRaw<QuestionCounts[]>`
    SELECT variant.id, attempt.learner_id AS "learnerId", variant.item_id AS "itemId", variant.counts::text
    FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ANY (${learnerIds}::uuid[])
      AND variant.item_id = ANY (${itemIds}::uuid[])`;
}

/** The caller holds the learners' attempts, and refreshes their scores. */
export async function setCounts(tx: Tx, rows: Pick<QuestionCounts, 'id' | 'counts'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE variants SET counts = new.counts::counts
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new (id uuid, counts text)
    WHERE variants.id = new.id`;
}

/** Locks the attempts of some learners, in the order in which everybody does. */
export async function holdLearners(
  tx: Tx,
  assignmentId: string,
  learnerIds: readonly string[],
): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM attempts
    WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ANY (${learnerIds}::uuid[])
    ORDER BY id FOR UPDATE`;
}
