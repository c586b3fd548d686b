// Two API replicas and a worker behind PgBouncer in transaction mode, with deploy/pgbouncer.ini: many clients share a few
// connections, nothing of one transaction leaks into the next, and jobs, LISTEN and migrations go past it.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, query } from '../faults/cluster.mjs';
import { atMost, exactly, shown } from '../rows.mjs';
import { begin, lost, openClass, submit } from './journey.mjs';
import { issueToken, seen } from './lab.mjs';

const PREPARED_FROM = [1, 21];
/** Fewer than one replica would open by itself. */
const POOL_SIZE = 4;
const BOUNDS = { lock_timeout: '3s', statement_timeout: '20s', idle_in_transaction_session_timeout: '20s' };

export async function pooler(lab, { short }) {
  const version = pooled();
  if (!version) {
    console.log('SKIPPED: there is no pgbouncer here; the pooler is not tried');
    return [shown('pgbouncer', 'not installed: skipped')];
  }
  const [students, each] = short ? [8, 3] : [60, 20];
  const cluster = await lab.cluster('pooler');
  await cluster.query('CREATE DATABASE lastack');
  const at = (url, host = '127.0.0.1', port = cluster.port) =>
    Object.assign(new URL(url), { pathname: '/lastack', hostname: host, port }).href;
  const [owner, direct] = [at(cluster.url), at(cluster.appUrl)];
  const bouncer = await start(lab, cluster, version, direct);
  const env = {
    DATABASE_URL: at(cluster.appUrl, '127.0.0.1', bouncer.port),
    DATABASE_DIRECT_URL: direct,
    DATABASE_OWNER_URL: owner,
    DATABASE_POOL: '30',
  };
  const inLastack = { query: (sql, values) => query(owner, sql, values) };
  const replicas = [
    lab.service({ ...env, LASTACK_ROLE: 'api' }),
    lab.service({ ...env, LASTACK_ROLE: 'api' }),
  ];
  const urls = await Promise.all(replicas.map(({ ready }) => ready));
  const worker = lab.service({ ...env, LASTACK_ROLE: 'worker' });
  await worker.ready;

  const receiver = await lab.receiver();
  const room = await openClass(urls[0], await issueToken(env), { students, receiver: receiver.url });
  const done = [];
  const faults = [];
  let repeats = 0;
  let most = 0;
  const watch = setInterval(() => {
    void connections(inLastack, cluster).then(
      (count) => (most = Math.max(most, count)),
      () => undefined,
    );
  }, 100);
  await Promise.all(
    room.tokens.map(async (token, i) => {
      const url = urls[i % 2];
      const question = await begin(url, token, room.assignmentId, inLastack);
      for (let n = 0; n < each; n++) {
        const key = { 'idempotency-key': randomUUID() };
        const first = await submit(url, token, question, key);
        const again = await submit(urls[(i + 1) % 2], token, question, key);
        if (first?.status === 201) done.push(first.body.id);
        else faults.push(first?.status ?? 'no answer');
        if (again?.body?.id === first?.body?.id) repeats += 1;
      }
    }),
  );
  clearInterval(watch);
  const wanted = students * each;
  await seen(() => receiver.graded() >= wanted);
  const [listening] = await inLastack.query(
    // Such a session asks from time to time whether it still listens.
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE (query LIKE 'LISTEN%' OR query LIKE '%pg_listening_channels%') AND datname = 'lastack' AND pid <> pg_backend_pid()`,
  );
  const settings = await query(
    env.DATABASE_URL,
    'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) name',
    [Object.keys(BOUNDS)],
  );
  const rows = [
    shown('PgBouncer', version.join('.')),
    exactly(`submissions acknowledged through the pooler, of ${wanted}`, done.length, wanted),
    exactly('answers that were no 201', faults.join(), ''),
    exactly('of them not in the database with full marks', (await lost(inLastack, done)).length, 0),
    exactly('repeats through the other replica that got the same submission', repeats, wanted),
    exactly('of them told by a webhook', receiver.graded(), wanted),
    atMost(
      'most connections of the pooler to the server, of 60 that its clients have',
      most || Infinity,
      POOL_SIZE,
    ),
    exactly('sessions that LISTEN, past the pooler', listening.count, 3),
    exactly(
      'bounds of a statement that come through it',
      settings.map(({ name, value }) => `${name} ${value}`).join(),
      Object.entries(BOUNDS)
        .map((pair) => pair.join(' '))
        .join(),
    ),
    ...(await restarted(bouncer, urls[0], room, inLastack)),
  ];
  for (const service of [...replicas, worker])
    rows.push(exactly('a process that is asked to end ends with', (await service.end()).status, 0));
  return rows;
}

/** PgBouncer itself goes away and comes back: requests are refused politely, and no process has to be restarted. */
async function restarted(bouncer, url, room, cluster) {
  await bouncer.stop();
  const question = await begin(url, room.tokens[0], room.assignmentId, cluster).catch(() => null);
  const refused = await fetch(`${url}/v1/courses`, {
    headers: { authorization: `Bearer ${room.tokens[0]}` },
  });
  await bouncer.start();
  const answered = await seen(async () => {
    const again = await begin(url, room.tokens[0], room.assignmentId, cluster).catch(() => null);
    return again && (await submit(url, room.tokens[0], again))?.status === 201;
  });
  return [
    exactly(
      'while PgBouncer is down, a request gets',
      question === null ? refused.status : 'an attempt',
      503,
    ),
    exactly('after it is back, without a restart, a submission is taken', answered === true, true),
  ];
}

/** The version as numbers; null when there is none. */
function pooled() {
  const { status, stdout } = spawnSync('pgbouncer', ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` },
  });
  const found = status === 0 && /PgBouncer (\d+)\.(\d+)/.exec(stdout);
  return found ? [Number(found[1]), Number(found[2])] : null;
}

async function start(lab, cluster, version, direct) {
  const folder = await lab.folderOf('pgbouncer');
  const port = await freePort();
  const { username, password } = new URL(direct);
  const users = join(folder, 'userlist.txt');
  const file = join(folder, 'pgbouncer.ini');
  const knows = version[0] > PREPARED_FROM[0] || version[1] >= PREPARED_FROM[1];
  if (!knows)
    console.log(
      `PgBouncer ${version.join('.')} knows no named statements (from 1.21): max_prepared_statements is left out`,
    );
  const text = readFileSync('deploy/pgbouncer.ini', 'utf8')
    .replace('host=postgres port=5432', `host=127.0.0.1 port=${cluster.port}`)
    .replace('listen_addr = 0.0.0.0', 'listen_addr = 127.0.0.1\nunix_socket_dir =')
    .replace('listen_port = 6432', `listen_port = ${port}`)
    .replace('/tmp/userlist.txt', users)
    .replace('default_pool_size = 40', `default_pool_size = ${POOL_SIZE}`)
    .replace(/^max_prepared_statements.*$/m, knows ? '$&' : '');
  await writeFile(users, `"${username}" "${password}"\n`, { mode: 0o600 });
  await writeFile(file, text);
  if (lab.as.uid !== undefined) await chown(users, lab.as.uid, lab.as.gid);
  let child;
  const bouncer = {
    port,
    start: async () => {
      child = lab.own(
        lab.as.spawn('pgbouncer', [file], {
          stdio: ['ignore', 'ignore', 'pipe'],
          env: { PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` },
        }),
      );
      let log = '';
      child.stderr.setEncoding('utf8').on('data', (chunk) => (log += chunk));
      const up = await seen(() => /process up/.test(log));
      if (!up) throw new Error(`pgbouncer does not start:\n${log}`);
    },
    stop: async () => {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    },
  };
  await bouncer.start();
  return bouncer;
}

/** Connections that PgBouncer has at the server: those of its user that are neither a job queue's nor LISTEN. */
async function connections(db, cluster) {
  const [{ count }] = await db.query(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = 'lastack' AND usename = $1 AND application_name NOT LIKE 'lastack-jobs%'`,
    [new URL(cluster.appUrl).username],
  );
  return count;
}
