// The books of a database: what was acknowledged, the submissions, their grades, scores, events and jobs agree.
import type { TestDatabase } from './database.js';

/** What the service said when it took an answer. */
export interface Acknowledged {
  id: string;
  questionId: string;
  number: number;
  earned: number | null;
}

/** Each row of a query's answer is a fault; `fault` says which. */
const AUDITS: [fault: string, sql: string][] = [
  [
    'a submission without a grade',
    `SELECT id FROM submissions LEFT JOIN grades ON submission_id = id WHERE submission_id IS NULL`,
  ],
  [
    'tries that are not numbered 1, 2, 3, ...',
    `SELECT variant_id AS id FROM submissions GROUP BY variant_id
     HAVING min(number) <> 1 OR max(number) <> count(*) OR count(DISTINCT number) <> count(*)`,
  ],
  [
    'a submission without exactly one event that tells its grade',
    `SELECT submission.id FROM submissions submission
     LEFT JOIN grades grade ON grade.submission_id = submission.id
     LEFT JOIN events event ON event.type = 'submission.graded' AND event.data->>'submissionId' = submission.id::text
       AND (event.data->>'earned')::int = grade.earned AND (event.data->>'number')::int = submission.number
     GROUP BY submission.id HAVING count(event.id) <> 1`,
  ],
  [
    'an event of a submission that does not exist',
    `SELECT id FROM events WHERE type = 'submission.graded'
     AND NOT EXISTS (SELECT FROM submissions WHERE id::text = data->>'submissionId')`,
  ],
  [
    'a score that is not the sum of the best grades',
    `WITH best AS (
       SELECT attempt.assignment_id, attempt.learner_id, max(grade.earned) AS earned
       FROM attempts attempt
       JOIN variants variant ON variant.attempt_id = attempt.id
       JOIN submissions submission ON submission.variant_id = variant.id
       JOIN grades grade ON grade.submission_id = submission.id
       GROUP BY attempt.assignment_id, attempt.learner_id, variant.id
     ), wanted AS (SELECT assignment_id, learner_id, sum(earned) AS earned FROM best GROUP BY 1, 2)
     SELECT learner_id AS id FROM wanted FULL JOIN scores score USING (assignment_id, learner_id)
     WHERE wanted.earned IS DISTINCT FROM score.earned`,
  ],
  [
    'a score whose versions were not told one by one, the last one as it stands',
    `SELECT score.learner_id AS id FROM scores score
     LEFT JOIN events event ON event.type = 'score.changed' AND event.data->>'learnerId' = score.learner_id::text
       AND event.data->>'assignmentId' = score.assignment_id::text
     GROUP BY score.assignment_id, score.learner_id
     HAVING count(event.id) <> score.version
       OR count(DISTINCT event.data->>'version') <> score.version
       OR NOT bool_or((event.data->>'version')::int = score.version AND (event.data->>'earned')::int = score.earned)`,
  ],
  [
    'an event without a job that spreads it',
    `SELECT id FROM events event WHERE NOT EXISTS (
       SELECT FROM pgboss.job WHERE name = 'event.fan-out' AND data->'eventIds' ? event.id::text)`,
  ],
];

/** What is wrong in the books, in words; empty when they agree. */
export async function faultsOf(db: TestDatabase, acknowledged: Acknowledged[]): Promise<string[]> {
  const faults: string[] = [];
  const rows = await db.query(
    `SELECT id, variant_id AS "questionId", number, earned FROM submissions
     LEFT JOIN grades ON submission_id = id WHERE id = ANY($1::uuid[])`,
    [acknowledged.map(({ id }) => id)],
  );
  const stored = new Map(rows.map((row) => [row['id'], row]));
  for (const { id, questionId, number, earned } of acknowledged) {
    const found = stored.get(id);
    if (!found) faults.push(`an acknowledged submission is gone: ${id}`);
    else if (JSON.stringify(found) !== JSON.stringify({ id, questionId, number, earned }))
      faults.push(`an acknowledged submission was stored otherwise: ${id}`);
  }
  for (const [fault, sql] of AUDITS) {
    for (const { id } of await db.query(sql)) faults.push(`${fault}: ${String(id)}`);
  }
  return faults;
}
