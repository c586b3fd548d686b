// The score of a learner for an assignment, derived in the database from the grades.
import type { Tx } from '../prisma/database.js';

export interface ChangedScore {
  earned: number;
  possible: number;
  version: number;
}

/**
 * Brings the score row up to the grades: of each question the best grade, of the attempts the best sum.
 * Returns the row when it changed, else null. The caller holds the lock on the learner's attempt.
 */
export async function refreshScore(
  tx: Tx,
  assignmentId: string,
  learnerId: string,
): Promise<ChangedScore | null> {
  const rows = await tx.$queryRaw<ChangedScore[]>`
    WITH best AS (
      SELECT variant.attempt_id, variant.possible, coalesce(max(grade.earned), 0) AS earned
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id
      LEFT JOIN submissions submission ON submission.variant_id = variant.id
      LEFT JOIN grades grade ON grade.submission_id = submission.id
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ${learnerId}::uuid
      GROUP BY variant.id
    ), total AS (
      SELECT sum(earned)::int AS earned, sum(possible)::int AS possible
      FROM best GROUP BY attempt_id ORDER BY 1 DESC LIMIT 1
    )
    INSERT INTO scores AS score (assignment_id, learner_id, earned, possible)
    SELECT ${assignmentId}::uuid, ${learnerId}::uuid, earned, possible FROM total
    ON CONFLICT (assignment_id, learner_id) DO UPDATE
      SET earned = excluded.earned, possible = excluded.possible, version = score.version + 1, changed_at = now()
      WHERE (score.earned, score.possible) IS DISTINCT FROM (excluded.earned, excluded.possible)
    RETURNING earned, possible, version`;
  return rows[0] ?? null;
}
