// What beginning an attempt needs to know, and how it is stored: each is one statement.
import {
  type ExtensionJson,
  extensionsFrom,
  extensionsSql,
  timingFrom,
} from '../assignments/extensions.queries.js';
import type { State, Timing } from '../assignments/timing.js';
import { BEARER_COLUMNS, GOOD_TOKENS } from '../auth/bearer.queries.js';
import type { Principal, Read } from '../auth/principal.js';
import { arrivalOf, type Elapsed } from '../common/arrival.js';
import { Problem } from '../common/problems.js';
import type { Role } from '../courses/courses.dto.js';
import type { NewEvent } from '../events/events.service.js';
import type { Tx } from '../prisma/database.js';
import { run, type Statement } from '../prisma/statement.js';
import type { Drawable, PackedVariant } from './drawing.js';

/** An assignment, before the asker has an attempt at it or between two. */
export interface StartPlace extends Drawable {
  courseId: string;
  state: State;
  role: Role;
  lmsId: string | null;
  arrivedAt: Date;
  /** With the learner's extensions. */
  timing: Timing;
  /** The learner's, the first one first. */
  attempts: BegunAttempt[];
  seen: { version: number; state: State; extensions: ExtensionJson[] };
}

export interface BegunAttempt {
  id: string;
  number: number;
  startedAt: Date;
  open: boolean | null;
  toldEnd: Date | null;
}

type AttemptJson = Omit<BegunAttempt, 'startedAt' | 'toldEnd'> & {
  startedAt: string;
  toldEnd: string | null;
};

type Row = Omit<StartPlace, 'arrivedAt' | 'timing' | 'attempts' | 'seen'> &
  Timing & { now: Date; version: number; extensions: ExtensionJson[]; attempts: AttemptJson[] };

/** What is a draft is there for the staff alone. */
function place(person: string, course: string, assignment: string): string {
  return `
    SELECT assignment.id, assignment.course_id AS "courseId", assignment.state::text, assignment.version,
      assignment.opens_at AS "opensAt", assignment.due_at AS "dueAt", assignment.closes_at AS "closesAt",
      assignment.grace_s AS "graceS", assignment.late_percent AS "latePercent",
      assignment.late_period_s AS "latePeriodS", assignment.time_limit_s AS "timeLimitS",
      assignment.attempts_allowed AS "attemptsAllowed", assignment.variant_scope::text AS "variantScope",
      assignment.shared_across_items AS "sharedAcrossItems", assignment.draw_items AS "drawItems",
      member.role::text, member.lms_id AS "lmsId", clock_timestamp() AS now,
      ${extensionsSql('assignment.id', person)} AS extensions,
      (SELECT coalesce(json_agg(json_build_object(
         'id', item.id, 'position', item.position, 'kind', item.kind, 'params', item.params, 'points', item.points,
         'tries', item.tries, 'counts', item.counts) ORDER BY item.position), '[]')
       FROM items item WHERE item.assignment_id = assignment.id) AS items,
      (SELECT coalesce(json_agg(json_build_object(
         'id', attempt.id, 'number', attempt.number, 'startedAt', attempt.started_at, 'open', attempt.open,
         'toldEnd', attempt.told_end) ORDER BY attempt.number), '[]')
       FROM attempts attempt WHERE attempt.assignment_id = assignment.id AND attempt.learner_id = ${person}) AS attempts
    FROM assignments assignment
    JOIN members member ON member.course_id = assignment.course_id AND member.person_id = ${person}
     AND (member.role <> 'student' OR assignment.state <> 'draft')
    WHERE assignment.id = ${assignment} AND assignment.course_id = coalesce(${course}, assignment.course_id)`;
}

/** Who bears each token of $1, and the assignment that goes with it. */
export const BEARER_AND_START: Statement = {
  name: 'bearer-and-start',
  text: `SELECT ${BEARER_COLUMNS}, place.* FROM ${GOOD_TOKENS}
    LEFT JOIN LATERAL (${place('person.id', 'token.course_id', 'asked.id')} OFFSET 0) AS place ON true`,
};

/** $1: the assignment, $2: the asker, $3: the course that the token is limited to, or null. */
const START_PLACE: Statement = { name: 'start-place', text: place('$2::uuid', '$3::uuid', '$1::uuid') };

/** @throws Problem not-found when there is none, or it is not for the principal */
export async function startPlace(
  db: Tx,
  { personId, courseId }: Principal,
  assignmentId: string,
  elapsed: Elapsed,
): Promise<StartPlace> {
  const [row] = await run<Row>(db, START_PLACE, [assignmentId, personId, courseId]);
  return placeFrom(row, elapsed);
}

/** The place in a row of BEARER_AND_START. @throws Problem as above */
export function startPlaceIn({ row, elapsed }: Read): StartPlace {
  const found = row as Row;
  return placeFrom(found.id === null ? undefined : found, elapsed);
}

function placeFrom(row: Row | undefined, elapsed: Elapsed): StartPlace {
  if (!row) throw new Problem('not-found', 'There is no such assignment, or it is not for you.');
  const { now, version, extensions, attempts, ...rest } = row;
  return {
    ...rest,
    arrivedAt: arrivalOf(now, elapsed),
    timing: timingFrom(row, extensionsFrom(extensions)),
    attempts: attempts.map(({ startedAt, toldEnd, ...attempt }) => ({
      ...attempt,
      startedAt: new Date(startedAt),
      toldEnd: toldEnd === null ? null : new Date(toldEnd),
    })),
    seen: { version, state: row.state, extensions },
  };
}

/** An attempt that is to begin. */
export interface NewAttempt {
  begun: {
    id: string;
    number: number;
    allowed: number | null;
    startedAt: Date;
    /** An open one whose time is up. */
    ended: { id: string; at: Date } | null;
    /** When somebody is to look whether it is over; null: it never is by itself. */
    endAfterS: number | null;
  };
  questions: PackedVariant[];
  events: NewEvent[];
}

/** An attempt as it is to be stored, by what was read. */
export interface AskedAttempt {
  place: StartPlace;
  learnerId: string;
  attempt: NewAttempt;
}

/** $1: the assignments, $2: the learners, $3 to $8: as the function begin_attempts() says, in its migration. */
const BEGIN_ATTEMPTS: Statement = {
  name: 'begin-attempts',
  text: `SELECT begin_attempts($1::uuid[], $2::uuid[], $3::jsonb, $4::jsonb, $5::jsonb, $6::bytea, $7::jsonb, $8) AS outcomes`,
};

/**
 * Of each attempt whether it has begun; false: something has changed since its place was read.
 * @param alone one that may wait for who begins an attempt of the same learner
 */
export async function storeAttempts(
  db: Tx,
  asked: AskedAttempt[],
  alone: boolean,
): Promise<(boolean | Promise<boolean>)[]> {
  const [row] = await run<{ outcomes: ('started' | 'busy' | 'stale')[] }>(db, BEGIN_ATTEMPTS, [
    ...valuesOf(asked),
    alone,
  ]);
  return asked.map((each, i) => {
    const outcome = row?.outcomes[i];
    if (outcome === 'busy' && !alone)
      return storeAttempts(db, [each], true).then(([begun]) => begun === true);
    return outcome === 'started';
  });
}

function valuesOf(asked: AskedAttempt[]): (string | string[] | Buffer)[] {
  const seen = asked.map(({ place: { attempts, seen } }) => {
    const open = attempts.find((each) => each.open)?.id ?? null;
    return { ...seen, begun: attempts.length, open };
  });
  const begun = asked.map(({ attempt }) => attempt.begun);
  const drawn: Buffer[] = [];
  let at = 1;
  const questions = asked.flatMap(({ attempt }, i) =>
    attempt.questions.map(({ drawn: packed, ...question }) => {
      const octets = packed.length;
      drawn.push(packed);
      at += octets;
      return { ask: i + 1, ...question, at: at - octets, octets };
    }),
  );
  const events = asked.flatMap(({ attempt }, i) => attempt.events.map((each) => ({ ask: i + 1, ...each })));
  return [
    asked.map(({ place }) => place.id),
    asked.map(({ learnerId }) => learnerId),
    JSON.stringify(seen),
    JSON.stringify(begun),
    JSON.stringify(questions),
    Buffer.concat(drawn),
    JSON.stringify(events),
  ];
}
