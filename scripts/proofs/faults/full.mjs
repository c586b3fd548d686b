// A database that is read-only, and one whose disk is full: a clear 503, nothing half-written, and all is well again
// without a restart as soon as it can write.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chown, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from '../../at-end.mjs';
import { exactly, shown } from '../rows.mjs';
import { answersOf, judge } from './clients.mjs';
import { openLab } from './lab.mjs';

const LEARNERS = 10;
const REFUSED = 50;
const AFTERWARDS = 50;
/** Submissions until the last free page is used. */
const MOST_TRIES = 2_000;
const SIZE_MB = 64;
const BLOCK = Buffer.alloc(64 * 1024);
const PROBLEM = '503 application/problem+json, Retry-After: 1, /problems/unavailable';

export async function full() {
  const lab = await openLab();
  const disk = await mountSmall(lab.owner);
  try {
    const readOnly = await refuse(lab, 'read-only', {
      begin: () => setReadOnly(lab, 'on'),
      end: () => setReadOnly(lab, 'off'),
    });
    if (!disk) {
      const why = 'only root on Linux can mount a small file system';
      console.log(`SKIPPED the proof of a disk that is full: ${why}`);
      return [...readOnly, shown('disk full: SKIPPED', why)];
    }
    const { begin, end } = disk;
    return [
      ...readOnly,
      ...(await refuse(await lab.elsewhere('small', disk.folder), 'disk full', { begin, end })),
    ];
  } finally {
    await lab.close();
    await disk?.unmount();
  }
}

async function refuse(lab, name, { begin, end }) {
  const api = lab.start('api');
  const url = await api.ready;
  const { learners, token } = await lab.classroom(url, { learners: LEARNERS });
  const send = submitter(url, answersOf(learners));
  await send();
  await begin();
  const refusals = [];
  for (let i = 0; refusals.length < REFUSED && i < MOST_TRIES; i++) {
    const said = await send();
    if (said !== '201') refusals.push(said);
  }
  const read = await fetch(`${url}/v1/courses`, { headers: { authorization: `Bearer ${token}` } });
  await end();
  const afterwards = [];
  for (let i = 0; i < AFTERWARDS; i++) afterwards.push(await send());
  const [{ kept }] = await lab.query('SELECT count(*)::int AS kept FROM idempotent_answers');
  const odd = refusals.filter((said) => said !== PROBLEM);
  if (odd.length > 0) console.error(`${name}: ${[...new Set(odd)].join('; ')}`);
  const rows = [
    exactly(`${name}: answers refused`, refusals.length, REFUSED),
    exactly(`${name}: of them other than ${PROBLEM}`, odd.length, 0),
    exactly(`${name}: status of a request that only reads`, read.status, 200),
    exactly(
      `${name}: answers taken afterwards, without a restart`,
      afterwards.filter((said) => said === '201').length,
      AFTERWARDS,
    ),
    exactly(`${name}: processes that ended`, Number(api.status !== null), 0),
    exactly(
      `${name}: answers kept for retries beyond those acknowledged`,
      kept - send.acknowledged.length,
      0,
    ),
    ...(await judge(`${name}:`, lab, { acknowledged: send.acknowledged, unexpected: [] })),
  ];
  await api.end('SIGKILL');
  return rows;
}

/** Submits once; 201, or what a refusal looks like. */
function submitter(url, answer) {
  let next = 0;
  const send = async () => {
    const [{ token }, question, cells] = answer(next++);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    };
    const path = `${url}/v1/questions/${question.id}/submissions`;
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify({ cells }) });
    const body = await response.json();
    if (response.status === 201) return String(send.acknowledged.push(body) && response.status);
    const type = response.headers.get('content-type')?.split(';')[0];
    return `${response.status} ${type}, Retry-After: ${response.headers.get('retry-after')}, ${body.type}`;
  };
  send.acknowledged = [];
  return send;
}

async function setReadOnly({ query }, value) {
  await query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`);
  await query('SELECT pg_reload_conf()');
  await sleep(500); // Until every session has read it.
}

/** A file system of a few MB for a tablespace, and how to fill it; null where that cannot be had. */
async function mountSmall({ uid, gid }) {
  const folder = await mkdtemp(join(tmpdir(), 'lastack-small-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m,mode=755`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    await rm(folder, { recursive: true });
    return null;
  }
  const unmount = atEnd(async () => {
    spawnSync('umount', ['--lazy', folder]); // The database may still be up, and goes at once.
    await rm(folder, { recursive: true, force: true });
  });
  const space = join(folder, 'space');
  await mkdir(space, { mode: 0o700 });
  if (uid !== undefined) await chown(space, uid, gid);
  const ballast = join(folder, 'ballast');
  return {
    folder: space,
    begin: async () => {
      const file = await open(ballast, 'w');
      try {
        for (;;) await file.write(BLOCK);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      } finally {
        await file.close();
      }
    },
    end: () => rm(ballast),
    unmount,
  };
}
