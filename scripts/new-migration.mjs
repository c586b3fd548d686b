// npm run migration -- NAME: writes prisma/migrations/<time>_NAME/migration.sql, what leads from the schema.prisma
// that is committed to the one in the work tree. Read it before you commit it.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../dist/prisma/postgres-process.js';
import { diff } from './schema-diff.mjs';

const name = process.argv[2];
if (!/^[a-z0-9_]+$/.test(name ?? '')) {
  console.error(
    'Name the migration in small letters, digits and underscores: npm run migration -- add_terms',
  );
  process.exit(2);
}
const committed = spawnSync('git', ['show', 'HEAD:prisma/schema.prisma'], { encoding: 'utf8' });
const folder = await mkdtemp(join(tmpdir(), 'lastack-migration-'));
const postgres = await startPostgres(folder);
let sql = '';
try {
  const before = committed.status === 0 ? committed.stdout : null;
  sql = await diff(postgres.url, before, await readFile('prisma/schema.prisma', 'utf8'));
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
if (sql) {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const migration = `prisma/migrations/${time}_${name}`;
  await mkdir(migration, { recursive: true });
  await writeFile(`${migration}/migration.sql`, sql);
  console.log(`${migration}/migration.sql`);
} else {
  console.log('schema.prisma says what it said at the last commit: nothing to migrate.');
}
