// What the benches of the running service share: a PostgreSQL, the built service and load generators, each a process of
// its own. All of it listens on the loopback interface alone, and none of it outlives the bench.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../dist/prisma/migrations.js';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const TETHER = new URL('tether.mjs', import.meta.url).href;
const START_DEADLINE_MS = 60_000;
const LOOK_MS = 10;
/** More than anybody sends in a minute: the limits count, and refuse nothing. */
const UNLIMITED = '1000000000';
/** What makes an acknowledged answer durable; the server's own defaults. */
const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** As an operator would run it, in production and with its log. */
const { scripts } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
const [, START_ENV, START_FLAGS] = /env (\S+=\S+) node (.*)dist\/main\.js$/.exec(scripts.start);
const SERVICE_ENV = {
  ...Object.fromEntries([START_ENV.split('=')]),
  NODE_ENV: 'production',
  PORT: '0',
  LASTACK_ROLE: 'api',
  LASTACK_SECRET: 'the-secret-of-a-bench-that-nobody-else-has',
  LASTACK_RATE_TOKEN: UNLIMITED,
  LASTACK_RATE_COURSE: UNLIMITED,
};

export async function openLab() {
  const server = spawn(process.execPath, [here('postgres.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { url, folder } = JSON.parse(await firstLine(server));
  const admin = new pg.Client(url);
  await admin.connect();
  const lab = new Lab(server, folder, url, admin);
  for (const [setting, wanted] of Object.entries(DURABLE)) {
    const { rows } = await admin.query(`SHOW ${setting}`);
    if (rows[0][setting] !== wanted) throw new Error(`${setting} is ${rows[0][setting]}, not ${wanted}`);
  }
  return lab;
}

class Lab {
  #server;
  #admin;
  #url;
  #made = 0;
  #children = new Set();

  constructor(server, folder, url, admin) {
    this.#server = server;
    this.folder = folder;
    this.#url = url;
    this.#admin = admin;
  }

  /** An empty database with the service's tables; or a copy of another, which nobody may be connected to. */
  async database(copyOf) {
    const name = `bench_${++this.#made}`;
    await this.#admin.query(
      `CREATE DATABASE ${name}${copyOf ? ` TEMPLATE ${copyOf.name} STRATEGY FILE_COPY` : ''}`,
    );
    const url = new URL(this.#url);
    url.pathname = `/${name}`;
    if (!copyOf) await migrate(url.href);
    return new BenchDatabase(name, url.href, () => this.#admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }

  /**
   * Starts `npm start`'s program on a database; resolves once it is ready. Its Node gets the environment and the flags that `npm start` gives, or the
   * flags of BENCH_NODE_FLAGS, to see what they would change.
   */
  async service(database, env = {}) {
    const flags = (process.env.BENCH_NODE_FLAGS ?? START_FLAGS).split(' ').filter((flag) => flag !== '');
    const child = this.start('../dist/main.js', {
      env: { ...SERVICE_ENV, DATABASE_URL: database.url, ...env },
      flags,
    });
    const url = await listening(child);
    return { url, pid: child.pid, stop: () => this.stop(child) };
  }

  /** Starts a program of this folder; what it prints goes to a file. */
  start(script, { env = {}, flags = [], args = [], ipc = false } = {}) {
    const log = join(this.folder, `process-${++this.#made}.log`);
    const out = openSync(log, 'w');
    const child = spawn(process.execPath, ['--import', TETHER, ...flags, here(script), ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['pipe', out, out, ...(ipc ? ['ipc'] : [])],
    });
    closeSync(out);
    child.log = log;
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  async stop(child) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL'); // What it has acknowledged is in the database.
    await ended;
  }

  /**
   * Sends requests from a process of its own; see load.mjs and arrivals.mjs for what a plan says.
   * @param {'load.mjs' | 'arrivals.mjs'} generator
   */
  async load(generator, { requests, ...plan }) {
    const file = join(this.folder, `requests-${++this.#made}.json`);
    await writeFile(file, JSON.stringify(requests));
    const child = this.start(generator, { ipc: true });
    child.send({ ...plan, file });
    const [result] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error(`the load generator ended:\n${readFileSync(child.log, 'utf8')}`);
      }),
    ]);
    await this.stop(child);
    return result;
  }

  async close() {
    for (const child of this.#children) await this.stop(child);
    await this.#admin.end();
    const ended = once(this.#server, 'exit');
    this.#server.stdin.end();
    await ended;
  }
}

class BenchDatabase {
  #client = null;

  constructor(name, url, drop) {
    this.name = name;
    this.url = url;
    this.drop = async () => {
      await this.leave();
      await drop();
    };
  }

  /** @returns {Promise<any[]>} */
  query = async (sql, values) => {
    if (!this.#client) {
      this.#client = new pg.Client(this.url);
      this.#client.on('error', () => undefined); // Whoever asks next hears of it.
      await this.#client.connect();
    }
    return (await this.#client.query(sql, values)).rows;
  };

  /** Ends the connection, so that it can be copied. */
  async leave() {
    await this.#client?.end();
    this.#client = null;
  }
}

async function firstLine(child) {
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${child.spawnargs.at(-1)} ended with ${code}`);
    }),
  ]);
  return line[0];
}

/** Its address, once it has printed it. */
export async function listening(child) {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (child.exitCode === null && Date.now() < deadline) {
    const [, url] = /listening on (http:\S+)/.exec(readFileSync(child.log, 'utf8')) ?? [];
    if (url) return url;
    await sleep(LOOK_MS);
  }
  throw new Error(`it does not listen:\n${readFileSync(child.log, 'utf8').slice(-2000)}`);
}

/** Why a load was not all answered as it should be; null when it was. */
export function refusals({ statuses }) {
  const bad = Object.entries(statuses).filter(([status]) => !status.startsWith('2'));
  return bad.length === 0 ? null : bad.map(([status, count]) => `${count} × ${status}`).join(', ');
}
