// The keys of an assignment and the answers that are wrong. Keys stay in the service: what leaves it is who and where.
import type { Tx } from '../prisma/database.js';
import { type CellValue, type Expected, readValue } from '../questions/index.js';
import type { Given, Key } from './copies.js';

export async function keysOf(db: Tx, assignmentId: string): Promise<Key[]> {
  return db.$queryRaw<Key[]>`
    SELECT variant.item_id AS "itemId", attempt.learner_id AS "learnerId", variant.expected
    FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid`;
}

interface Row {
  submissionId: string;
  itemId: string;
  learnerId: string;
  expected: Expected;
  cells: Record<string, unknown>;
  wrong: string[];
}

export async function wrongAnswers(db: Tx, assignmentId: string): Promise<Given[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT submission.id AS "submissionId", variant.item_id AS "itemId", attempt.learner_id AS "learnerId",
           variant.expected, submission.answer AS cells,
           ARRAY(SELECT part->>'cell' FROM jsonb_array_elements(grade.parts) AS part WHERE part->>'verdict' = 'wrong')
             AS wrong
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    JOIN submissions submission ON submission.variant_id = variant.id
    JOIN grades grade ON grade.submission_id = submission.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND grade.earned < grade.possible`;
  return rows.map(({ expected, cells, wrong, ...row }) => {
    const read = expected.cells.flatMap((cell): [string, CellValue][] => {
      const value = wrong.includes(cell.id) && cell.type !== 'text' ? readValue(cell, cells[cell.id]) : null;
      return value === null ? [] : [[cell.id, value]];
    });
    return { ...row, wrong: new Map(read) };
  });
}
