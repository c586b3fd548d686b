// The migrations make exactly the database that schema.prisma describes, whoever applies them, and only once.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, MIGRATIONS_FOLDER } from '../../src/prisma/migrations.js';
import { diff } from '../../scripts/schema-diff.mjs';
import { type TestDatabase, testDatabase } from '../support/database.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase('empty');
});
afterEach(() => database.drop());

/** Columns, indexes, keys and enums: what Prisma's schema language can say of a database. */
const CATALOG = `
  SELECT 'column' AS what, table_name || '.' || column_name AS name,
         concat_ws(' ', udt_name, is_nullable, column_default, datetime_precision) AS definition
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'key', conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f', 'u')
  UNION ALL SELECT 'enum', typname, string_agg(enumlabel, ',' ORDER BY enumsortorder)
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname
  ORDER BY 1, 2`;

async function catalog({ query }: TestDatabase) {
  return (await query(CATALOG)).filter(({ name }) => !String(name).startsWith('_prisma_migrations'));
}

it('the migrations make the database that schema.prisma describes', async () => {
  const described = await testDatabase('empty');
  await described.query(await diff(described.url, null, await readFile('prisma/schema.prisma', 'utf8')));
  await migrate(database.url);
  const wanted = await catalog(described);
  expect(wanted.length).toBeGreaterThan(50);
  expect(await catalog(database)).toEqual(wanted);
  await described.drop();
});

it('a column that schema.prisma does not know is noticed', async () => {
  await migrate(database.url);
  const before = await catalog(database);
  await database.query('ALTER TABLE courses ADD COLUMN planted text');
  expect(await catalog(database)).not.toEqual(before);
});

it('a second run applies nothing', async () => {
  expect(await migrate(database.url)).toEqual(await folders());
  expect(await migrate(database.url)).toEqual([]);
});

it('five services that start at once apply each migration once', async () => {
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)));
  expect(applied.flat()).toEqual(await folders());
});

it('the history is the one that prisma migrate reads', async () => {
  await migrate(database.url);
  const rows = await database.query(
    'SELECT migration_name, length(checksum) AS digits, applied_steps_count, finished_at IS NOT NULL AS done, rolled_back_at FROM _prisma_migrations',
  );
  expect(rows).toEqual(
    (await folders()).map((migration_name) => ({
      migration_name,
      digits: 64,
      applied_steps_count: 1,
      done: true,
      rolled_back_at: null,
    })),
  );
});

describe('with migrations of its own', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lastack-migrations-'));
    await cp(MIGRATIONS_FOLDER, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function first(): Promise<string> {
    return join(folder, (await folders())[0] as string, 'migration.sql');
  }

  it('a migration that was changed after it had been applied is refused', async () => {
    await migrate(database.url, { folder });
    await writeFile(await first(), 'SELECT 1;');
    await expect(migrate(database.url, { folder })).rejects.toThrow(/was changed after it had been applied/);
  });

  it('one that was begun and not finished is refused, and applied once the statement told was run', async () => {
    const name = '99999999999999_extra';
    await migrate(database.url, { folder });
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), 'CREATE TABLE extra (id int);');
    await database.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'of the CLI', $1)`,
      [name],
    );
    const { message } = await migrate(database.url, { folder }).then(
      () => new Error('it was applied'),
      (error: unknown) => error as Error,
    );
    const [statement = ''] = /UPDATE .*$/.exec(message) ?? [message];
    await database.query(statement);
    expect(await migrate(database.url, { folder })).toEqual([name]);
    expect(await migrate(database.url, { folder })).toEqual([]);
    expect(await database.query('SELECT * FROM extra')).toEqual([]);
  });

  it('a migration that fails leaves nothing behind', async () => {
    await writeFile(await first(), 'CREATE TABLE half_made (id int); SELECT 1/0;');
    await expect(migrate(database.url, { folder })).rejects.toThrow(
      /failed and was rolled back: division by zero/,
    );
    expect(await database.query("SELECT to_regclass('half_made') AS made")).toEqual([{ made: null }]);
    expect(await database.query('SELECT * FROM _prisma_migrations')).toEqual([]);
  });
});

async function folders(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
