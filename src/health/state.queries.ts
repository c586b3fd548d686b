// How the whole service stands, as its database tells it: what waits, since when, and whether anybody may write.
import type { Tx } from '../prisma/database.js';

/** Jobs of a queue are counted up to here: what waits beyond makes no difference, and is not read. */
const MOST_JOBS = 10_000;

export interface State {
  /** The database's clock, in s since 1970. */
  clockS: number;
  writable: boolean;
  events: number;
  eventsOldestS: number;
  deliveries: number;
  deliveriesOldestS: number;
  endpointsDisabled: number;
}

export interface QueueState {
  queue: string;
  jobs: number;
  oldestS: number;
}

export async function readState(db: Tx): Promise<State | undefined> {
  const rows = await db.$queryRaw<State[]>`
    SELECT extract(epoch FROM clock_timestamp())::float8 AS "clockS",
      NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS writable,
      fresh.count::int AS events, fresh.oldest::float8 AS "eventsOldestS",
      due.count::int AS deliveries, due.oldest::float8 AS "deliveriesOldestS",
      (SELECT count(*)::int FROM endpoints WHERE disabled_at IS NOT NULL) AS "endpointsDisabled"
    FROM (
      SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0) AS oldest FROM events WHERE spread_at IS NULL
    ) fresh, (
      SELECT coalesce(sum(waiting.count), 0) AS count, coalesce(extract(epoch FROM now() - min(waiting.oldest)), 0) AS oldest
      FROM endpoints endpoint CROSS JOIN LATERAL (
        SELECT count(*), min(due_at) AS oldest FROM deliveries
        WHERE endpoint_id = endpoint.id AND state = 'pending' AND due_at <= now()
      ) waiting WHERE endpoint.disabled_at IS NULL
    ) due`;
  return rows[0];
}

/** What waits in each queue of pg-boss and could run now. */
export function readQueues(db: Tx): Promise<QueueState[]> {
  return db.$queryRaw<QueueState[]>`
    SELECT queue.name AS queue, ready.count::int AS jobs, ready.oldest::float8 AS "oldestS"
    FROM pgboss.queue queue CROSS JOIN LATERAL (
      SELECT count(*), coalesce(extract(epoch FROM now() - min(start_after)), 0) AS oldest FROM (
        SELECT start_after FROM pgboss.job
        WHERE name = queue.name AND state < 'active' AND start_after <= now() ORDER BY start_after LIMIT ${MOST_JOBS}
      ) jobs
    ) ready WHERE queue.name NOT LIKE '\\_\\_pgboss%'`;
}
