// npm run prove -- plans: loads 1,000,000 submissions, lets a class work on top of them, and asks PostgreSQL how it runs the
// statements that the service made most often for it. None may read a large table from end to end. The short form, and the
// tests, take 20,000.
import { performance } from 'node:perf_hooks';
import { startInFolder } from '../at-end.mjs';
import { classAtWork } from './class-at-work.mjs';
import { load } from './many-submissions.mjs';

const MOST_FREQUENT = 10;
/** A table of so many rows is a few pages, which are rightly read whole. */
const LARGE = 1_000;

/**
 * Keeps what a PostgreSQL client of this process is asked, by statement, until `stop` is called.
 * @param {{ prototype: { query: Function } }} Client of the package pg, which the service's own queries go through
 */
export function record(Client) {
  /** @type {Map<string, { count: number, values: unknown[] }>} */
  const seen = new Map();
  const { query } = Client.prototype;
  Client.prototype.query = function (asked, values, ...rest) {
    const text = typeof asked === 'string' ? asked : asked?.text;
    const given = asked?.values ?? values;
    if (isOurs(text)) {
      const count = (seen.get(text)?.count ?? 0) + 1;
      seen.set(text, { count, values: Array.isArray(given) ? given : [] });
    }
    return query.call(this, asked, values, ...rest);
  };
  return { seen, stop: () => (Client.prototype.query = query) };
}

/** The queue's own statements are about its own tables; the rest begins and ends transactions. */
function isOurs(text) {
  return (
    typeof text === 'string' &&
    /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text) &&
    !text.includes('pgboss')
  );
}

/**
 * Of the most frequent statements the large tables that each would read from end to end.
 * @param {(sql: string, values?: unknown[]) => Promise<any[]>} query
 * @param {Map<string, { count: number, values: unknown[] }>} seen
 * @returns {Promise<{ statement: string, count: number, scans: string[] }[]>}
 */
export async function sequentialScans(query, seen) {
  const large = new Set(
    (await query(`SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= ${LARGE}`)).map(
      ({ relname }) => relname,
    ),
  );
  const most = [...seen].toSorted(([, a], [, b]) => b.count - a.count).slice(0, MOST_FREQUENT);
  const found = [];
  for (const [statement, { count, values }] of most) {
    const [row] = await query(`EXPLAIN (FORMAT JSON) ${statement}`, values);
    found.push({ statement: brief(statement), count, scans: scansIn(row['QUERY PLAN'][0].Plan, large) });
  }
  return found;
}

function scansIn(plan, large) {
  const own =
    plan['Node Type'] === 'Seq Scan' && large.has(plan['Relation Name']) ? [plan['Relation Name']] : [];
  return own.concat((plan.Plans ?? []).flatMap((each) => scansIn(each, large)));
}

/** What is read, and by which condition, without the columns. */
function brief(statement) {
  const plain = statement
    .replaceAll(/"public"\.|"/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain.replace(/^SELECT .*? FROM /, 'SELECT … FROM ').slice(0, 110);
}

export async function prove({ short }) {
  const { startPostgres } = await import('../../dist/prisma/postgres-process.js');
  const { migrate } = await import('../../dist/prisma/migrations.js');
  const { serve } = await import('../../dist/serve.js');
  const { loadConfig } = await import('../../dist/config.js');
  const { TokensService } = await import('../../dist/auth/tokens.service.js');
  const { Database } = await import('../../dist/prisma/database.js');
  const { Client } = (await import('pg')).default;
  const submissions = short ? 20_000 : 1_000_000;
  const { running: postgres, close } = await startInFolder('lastack-plans-', (folder) =>
    startPostgres(folder),
  );
  const client = new Client(postgres.url);
  let service;
  try {
    await migrate(postgres.url);
    await client.connect();
    const query = async (sql, values) => (await client.query(sql, values)).rows;
    const start = performance.now();
    const loaded = await load(query, submissions);
    const seconds = Math.round((performance.now() - start) / 1000);
    const env = {
      NODE_ENV: 'test',
      DATABASE_URL: postgres.url,
      LASTACK_SECRET: 'x'.repeat(40),
      PORT: '0',
      LOG_LEVEL: 'silent',
    };
    service = await serve(loadConfig(env));
    const db = service.app.get(Database);
    const issue = async (personId) =>
      (await service.app.get(TokensService).issue(db, { personId, courseId: null, label: 'x' })).token;
    const { seen, stop } = record(Client);
    const requests = await classAtWork({ url: service.url, query, issue, ...loaded });
    stop();
    await query('ANALYZE');
    const found = await sequentialScans(query, seen);
    return [
      { what: 'submissions loaded', seen: `${submissions} in ${seconds} s`, promised: '', holds: true },
      {
        what: 'requests made on top of them',
        seen: `${requests}, ${seen.size} different statements`,
        promised: '',
        holds: true,
      },
      ...found.map(({ statement, count, scans }) => ({
        what: `${count} × ${statement}`,
        seen: scans.length === 0 ? 'by index' : `reads all of ${scans.join(', ')}`,
        promised: 'by index',
        holds: scans.length === 0,
      })),
    ];
  } finally {
    await client.end();
    await service?.stop();
    await close();
  }
}
