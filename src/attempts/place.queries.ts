// Where an attempt or a question stands: whose it is, what rules hold for it, what time it is, and who asks. One query,
// since every answer of every student begins with it.
import { BEARER_COLUMNS, GOOD_TOKENS } from '../auth/bearer.queries.js';
import type { Principal, Read } from '../auth/principal.js';
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
import type { Mode } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';
import { DRAWN, expectedIn, unpackDrawn } from '../prisma/drawn.js';
import { run, type Statement } from '../prisma/statement.js';
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
  /** What the timing and the release were made of, to see later whether it has changed. */
  seen: Seen;
}

/** The assignment's version, and the learner's extensions as they are stored. */
export interface Seen {
  version: number;
  extensions: ExtensionJson[];
}

/** As stored with a question. */
export interface TakenHint {
  cell: string;
  /** Of the hints to this cell, from 1. */
  number: number;
  at: string;
}

/** A question as far as its answers are graded. */
export interface AnswerPlace extends Place {
  questionId: string;
  mode: Mode;
  position: number;
  kind: string;
  /** How the item is marked beyond the key. */
  marking: Marking;
  /** Taken so far. */
  hints: TakenHint[];
  /** The key. Never leaves the service before it is released. */
  expected: unknown;
  possible: number;
  tries: number;
  triesUsed: number;
  /** Asked for only where there is a cool-down. */
  lastTryAt: Date | null;
}

export interface QuestionPlace extends AnswerPlace {
  prompt: unknown;
}

/** As it is read. */
type DrawnPlace = Omit<AnswerPlace, 'expected'> & { drawn: Uint8Array };

type Row<P extends Place> = Omit<P, 'arrivedAt' | 'timing' | 'latest' | 'release' | 'seen'> &
  Timing &
  ReleaseRules & {
    now: Date;
    version: number;
    extensions: ExtensionJson[];
    lastDue: Date | null;
    lastClose: Date | null;
  };

const COLUMNS = `
  attempt.id AS "attemptId", attempt.number, attempt.learner_id AS "learnerId", attempt.started_at AS "startedAt",
  attempt.finished_at AS "finishedAt", assignment.id AS "assignmentId", assignment.state::text, assignment.version,
  assignment.opens_at AS "opensAt", assignment.due_at AS "dueAt", assignment.closes_at AS "closesAt",
  assignment.grace_s AS "graceS", assignment.late_percent AS "latePercent", assignment.late_period_s AS "latePeriodS",
  assignment.time_limit_s AS "timeLimitS", assignment.attempts_allowed AS "attemptsAllowed",
  assignment.release_correctness::text AS "releaseCorrectness", assignment.release_diagnosis::text AS "releaseDiagnosis",
  assignment.release_expected::text AS "releaseExpected", assignment.release_solution::text AS "releaseSolution",
  assignment.released, assignment.cooldown_s AS "cooldownS", assignment.mode::text,
  CASE WHEN assignment.due_at IS NOT NULL THEN greatest(assignment.due_at,
    (SELECT max(due_at) FROM extensions WHERE assignment_id = assignment.id)) END AS "lastDue",
  CASE WHEN assignment.closes_at IS NOT NULL THEN greatest(assignment.closes_at,
    (SELECT max(closes_at) FROM extensions WHERE assignment_id = assignment.id)) END AS "lastClose",
  course.id AS "courseId", course.locale, member.role::text, member.lms_id AS "lmsId", clock_timestamp() AS now,
  ${extensionsSql('assignment.id', 'attempt.learner_id')} AS extensions`;

const LAST_TRY = `CASE WHEN assignment.cooldown_s > 0
  THEN (SELECT max(received_at) FROM submissions WHERE variant_id = variant.id) END`;

/** Of `variant` and `item`, besides the above. */
const QUESTION_COLUMNS = `
  variant.id AS "questionId", item.position, item.marking, variant.hints, variant.kind, ${DRAWN} AS drawn,
  variant.possible, variant.tries, variant.tries_used AS "triesUsed", ${LAST_TRY} AS "lastTryAt"`;

const QUESTION = `
  variants variant JOIN items item ON item.id = variant.item_id JOIN attempts attempt ON attempt.id = variant.attempt_id`;

/** What the asker may read: the staff of the course everything, a student what is theirs. */
function readable(person: string, course: string, members = 'members'): string {
  return `
    JOIN assignments assignment ON assignment.id = attempt.assignment_id
    JOIN courses course ON course.id = assignment.course_id
    JOIN ${members} member ON member.course_id = course.id AND member.person_id = ${person}
     AND (member.role <> 'student' OR attempt.learner_id = member.person_id)
     AND course.id = coalesce(${course}, course.id)`;
}

const READABLE = readable('$2::uuid', '$3::uuid');
const FORMER = `(SELECT course_id, person_id, 'student' AS role, lms_id FROM former_members)`;
const READABLE_BY_FORMER = readable('$2::uuid', '$3::uuid', FORMER);

/** $1: the attempt, $2: the asker, $3: the course that the token is limited to, or null. */
function attemptStatement(name: string, readable: string): Statement {
  return { name, text: `SELECT ${COLUMNS} FROM attempts attempt ${readable} WHERE attempt.id = $1::uuid` };
}

/** The same for a question. */
function questionStatement(name: string, readable: string): Statement {
  const columns = `${COLUMNS}, ${QUESTION_COLUMNS}`;
  return { name, text: `SELECT ${columns} FROM ${QUESTION} ${readable} WHERE variant.id = $1::uuid` };
}

const ATTEMPT_PLACE = attemptStatement('attempt-place', READABLE);
const ATTEMPT_PLACE_OF_FORMER = attemptStatement('attempt-place-of-former', READABLE_BY_FORMER);
const QUESTION_PLACE = questionStatement('question-place', READABLE);
const QUESTION_PLACE_OF_FORMER = questionStatement('question-place-of-former', READABLE_BY_FORMER);

const READABLE_BY_BEARER = readable('person.id', 'token.course_id');

/** Who bears each token of $1, and the place of the question that goes with it: all that grading an answer needs. */
export const BEARER_AND_QUESTION: Statement = {
  name: 'bearer-and-question',
  text: `
    SELECT ${BEARER_COLUMNS}, place.* FROM ${GOOD_TOKENS} LEFT JOIN LATERAL (
      SELECT ${COLUMNS}, ${QUESTION_COLUMNS} FROM ${QUESTION} ${READABLE_BY_BEARER} WHERE variant.id = asked.id OFFSET 0
    ) AS place ON true`,
};

/** The same of attempts, each with all of its questions as a JSON list. */
export const BEARER_AND_ATTEMPT: Statement = {
  name: 'bearer-and-attempt',
  text: `
    SELECT ${BEARER_COLUMNS}, place.* FROM ${GOOD_TOKENS} LEFT JOIN LATERAL (
      SELECT ${COLUMNS}, (
        SELECT coalesce(json_agg(json_build_object(
          'questionId', variant.id, 'position', item.position, 'marking', item.marking, 'hints', variant.hints,
          'kind', variant.kind, 'drawn', encode(${DRAWN}, 'base64'), 'possible', variant.possible, 'tries', variant.tries,
          'triesUsed', variant.tries_used, 'lastTryAt', ${LAST_TRY})), '[]')
        FROM variants variant JOIN items item ON item.id = variant.item_id WHERE variant.attempt_id = attempt.id
      ) AS questions
      FROM attempts attempt ${READABLE_BY_BEARER} WHERE attempt.id = asked.id OFFSET 0
    ) AS place ON true`,
};

/** @throws Problem not-found when there is none, or it is not for the principal */
export async function attemptPlace(
  db: Tx,
  principal: Principal,
  attemptId: string,
  elapsed: Elapsed,
): Promise<Place> {
  const { personId, courseId, asFormer } = principal;
  const statement = asFormer ? ATTEMPT_PLACE_OF_FORMER : ATTEMPT_PLACE;
  const rows = await run<Row<Place>>(db, statement, [attemptId, personId, courseId]);
  return placeFrom(rows[0], elapsed);
}

/** @throws Problem as above */
export async function questionPlace(
  db: Tx,
  principal: Principal,
  questionId: string,
  elapsed: Elapsed,
): Promise<QuestionPlace> {
  const { personId, courseId, asFormer } = principal;
  const statement = asFormer ? QUESTION_PLACE_OF_FORMER : QUESTION_PLACE;
  const [row] = await run<Row<DrawnPlace>>(db, statement, [questionId, personId, courseId]);
  const { drawn, ...place } = placeFrom<DrawnPlace>(row, elapsed);
  return { ...place, ...unpackDrawn(drawn) };
}

/** The place in a row of BEARER_AND_QUESTION. @throws Problem as above */
export function answerPlaceIn({ row, elapsed }: Read): AnswerPlace {
  const { drawn, ...place } = placeFrom<DrawnPlace>(found(row as Row<DrawnPlace>), elapsed);
  return { ...place, expected: expectedIn(drawn) };
}

type QuestionJson = Omit<DrawnPlace, keyof Place | 'mode' | 'lastTryAt' | 'drawn'> & {
  lastTryAt: string | null;
  /** In base64. */
  drawn: string;
};

/** The attempt in a row of BEARER_AND_ATTEMPT, and the places of its questions. @throws Problem as above */
export function answerPlacesIn({ row, elapsed }: Read): { attempt: Place; questions: AnswerPlace[] } {
  const { questions, ...attempt } = placeFrom<Place & { mode: Mode; questions: QuestionJson[] }>(
    found(row as Row<Place & { mode: Mode; questions: QuestionJson[] }>),
    elapsed,
  );
  const places = questions.map(({ lastTryAt, drawn, ...question }) => ({
    ...attempt,
    ...question,
    expected: expectedIn(Buffer.from(drawn, 'base64')),
    lastTryAt: lastTryAt === null ? null : new Date(lastTryAt),
  }));
  return { attempt, questions: places };
}

function found<P extends Place>(row: Row<P>): Row<P> | undefined {
  return row.attemptId === null ? undefined : row;
}

function placeFrom<P extends Place>(row: Row<P> | undefined, elapsed: Elapsed): P {
  if (!row) throw new Problem('not-found', 'There is no such attempt or question, or it is not for you.');
  const { extensions, version, now, lastDue, lastClose, ...rest } = row;
  const { releaseCorrectness, releaseDiagnosis, releaseExpected, releaseSolution, released } = row;
  return {
    ...rest,
    timing: timingFrom(row, extensionsFrom(extensions)),
    latest: { dueAt: lastDue, closesAt: lastClose },
    release: { releaseCorrectness, releaseDiagnosis, releaseExpected, releaseSolution, released },
    seen: { version, extensions },
    arrivedAt: arrivalOf(now, elapsed),
  } as unknown as P;
}

/** What the asker may be told about answers in this place: the staff everything. */
export function toldIn(place: Place, isDone: boolean): Told {
  if (place.role !== 'student') return { correctness: true, diagnosis: true, expected: true, solution: true };
  const { state, arrivedAt: now, timing, latest } = place;
  return toldOf(place.release, { state, now, timing, latest, isDone: isDone || place.finishedAt !== null });
}
