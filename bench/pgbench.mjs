// The same statements run by pgbench, PostgreSQL's own load generator, without any HTTP. What differs from submission to
// submission stands in a table, one row each, which the script reads first; what that reading takes is measured, too, and
// taken off.
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const THREADS = 2;
/** Of a run's transactions, in the order in which they end, those between these shares are counted. */
const COUNTED = [0.5, 0.9];

/** Whether pgbench is installed. */
export async function hasPgbench() {
  return run('pgbench', ['--version']).then(
    () => true,
    () => false,
  );
}

/**
 * A script that runs the statements with the values of row :n, and the columns of that row: one for each value that is not
 * NULL everywhere. Bytes become hexadecimal text, and NULL where others have a value becomes empty text.
 *
 * @param {string[]} statements with $1, $2, ...
 * @param {(string | Buffer | null)[][][]} inputs by submission, statement and parameter
 * @param {string[][]} types by statement and parameter
 */
export function scriptOf(statements, inputs, types) {
  const columns = [];
  const lines = statements.map((sql, s) => {
    const text = sql.replace(/\$(\d+)/g, (_, number) => {
      const p = Number(number) - 1;
      const values = inputs.map((input) => input[s][p]);
      if (values.every((value) => value === null)) return 'NULL';
      const name = `p${s}_${p}`;
      if (!columns.some((column) => column.name === name)) columns.push({ name, of: (input) => input[s][p] });
      if (values.some((value) => Buffer.isBuffer(value))) return `decode(:${name}, 'hex')`;
      return values.includes(null) ? `nullif(:${name}, '')::${types[s][p]}` : `:${name}`;
    });
    return `${text.replace(/;\s*$/, '')};`;
  });
  const names = columns.map(({ name }) => name).join(', ');
  const look = `\\set i :i + 1\n\\set n :base + :client_id * :each + :i\nSELECT ${names} FROM bench_input WHERE n = :n \\gset\n`;
  const rows = inputs.map((input) =>
    columns.map(({ of }) => {
      const value = of(input);
      return Buffer.isBuffer(value) ? value.toString('hex') : (value ?? '');
    }),
  );
  return { look, script: look + lines.join('\n') + '\n', columns: columns.map(({ name }) => name), rows };
}

/** The types that PostgreSQL finds for the parameters of statements. */
export async function typesOf(query, statements) {
  const types = [];
  for (const sql of statements) {
    if (!sql.includes('$1')) {
      types.push([]);
      continue;
    }
    await query(`PREPARE asked AS ${sql}`);
    const [{ of }] = await query(
      `SELECT parameter_types::text[] AS of FROM pg_prepared_statements WHERE name = 'asked'`,
    );
    await query('DEALLOCATE asked');
    types.push(of);
  }
  return types;
}

/** Puts the rows into the database and the scripts into a folder. */
export async function preparePgbench(query, folder, { look, script, columns, rows }) {
  await query(
    `CREATE TABLE bench_input (n int PRIMARY KEY, ${columns.map((name) => `${name} text`).join(', ')})`,
  );
  const json = JSON.stringify(rows.map((row, i) => [i + 1, ...row]));
  const fields = columns.map((_, i) => `row ->> ${i + 1}`).join(', ');
  await query(
    `INSERT INTO bench_input SELECT (row ->> 0)::int, ${fields} FROM jsonb_array_elements($1::jsonb) AS row`,
    [json],
  );
  await query('VACUUM (ANALYZE) bench_input');
  const files = { look: join(folder, 'look.sql'), all: join(folder, 'submit.sql') };
  await writeFile(files.look, look);
  await writeFile(files.all, script);
  return files;
}

/**
 * How long one transaction takes, all clients together, once they run evenly: pgbench opens its connections anew for every
 * run, and the first transactions of each parse, plan and compile. Neither these count, nor the end, when some clients have
 * nothing left to do.
 *
 * @param {string} log as pgbench writes it: client, number, time it took in µs, script, and when it ended, in s and µs
 * @returns {number} in seconds
 */
export function steadySeconds(log, count) {
  const lines = log.trim().split('\n');
  if (lines.length !== count) throw new Error(`pgbench has logged ${lines.length} of ${count} transactions`);
  const ended = lines.map((line) => {
    const [, , , , seconds, micros] = line.split(' ').map(Number);
    return seconds + micros / 1e6;
  });
  const inOrder = Float64Array.from(ended).sort();
  const [from, to] = COUNTED.map((share) => Math.floor(share * count) - 1);
  return (inOrder[to] - inOrder[from]) / (to - from);
}

/** Runs a script once for each of `count` rows behind `base`. @returns as steadySeconds */
export async function pgbenchSeconds(url, file, { clients, base, count }) {
  const { hostname, port, username, password, pathname } = new URL(url);
  const each = Math.floor(count / clients);
  const given = { i: 0, base, each };
  const folder = await mkdtemp(join(dirname(file), 'pgbench-'));
  const load = ['-n', '-M', 'prepared', '-c', String(clients), '-j', String(THREADS), '-t', String(each)];
  const variables = Object.entries(given).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const where = ['-h', hostname, '-p', port, '-U', username, pathname.slice(1)];
  const env = { ...process.env, PGPASSWORD: decodeURIComponent(password) };
  const log = ['-l', '--log-prefix', join(folder, 'log')];
  await run('pgbench', [...load, ...log, '-f', file, ...variables, ...where], { env }).catch(
    ({ stderr, message }) => {
      throw new Error(`pgbench: ${(stderr ?? message).slice(0, 500)}`); // Each client says the same.
    },
  );
  const logs = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'));
  return steadySeconds((await Promise.all(logs)).join(''), each * clients);
}
