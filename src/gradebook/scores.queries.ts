// The scores of learners for an assignment, derived in the database from the grades by the functions derived_scores() and
// refresh_scores() of its migrations.
import type { Tx } from '../prisma/database.js';

export interface ChangedScore {
  learnerId: string;
  earned: number;
  possible: number;
  version: number;
}

/**
 * Brings the score rows up to the grades; what was given by hand stays. Returns the rows that changed. The caller holds
 * the learners' attempts locked.
 *
 * @param learnerIds null: of every learner
 * @param isAnnounced whether the caller tells of what has changed
 */
export async function refreshScores(
  tx: Tx,
  assignmentId: string,
  learnerIds: readonly string[] | null,
  isAnnounced: boolean,
): Promise<ChangedScore[]> {
  return tx.$queryRaw<ChangedScore[]>`
    SELECT learner_id AS "learnerId", earned, possible, version
    FROM refresh_scores(${assignmentId}::uuid, ${learnerIds}::uuid[], ${isAnnounced}::boolean)`;
}

/** What the grades alone say of one learner; null when nothing is answered. */
export async function derivedScore(
  db: Tx,
  assignmentId: string,
  learnerId: string,
): Promise<{ earned: number; possible: number } | null> {
  const rows = await db.$queryRaw<{ earned: number; possible: number }[]>`
    SELECT earned, possible FROM derived_scores(${assignmentId}::uuid, ARRAY[${learnerId}::uuid])`;
  return rows[0] ?? null;
}

export interface ScoreOverride {
  earned: number;
  reason: string;
}

/**
 * Gives a score by hand, or with null what the grades say again (0 when nothing is answered: receivers were told of the
 * score and must be told of its end). Nothing happens, and null is returned, when the score is not at `version` any
 * more; version 0 is that of a score that does not exist yet.
 */
export async function overrideScore(
  tx: Tx,
  { assignmentId, learnerId, possible, derived }: OverriddenScore,
  version: number,
  override: ScoreOverride | null,
  isAnnounced: boolean,
): Promise<ChangedScore | null> {
  const earned = override?.earned ?? derived;
  const rows =
    version === 0
      ? await tx.$queryRaw<ChangedScore[]>`
          INSERT INTO scores (assignment_id, learner_id, earned, possible, override_earned, override_reason, announced_version)
          VALUES (${assignmentId}::uuid, ${learnerId}::uuid, ${earned}, ${possible}, ${override?.earned ?? null}::int,
                  ${override?.reason ?? null}::text, ${isAnnounced}::boolean::int)
          ON CONFLICT DO NOTHING RETURNING learner_id AS "learnerId", earned, possible, version`
      : await tx.$queryRaw<ChangedScore[]>`
          UPDATE scores SET earned = ${earned}, override_earned = ${override?.earned ?? null}::int,
                            override_reason = ${override?.reason ?? null}::text, version = version + 1, changed_at = now(),
                            announced_version = CASE WHEN ${isAnnounced} THEN version + 1 ELSE announced_version END
          WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ${learnerId}::uuid AND version = ${version}
          RETURNING learner_id AS "learnerId", earned, possible, version`;
  return rows[0] ?? null;
}

export interface OverriddenScore {
  assignmentId: string;
  learnerId: string;
  possible: number;
  /** What counts without an override. */
  derived: number;
}

export interface ScoreRow {
  learnerId: string;
  earned: number;
  possible: number;
  overrideEarned: number | null;
  overrideReason: string | null;
}

export function scoreRows(tx: Tx, assignmentId: string, learnerIds: readonly string[]): Promise<ScoreRow[]> {
  return tx.score.findMany({
    where: { assignmentId, learnerId: { in: [...learnerIds] } },
    select: { learnerId: true, earned: true, possible: true, overrideEarned: true, overrideReason: true },
  });
}

/** Sets or, with null, clears what was given by hand; the scores follow when they are refreshed. */
export async function setScoreOverrides(
  tx: Tx,
  assignmentId: string,
  rows: Omit<ScoreRow, 'earned' | 'possible'>[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE scores SET override_earned = given."overrideEarned", override_reason = given."overrideReason"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS given ("learnerId" uuid, "overrideEarned" int, "overrideReason" text)
    WHERE assignment_id = ${assignmentId}::uuid AND learner_id = given."learnerId"`;
}

/** Marks as announced what of these learners waits for it and may be told now, and returns it. */
export async function takeUnannounced(
  tx: Tx,
  assignmentId: string,
  learnerIds: readonly string[],
  isTold: (learnerId: string) => boolean,
): Promise<ChangedScore[]> {
  const waiting = await tx.$queryRaw<ChangedScore[]>`
    SELECT learner_id AS "learnerId", earned, possible, version FROM scores
    WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ANY (${learnerIds}::uuid[])
      AND announced_version < version`;
  const told = waiting.filter(({ learnerId }) => isTold(learnerId));
  await tx.$executeRaw`
    UPDATE scores SET announced_version = version
    WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ANY (${told.map(({ learnerId }) => learnerId)}::uuid[])`;
  return told;
}

/** Of each of these learners with an answer in the assignment: the time of the last one, and how the LMS calls them. */
export async function lastSubmissions(
  tx: Tx,
  assignmentId: string,
  learnerIds: readonly string[],
): Promise<Map<string, { lmsId: string | null; submittedAt: Date }>> {
  const rows = await tx.$queryRaw<{ learnerId: string; lmsId: string | null; submittedAt: Date }[]>`
    SELECT attempt.learner_id AS "learnerId", max(submission.received_at) AS "submittedAt",
           (SELECT member.lms_id FROM members member JOIN assignments USING (course_id)
            WHERE assignments.id = attempt.assignment_id AND member.person_id = attempt.learner_id) AS "lmsId"
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    JOIN submissions submission ON submission.variant_id = variant.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ANY (${learnerIds}::uuid[])
    GROUP BY attempt.assignment_id, attempt.learner_id`;
  return new Map(rows.map(({ learnerId, lmsId, submittedAt }) => [learnerId, { lmsId, submittedAt }]));
}
