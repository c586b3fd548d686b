// The machine's processes, to see that nothing is left behind: from /proc, or from ps where there is none.
import { readdirSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

export interface Process {
  pid: number;
  parent: number;
  command: string;
}

export function processes(): Process[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** Those whose command line holds `text`, such as the path of a data folder. */
export function processesWith(text: string): Process[] {
  return processes().filter(({ command }) => command.includes(text));
}

/** A process and all that it started. */
export function familyOf(pid: number, all = processes()): Process[] {
  const self = all.filter((one) => one.pid === pid);
  return self.concat(all.filter(({ parent }) => parent === pid).flatMap((child) => familyOf(child.pid, all)));
}

/** Of processes seen before, those that still run. */
export function stillRunning(seen: Process[]): Process[] {
  const now = processes();
  return seen.filter(({ pid, command }) => now.some((one) => one.pid === pid && one.command === command));
}

export function killIfRunning(pid: number, signal: NodeJS.Signals = 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

function fromPs(): Process[] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid && parent && command ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}
