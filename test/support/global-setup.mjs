// One PostgreSQL for the whole run; each test file makes databases of its own in it (database.ts), most of them as
// copies of one that has all migrations already.
// TEST_DATABASE_URL names another server to use instead, such as an older version.
import { Client } from 'pg';
import { loadConfig } from '../../dist/config.js';
import { startPostgres } from '../../dist/prisma/postgres-process.js';
import { serve } from '../../dist/serve.js';
import { atEnd, startInFolder } from '../../scripts/at-end.mjs';

export default async function setup() {
  const stops = [];
  globalThis.stopTestPostgres = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  if (!process.env.TEST_DATABASE_URL) {
    const { running, close } = await startInFolder('lastack-test-', (folder) => startPostgres(folder));
    stops.push(close);
    process.env.TEST_DATABASE_URL = running.url;
    // It holds nothing that has to outlive a power cut. What must outlive a kill runs on servers of its own.
    await query(
      'ALTER SYSTEM SET fsync = off',
      'ALTER SYSTEM SET full_page_writes = off',
      'SELECT pg_reload_conf()',
    );
  }
  process.env.TEST_DATABASE_TEMPLATE = `test_template_${process.pid}`;
  await query(`CREATE DATABASE ${process.env.TEST_DATABASE_TEMPLATE}`);
  stops.push(atEnd(() => query(`DROP DATABASE ${process.env.TEST_DATABASE_TEMPLATE} WITH (FORCE)`)));
  await (await serve(loadConfig(migrating()))).stop();
}

function migrating() {
  const url = new URL(process.env.TEST_DATABASE_URL);
  url.pathname = `/${process.env.TEST_DATABASE_TEMPLATE}`;
  return {
    NODE_ENV: 'test',
    DATABASE_URL: url.href,
    LASTACK_SECRET: 'x'.repeat(40),
    LOG_LEVEL: 'silent',
    PORT: '0',
  };
}

async function query(...statements) {
  const client = new Client(process.env.TEST_DATABASE_URL);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
