// What the statistics of an assignment are made of: one query each, over its attempts.
import type { Tx } from '../prisma/database.js';
import { DRAWN_SQL, unpackDrawn } from '../prisma/drawn.js';
import type { Expected, Prompt } from '../questions/index.js';
import { learnersOf } from './learners.queries.js';

/** One learner's question in their first attempt, so that a learner is one observation. */
export interface Observation {
  learnerId: string;
  itemId: string;
  possible: number;
  /** Of the best answer, before lateness; null: not answered. */
  best: number | null;
  first: number | null;
  tries: number;
  /** From the answer before in the attempt, or from its beginning, to the first answer. */
  seconds: number | null;
}

export function observations(db: Tx, assignmentId: string): Promise<Observation[]> {
  return db.$queryRaw<Observation[]>`
    WITH answered AS (
      SELECT attempt.id AS attempt_id, attempt.learner_id, variant.id AS variant_id, submission.number,
             submission.received_at, coalesce(grade.override_earned, grade.earned) AS earned,
             extract(epoch FROM submission.received_at - coalesce(
               lag(submission.received_at) OVER (PARTITION BY attempt.id ORDER BY submission.received_at, submission.id),
               attempt.started_at)) AS seconds
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id
      JOIN submissions submission ON submission.variant_id = variant.id
      LEFT JOIN grades grade ON grade.submission_id = submission.id
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number = 1
    )
    SELECT attempt.learner_id AS "learnerId", variant.item_id AS "itemId", variant.possible,
           max(answered.earned) AS best,
           (max(answered.earned) FILTER (WHERE answered.number = 1)) AS first,
           count(answered.variant_id)::int AS tries,
           (max(answered.seconds) FILTER (WHERE answered.number = 1))::float AS seconds
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    LEFT JOIN answered ON answered.variant_id = variant.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number = 1
    GROUP BY attempt.learner_id, variant.id`;
}

/** How many learners show a wrong rule, in all and by cell. */
export interface Misconception {
  itemId: string;
  rule: string;
  /** null: in all. */
  cell: string | null;
  learners: number;
}

export function misconceptions(db: Tx, assignmentId: string): Promise<Misconception[]> {
  return db.$queryRaw<Misconception[]>`
    WITH shown AS (
      SELECT DISTINCT attempt.learner_id, variant.item_id, part->>'cell' AS cell,
             jsonb_array_elements_text(part->'diagnosis') AS rule
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id
      JOIN submissions submission ON submission.variant_id = variant.id
      JOIN grades grade ON grade.submission_id = submission.id,
      LATERAL jsonb_array_elements(grade.parts) AS part
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND grade.diagnosis IS NOT NULL
    )
    SELECT item_id AS "itemId", rule, cell, count(DISTINCT learner_id)::int AS learners
    FROM shown GROUP BY GROUPING SETS ((item_id, rule, cell), (item_id, rule))
    ORDER BY item_id, learners DESC, rule, cell NULLS FIRST`;
}

/** What was drawn for a learner's question, and whether the first answer to it was right. */
export interface Drawn {
  facts: unknown;
  plan: unknown;
  right: boolean;
}

export async function drawn(db: Tx, assignmentId: string, itemId: string): Promise<Drawn[]> {
  const all: Drawn[] = [];
  for await (const { after, last } of learnersOf(db, assignmentId)) {
    const rows = await db.$queryRaw<{ packed: Uint8Array; right: boolean }[]>`
      SELECT ${DRAWN_SQL} AS packed, grade.earned = grade.possible AS right
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id AND variant.item_id = ${itemId}::uuid
      JOIN submissions submission ON submission.variant_id = variant.id AND submission.number = 1
      JOIN grades grade ON grade.submission_id = submission.id
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number = 1
        AND attempt.learner_id > ${after}::uuid AND attempt.learner_id <= ${last}::uuid`;
    for (const { packed, right } of rows) {
      const { prompt, expected } = unpackDrawn(packed);
      const { trace: _, ...facts } = (prompt as Prompt<{ trace?: unknown }>).facts;
      all.push({ facts, plan: (expected as Expected).plan, right });
    }
  }
  return all;
}

/** The scores of an assignment as shares of what was possible. */
export async function scoreShares(db: Tx, assignmentId: string): Promise<number[]> {
  const rows = await db.$queryRaw<{ share: number }[]>`
    SELECT earned::float / possible AS share FROM scores
    WHERE assignment_id = ${assignmentId}::uuid AND possible > 0`;
  return rows.map(({ share }) => share);
}
