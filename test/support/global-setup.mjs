// One PostgreSQL for the whole run; each test file makes databases of its own in it (database.ts), most of them as
// copies of one that has all migrations already.
// TEST_DATABASE_URL names another server to use instead, such as an older version.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadConfig } from '../../dist/config.js';
import { startPostgres } from '../../dist/prisma/postgres-process.js';
import { serve } from '../../dist/serve.js';

export default async function setup() {
  const stops = [];
  globalThis.stopTestPostgres = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  if (!process.env.TEST_DATABASE_URL) {
    const folder = await mkdtemp(join(tmpdir(), 'lastack-test-'));
    const postgres = await startPostgres(folder);
    stops.push(async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    });
    process.env.TEST_DATABASE_URL = postgres.url;
    // It holds nothing that has to outlive a power cut. What must outlive a kill runs on servers of its own.
    await query(
      'ALTER SYSTEM SET fsync = off',
      'ALTER SYSTEM SET full_page_writes = off',
      'SELECT pg_reload_conf()',
    );
  }
  process.env.TEST_DATABASE_TEMPLATE = `test_template_${process.pid}`;
  await query(`CREATE DATABASE ${process.env.TEST_DATABASE_TEMPLATE}`);
  stops.push(() => query(`DROP DATABASE ${process.env.TEST_DATABASE_TEMPLATE} WITH (FORCE)`));
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
