// Backup and point-in-time recovery: the log is archived, a base backup taken, and after a mistake the database is brought
// back to the moment before it. What was submitted until then is there, what came later is not, and the audit chain holds.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exactly, shown } from '../rows.mjs';
import { baseBackup, put } from './backup.mjs';
import { begin, client, lost, openClass, submit } from './journey.mjs';
import { issueToken, seen } from './lab.mjs';

export async function restore(lab, { short }) {
  // Three times and once more: a question has a hundred tries.
  const each = short ? 5 : 30;
  const archive = await lab.folderOf('archive');
  const cluster = await lab.cluster('precious', {
    archive_mode: 'on',
    archive_command: `test ! -f "${archive}/%f" && cp "%p" "${archive}/%f"`,
  });
  const env = { DATABASE_URL: cluster.appUrl, DATABASE_OWNER_URL: cluster.url };
  const service = lab.service(env);
  const url = await service.ready;
  const room = await openClass(url, await issueToken(env), { students: 1 });
  const question = await begin(url, room.tokens[0], room.assignmentId, cluster);
  const submitted = async () => {
    const ids = [];
    for (let i = 0; i < each; i++) ids.push((await submit(url, room.tokens[0], question)).body.id);
    return ids;
  };
  const beforeBackup = await submitted();
  let begun = performance.now();
  const copy = join(lab.folder, 'backup');
  await baseBackup(lab, cluster, copy);
  const backupS = (performance.now() - begun) / 1000;
  const beforeMoment = await submitted();
  const [{ moment }] = await cluster.query('SELECT clock_timestamp()::text AS moment');
  await sleep(100);
  const afterMoment = await submitted();
  await cluster.query('DELETE FROM courses'); // The mistake.
  const [{ file }] = await cluster.query('SELECT pg_walfile_name(pg_switch_wal()) AS file');
  const isArchived = () =>
    cluster
      .query('SELECT last_archived_wal >= $1 AS done FROM pg_stat_archiver', [file])
      .then(([{ done }]) => done);
  if (!(await seen(isArchived))) throw new Error(`${file} is not archived`);
  await service.end();
  await cluster.kill('SIGQUIT');
  await rm(cluster.folder, { recursive: true }); // And the machine is gone, too.

  begun = performance.now();
  await put(lab, join(copy, 'postgres'), 'recovery.signal', '');
  const back = await lab.start(copy, {
    archive_mode: 'off',
    restore_command: `cp "${archive}/%f" "%p"`,
    recovery_target_time: moment,
    recovery_target_action: 'promote',
  });
  const isOpen = () => back.query('SELECT NOT pg_is_in_recovery() AS open').then(([{ open }]) => open);
  if (!(await seen(isOpen))) throw new Error('the recovery does not end');
  const again = lab.service({ DATABASE_URL: back.appUrl, DATABASE_OWNER_URL: back.url });
  const owner = client(await again.ready, room.bearer);
  const restoreS = (performance.now() - begun) / 1000;
  const verification = await owner('GET', `/v1/courses/${room.courseId}/audit/verification`);
  const one = await takenAgain(await again.ready, room, back);
  const dump = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? 'none';
  return [
    exactly(
      `submissions of before the backup that are missing, of ${beforeBackup.length}`,
      (await lost(back, beforeBackup)).length,
      0,
    ),
    exactly(
      `of between the backup and the moment, of ${beforeMoment.length}`,
      (await lost(back, beforeMoment)).length,
      0,
    ),
    exactly(
      'submissions of after the moment that are there',
      afterMoment.length - (await lost(back, afterMoment)).length,
      0,
    ),
    exactly('the audit chain holds', verification.body.intact, true),
    exactly('a submission is taken again', one?.status, 201),
    shown(
      'base backup; restore until the service answers',
      `${backupS.toFixed(1)} s; ${restoreS.toFixed(1)} s`,
    ),
    shown('pg_dump of this machine (of the server: 18)', dump),
  ];
}

/** An answer to a new question; null when no attempt begins, as where the course is gone. */
async function takenAgain(url, { tokens: [token], assignmentId }, cluster) {
  const question = await begin(url, token, assignmentId, cluster).catch(() => null);
  return question && submit(url, token, question);
}
