// The proof of at-least-once delivery, and its throughput: an API process, a worker process and receivers on one
// machine. First the worker is left alone, then it is killed by SIGKILL again and again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TokensService } from '../../dist/auth/tokens.service.js';
import { loadConfig } from '../../dist/config.js';
import { EventsService } from '../../dist/events/events.service.js';
import { exampleOf } from '../../dist/events/catalogue.js';
import { Database } from '../../dist/prisma/database.js';
import { startPostgres } from '../../dist/prisma/postgres-process.js';
import { serve } from '../../dist/serve.js';

const ENDPOINTS = 25;
const KILL_AFTER_MS = [200, 800];
const DEADLINE_MS = 900_000;
const WANTED_PER_S = 200;

/** Keeps when each (endpoint, webhook-id, try) came. */
async function startReceiver() {
  const seen = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { 'webhook-id': id, 'lastack-try': number } = request.headers;
      seen.push({ endpoint: request.url, id, number: Number(number), at: Date.now() });
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { seen, server, url: `http://127.0.0.1:${server.address().port}` };
}

function startWorker(env) {
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env.PATH, ...env, LASTACK_ROLE: 'worker' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, ready: once(child.stdout, 'data'), ended: once(child, 'exit') };
}

async function course({ app, url }, receiver) {
  const db = app.get(Database);
  const tokens = app.get(TokensService);
  const personId = await tokens.addPerson(db, { name: 'Proof', mayCreateCourses: true });
  const { token } = await tokens.issue(db, { personId, courseId: null, label: 'proof' });
  const post = async (path, body) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const { id } = await post('/v1/courses', { title: 'Proof' });
  for (let i = 0; i < ENDPOINTS; i++)
    await post(`/v1/courses/${id}/endpoints`, { url: `${receiver.url}/${i}` });
  return id;
}

async function record(app, courseId, events) {
  const { data } = exampleOf('score.changed');
  for (let i = 0; i < events; i++) {
    await app
      .get(Database)
      .$transaction((tx) =>
        app.get(EventsService).record(tx, courseId, 'score.changed', { ...data, version: i + 1 }),
      );
  }
}

async function until(holds) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('the deliveries do not come to an end');
    await sleep(100);
  }
}

const open = (db) => db.delivery.count({ where: { state: 'pending' } });
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)];

/** Deliveries a second, from the first request to the last. */
async function throughput(app, courseId, receiver, env, events) {
  const db = app.get(Database);
  await record(app, courseId, events);
  const begun = Date.now();
  const worker = startWorker(env);
  await worker.ready;
  await until(async () => receiver.seen.length >= events * ENDPOINTS && (await open(db)) === 0);
  worker.child.kill('SIGTERM');
  await worker.ended;
  const times = receiver.seen.splice(0).map(({ at }) => at);
  const perSecond = Math.round((times.length / (Math.max(...times) - Math.min(...times))) * 1000);
  const lag = (q) => `${quantile(times, q) - begun} ms`;
  return [
    {
      what: 'deliveries a second',
      seen: perSecond,
      promised: `>= ${WANTED_PER_S}`,
      holds: perSecond >= WANTED_PER_S,
    },
    {
      what: 'backlog of ' + times.length + ': p50, p95, p99 since the worker’s start',
      seen: [0.5, 0.95, 0.99].map(lag).join(', '),
      promised: 'printed',
      holds: true,
    },
  ];
}

async function killLoop(app, courseId, receiver, env, events, kills) {
  const db = app.get(Database);
  await db.delivery.deleteMany({});
  await db.event.deleteMany({});
  const recording = record(app, courseId, events);
  let killed = 0;
  while (killed < kills && (killed === 0 || (await open(db)) > 0)) {
    const worker = startWorker(env);
    await worker.ready;
    const [from, to] = KILL_AFTER_MS;
    await sleep(from + Math.random() * (to - from));
    worker.child.kill('SIGKILL');
    const [, signal] = await worker.ended;
    if (signal !== 'SIGKILL') throw new Error(`the worker was not killed: ${signal}`);
    killed += 1;
  }
  await recording;
  const last = startWorker(env);
  await last.ready;
  await until(
    async () => (await db.event.count({ where: { spreadAt: null } })) === 0 && (await open(db)) === 0,
  );
  last.child.kill('SIGTERM');
  await last.ended;
  return judge(db, receiver.seen, events * ENDPOINTS, killed);
}

async function judge(db, seen, wanted, killed) {
  const deliveries = new Set(seen.map(({ endpoint, id }) => `${endpoint} ${id}`));
  const tries = await db.try.findMany({
    include: { delivery: { select: { eventId: true, endpoint: { select: { url: true } } } } },
  });
  const keyOf = (endpoint, id, number) => `${endpoint} ${id} ${number}`;
  const logged = new Map(
    tries.map((each) => {
      const { eventId, endpoint } = each.delivery;
      return [keyOf(new URL(endpoint.url).pathname, `msg_${eventId}`, each.number), each];
    }),
  );
  const unlogged = seen.filter(({ endpoint, id, number }) => !logged.has(keyOf(endpoint, id, number))).length;
  const sent = new Set(seen.map(({ endpoint, id, number }) => keyOf(endpoint, id, number)));
  const unseen = [...logged].filter(([key]) => !sent.has(key)).map(([, each]) => each);
  const unexplained = unseen.filter(({ error }) => !error?.startsWith('interrupted')).length;
  const duplicates = seen.length - deliveries.size;
  return [
    { what: 'kills by SIGKILL', seen: killed, promised: '>= 1', holds: killed >= 1 },
    {
      what: 'deliveries missing',
      seen: wanted - deliveries.size,
      promised: 0,
      holds: deliveries.size === wanted,
    },
    {
      what: 'duplicates',
      seen: `${duplicates} (${((duplicates / wanted) * 100).toFixed(2)} %)`,
      promised: 'printed',
      holds: true,
    },
    { what: 'tries seen that are not in the log', seen: unlogged, promised: 0, holds: unlogged === 0 },
    {
      what: 'tries in the log, neither seen nor interrupted',
      seen: unexplained,
      promised: 0,
      holds: unexplained === 0,
    },
  ];
}

/** @param {{ short: boolean }} options short: a tenth of the deliveries, 10 kills at most */
export async function prove({ short }) {
  const events = short ? 40 : 400;
  const folder = await mkdtemp(join(tmpdir(), 'lastack-prove-'));
  const postgres = await startPostgres(folder);
  const receiver = await startReceiver();
  const env = {
    DATABASE_URL: postgres.url,
    LASTACK_SECRET: 'the-secret-of-a-proof-that-nobody-else-has',
    LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: 'fatal',
    PORT: '0',
  };
  const api = await serve(loadConfig({ ...env, LASTACK_ROLE: 'api' }));
  try {
    const courseId = await course(api, receiver);
    return [
      ...(await throughput(api.app, courseId, receiver, env, events)),
      ...(await killLoop(api.app, courseId, receiver, env, events, short ? 10 : 1_000)),
    ];
  } finally {
    await api.stop();
    receiver.server.close();
    receiver.server.closeAllConnections();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
