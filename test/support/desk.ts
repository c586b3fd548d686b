// A student at work: an open attempt, and what is saved and submitted in it. Time moves by moving rows.
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { DraftView } from '../../src/attempts/drafts.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import { begin, classroom, ITEM, send } from './course.js';
import type { Api, TestService } from './service.js';

export const draftOf = (questionId: string) => `/v1/questions/${questionId}/draft`;
export const save = (who: Api, questionId: string, cells: object, version: number | string) =>
  send<DraftView & ProblemDetails>(who, 'PUT', draftOf(questionId), { cells }, version);
export const submissions = (who: Api, questionId: string) =>
  who.get<SubmissionView[]>(`/v1/questions/${questionId}/submissions`).then(({ body }) => body);

/** A student with an open attempt at an assignment of its own. */
export async function deskOf(service: TestService, assignment: object = {}) {
  const room = await classroom(service, { items: [ITEM, ITEM], ...assignment });
  const { client, personId } = await room.member('student');
  const attempt = await begin(client, room.assignmentId);
  const [first = '', second = ''] = attempt.questions.map(({ id }) => id);
  return { room, client, personId, attempt, first, second };
}

/** All that happened in the attempt is now so many seconds older, and the jobs that wait for its end are due. */
export async function letPass(service: TestService, seconds: number, attempt: AttemptView): Promise<void> {
  const back = `- make_interval(secs => ${seconds})`;
  const query = (sql: string, ...values: unknown[]) => service.database.query(sql, values);
  await query(`UPDATE assignments SET closes_at = closes_at ${back} WHERE id = $1`, attempt.assignmentId);
  await query(
    `UPDATE drafts SET saved_at = saved_at ${back} WHERE variant_id IN (SELECT id FROM variants WHERE attempt_id = $1)`,
    attempt.id,
  );
  await query(
    `UPDATE variants SET hints = (SELECT jsonb_agg(hint || jsonb_build_object('at', (hint->>'at')::timestamptz ${back}))
                                  FROM jsonb_array_elements(hints) AS hint)
     WHERE attempt_id = $1 AND hints <> '[]'`,
    attempt.id,
  );
  await query(`UPDATE attempts SET started_at = started_at ${back} WHERE id = $1`, attempt.id);
  await query(`UPDATE pgboss.job SET start_after = now() WHERE name = 'attempt.end'`);
}
