// Which connections a Prisma client uses. Looked up by client, and not taken from it as a property: the client of a
// transaction inherits those, and must not get beside it.
import type { Pool } from 'pg';

export interface Connections {
  pool: Pool;
  /** Whether statements may be prepared under a name: a pooler may lend another connection for the next one. */
  keepsConnections: boolean;
}

const known = new WeakMap<object, Connections>();

/** Has the statements of `client` (statement.ts) run on these connections from now on. */
export function shareConnections(client: object, connections: Connections): void {
  known.set(client, connections);
}

export function connectionsOf(client: object): Connections | undefined {
  return known.get(client);
}
