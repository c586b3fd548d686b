// One PostgreSQL for the whole run; each test file makes databases of its own in it (database.ts).
// TEST_DATABASE_URL names another server to use instead, such as an older version.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../dist/prisma/postgres-process.js';

export default async function setup() {
  if (process.env.TEST_DATABASE_URL) return;
  const folder = await mkdtemp(join(tmpdir(), 'lastack-test-'));
  const postgres = await startPostgres(folder);
  process.env.TEST_DATABASE_URL = postgres.url;
  globalThis.stopTestPostgres = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
