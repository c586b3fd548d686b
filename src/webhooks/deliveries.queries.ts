// What the dispatcher asks of the database, each in one statement: at hundreds of deliveries a second it is the number
// of round trips that counts.
import { Prisma } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';

/** Longer than the deadline of a request by far: only who died or froze loses a lease. */
export const LEASE_S = 40;
export const IN_FLIGHT_LIMIT = 4;
/** An endpoint whose last try failed gets one request at a time until one succeeds. */
const IN_FLIGHT_WHILE_FAILING = 1;
const SPREAD_BATCH = 500;
/** Any number will do, if everybody takes the same. */
const CLAIM_LOCK = 7_214_793;
/** A process that freezes with the lock is cut off. */
const CLAIM_TIMEOUT = '2s';

/** A UUID of version 7 (RFC 9562, section 5.7), which PostgreSQL makes itself from version 18 on. */
const UUID7 = Prisma.sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(
  int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid`;

/** A delivery, and the number of the try that the caller has begun by claiming it. */
export interface Claim {
  id: string;
  tryNumber: number;
  failures: number;
  origin: 'event' | 'redelivery' | 'replay' | 'ping';
  eventId: string;
  type: string;
  schemaVersion: number;
  data: object;
  createdAt: Date;
  courseId: string;
  endpointId: string;
  url: string;
  /** The endpoint's last try failed. */
  isFailing: boolean;
  secret: Uint8Array;
  /** null when there was no rotation, or its overlap is over. */
  previousSecret: Uint8Array | null;
  /** The database's time. */
  now: Date;
}

/**
 * Makes the deliveries of events that have none yet; no endpoint hears of itself. Returns how many events there were; a second run adds
 * nothing.
 */
export async function spreadEvents(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH fresh AS (
      SELECT id, course_id, type, data, created_at FROM events WHERE spread_at IS NULL ORDER BY id LIMIT ${SPREAD_BATCH}
      FOR UPDATE SKIP LOCKED
    ), made AS (
      INSERT INTO deliveries (id, event_id, endpoint_id)
      SELECT ${UUID7}, fresh.id, endpoint.id
      FROM fresh JOIN endpoints endpoint ON endpoint.course_id = fresh.course_id
        AND endpoint.disabled_at IS NULL AND endpoint.created_at <= fresh.created_at
        AND (endpoint.event_types = '{}' OR fresh.type = ANY (endpoint.event_types))
        AND fresh.data->>'endpointId' IS DISTINCT FROM endpoint.id::text
      ON CONFLICT (event_id, endpoint_id, number) DO NOTHING
    )
    UPDATE events SET spread_at = clock_timestamp() FROM fresh WHERE events.id = fresh.id RETURNING events.id`;
  return rows.length;
}

/**
 * Begins a try of up to `limit` deliveries that are due: each is leased to the caller, its try is in the log. No
 * endpoint gets more than it may have in flight, over all processes; so claims are made one after the other. Endpoints that
 * fail get up to `failingLimit` of them together: however many hang, who is well does not wait for them.
 */
export async function claimDue(tx: Tx, limit: number, failingLimit = limit): Promise<Claim[]> {
  await tx.$queryRaw`
    SELECT set_config('idle_in_transaction_session_timeout', ${CLAIM_TIMEOUT}, true),
           pg_advisory_xact_lock(${CLAIM_LOCK})::text`;
  return tx.$queryRaw<Claim[]>`
    WITH place AS (
      SELECT endpoint.id, failing_since IS NOT NULL AS is_failing,
        greatest(0, CASE WHEN failing_since IS NULL THEN ${IN_FLIGHT_LIMIT}::int ELSE ${IN_FLIGHT_WHILE_FAILING}::int END
          - (SELECT count(*) FROM deliveries WHERE endpoint_id = endpoint.id AND leased_until > clock_timestamp())) AS free
      FROM endpoints endpoint
      WHERE disabled_at IS NULL AND (quiet_until IS NULL OR quiet_until <= now()) AND EXISTS (
        SELECT 1 FROM deliveries WHERE endpoint_id = endpoint.id AND state = 'pending' AND due_at <= now() AND origin <> 'ping')
    ), free AS (
      SELECT delivery.id, due_at, is_failing, row_number() OVER (PARTITION BY is_failing ORDER BY due_at) AS number
      FROM place CROSS JOIN LATERAL (
        SELECT id, due_at FROM deliveries
        WHERE endpoint_id = place.id AND state = 'pending' AND due_at <= now() AND origin <> 'ping'
          AND (leased_until IS NULL OR leased_until <= clock_timestamp())
        ORDER BY due_at LIMIT place.free FOR UPDATE SKIP LOCKED
      ) delivery
    ), due AS (
      SELECT id FROM free WHERE NOT is_failing OR number <= ${failingLimit}::int ORDER BY due_at LIMIT ${limit}::int
    ), claimed AS (
      UPDATE deliveries SET try_number = try_number + 1, leased_until = clock_timestamp() + make_interval(secs => ${LEASE_S}::int)
      FROM due WHERE deliveries.id = due.id RETURNING deliveries.*
    ), begun AS (
      INSERT INTO tries (delivery_id, number) SELECT id, try_number FROM claimed
    ), interrupted AS (
      UPDATE tries SET error = 'interrupted: its worker ended or froze' FROM claimed
      WHERE delivery_id = claimed.id AND tries.number < claimed.try_number AND tries.status IS NULL AND tries.error IS NULL
    )
    SELECT claimed.id, claimed.try_number AS "tryNumber", claimed.failures, claimed.origin::text,
      event.id AS "eventId", event.type, event.schema_version AS "schemaVersion", event.data,
      event.created_at AS "createdAt", event.course_id AS "courseId", endpoint.id AS "endpointId", endpoint.url,
      endpoint.failing_since IS NOT NULL AS "isFailing",
      endpoint.secret, CASE WHEN endpoint.previous_until > now() THEN endpoint.previous_secret END AS "previousSecret",
      clock_timestamp() AS now
    FROM claimed JOIN events event ON event.id = claimed.event_id JOIN endpoints endpoint ON endpoint.id = claimed.endpoint_id`;
}

/** What a try ended in, as the log keeps it. */
export interface Outcome {
  status: number | null;
  error: string | null;
  answer: string | null;
  durationMs: number;
}

/**
 * Logs a try that succeeded and closes its delivery, if no other try has begun meanwhile: the compare-and-swap on the
 * try's number. Returns whether it counted.
 */
export async function closeDelivered(tx: Tx, { id, tryNumber }: Claim, outcome: Outcome): Promise<boolean> {
  const rows = await tx.$queryRaw<{ counted: boolean }[]>`
    WITH counted AS (
      UPDATE deliveries SET state = 'delivered', delivered_at = now(), leased_until = NULL
      WHERE id = ${id}::uuid AND try_number = ${tryNumber} AND state = 'pending' RETURNING endpoint_id, origin
    ), healed AS (
      UPDATE endpoints SET failing_since = NULL, warned_at = NULL
      FROM counted WHERE endpoints.id = counted.endpoint_id AND counted.origin <> 'ping'
        AND failing_since IS NOT NULL AND disabled_at IS NULL
    )
    UPDATE tries SET status = ${outcome.status}::int, error = NULL, answer = ${outcome.answer},
      duration_ms = ${outcome.durationMs}::int, late = NOT EXISTS (SELECT 1 FROM counted)
    WHERE delivery_id = ${id}::uuid AND number = ${tryNumber}
    RETURNING NOT late AS counted`;
  return rows[0]?.counted ?? false;
}

/** The most that one replay brings. */
export const REPLAY_LIMIT = 10_000;

export interface ReplayRange {
  endpointId: string;
  courseId: string;
  from: Date;
  to: Date;
  /** Also what the endpoint has had. */
  all: boolean;
}

/** Which events a replay would bring: those that the endpoint asks for and, unless `all`, has not had or is getting. */
function replayable({ endpointId, courseId, from, to, all }: ReplayRange): Prisma.Sql {
  return Prisma.sql`
    SELECT event.id, coalesce(had.number + 1, 0) AS number
    FROM events event JOIN endpoints endpoint ON endpoint.id = ${endpointId}::uuid
    LEFT JOIN (
      SELECT event_id, max(number) AS number, bool_and(state = 'failed') AS failed FROM deliveries
      WHERE endpoint_id = ${endpointId}::uuid AND created_at >= ${from} -- A delivery is no older than its event.
      GROUP BY event_id
    ) had ON had.event_id = event.id
    WHERE event.course_id = ${courseId}::uuid AND event.type <> 'ping'
      AND event.created_at BETWEEN ${from} AND ${to}
      AND (endpoint.event_types = '{}' OR event.type = ANY (endpoint.event_types))
      AND event.data->>'endpointId' IS DISTINCT FROM endpoint.id::text
      AND (${all} OR coalesce(had.failed, true))`;
}

/**
 * How many events that are. For the rest of the transaction, tables are not joined row by row: the planner would do that with
 * ten thousand events that have just come, of which it has not heard yet, and take minutes.
 */
export async function countReplayable(tx: Tx, range: ReplayRange): Promise<number> {
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
  const rows = await tx.$queryRaw<
    { events: number }[]
  >`SELECT count(*)::int AS events FROM (${replayable(range)}) AS event`;
  return rows[0]?.events ?? 0;
}

/**
 * From when to when events passed an endpoint by, which is enabled by now: it failed or was disabled then. An event is older
 * than its failure, and, while its transaction was open, than the disabling that kept it from being spread.
 */
export async function gapOf(
  tx: Tx,
  of: { endpointId: string; courseId: string; failingSince: Date | null; disabledAt: Date },
): Promise<{ from: Date; to: Date }> {
  const rows = await tx.$queryRaw<{ from: Date; to: Date }[]>`
    WITH begun AS (SELECT least(${of.failingSince}::timestamptz, ${of.disabledAt}::timestamptz) AS at)
    SELECT clock_timestamp() AS to, least(begun.at, (
      SELECT min(event.created_at) FROM deliveries JOIN events event ON event.id = event_id
      WHERE endpoint_id = ${of.endpointId}::uuid AND state = 'failed' AND due_at >= begun.at AND origin IN ('event', 'replay')
    ), (
      SELECT min(created_at) FROM events WHERE course_id = ${of.courseId}::uuid AND spread_at >= ${of.disabledAt}::timestamptz
    )) AS from
    FROM begun`;
  return rows[0] as { from: Date; to: Date };
}

/** Makes a new delivery of each; the caller holds the lock on the endpoint. */
export function replay(tx: Tx, range: ReplayRange): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO deliveries (id, event_id, endpoint_id, number, origin)
    SELECT ${UUID7}, event.id, ${range.endpointId}::uuid, event.number, 'replay' FROM (${replayable(range)}) AS event ORDER BY event.id`;
}
