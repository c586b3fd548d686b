// The numbers in the keys of an item, and those in the wrong answers to it. Keys stay in the service: what leaves it is who
// and where.
import type { Tx } from '../prisma/database.js';
import { DRAWN_SQL, expectedIn } from '../prisma/drawn.js';
import { type Expected, type ExpectedCell, readValue } from '../questions/index.js';
import type { Given, Key } from './copies.js';
import { learnersOf } from './learners.queries.js';

/** Who begins again without end is compared by these; it bounds the work by the size of the class. */
export const MOST_ATTEMPTS = 20;

/** Of some learners at a time. */
export async function* keysOf(db: Tx, assignmentId: string, itemId: string): AsyncGenerator<Key[]> {
  for await (const { after, last } of learnersOf(db, assignmentId)) {
    const rows = await db.$queryRaw<{ questionId: string; learnerId: string; drawn: Uint8Array }[]>`
      SELECT variant.id AS "questionId", attempt.learner_id AS "learnerId", ${DRAWN_SQL} AS drawn
      FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id AND variant.item_id = ${itemId}::uuid
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number <= ${MOST_ATTEMPTS}
        AND attempt.learner_id > ${after}::uuid AND attempt.learner_id <= ${last}::uuid`;
    yield rows.flatMap(({ drawn, ...of }) =>
      (expectedIn(drawn) as Expected).cells.flatMap(({ id: cell, value }) =>
        typeof value === 'number' ? [{ ...of, cell, value }] : [],
      ),
    );
  }
}

interface Row {
  submissionId: string;
  questionId: string;
  learnerId: string;
  answer: Record<string, unknown>;
  /** The cells that are wrong. */
  wrong: string[];
}

/** The wrong numbers, learner by learner; an answer without any is left out. */
export async function* wrongAnswers(db: Tx, assignmentId: string, itemId: string): AsyncGenerator<Given[]> {
  for await (const { after, last } of learnersOf(db, assignmentId)) {
    const rows = await db.$queryRaw<Row[]>`
      SELECT submission.id AS "submissionId", variant.id AS "questionId", attempt.learner_id AS "learnerId",
             submission.answer, jsonb_path_query_array(grade.parts, '$[*] ? (@.verdict == "wrong").cell') AS wrong
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id AND variant.item_id = ${itemId}::uuid
      JOIN submissions submission ON submission.variant_id = variant.id
      JOIN grades grade ON grade.submission_id = submission.id
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number <= ${MOST_ATTEMPTS}
        AND attempt.learner_id > ${after}::uuid AND attempt.learner_id <= ${last}::uuid
        AND grade.earned < grade.possible`;
    const cells = await cellsOf(db, [...new Set(rows.map(({ questionId }) => questionId))]);
    yield rows.flatMap((row) => given(row, cells.get(row.questionId) ?? []) ?? []);
  }
}

async function cellsOf(db: Tx, questionIds: string[]): Promise<Map<string, ExpectedCell[]>> {
  const rows = await db.$queryRaw<{ id: string; drawn: Uint8Array }[]>`
    SELECT variant.id, ${DRAWN_SQL} AS drawn FROM variants variant WHERE variant.id = ANY (${questionIds}::uuid[])`;
  return new Map(rows.map(({ id, drawn }) => [id, (expectedIn(drawn) as Expected).cells]));
}

function given({ submissionId, learnerId, answer, wrong }: Row, cells: ExpectedCell[]): Given | null {
  const numbers = cells.flatMap((cell): [string, number][] => {
    const value = wrong.includes(cell.id) ? readValue(cell, answer[cell.id]) : null;
    return typeof value === 'number' ? [[cell.id, value]] : [];
  });
  return numbers.length === 0 ? null : { submissionId, learnerId, wrong: new Map(numbers) };
}
