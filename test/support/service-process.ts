// The built service as processes of its own, as an operator starts and ends it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { killIfRunning, processesWith } from './processes.js';
import { run } from './run.js';

const MAIN = resolve('dist/main.js');
const START_DEADLINE_MS = 110_000;
const END_DEADLINE_MS = 30_000;

export interface Ended {
  /** null when a signal ended it. */
  status: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export interface ServiceProcess {
  pid: number;
  child: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Its base URL, once it listens. Rejects with what it printed when it ends before, or takes too long. */
  ready: Promise<string>;
  ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ended & { ms: number }>;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** What to run; by default the built main.js. */
  command?: [program: string, ...args: string[]];
  cwd?: string;
}

const started: ServiceProcess[] = [];
const folders: string[] = [];

/** An empty folder that is removed again by `cleanUp`. */
export async function emptyFolder(name = 'lastack-start-'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), name));
  folders.push(folder);
  return folder;
}

/** A copy of a data folder that no service runs on, with the owners of its files. It is removed again by `cleanUp`. */
export async function copyOf(folder: string): Promise<string> {
  const copy = await emptyFolder();
  const { status, stderr } = await run('cp', ['-a', `${folder}/.`, copy]);
  if (status !== 0) throw new Error(stderr);
  return copy;
}

/** Starts the service on a free port with nothing else of this process's environment than the PATH. */
export function startService({ env = {}, command, cwd = tmpdir() }: StartOptions): ServiceProcess {
  const [program, ...args] = command ?? [process.execPath, MAIN];
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: tmpdir(), PORT: '0', LOG_LEVEL: 'warn', ...env },
    detached: true, // A group of its own, as a terminal gives to what it runs.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const heard = (chunk: string) => (text += chunk);
  child.stdout.setEncoding('utf8').on('data', heard);
  child.stderr.setEncoding('utf8').on('data', heard);
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed);
    child.once('close', (status, signal) => done({ status, signal, output: text }));
  });
  const service: ServiceProcess = {
    pid: child.pid as number,
    child,
    output: () => text,
    ended,
    ready: listening(child, ended, () => text),
    end: async (signal = 'SIGINT') => {
      const begun = performance.now();
      child.kill(signal);
      const end = await within(END_DEADLINE_MS, ended, () => `${signal} did not end it:\n${text}`);
      return { ...end, ms: performance.now() - begun };
    },
  };
  service.ready.catch(() => undefined); // A test that waits for the end instead need not hear of it.
  started.push(service);
  return service;
}

/** Ends by their ids whatever the services of this test file left running, and removes the folders. */
export async function cleanUp(): Promise<void> {
  for (const { pid, ended } of started.splice(0)) {
    killIfRunning(-pid, 'SIGKILL'); // Its group: npm, the shell and the service.
    await ended;
  }
  for (const folder of folders.splice(0)) {
    for (const { pid } of processesWith(folder)) killIfRunning(pid, 'SIGQUIT');
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function listening(child: ChildProcess, ended: Promise<Ended>, output: () => string): Promise<string> {
  const url = new Promise<string>((found) => {
    child.stdout?.on('data', () => {
      const [, address] = /LastAck is listening on (\S+)\n[^]*$/.exec(output()) ?? [];
      if (address) found(address);
    });
  });
  const early = ended.then((end): never => {
    throw new Error(`the service ended with ${end.status ?? end.signal}:\n${end.output}`);
  });
  return within(
    START_DEADLINE_MS,
    Promise.race([url, early]),
    () => `the service does not listen:\n${output()}`,
  );
}

async function within<T>(deadlineMs: number, work: Promise<T>, message: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message())), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
