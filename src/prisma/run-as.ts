// PostgreSQL refuses to run as root. A service started by root runs it as an unprivileged user instead.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { userInfo } from 'node:os';
import { OperatorError } from '../config.js';

export interface RunAs {
  /** Set when files the programs write have to be handed to that user first. */
  uid?: number;
  gid: number;
  spawn(program: string, args: string[], options: SpawnOptions): ChildProcess;
}

/** Who runs `program` on `folder`: the user of this process, or, for root, `postgres` or `nobody`. */
export async function runAs(program: string, folder: string): Promise<RunAs> {
  const { uid, gid } = userInfo();
  if (uid !== 0) return { gid, spawn };
  const other = idsOf('postgres') ?? idsOf('nobody');
  if (!other) {
    throw new OperatorError(
      'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as. Start the service as an ordinary user.',
    );
  }
  if ((await open(program)) && (await open(join(folder, 'postgres')))) {
    return { ...other, spawn: (name, args, options) => spawn(name, args, { ...options, ...other }) };
  }
  // The checkout lies where only root may look (as in /root). setpriv drops root and all its rights but one: to pass
  // through folders and read files. Without no_setuid_fixup the programs' own access(2) would not count it.
  const drop = [`--reuid=${other.uid}`, `--regid=${other.gid}`, '--clear-groups'];
  const keep = [
    '--inh-caps=-all,+dac_read_search',
    '--ambient-caps=+dac_read_search',
    '--bounding-set=-all,+dac_read_search',
    '--securebits=+no_setuid_fixup',
  ];
  if (spawnSync('setpriv', [...drop, ...keep, 'test', '-x', program]).status !== 0) {
    throw new OperatorError(
      `PostgreSQL does not run as root, and no other user can read ${folder}. ` +
        'Move the project to a folder that others can enter (such as /srv), or start it as an ordinary user.',
    );
  }
  return {
    ...other,
    spawn: (name, args, options) => spawn('setpriv', [...drop, ...keep, name, ...args], options),
  };
}

function idsOf(user: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout?.trim(),
  );
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

/** Whether everybody may pass through all folders above `path`. */
async function open(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if (!((await stat(folder)).mode & 0o001)) return false;
    if (folder === dirname(folder)) return true;
  }
}
