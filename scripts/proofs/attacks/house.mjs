// A service on a PostgreSQL of its own, and a way to ask it. Nothing of it is left when it is closed.
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { TokensService } from '../../../dist/auth/tokens.service.js';
import { loadConfig } from '../../../dist/config.js';
import { Database } from '../../../dist/prisma/database.js';
import { startPostgres } from '../../../dist/prisma/postgres-process.js';
import { serve } from '../../../dist/serve.js';
import { startInFolder } from '../../at-end.mjs';

export const SECRET = 'the-secret-of-a-proof-that-nobody-else-has';

export async function openHouse(env = {}) {
  const postgres = await startInFolder('lastack-prove-', (folder) => startPostgres(folder));
  const service = await serve(
    loadConfig({
      NODE_ENV: 'test',
      DATABASE_URL: postgres.running.url,
      LASTACK_SECRET: SECRET,
      LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'fatal',
      PORT: '0',
      ...env,
    }),
  );
  const db = service.app.get(Database);
  const tags = new Map();
  const secrets = new Map();
  return {
    url: service.url,
    app: service.app,
    db,
    /** The token of somebody new who may create courses. */
    creator: async () => {
      const tokens = service.app.get(TokensService);
      const personId = await tokens.addPerson(db, { name: 'Proof', mayCreateCourses: true });
      return (await tokens.issue(db, { personId, courseId: null, label: 'proof' })).token;
    },
    ask: (request) => ask(service.url, request, tags, secrets),
    close: async () => {
      await service.stop();
      await postgres.close();
    },
  };
}

async function ask(url, { operation, path, actor, body, version, key }, tags, secrets) {
  const type = operation.body?.type ?? 'application/json';
  const text = typeof body === 'string' && type === 'text/csv' ? body : JSON.stringify(body);
  const thing = path.split('?')[0].replace(/\/override$/, '');
  const course = /\/courses\/([^/]+)/.exec(path)?.[1];
  const isSigned = operation.path.endsWith('/lms-events');
  const headers = {
    ...(actor.token && { authorization: `Bearer ${actor.token}` }),
    ...(body !== undefined && { 'content-type': type }),
    ...(key !== undefined && operation.method === 'POST' && { 'idempotency-key': key }),
    ...(operation.takesVersion &&
      version && { 'if-match': version === 'current' ? (tags.get(thing) ?? '"1"') : version }),
    ...(isSigned && secrets.has(course) && signed(secrets.get(course), text ?? '')),
  };
  const response = await fetch(url + path, {
    method: operation.method,
    headers,
    body: text,
    redirect: 'manual',
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const kind = response.headers.get('content-type') ?? '';
  const answer = {
    status: response.status,
    headers: response.headers,
    type: kind,
    text: bytes.toString('utf8'),
    bytes,
  };
  if (kind.includes('json')) answer.json = JSON.parse(answer.text);
  const tag = response.headers.get('etag');
  if (tag) tags.set(thing, tag);
  if (response.ok && operation.path.endsWith('/lms-events/secret') && answer.json?.secret)
    secrets.set(course, answer.json.secret);
  return answer;
}

function signed(secret, body) {
  const [id, now] = [randomUUID(), new Date()];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
}
