// Applies prisma/migrations at start, since `prisma migrate deploy` needs a native engine that is not on every machine.
// The rows of _prisma_migrations are those the CLI writes, so whoever has the engine may use `deploy` and `status`.
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { OperatorError } from '../config.js';

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../prisma/migrations', import.meta.url));

/** The lock `prisma migrate` takes too: replicas that start together, and the CLI, wait for each other. */
export const MIGRATION_LOCK = 72707369;

const CONNECT_DEADLINE_MS = 10_000;
const INSUFFICIENT_PRIVILEGE = '42501';

const HISTORY = `
  CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

interface Applied {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

interface Options {
  folder?: string;
  /** Which variable the URL stands in. */
  variable?: string;
  /** Whether the database has to be one of the service already: whoever only looks makes none. */
  mustExist?: boolean;
}

/**
 * Applies what is missing, each migration in a transaction of its own, and returns the names applied.
 * Migrations the database has beyond this version are left alone: during an upgrade two versions share it.
 * @throws OperatorError when the database lets nobody in, its user may not make tables, an applied migration's file has
 * changed since, or one stands half applied.
 */
export async function migrate(
  databaseUrl: string,
  { folder = MIGRATIONS_FOLDER, variable = 'DATABASE_URL', mustExist = false }: Options = {},
): Promise<string[]> {
  const client = await connect(databaseUrl, variable);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Asked first: who may not make tables may not say IF NOT EXISTS of one that is there, either.
    if (!(await hasHistory(client))) {
      if (mustExist)
        throw new OperatorError(
          `The database of ${variable} (${placeOf(databaseUrl)}) holds nothing of LastAck.`,
        );
      await client.query(HISTORY);
    }
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    );
    const history = new Map(rows.map((row) => [row.migration_name, row]));
    const done: string[] = [];
    for (const { name, sql, checksum } of await migrationsIn(folder)) {
      const applied = history.get(name);
      if (!applied) {
        await apply(client, name, sql, checksum);
        done.push(name);
      } else if (!applied.finished_at) {
        throw new OperatorError(
          `Migration ${name} was begun and not finished. Undo what there is of it, then say so as the owner of the database: ` +
            `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '${name}' AND finished_at IS NULL`,
        );
      } else if (applied.checksum !== checksum) {
        throw new OperatorError(
          `Migration ${name} was changed after it had been applied. Restore the file and write a new migration instead.`,
        );
      }
    }
    return done;
  } catch (error) {
    if (!isRefused(error)) throw error;
    throw new OperatorError(
      `The user of ${variable} may not make what is missing in its database: ${(error as Error).message}. ` +
        'Set DATABASE_OWNER_URL to the same database under the user whose tables they are to be.',
      { cause: error },
    );
  } finally {
    await client.end(); // Frees the lock as well.
  }
}

/** Host and database, as they may be shown: without user and password. */
export function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

async function hasHistory(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`,
  );
  return rows[0]?.there === true;
}

/** Whether it, or what it was made of, is PostgreSQL's refusal for want of a right. */
function isRefused(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code === INSUFFICIENT_PRIVILEGE || cause?.code === INSUFFICIENT_PRIVILEGE;
}

/** The first connection of a start: what is wrong with its URL shows here. */
async function connect(databaseUrl: string, variable: string): Promise<Client> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_DEADLINE_MS,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    // Of a name with several addresses, the first one's fault stands for all.
    const { message } = error instanceof AggregateError ? (error.errors[0] as Error) : (error as Error);
    throw new OperatorError(
      `The database of ${variable} (${new URL(databaseUrl).host}) cannot be reached: ${message}`,
    );
  }
}

async function migrationsIn(folder: string): Promise<{ name: string; sql: string; checksum: string }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function apply(client: Client, name: string, sql: string, checksum: string): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    throw new OperatorError(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
