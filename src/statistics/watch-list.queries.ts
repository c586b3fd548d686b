// Students of a course who may need somebody: who does nothing, whose scores fall, who makes one mistake again and again.
import type { Tx } from '../prisma/database.js';

export const SIGNS = ['inactive', 'falling', 'same-misconception'] as const;
export type Sign = (typeof SIGNS)[number];

export interface SignSeen {
  sign: Sign;
  /** Of `inactive` the last answer; of `same-misconception` the last time; ISO 8601. null: never. */
  since: string | null;
  /** Of `same-misconception` the rule. */
  rule: string | null;
  /** Of `falling` the share lost in percent, of `same-misconception` in how many questions. */
  amount: number | null;
}

export interface Watched {
  learnerId: string;
  name: string;
  signs: SignSeen[];
}

/** Without an answer for so long while something is open. */
const INACTIVE_DAYS = 7;
/** What the last score lies below the mean of those before it, as a share. */
const FALL = 0.2;
const LEAST_SCORES = 3;
const LEAST_QUESTIONS = 3;

/** Students with a sign in the order of their ids, from the first behind `after`. */
export function watchList(
  db: Tx,
  courseId: string,
  after: string | undefined,
  count: number,
): Promise<Watched[]> {
  return db.$queryRaw<Watched[]>`
    WITH students AS (
      SELECT member.person_id AS learner_id, person.name FROM members member JOIN people person ON person.id = person_id
      WHERE member.course_id = ${courseId}::uuid AND member.role = 'student'
        AND (${after ?? null}::uuid IS NULL OR member.person_id > ${after ?? null}::uuid)
    ), answers AS (
      SELECT attempt.learner_id, submission.received_at, variant.id AS variant_id, grade.diagnosis
      FROM assignments assignment
      JOIN attempts attempt ON attempt.assignment_id = assignment.id
      JOIN variants variant ON variant.attempt_id = attempt.id
      JOIN submissions submission ON submission.variant_id = variant.id
      LEFT JOIN grades grade ON grade.submission_id = submission.id
      WHERE assignment.course_id = ${courseId}::uuid
    ), inactive AS (
      SELECT learner_id, (SELECT max(received_at) FROM answers WHERE answers.learner_id = students.learner_id) AS since
      FROM students
      WHERE EXISTS (SELECT FROM assignments WHERE course_id = ${courseId}::uuid AND state = 'published'
                    AND (opens_at IS NULL OR opens_at < now() - make_interval(days => ${INACTIVE_DAYS}))
                    AND published_at < now() - make_interval(days => ${INACTIVE_DAYS})
                    AND (closes_at IS NULL OR closes_at > now()))
    ), ranked AS (
      SELECT score.learner_id, score.earned::float / score.possible AS share,
             row_number() OVER (PARTITION BY score.learner_id ORDER BY assignment.published_at DESC, assignment.id DESC) AS back
      FROM scores score JOIN assignments assignment ON assignment.id = score.assignment_id
      WHERE assignment.course_id = ${courseId}::uuid AND score.possible > 0
    ), falling AS (
      SELECT learner_id, avg(share) FILTER (WHERE back > 1) - max(share) FILTER (WHERE back = 1) AS fall
      FROM ranked GROUP BY learner_id HAVING count(*) >= ${LEAST_SCORES}
    ), repeated AS (
      SELECT learner_id, rule, count(DISTINCT variant_id)::int AS questions, max(received_at) AS since
      FROM answers, LATERAL jsonb_array_elements_text(diagnosis->'rules') AS rule
      WHERE jsonb_typeof(diagnosis->'rules') = 'array'
      GROUP BY learner_id, rule HAVING count(DISTINCT variant_id) >= ${LEAST_QUESTIONS}
    )
    SELECT learner_id AS "learnerId", name,
           jsonb_agg(jsonb_build_object('sign', sign, 'since', since, 'rule', rule, 'amount', amount) ORDER BY sign, rule) AS signs
    FROM students JOIN (
      SELECT learner_id, 'inactive' AS sign, since, NULL AS rule, NULL::int AS amount
      FROM inactive WHERE since IS NULL OR since < now() - make_interval(days => ${INACTIVE_DAYS})
      UNION ALL SELECT learner_id, 'falling', NULL, NULL, round(fall * 100)::int FROM falling WHERE fall >= ${FALL}
      UNION ALL SELECT learner_id, 'same-misconception', since, rule, questions FROM repeated
    ) AS signs USING (learner_id)
    GROUP BY learner_id, name ORDER BY learner_id LIMIT ${count}`;
}
