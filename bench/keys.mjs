// The keys of a whole class, and whether what the service stored of its answers is what they should have earned.
import { DRAWN, expectedIn } from '../dist/prisma/drawn.js';
import { readValue } from '../dist/questions/index.js';
import { ask } from './classroom.mjs';

/** So many of the keys are held against the instructor's preview. */
const PREVIEWED = 20;

/**
 * The questions of an assignment with their keys: all first questions, then all second ones, so that one student's answers
 * come apart. The keys are the stored ones; some are compared with what GET …/preview shows the instructor.
 */
export async function keysOf(query, url, { owner, assignmentId }) {
  const stored = await query(
    `SELECT variant.id, attempt.id AS "attemptId", attempt.learner_id AS "learnerId", item.id AS "itemId", item.position,
            variant.kind, ${DRAWN} AS drawn
     FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id JOIN items item ON item.id = item_id
     WHERE attempt.assignment_id = $1 ORDER BY item.position, attempt.id`,
    [assignmentId],
  );
  const rows = stored.map(({ drawn, ...row }) => ({ ...row, expected: expectedIn(drawn) }));
  const step = Math.ceil(rows.length / PREVIEWED);
  for (const row of rows.filter((_, i) => i % step === 0)) {
    const path = `/v1/assignments/${assignmentId}/items/${row.itemId}/preview?learnerId=${row.learnerId}`;
    const { solution } = await ask(url, owner.token, path);
    const shown = Object.fromEntries(solution.map(({ cell, value }) => [cell, value]));
    for (const cell of row.expected.cells)
      if (readValue(cell, shown[cell.id]) !== cell.value)
        throw new Error(`${path} shows another key for ${cell.id}`);
  }
  return rows;
}

/**
 * Looks in the database how many of the answers were not stored once, graded to exactly what was expected, with an event
 * and a score. @param {Map<string, number>} earned by question, of each answer that was acknowledged
 */
export async function wronglyGraded(query, assignmentId, earned) {
  const questions = [...earned.keys()];
  const [{ wrong }] = await query(
    `SELECT count(*)::int AS wrong
     FROM unnest($1::uuid[], $2::int[]) AS sent (question_id, earned)
     LEFT JOIN (SELECT submission.variant_id, count(*) AS answers, min(grade.earned) AS least, max(grade.earned) AS most
                FROM submissions submission LEFT JOIN grades grade ON grade.submission_id = submission.id
                WHERE variant_id = ANY ($1::uuid[]) GROUP BY variant_id) stored ON stored.variant_id = sent.question_id
     WHERE (stored.answers, stored.least, stored.most) IS DISTINCT FROM (1::bigint, sent.earned, sent.earned)`,
    [questions, [...earned.values()]],
  );
  const [{ unequal }] = await query(
    `SELECT count(*)::int AS unequal FROM (
       SELECT attempt.learner_id, coalesce(sum(grade.earned), 0) AS earned, count(grade.earned) AS answers
       FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id
       LEFT JOIN submissions submission ON submission.variant_id = variant.id
       LEFT JOIN grades grade ON grade.submission_id = submission.id
       WHERE attempt.assignment_id = $1 GROUP BY attempt.learner_id) summed
     LEFT JOIN scores score ON score.assignment_id = $1 AND score.learner_id = summed.learner_id
     WHERE answers > 0 AND score.earned IS DISTINCT FROM summed.earned`,
    [assignmentId],
  );
  const [{ told }] = await query(
    `SELECT count(DISTINCT data->>'questionId')::int AS told FROM events
     WHERE type = 'submission.graded' AND data->>'questionId' = ANY ($1::text[])`,
    [questions],
  );
  return wrong + unequal + (questions.length - told);
}
