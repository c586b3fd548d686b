// What the tests of an assignment's terms share: dates that are moved in the database, whose clock is the only one, and
// answers that are right or wrong through and through.
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { ScoreView } from '../../src/gradebook/gradebook.dto.js';
import { type Classroom, truth } from './course.js';
import type { Api, TestService } from './service.js';

export const HOUR_S = 3_600;

/** A moment so many seconds from now, as the test's own clock has it: for dates far from the edges. */
export const inSeconds = (s: number) => new Date(Date.now() + s * 1000).toISOString();

/** Sets dates to so many seconds from the database's now. */
export async function setDates(
  service: TestService,
  assignmentId: string,
  dates: Record<string, number>,
): Promise<void> {
  for (const [column, seconds] of Object.entries(dates)) {
    await service.database.query(
      `UPDATE assignments SET ${column} = now() + make_interval(secs => ${seconds}) WHERE id = $1`,
      [assignmentId],
    );
  }
}

/** Answers the first question of an attempt. */
export async function answer(service: TestService, student: Api, attempt: AttemptView, right = true) {
  const questionId = attempt.questions[0]?.id ?? '';
  const known = await truth(service, questionId);
  // Each number another one, so that none follows from the one before.
  const wrong = Object.entries(known.right).map(([id, value], i) => [
    id,
    typeof value === 'number' ? 1000 + 37 * i : 'RST',
  ]);
  const cells = right ? known.right : Object.fromEntries(wrong);
  return student.post<SubmissionView & ProblemDetails>(`/v1/questions/${questionId}/submissions`, { cells });
}

export async function scoreOf(student: Api, { courseId, assignmentId }: Classroom) {
  const scores = (await student.get<ScoreView[]>(`/v1/courses/${courseId}/scores/me`)).body;
  return scores.find((score) => score.assignmentId === assignmentId);
}
