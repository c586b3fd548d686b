// Runs a program to its end, bounded in time.
import { spawn } from 'node:child_process';

export interface Run {
  /** null when a signal ended it. */
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  /** The whole environment; by default this process's own. */
  env?: Record<string, string>;
  deadlineMs?: number;
}

/** After the deadline the program and what it started are killed, and the run is rejected. */
export function run(
  program: string,
  args: string[],
  { cwd, env, deadlineMs = 60_000 }: RunOptions = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that the deadline also ends what npm or a shell started.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const timer = setTimeout(() => {
      process.kill(-(child.pid as number), 'SIGKILL');
      reject(new Error(`${program} ran longer than ${deadlineMs} ms:\n${stdout}${stderr}`));
    }, deadlineMs);
    child.once('error', reject);
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, stdout, stderr });
    });
  });
}
