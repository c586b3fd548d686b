// A base backup as PostgreSQL's low-level interface makes it (manual, section 25.3.3.1): what `pg_basebackup` does, without
// that program, of which the server's own version would be needed.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Copies the running cluster into `folder`/postgres. */
export async function baseBackup(lab, cluster, folder) {
  const copy = join(folder, 'postgres');
  const client = new pg.Client(cluster.url);
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('lastack', true)`);
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const { status, stderr } = spawnSync('cp', ['-a', cluster.data, copy], { encoding: 'utf8' });
    // Files that go while they are copied are made good by the log.
    const faults = stderr.split('\n').filter((line) => line && !/No such file or directory/.test(line));
    if (status !== 0 && faults.length > 0) throw new Error(`cp: ${faults.join('\n')}`);
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(true)');
    for (const name of ['postmaster.pid', 'postmaster.opts', 'standby.signal'])
      rmSync(join(copy, name), { force: true });
    const log = join(copy, 'pg_wal');
    for (const name of readdirSync(log)) {
      if (/^[0-9A-F]{24}/.test(name)) rmSync(join(log, name));
    }
    await put(lab, copy, 'backup_label', rows[0].labelfile);
  } finally {
    await client.end();
  }
  return copy;
}

/** Writes a file into a cluster, as its owner's. */
export async function put(lab, data, name, text) {
  const path = join(data, name);
  await writeFile(path, text, { mode: 0o600 });
  if (lab.as.uid !== undefined) await chown(path, lab.as.uid, lab.as.gid);
}
