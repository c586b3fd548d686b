// Statements of the hot paths: prepared once per connection and planned once, run by node-postgres on the pool that Prisma
// uses, too. Prisma would send, plan and convert each of them anew (docs/adr/0020).
import { transaction } from './ambient.js';
import type { Tx } from './database.js';
import { connectionsOf } from './pools.js';

export interface Statement {
  /** Unique in the service: a connection knows the prepared text by it. */
  name: string;
  text: string;
}

/**
 * The rows of a statement, as Prisma's raw queries give them. In a transaction it takes part in that. Through a pooler it goes
 * without its name, by which another connection would not know it.
 */
export async function run<Row extends object>(
  db: Tx,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  const connections = transaction() ? undefined : connectionsOf(db);
  if (!connections) return db.$queryRawUnsafe<Row[]>(text, ...values);
  const { pool, keepsConnections } = connections;
  return (await pool.query<Row>({ ...(keepsConnections && { name }), text, values })).rows;
}
