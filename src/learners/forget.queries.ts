// What is done to the rows of a learner who is forgotten. What the course needs for its statistics and its regrades stays,
// under a person made for it who has no name and no link to the former one; the rest goes. The one place that reaches
// over the tables of all features: that nothing is left is a property of them together.
import type { Tx } from '../prisma/database.js';
import { TEXT_KINDS } from '../questions/index.js';

/** Attempts with answers and grades, scores, reviews: to `heirId`. */
export async function handOver(tx: Tx, courseId: string, personId: string, heirId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE attempts SET learner_id = ${heirId}::uuid WHERE learner_id = ${personId}::uuid
      AND assignment_id IN (SELECT id FROM assignments WHERE course_id = ${courseId}::uuid)`;
  await tx.$executeRaw`
    UPDATE scores SET learner_id = ${heirId}::uuid WHERE learner_id = ${personId}::uuid
      AND assignment_id IN (SELECT id FROM assignments WHERE course_id = ${courseId}::uuid)`;
  await tx.$executeRaw`
    UPDATE regrade_learners SET learner_id = ${heirId}::uuid WHERE learner_id = ${personId}::uuid
      AND regrade_id IN (SELECT regrade.id FROM regrades regrade JOIN assignments assignment
                         ON assignment.id = regrade.assignment_id WHERE course_id = ${courseId}::uuid)`;
  await tx.$executeRaw`
    UPDATE reviews SET learner_id = ${heirId}::uuid
    WHERE learner_id = ${personId}::uuid AND course_id = ${courseId}::uuid`;
}

/**
 * Of what was handed over, all that a person wrote in their own words or played without answering, and that was written about
 * them. Which hints were taken stays with the question: it is what its grades cost, when they are reckoned again.
 */
export async function eraseWords(tx: Tx, heirId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM drafts USING variants variant JOIN attempts attempt ON attempt.id = variant.attempt_id
    WHERE drafts.variant_id = variant.id AND attempt.learner_id = ${heirId}::uuid`;
  await tx.$executeRaw`
    DELETE FROM turns USING variants variant JOIN attempts attempt ON attempt.id = variant.attempt_id
    WHERE turns.variant_id = variant.id AND attempt.learner_id = ${heirId}::uuid`;
  await tx.$executeRaw`
    UPDATE submissions SET answer = '{}' FROM variants variant JOIN attempts attempt ON attempt.id = variant.attempt_id
    WHERE submissions.variant_id = variant.id AND attempt.learner_id = ${heirId}::uuid
      AND variant.kind = ANY (${TEXT_KINDS}::text[])`;
  await tx.$executeRaw`
    UPDATE grades SET parts = (SELECT jsonb_agg(jsonb_set(part, '{concept,evidence}', '[]', false) ORDER BY place)
                               FROM jsonb_array_elements(parts) WITH ORDINALITY AS each (part, place))
    FROM submissions submission JOIN variants variant ON variant.id = submission.variant_id
      JOIN attempts attempt ON attempt.id = variant.attempt_id
    WHERE grades.submission_id = submission.id AND attempt.learner_id = ${heirId}::uuid
      AND jsonb_path_exists(parts, '$[*].concept')`;
  await tx.$executeRaw`DELETE FROM reviews WHERE learner_id = ${heirId}::uuid AND decided_at IS NULL`;
  await tx.$executeRaw`
    UPDATE reviews SET proposal = '[]', comment = NULL, text_hash = '', reading_hash = NULL
    WHERE learner_id = ${heirId}::uuid`;
  await tx.$executeRaw`
    UPDATE grades SET override_reason = '' FROM submissions submission
      JOIN variants variant ON variant.id = submission.variant_id
      JOIN attempts attempt ON attempt.id = variant.attempt_id
    WHERE grades.submission_id = submission.id AND attempt.learner_id = ${heirId}::uuid
      AND override_reason IS NOT NULL`;
  await tx.$executeRaw`
    UPDATE scores SET override_reason = '' WHERE learner_id = ${heirId}::uuid AND override_reason IS NOT NULL`;
}

/** What is theirs in the course and serves nobody else; what receivers were told of them names them no more. */
export async function eraseRest(
  tx: Tx,
  courseId: string,
  personId: string,
  heirId: string | null,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM extensions WHERE learner_id = ${personId}::uuid
      AND assignment_id IN (SELECT id FROM assignments WHERE course_id = ${courseId}::uuid)`;
  await tx.$executeRaw`DELETE FROM tokens WHERE person_id = ${personId}::uuid AND course_id = ${courseId}::uuid`;
  await tx.$executeRaw`
    UPDATE events SET data = data || jsonb_build_object('lmsId', NULL, 'learnerId', coalesce(${heirId}::uuid, gen_random_uuid()))
    WHERE course_id = ${courseId}::uuid AND data->>'learnerId' = ${personId}`;
}

/** Whether nothing in the service has to do with the person any more. */
export async function isGone(tx: Tx, personId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ gone: boolean }[]>`
    SELECT NOT (may_create_courses
      OR EXISTS (SELECT FROM members WHERE person_id = person.id)
      OR EXISTS (SELECT FROM former_members WHERE person_id = person.id)
      OR EXISTS (SELECT FROM attempts WHERE learner_id = person.id)
      OR EXISTS (SELECT FROM scores WHERE learner_id = person.id)) AS gone
    FROM people person WHERE id = ${personId}::uuid`;
  return row?.gone === true;
}
