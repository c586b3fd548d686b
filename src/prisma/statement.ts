// Statements of the hot paths: prepared once per connection and planned once, run by node-postgres on the pool that Prisma
// uses, too. Prisma would send, plan and convert each of them anew (docs/adr/0020).
import { transaction } from './ambient.js';
import type { Database, Tx } from './database.js';

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
  // Prisma's own wrapping hides the class of its client; a transaction's has no pool.
  const { pool, keepsConnections } = db as Partial<Database>;
  if (!pool || transaction()) return db.$queryRawUnsafe<Row[]>(text, ...values);
  return (await pool.query<Row>({ ...(keepsConnections && { name }), text, values })).rows;
}
