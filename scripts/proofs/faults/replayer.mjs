// A process that grades stored submissions again, in an order of its own, and tells what differs from what is stored:
// node replayer.mjs DATABASE_URL TIMES
import { createHash } from 'node:crypto';
import pg from 'pg';
import { DRAWN, expectedIn } from '../../../dist/prisma/drawn.js';
import { gradeMarked, kindOf } from '../../../dist/questions/index.js';

const [databaseUrl, times] = process.argv.slice(2);

async function read() {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query(
    `SELECT submission.id, variant.kind, ${DRAWN} AS drawn, submission.answer AS cells, item.marking,
            jsonb_build_object('earned', grade.earned, 'possible', grade.possible, 'parts', grade.parts,
                               'diagnosis', grade.diagnosis, 'grader', grade.grader_version) AS stored
     FROM submissions submission JOIN grades grade ON grade.submission_id = submission.id
     JOIN variants variant ON variant.id = submission.variant_id JOIN items item ON item.id = variant.item_id
     ORDER BY submission.id`,
  );
  await client.end();
  return rows.map(({ drawn, ...row }) => ({ ...row, expected: expectedIn(drawn) }));
}

/** As jsonb keeps it: the order of keys says nothing. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join()}}`;
}

const rows = (await read()).map((row) => ({ ...row, stored: canonical(row.stored) }));
const seen = new Map();
let different = 0;
for (let i = 0; i < Number(times); i++) {
  // Every one once, then at random.
  const row = rows[i < rows.length ? i : Math.floor(Math.random() * rows.length)];
  const outcome = gradeMarked(kindOf(row.kind), row.expected, { cells: row.cells }, row.marking);
  const { earned, possible, parts, diagnosis, grader } = outcome.grade;
  const grade = canonical({ earned, possible, parts, diagnosis: diagnosis ?? null, grader });
  if (grade !== row.stored) {
    different += 1;
    if (different < 3) console.error(`${row.kind} ${row.id}:\n${grade}\n${row.stored}`);
  }
  seen.set(row.id, grade);
}
const digest = createHash('sha256');
for (const row of rows) digest.update(seen.get(row.id) ?? '');
console.log(
  JSON.stringify({ replays: Number(times), different, rows: rows.length, digest: digest.digest('hex') }),
);
