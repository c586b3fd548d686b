// The numbers in the keys of an item, and those in the wrong answers to it. Keys stay in the service: what leaves it is who
// and where.
import type { Tx } from '../prisma/database.js';
import { DRAWN_SQL, expectedIn } from '../prisma/drawn.js';
import { type Expected, readValue } from '../questions/index.js';
import type { Given, Key } from './copies.js';

/** Who begins again without end is compared by these; it bounds the work by the size of the class. */
export const MOST_ATTEMPTS = 20;
/** Learners whose answers are read at a time. */
const BATCH = 200;
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

export async function keysOf(db: Tx, assignmentId: string, itemId: string): Promise<Key[]> {
  const rows = await db.$queryRaw<{ questionId: string; learnerId: string; drawn: Uint8Array }[]>`
    SELECT variant.id AS "questionId", attempt.learner_id AS "learnerId", ${DRAWN_SQL} AS drawn
    FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id AND variant.item_id = ${itemId}::uuid
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number <= ${MOST_ATTEMPTS}`;
  return rows.flatMap(({ drawn, ...of }) =>
    (expectedIn(drawn) as Expected).cells.flatMap(({ id: cell, value }) =>
      typeof value === 'number' ? [{ ...of, cell, value }] : [],
    ),
  );
}

interface Row {
  submissionId: string;
  learnerId: string;
  answer: Record<string, unknown>;
  drawn: Uint8Array;
  /** The cells that are wrong. */
  wrong: string[];
}

/** The wrong numbers, learner by learner; an answer without any is left out. */
export async function* wrongAnswers(db: Tx, assignmentId: string, itemId: string): AsyncGenerator<Given[]> {
  for (let after = LEAST_ID; ;) {
    const learners = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT learner_id AS id FROM attempts
      WHERE assignment_id = ${assignmentId}::uuid AND learner_id > ${after}::uuid ORDER BY id LIMIT ${BATCH}`;
    const last = learners.at(-1)?.id;
    if (last === undefined) return;
    const rows = await db.$queryRaw<Row[]>`
      SELECT submission.id AS "submissionId", attempt.learner_id AS "learnerId", submission.answer,
             ${DRAWN_SQL} AS drawn, jsonb_path_query_array(grade.parts, '$[*] ? (@.verdict == "wrong").cell') AS wrong
      FROM attempts attempt
      JOIN variants variant ON variant.attempt_id = attempt.id AND variant.item_id = ${itemId}::uuid
      JOIN submissions submission ON submission.variant_id = variant.id
      JOIN grades grade ON grade.submission_id = submission.id
      WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.number <= ${MOST_ATTEMPTS}
        AND attempt.learner_id > ${after}::uuid AND attempt.learner_id <= ${last}::uuid
        AND grade.earned < grade.possible`;
    yield rows.flatMap((row) => given(row) ?? []);
    after = last;
  }
}

function given({ submissionId, learnerId, answer, drawn, wrong }: Row): Given | null {
  const cells = (expectedIn(drawn) as Expected).cells.filter(({ id }) => wrong.includes(id));
  const numbers = cells.flatMap((cell): [string, number][] => {
    const value = readValue(cell, answer[cell.id]);
    return typeof value === 'number' ? [[cell.id, value]] : [];
  });
  return numbers.length === 0 ? null : { submissionId, learnerId, wrong: new Map(numbers) };
}
