// The built service as a process of its own, and how it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const END_DEADLINE_MS = 60_000;
/** As a shell tells that SIGKILL ended a process. */
export const KILLED = 137;

/**
 * @param {Record<string, string>} env all of its environment but the PATH
 * @param {{ nodeArgs?: string[], stderr?: 'inherit' | 'ignore' }} options
 */
export function startProcess(env, { nodeArgs = [], stderr = 'inherit' } = {}) {
  const child = spawn(process.execPath, [...nodeArgs, 'dist/main.js'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', stderr],
  });
  /** Null as long as it lives; then as a shell tells it. */
  const started = { child, status: null };
  started.exited = once(child, 'exit').then(([code, signal]) => {
    started.status = code ?? 128 + constants.signals[signal];
    return started.status;
  });
  /** Its URL, once it listens. */
  started.ready = Promise.race([
    once(child.stdout, 'data').then(([text]) => /listening on (\S+)/.exec(String(text))?.[1]),
    started.exited.then((status) => {
      throw new Error(`the service ended with ${status} before it listened`);
    }),
  ]);
  started.ready.catch(() => undefined); // Whoever waits for it hears.
  /** Sends a signal; the exit status, or null when the process lives on. */
  started.end = (signal, deadlineMs = END_DEADLINE_MS) => {
    child.kill(signal);
    return Promise.race([started.exited, sleep(deadlineMs, null, { ref: false })]);
  };
  return started;
}
