// What the proofs of the webhooks share: a PostgreSQL, an API in this process, workers as processes of their own, and a
// receiver. All of it on this machine, and nothing of it is left when it is closed.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TokensService } from '../../../dist/auth/tokens.service.js';
import { loadConfig } from '../../../dist/config.js';
import { exampleOf } from '../../../dist/events/catalogue.js';
import { EventsService } from '../../../dist/events/events.service.js';
import { Database } from '../../../dist/prisma/database.js';
import { startPostgres } from '../../../dist/prisma/postgres-process.js';
import { serve } from '../../../dist/serve.js';
import { atEnd, startInFolder } from '../../at-end.mjs';
import { startProcess } from '../service-process.mjs';

export { exactly, quantile, settled, shown } from '../rows.mjs';

const RECORDED_AT_ONCE = 5;

export async function openLab() {
  const { running: postgres, close } = await startInFolder('lastack-prove-', (folder) =>
    startPostgres(folder),
  );
  const receiver = await startReceiver();
  const env = {
    DATABASE_URL: postgres.url,
    LASTACK_SECRET: 'the-secret-of-a-proof-that-nobody-else-has',
    LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8',
    LOG_LEVEL: 'fatal',
    PORT: '0',
  };
  const api = await serve(loadConfig({ ...env, LASTACK_ROLE: 'api' }));
  const db = api.app.get(Database);
  const workers = new Set();
  const end = atEnd(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await api.stop();
    receiver.server.close();
    receiver.server.closeAllConnections();
  });
  return {
    app: api.app,
    url: api.url,
    databaseUrl: postgres.url,
    db,
    receiver,
    /** A course with so many endpoints at the receiver: /0, /1, ... */
    course: (endpoints, body) => course(api, receiver, endpoints, body),
    startWorker: (role = 'worker', other = {}) =>
      startWorker({ ...env, LASTACK_ROLE: role, ...other }, workers),
    /** Records events in a course, each in a transaction of its own. */
    record: async (courseId, events, from = 0) => {
      for (let i = 0; i < events; i++) await recordOne(api.app, courseId, from + i + 1);
    },
    clear: async () => {
      await db.course.deleteMany({});
      receiver.reset();
    },
    close: async () => {
      await end();
      await close();
    },
  };
}

/** Keeps what came, and answers 204 unless `answer` is set. */
async function startReceiver() {
  const receiver = { seen: [], answer: null };
  receiver.server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const { 'webhook-id': id, 'lastack-try': number } = request.headers;
      const one = { path: request.url, id, number: Number(number), at: Date.now(), body, accepted: true };
      one.headers = request.headers;
      receiver.seen.push(one);
      if (receiver.answer) receiver.answer(one, response);
      else response.writeHead(204).end();
    });
  });
  receiver.reset = () => {
    receiver.seen = [];
    receiver.answer = null;
  };
  receiver.server.listen(0, '127.0.0.1');
  await once(receiver.server, 'listening');
  receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
  return receiver;
}

function startWorker(env, workers) {
  const worker = startProcess(env);
  workers.add(worker);
  void worker.exited.then(() => workers.delete(worker));
  return worker;
}

async function course({ app, url }, receiver, endpoints, body = {}) {
  const db = app.get(Database);
  const tokens = app.get(TokensService);
  const personId = await tokens.addPerson(db, { name: 'Proof', mayCreateCourses: true });
  const { token } = await tokens.issue(db, { personId, courseId: null, label: 'proof' });
  const post = async (path, sent = {}) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(sent) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const { id } = await post('/v1/courses', { title: 'Proof' });
  const made = [];
  for (let i = 0; i < endpoints; i++)
    made.push(await post(`/v1/courses/${id}/endpoints`, { url: `${receiver.url}/${i}`, ...body }));
  return { id, endpoints: made, post };
}

export function recordOne(app, courseId, version) {
  const { data } = exampleOf('score.changed');
  return app
    .get(Database)
    .$transaction((tx) => app.get(EventsService).record(tx, courseId, 'score.changed', { ...data, version }));
}

/** Records `events` events at a steady rate, whatever each takes; `of` says in which course. Returns how long it took, in s. */
export async function recordSteadily(app, { events, perSecond, of }) {
  const begun = Date.now();
  const open = new Set();
  for (let i = 0; i < events; i++) {
    await sleep(Math.max(0, begun + (i / perSecond) * 1000 - Date.now()));
    if (open.size >= RECORDED_AT_ONCE) await Promise.race(open);
    const one = recordOne(app, of(i), i + 1).finally(() => open.delete(one));
    open.add(one);
  }
  await Promise.all(open);
  return (Date.now() - begun) / 1000;
}
