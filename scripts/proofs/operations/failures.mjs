// The failures of the runbook, by the headings they have there: each is produced, what an operator sees of it collected,
// and mended again.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { client } from './journey.mjs';
import { seen } from './lab.mjs';

/** Later than the metrics are kept for. */
const NEXT_METRICS_MS = 5_500;
const AHEAD_MS = 300_000;

export const FAILURES = {
  'A process does not start': doesNotStart,
  'Migrations cannot be applied': migrations,
  'The database is down': databaseDown,
  'The database is read-only': readOnly,
  'The disk is full': diskFull,
  'All connections are taken': connectionsTaken,
  'No worker runs': noWorker,
  'Webhooks pile up': pileUp,
  'A webhook receiver is disabled': receiverDisabled,
  'The secret was changed': secretChanged,
  'The clock of a host is off': clockOff,
  'The standby is behind': standbyBehind,
};

/** An answer in a line: its status, and the problem it tells. */
const told = (answer) =>
  answer
    ? `${answer.status} ${answer.body.type ?? JSON.stringify(answer.body)} ${answer.body.detail ?? ''}`
    : 'none';

/** What the process logs from now on. */
function listen(service) {
  const from = service.output.length;
  return () => service.output.slice(from);
}

async function started(scene, env) {
  const service = scene.lab.service({ ...scene.env, ...env });
  const { status } = await service.ended;
  return { log: service.output, answers: [`exit status ${status}`] };
}

async function doesNotStart(scene) {
  const noSecret = await started(scene, { NODE_ENV: 'production', LASTACK_SECRET: '' });
  const password = Object.assign(new URL(scene.env.DATABASE_OWNER_URL), { password: 'wrong' }).href;
  const refused = await started(scene, { DATABASE_OWNER_URL: password });
  return { log: noSecret.log + refused.log, answers: [...noSecret.answers, ...refused.answers] };
}

async function migrations(scene) {
  const [{ name }] = await scene.cluster.query('SELECT min(migration_name) AS name FROM _prisma_migrations');
  const set = (column, value) =>
    scene.cluster.query(`UPDATE _prisma_migrations SET ${column} = ${value} WHERE migration_name = $1`, [
      name,
    ]);
  await set('finished_at', 'NULL');
  const half = await started(scene, {});
  await set('finished_at', 'now()');
  const [{ checksum }] = await scene.cluster.query(
    'SELECT checksum FROM _prisma_migrations WHERE migration_name = $1',
    [name],
  );
  await set('checksum', `'another'`);
  const changed = await started(scene, {});
  await set('checksum', `'${checksum}'`);
  return { log: half.log + changed.log, answers: [...half.answers, ...changed.answers] };
}

async function databaseDown(scene) {
  const log = listen(scene.api);
  await scene.cluster.kill('SIGQUIT');
  const answers = [told(await scene.submit()), `ready ${(await fetch(`${scene.url}/health/ready`)).status}`];
  await seen(async () => / 503 /.test(` ${told(await scene.submit())} `));
  answers.push(told(await scene.submit()));
  await sleep(NEXT_METRICS_MS);
  const metrics = await scene.metrics();
  const again = await scene.lab.start(scene.cluster.folder);
  Object.assign(scene.cluster, {
    server: again.server,
    url: again.url,
    appUrl: again.appUrl,
    port: again.port,
  });
  scene.address.lead(again.port);
  return { log: log(), answers, metrics };
}

async function readOnly(scene) {
  const log = listen(scene.api);
  const { pathname } = new URL(scene.cluster.url);
  const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'lastack_app'`;
  const alter = async (value) => {
    await scene.cluster.query(`ALTER DATABASE ${pathname.slice(1)} ${value}`);
    await scene.cluster.query(end);
  };
  await alter('SET default_transaction_read_only = on');
  let answer;
  await seen(async () => (answer = told(await scene.submit())).includes('Nothing was changed'));
  await sleep(NEXT_METRICS_MS);
  const metrics = await scene.metrics();
  await scene.cluster.query('SELECT 1');
  const holder = new pg.Client(scene.cluster.url);
  await holder.connect();
  await holder.query('SET default_transaction_read_only = off');
  await holder.query(`ALTER DATABASE ${pathname.slice(1)} RESET default_transaction_read_only`);
  await holder.query(end);
  await holder.end();
  return { log: log(), answers: [answer], metrics };
}

async function diskFull(scene) {
  if (!scene.disk) {
    console.log('SKIPPED: no disk of its own can be had here (mount needs root): no full disk is tried');
    return { skipped: 'SKIPPED: mount needs root' };
  }
  const log = listen(scene.api);
  const ballast = join(scene.disk, 'ballast');
  const filling = spawn('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=64k'], { stdio: 'ignore' });
  await new Promise((done) => filling.once('exit', done));
  let answer;
  // Segments of the log that exist are still written to; then no more can be made.
  const isFull = async () => {
    answer = await scene.submit();
    return answer?.status === 503;
  };
  await scene.cluster.query('CREATE TABLE ballast (filler text)').catch(() => undefined);
  await seen(async () => {
    await scene.cluster
      .query(`INSERT INTO ballast SELECT repeat(md5(n::text), 200) FROM generate_series(1, 200) n`)
      .catch(() => undefined);
    return isFull();
  });
  const answers = [told(answer)];
  rmSync(ballast);
  await seen(() =>
    scene.cluster.query('DROP TABLE IF EXISTS ballast').then(
      () => true,
      () => false,
    ),
  );
  return { log: log(), answers };
}

async function connectionsTaken(scene) {
  const log = listen(scene.api);
  const holder = new pg.Client(scene.cluster.url);
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE variants IN ACCESS EXCLUSIVE MODE');
  const answers = (await Promise.all(Array.from({ length: 40 }, () => scene.submit()))).map(told);
  await holder.query('ROLLBACK');
  await holder.end();
  return { log: log(), answers, metrics: await scene.metrics() };
}

async function noWorker(scene) {
  scene.worker.child.kill('SIGSTOP');
  const answers = [told(await scene.submit())];
  await sleep(NEXT_METRICS_MS);
  const metrics = await scene.metrics();
  scene.worker.child.kill('SIGCONT');
  return { answers, metrics };
}

async function pileUp(scene) {
  const kept = [];
  scene.receive = (response) => kept.push(response);
  for (let i = 0; i < 10; i++) await scene.submit();
  await sleep(NEXT_METRICS_MS);
  const metrics = await scene.metrics();
  const list = await scene.ask(
    'GET',
    `/v1/courses/${scene.room.courseId}/endpoints/${scene.room.endpoint.id}/deliveries`,
  );
  scene.receive = (response) => response.writeHead(204).end();
  for (const response of kept) response.writeHead(204).end();
  await seen(async () => /lastack_deliveries_due 0/.test(await scene.metrics()));
  return { answers: [JSON.stringify(list.body)], metrics };
}

async function receiverDisabled(scene) {
  const path = `/v1/courses/${scene.room.courseId}/endpoints`;
  scene.receive = (response) => response.writeHead(410).end();
  await scene.submit();
  let list;
  await seen(async () => {
    list = await scene.ask('GET', path);
    return JSON.stringify(list.body).includes('"gone"');
  });
  await sleep(NEXT_METRICS_MS);
  const metrics = await scene.metrics();
  scene.receive = (response) => response.writeHead(204).end();
  const enabled = await scene.ask('PATCH', `${path}/${scene.room.endpoint.id}`, { enabled: true });
  return { answers: [JSON.stringify(list.body), `enable ${enabled.status}`], metrics };
}

async function secretChanged(scene) {
  const key = { 'Idempotency-Key': 'secret-changed' };
  const course = { title: 'Once' };
  await client(scene.url, scene.room.bearer)('POST', '/v1/courses', course, key);
  await scene.worker.end();
  const other = scene.lab.service({
    ...scene.env,
    LASTACK_ROLE: 'all',
    LASTACK_SECRET: 'another-secret-than-that-of-all-the-others',
  });
  const url = await other.ready;
  await scene.submit();
  await seen(() => other.output.includes('the signing secret of an endpoint does not open'));
  const ask = client(url, scene.room.bearer);
  const { body } = await ask('GET', `/v1/courses/${scene.room.courseId}/audit/verification`);
  const again = await ask('POST', '/v1/courses', course, key);
  await other.end();
  scene.worker = scene.lab.service({ ...scene.env, LASTACK_ROLE: 'worker' });
  await scene.worker.ready;
  return { log: other.output, answers: [JSON.stringify(body), told(again)] };
}

async function clockOff(scene) {
  const shift = `const Real = Date; globalThis.Date = class extends Real { constructor(...of) { if (of.length === 0) super(Real.now() + ${AHEAD_MS}); else super(...of); } static now() { return Real.now() + ${AHEAD_MS}; } };`;
  const NODE_FLAGS = ['--import', `data:text/javascript,${encodeURIComponent(shift)}`];
  const ahead = scene.lab.service({ ...scene.env, LASTACK_ROLE: 'api', NODE_FLAGS });
  const metrics = await scene.metrics(await ahead.ready);
  const before = await scene.cluster.query('SELECT now() AS now');
  const own = scene.url;
  scene.url = await ahead.ready;
  const answer = await scene.submit();
  scene.url = own;
  const offMs = Math.abs(Date.parse(answer.body.receivedAt) - before[0].now.getTime());
  await ahead.end();
  return {
    answers: [`201, received ${offMs < 60_000 ? 'at the time of the database' : `${offMs} ms off`}`],
    metrics,
  };
}

async function standbyBehind(scene) {
  // Nobody listens there: further behind a standby cannot be.
  const nowhere = Object.assign(new URL(scene.env.DATABASE_URL), { port: 1 }).href;
  const reporting = scene.lab.service({ ...scene.env, LASTACK_ROLE: 'api', DATABASE_READ_URL: nowhere });
  const url = await reporting.ready;
  const book = await client(url, scene.room.bearer)('GET', `/v1/courses/${scene.room.courseId}/gradebook`);
  const metrics = await scene.metrics(url);
  await reporting.end();
  const age = book.headers.get('lastack-data-age');
  return {
    log: reporting.output,
    answers: [`${book.status}, ${age === null ? 'without' : 'with'} LastAck-Data-Age`],
    metrics,
  };
}
