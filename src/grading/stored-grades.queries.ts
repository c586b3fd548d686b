// Grades with what they were made of, read and written many at a time.
import type { Tx } from '../prisma/database.js';
import { DRAWN_SQL } from '../prisma/drawn.js';
import type { Grade } from '../questions/index.js';

/** What a grade says; the rest of its row stays when it is graded anew. */
export interface StoredGrade {
  submissionId: string;
  earned: number;
  parts: Grade['parts'];
  diagnosis: Grade['diagnosis'];
  graderVersion: string;
  overrideEarned: number | null;
  overrideReason: string | null;
}

export interface GradedAnswer extends StoredGrade {
  learnerId: string;
  itemId: string;
  kind: string;
  drawn: Uint8Array;
  /** What was typed, by cell. */
  cells: unknown;
  /** The cells of the hints that had been taken. */
  hintsTo: string[];
}

/** The answers of some learners to some items of an assignment, with their grades. */
export function gradedAnswers(
  tx: Tx,
  assignmentId: string,
  learnerIds: readonly string[],
  itemIds: readonly string[],
): Promise<GradedAnswer[]> {
  return tx.$queryRaw<GradedAnswer[]>`
    SELECT submission.id AS "submissionId", attempt.learner_id AS "learnerId", variant.item_id AS "itemId", variant.kind,
           ${DRAWN_SQL} AS drawn, submission.answer AS cells, grade.earned, grade.parts, grade.diagnosis,
           grade.grader_version AS "graderVersion", grade.override_earned AS "overrideEarned",
           grade.override_reason AS "overrideReason",
           ARRAY(SELECT hint ->> 'cell' FROM jsonb_array_elements(variant.hints) AS hint
                 WHERE (hint ->> 'at')::timestamptz <= submission.received_at) AS "hintsTo"
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    JOIN submissions submission ON submission.variant_id = variant.id
    JOIN grades grade ON grade.submission_id = submission.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ANY (${learnerIds}::uuid[])
      AND variant.item_id = ANY (${itemIds}::uuid[])
    ORDER BY submission.id`;
}

/** Puts other grades in the place of stored ones. The caller holds the learners' attempts, and refreshes their scores. */
export async function writeGrades(tx: Tx, grades: StoredGrade[]): Promise<void> {
  if (grades.length === 0) return;
  await tx.$executeRaw`
    UPDATE grades SET earned = new.earned, parts = new.parts,
                      diagnosis = CASE WHEN jsonb_typeof(new.diagnosis) = 'object' THEN new.diagnosis END,
                      grader_version = new."graderVersion", override_earned = new."overrideEarned",
                      override_reason = new."overrideReason", graded_at = now(), version = grades.version + 1
    FROM jsonb_to_recordset(${JSON.stringify(grades)}::jsonb) AS new
      ("submissionId" uuid, earned int, parts jsonb, diagnosis jsonb, "graderVersion" text, "overrideEarned" int,
       "overrideReason" text)
    WHERE grades.submission_id = new."submissionId"`;
}
