// What a program sets up outside itself (servers, folders, mounts) and takes down again: at its own end, or when it is
// asked to stop, as by Ctrl-C. All processes of a terminal hear that, and npm passes it on: it comes twice.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STOPPED = 130;
/** Whatever cannot be taken down by then stays. */
const DEADLINE_MS = 60_000;

/** What was set up last is taken down first. */
const standing = [];
let isStopping = false;

function stop() {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(STOPPED), DEADLINE_MS);
  // The work goes on while its servers fall under it: what it says of that is no news.
  for (const fault of ['uncaughtException', 'unhandledRejection']) process.on(fault, () => undefined);
  void takeDown().finally(() => process.exit(STOPPED));
}

async function takeDown() {
  while (standing.length > 0) {
    const close = standing.pop();
    try {
      await close();
    } catch (error) {
      console.error(error); // The others are still to be taken down.
    }
  }
}

/** Has `close` called once: by who gets it back, or when the program is asked to stop. */
export function atEnd(close) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    if (!process.listeners(signal).includes(stop)) process.on(signal, stop);
  }
  standing.push(close);
  return async () => {
    await unlessStopping();
    const at = standing.lastIndexOf(close);
    if (at < 0) return;
    standing.splice(at, 1);
    await close();
  };
}

/** Never resolves once the program was asked to stop: it ends as soon as all is taken down, and not before. */
export function unlessStopping() {
  return isStopping ? new Promise(() => undefined) : Promise.resolve();
}

/**
 * Starts something that keeps its data in a temporary folder of its own; both are gone when it is closed.
 * @param {(folder: string) => Promise<T>} start
 * @returns {Promise<{ running: T, folder: string, close: () => Promise<void> }>}
 * @template {{ stop(): Promise<void> }} T
 */
export async function startInFolder(prefix, start) {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const starting = start(folder);
  const close = atEnd(async () => {
    // Half started, it is not to be stopped yet.
    await starting.then((running) => running.stop()).catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  try {
    return { running: await starting, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
