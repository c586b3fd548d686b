// The ten most frequent queries find their rows by indexes; npm run prove -- plans says so of 1,000,000 submissions.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { load, sequentialScans } from '../../scripts/proofs/plans.mjs';
import { migrate } from '../../src/prisma/migrations.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await migrate(database.url);
  await load(database.query, 20_000);
}, 120_000);
afterAll(() => database.drop());

it('no large table is read from end to end', async () => {
  const scans = await sequentialScans(database.query);
  expect(Object.keys(scans)).toHaveLength(10);
  expect(Object.entries(scans).filter(([, tables]) => tables.length > 0)).toEqual([]);
});

it('an index that is missing is noticed', async () => {
  await database.query('DROP INDEX variants_attempt_id_item_id_key');
  const scans = await sequentialScans(database.query);
  expect(scans['the questions of an attempt']).toEqual(['variants']);
});
