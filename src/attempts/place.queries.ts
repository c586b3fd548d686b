// Where an attempt or a question stands: whose it is, what rules hold for it, what time it is, and who asks. One query,
// since every answer of every student begins with it.
import type { Principal } from '../auth/principal.js';
import {
  type ExtensionJson,
  extensionsFrom,
  extensionsSql,
  timingFrom,
} from '../assignments/extensions.queries.js';
import { type ReleaseRules, type Told, toldOf } from '../assignments/release.js';
import type { State, Timing } from '../assignments/timing.js';
import { type Elapsed, arrivalOf } from '../common/arrival.js';
import { Problem } from '../common/problems.js';
import type { Role } from '../courses/courses.dto.js';
import { type Mode, Prisma } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';
import type { Locale, Marking } from '../questions/index.js';

export interface Place {
  attemptId: string;
  number: number;
  learnerId: string;
  startedAt: Date;
  finishedAt: Date | null;
  assignmentId: string;
  state: State;
  courseId: string;
  locale: Locale;
  /** What the asker is in the course. */
  role: Role;
  /** The asker's own. */
  lmsId: string | null;
  /** The database's clock, less what the request waited: when it arrived. */
  arrivedAt: Date;
  /** With the learner's extensions. */
  timing: Timing;
  /** The last dates of anybody; null: no end. */
  latest: Pick<Timing, 'dueAt' | 'closesAt'>;
  release: ReleaseRules;
  cooldownS: number;
}

/** As stored with a question. */
export interface TakenHint {
  cell: string;
  /** Of the hints to this cell, from 1. */
  number: number;
  at: string;
}

export interface QuestionPlace extends Place {
  questionId: string;
  mode: Mode;
  position: number;
  kind: string;
  prompt: unknown;
  /** How the item is marked beyond the key. */
  marking: Marking;
  /** Taken so far. */
  hints: TakenHint[];
  /** The key. Never leaves the service before it is released. */
  expected: unknown;
  possible: number;
  tries: number;
  triesUsed: number;
  lastTryAt: Date | null;
}

type Row<P extends Place> = Omit<P, 'arrivedAt' | 'timing' | 'latest' | 'release'> &
  Timing &
  ReleaseRules & { now: Date; extensions: ExtensionJson[]; lastDue: Date | null; lastClose: Date | null };

const COLUMNS = Prisma.sql`
  attempt.id AS "attemptId", attempt.number, attempt.learner_id AS "learnerId", attempt.started_at AS "startedAt",
  attempt.finished_at AS "finishedAt", assignment.id AS "assignmentId", assignment.state::text,
  assignment.opens_at AS "opensAt", assignment.due_at AS "dueAt", assignment.closes_at AS "closesAt",
  assignment.grace_s AS "graceS", assignment.late_percent AS "latePercent", assignment.late_period_s AS "latePeriodS",
  assignment.time_limit_s AS "timeLimitS", assignment.attempts_allowed AS "attemptsAllowed",
  assignment.release_correctness::text AS "releaseCorrectness", assignment.release_diagnosis::text AS "releaseDiagnosis",
  assignment.release_expected::text AS "releaseExpected", assignment.release_solution::text AS "releaseSolution",
  assignment.released, assignment.cooldown_s AS "cooldownS",
  CASE WHEN assignment.due_at IS NOT NULL THEN greatest(assignment.due_at,
    (SELECT max(due_at) FROM extensions WHERE assignment_id = assignment.id)) END AS "lastDue",
  CASE WHEN assignment.closes_at IS NOT NULL THEN greatest(assignment.closes_at,
    (SELECT max(closes_at) FROM extensions WHERE assignment_id = assignment.id)) END AS "lastClose",
  course.id AS "courseId", course.locale, member.role::text, member.lms_id AS "lmsId", clock_timestamp() AS now,
  ${extensionsSql(Prisma.sql`assignment.id`, Prisma.sql`attempt.learner_id`)} AS extensions`;

/** What the asker may read: the staff of the course everything, a student what is theirs. */
function readable(principal: Principal): Prisma.Sql {
  const members = principal.asFormer
    ? Prisma.sql`(SELECT course_id, person_id, 'student' AS role, lms_id FROM former_members)`
    : Prisma.sql`members`;
  return Prisma.sql`
    JOIN assignments assignment ON assignment.id = attempt.assignment_id
    JOIN courses course ON course.id = assignment.course_id
    JOIN ${members} member ON member.course_id = course.id AND member.person_id = ${principal.personId}::uuid
     AND (member.role <> 'student' OR attempt.learner_id = member.person_id)
     AND course.id = coalesce(${principal.courseId}::uuid, course.id)`;
}

/** @throws Problem not-found when there is none, or it is not for the principal */
export async function attemptPlace(
  db: Tx,
  principal: Principal,
  attemptId: string,
  elapsed: Elapsed,
): Promise<Place> {
  const rows = await db.$queryRaw<Row<Place>[]>`
    SELECT ${COLUMNS} FROM attempts attempt ${readable(principal)} WHERE attempt.id = ${attemptId}::uuid`;
  return placeFrom(rows[0], elapsed);
}

/** @throws Problem as above */
export async function questionPlace(
  db: Tx,
  principal: Principal,
  questionId: string,
  elapsed: Elapsed,
): Promise<QuestionPlace> {
  const rows = await db.$queryRaw<Row<QuestionPlace>[]>`
    SELECT ${COLUMNS}, assignment.mode::text, variant.id AS "questionId", item.position, item.marking, variant.hints,
           variant.kind, variant.prompt, variant.expected, variant.possible, variant.tries,
           variant.tries_used AS "triesUsed",
           (SELECT max(received_at) FROM submissions WHERE variant_id = variant.id) AS "lastTryAt"
    FROM variants variant JOIN items item ON item.id = variant.item_id
    JOIN attempts attempt ON attempt.id = variant.attempt_id ${readable(principal)}
    WHERE variant.id = ${questionId}::uuid`;
  return placeFrom<QuestionPlace>(rows[0], elapsed);
}

function placeFrom<P extends Place>(row: Row<P> | undefined, elapsed: Elapsed): P {
  if (!row) throw new Problem('not-found', 'There is no such attempt or question, or it is not for you.');
  const { extensions, now, lastDue, lastClose, ...rest } = row;
  const { releaseCorrectness, releaseDiagnosis, releaseExpected, releaseSolution, released } = row;
  return {
    ...rest,
    timing: timingFrom(row, extensionsFrom(extensions)),
    latest: { dueAt: lastDue, closesAt: lastClose },
    release: { releaseCorrectness, releaseDiagnosis, releaseExpected, releaseSolution, released },
    arrivedAt: arrivalOf(now, elapsed),
  } as unknown as P;
}

/** What the asker may be told about answers in this place: the staff everything. */
export function toldIn(place: Place, isDone: boolean): Told {
  if (place.role !== 'student') return { correctness: true, diagnosis: true, expected: true, solution: true };
  const { state, arrivedAt: now, timing, latest } = place;
  return toldOf(place.release, { state, now, timing, latest, isDone: isDone || place.finishedAt !== null });
}
