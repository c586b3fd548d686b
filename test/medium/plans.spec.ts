// The ten statements that the service makes most often find their rows by indexes; npm run prove -- plans says so of
// 1,000,000 submissions.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { classAtWork } from '../../scripts/proofs/class-at-work.mjs';
import { load } from '../../scripts/proofs/many-submissions.mjs';
import { record, sequentialScans } from '../../scripts/proofs/plans.mjs';
import { TokensService } from '../../src/auth/tokens.service.js';
import { testService, type TestService } from '../support/service.js';

const SUBMISSIONS = 20_000;

let service: TestService;
let seen: ReturnType<typeof record>['seen'];
const query = (sql: string, values?: unknown[]) => service.database.query(sql, values);

beforeAll(async () => {
  service = await testService();
  const loaded = await load(query, SUBMISSIONS);
  const tokens = service.app.get(TokensService);
  const issue = async (personId: string) =>
    (await tokens.issue(service.db, { personId, courseId: null, label: 'x' })).token;
  const recording = record(pg.Client);
  await classAtWork({ url: service.url, query, issue, ...loaded, personIds: loaded.personIds.slice(0, 10) });
  recording.stop();
  seen = recording.seen;
  await query('ANALYZE');
});
afterAll(() => service.close());

it('no large table is read from end to end', async () => {
  const found = await sequentialScans(query, seen);
  expect(found).toHaveLength(10);
  // Each student made each of them.
  for (const { count } of found) expect(count).toBeGreaterThan(9);
  expect(found.filter(({ scans }) => scans.length > 0)).toEqual([]);
});

it('an index that is missing is noticed', async () => {
  await query('DROP INDEX tokens_hash_key');
  const found = await sequentialScans(query, seen);
  expect(found.flatMap(({ scans }) => scans)).toContain('tokens');
});
