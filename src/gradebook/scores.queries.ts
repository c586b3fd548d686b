// The scores of learners for an assignment, derived in the database from the grades.
import { Prisma } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';

export interface ChangedScore {
  learnerId: string;
  earned: number;
  possible: number;
  version: number;
}

/**
 * SQL: (learner_id, earned, possible) as the grades say: of each question the best answer after lateness, of the attempts
 * with graded answers the best, the last or their mean. A grade given by hand stands in the place of the grader's; of a question
 * that counts in full or not at all, neither matters.
 *
 * @param learnerIds null: of every learner
 */
function derivedScores(assignmentId: string, learnerIds: readonly string[] | null): Prisma.Sql {
  return Prisma.sql`
    WITH best AS (
      SELECT attempt.learner_id, attempt.number, count(grade.submission_id) AS answers,
             CASE variant.counts WHEN 'dropped' THEN 0 ELSE variant.possible END AS possible,
             CASE variant.counts WHEN 'dropped' THEN 0 WHEN 'full' THEN variant.possible ELSE coalesce(max(
               (coalesce(grade.override_earned, grade.earned) * (100 - submission.late_percent) + 50) / 100), 0)
             END AS earned
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id
      LEFT JOIN submissions submission ON submission.variant_id = variant.id
      LEFT JOIN grades grade ON grade.submission_id = submission.id
      WHERE attempt.assignment_id = ${assignmentId}::uuid
        AND (${learnerIds}::uuid[] IS NULL OR attempt.learner_id = ANY (${learnerIds}::uuid[]))
      GROUP BY attempt.id, variant.id
    ), total AS (
      SELECT learner_id, number, sum(earned) AS earned, sum(possible) AS possible
      FROM best GROUP BY learner_id, number HAVING sum(answers) > 0
    )
    SELECT learner_id, max(possible)::int AS possible,
           (CASE (SELECT score_kept FROM assignments WHERE id = ${assignmentId}::uuid)
              WHEN 'best' THEN max(earned)
              WHEN 'last' THEN (array_agg(earned ORDER BY number DESC))[1]
              WHEN 'mean' THEN round(avg(earned))
            END)::int AS earned
    FROM total GROUP BY learner_id`;
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
    WITH kept AS (${derivedScores(assignmentId, learnerIds)})
    INSERT INTO scores AS score (assignment_id, learner_id, earned, possible, announced_version)
    SELECT ${assignmentId}::uuid, learner_id, earned, possible, ${isAnnounced}::boolean::int FROM kept
    ON CONFLICT (assignment_id, learner_id) DO UPDATE
      SET earned = least(coalesce(score.override_earned, excluded.earned), excluded.possible),
          possible = excluded.possible, version = score.version + 1, changed_at = now(),
          announced_version = CASE WHEN ${isAnnounced} THEN score.version + 1 ELSE score.announced_version END
      WHERE (score.earned, score.possible) IS DISTINCT FROM
            (least(coalesce(score.override_earned, excluded.earned), excluded.possible), excluded.possible)
    RETURNING learner_id AS "learnerId", earned, possible, version`;
}

/** What the grades alone say of one learner; null when nothing is answered. */
export async function derivedScore(
  db: Tx,
  assignmentId: string,
  learnerId: string,
): Promise<{ earned: number; possible: number } | null> {
  const rows = await db.$queryRaw<{ earned: number; possible: number }[]>`
    SELECT earned, possible FROM (${derivedScores(assignmentId, [learnerId])}) AS kept`;
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
