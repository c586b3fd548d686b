// A database of a test's own.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  url: string;
  /** Runs one statement and returns its rows. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** @param form with all migrations, as a copy, or with nothing in it */
export async function testDatabase(form: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('run the tests with `npm test`, which starts their PostgreSQL');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = form === 'empty' ? 'template0' : process.env['TEST_DATABASE_TEMPLATE'];
  await once(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return {
    url,
    query: (sql, values) => once(url, sql, values),
    drop: async () => {
      await once(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function once(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
