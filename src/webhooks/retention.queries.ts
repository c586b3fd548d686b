// The log of deliveries is kept for 30 days.
import type { Tx } from '../prisma/database.js';

export const RETENTION_DAYS = 30;

/**
 * Forgets what is older: deliveries that are done, or wait for an endpoint that was disabled under them, with their tries;
 * then events that no delivery needs.
 */
export async function forgetOld(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM deliveries USING endpoints WHERE endpoints.id = deliveries.endpoint_id
      AND (deliveries.state <> 'pending' OR deliveries.origin = 'ping' OR endpoints.disabled_at IS NOT NULL)
      AND deliveries.created_at < now() - make_interval(days => ${RETENTION_DAYS}::int)`;
  await tx.$executeRaw`
    DELETE FROM events WHERE spread_at IS NOT NULL AND created_at < now() - make_interval(days => ${RETENTION_DAYS}::int)
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_id = events.id)`;
}
