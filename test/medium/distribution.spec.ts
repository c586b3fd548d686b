// The table of docs/operations.md that says what spreading the service over many nodes would need: it names every table of
// the database as it is, and every key.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { distribution, PLACES } from '../../scripts/distribution.mjs';
import { migrate } from '../../src/prisma/migrations.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
});
afterAll(() => database.drop());

/** As Prettier would not have it: one blank between a bar and its text. */
function documented(): string[] {
  const [, section = ''] = readFileSync('docs/operations.md', 'utf8').split('\n### Many nodes\n');
  return [...section.matchAll(/^\| +`.*$/gm)].map(([row]) => row.replace(/ +/g, ' '));
}

it('the document says of every table where it goes, and which of its keys lack the course', async () => {
  const rows = (await distribution(database.query)).map((row) => row.replace(/ +/g, ' '));
  expect(rows.length).toBe(Object.keys(PLACES).length);
  expect(documented()).toEqual(rows);
});

it('a new table has to be placed, and a new key shows', async () => {
  const before = await distribution(database.query);
  await database.query('CREATE TABLE planted (id int)');
  await database.query('ALTER TABLE events ADD CONSTRAINT planted_key UNIQUE (type, id)');
  const after = await distribution(database.query);
  const fresh = after.filter((row) => !before.includes(row));
  expect(fresh).toHaveLength(2);
  expect(fresh.join()).toContain('`planted` | **not said**');
  expect(fresh.join()).toContain('`planted_key`');
});
