// The statements within the functions of the database, which EXPLAIN does not show: PostgreSQL's auto_explain does. Each is
// called as the service has called it, in a transaction that is rolled back.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { classAtWork } from '../../scripts/proofs/class-at-work.mjs';
import { load } from '../../scripts/proofs/many-submissions.mjs';
import { record } from '../../scripts/proofs/plans.mjs';
import { TokensService } from '../../src/auth/tokens.service.js';
import { testService, type TestService } from '../support/service.js';

const SUBMISSIONS = 20_000;
const STUDENTS = 3;
/** A table of so many rows is a few pages, which are rightly read whole. */
const LARGE = 1_000;

/** Makes it as it was before the call. */
const BEFORE_ANSWER = [
  'UPDATE attempts SET open = true, finished_at = NULL WHERE id = ANY ($1)',
  'DELETE FROM submissions USING variants WHERE variant_id = variants.id AND attempt_id = ANY ($1)',
  'UPDATE variants SET tries_used = 0 WHERE attempt_id = ANY ($1)',
  'DELETE FROM events',
];
const BEFORE_START = ['DELETE FROM attempts WHERE assignment_id = ANY ($1)', 'DELETE FROM events'];

let service: TestService;
let seen: ReturnType<typeof record>['seen'];
let client: pg.Client;
const query = (sql: string, values?: unknown[]) => service.database.query(sql, values);

beforeAll(async () => {
  service = await testService();
  const loaded = await load(query, SUBMISSIONS);
  const tokens = service.app.get(TokensService);
  const issue = async (personId: string) =>
    (await tokens.issue(service.db, { personId, courseId: null, label: 'x' })).token;
  const recording = record(pg.Client);
  const personIds = loaded.personIds.slice(0, 1 + STUDENTS);
  await classAtWork({ url: service.url, query, issue, ...loaded, personIds });
  recording.stop();
  seen = recording.seen;
  await query('ANALYZE');
  client = new pg.Client(service.database.url);
  await client.connect();
  await client.query(`LOAD 'auto_explain'`);
}, 120_000);
afterAll(async () => {
  await client.end();
  await service.close();
});

/** The plans of all that a function runs, and what it returned. */
async function plansOf(name: string, before: string[], change?: string) {
  const [text, call] = [...seen].find(([statement]) => statement.includes(name)) ?? ['', null];
  const plans: string[] = [];
  const note = ({ message = '' }: { message?: string }) => plans.push(message);
  await client.query('BEGIN');
  try {
    for (const sql of before) await client.query(sql, sql.includes('$1') ? [call?.values[0]] : []);
    if (change) await client.query(change);
    await client.query(`SET LOCAL auto_explain.log_min_duration = 0`);
    await client.query(`SET LOCAL auto_explain.log_nested_statements = on`);
    await client.query(`SET LOCAL client_min_messages = log`);
    client.on('notice', note);
    const { rows } = await client.query(text, call?.values);
    return { plans, returned: Object.values(rows[0] as object)[0] as unknown };
  } finally {
    client.off('notice', note);
    await client.query('ROLLBACK');
  }
}

async function readWhole(plans: string[]): Promise<string[]> {
  const tables = await query(`SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= ${LARGE}`);
  const large = tables.map(({ relname }) => String(relname));
  return large.filter((table) => plans.some((plan) => plan.includes(`Seq Scan on ${table} `)));
}

describe('no large table is read from end to end', () => {
  it('to store an answer', async () => {
    const { plans, returned } = await plansOf('take_answers', BEFORE_ANSWER);
    expect(Object.values((returned as { numbers: object }).numbers)).toEqual([1]);
    expect(plans.filter((plan) => plan.includes('Index Scan')).length).toBeGreaterThan(5);
    expect(await readWhole(plans)).toEqual([]);
  });

  it('to begin an attempt', async () => {
    const { plans, returned } = await plansOf('begin_attempts', BEFORE_START);
    expect(returned).toEqual(['started']);
    expect(plans.length).toBeGreaterThan(5);
    expect(await readWhole(plans)).toEqual([]);
  });
});

it('an index that is missing is noticed', async () => {
  const change = 'DROP INDEX submissions_variant_id_number_key';
  const { plans } = await plansOf('take_answers', BEFORE_ANSWER, change);
  expect(await readWhole(plans)).toEqual(['submissions']);
});
