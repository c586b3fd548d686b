// Every way a service ends: by a signal, whatever is open, or by being killed; and the start after it.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { runningDatabase } from '../../src/prisma/postgres-process.js';
import { introduction, paste } from '../support/introduction.js';
import { familyOf, killIfRunning, processesWith, stillRunning } from '../support/processes.js';
import { api } from '../support/service.js';
import { cleanUp, copyOf, emptyFolder, startService } from '../support/service-process.js';

const STOP_DEADLINE_MS = 3_000;
/** Of so many the quickest counts: what else the machine does is not the time of the service. */
const STOPS = 5;

/** Of a test on a machine that is busy with other things as well. */
jest.setTimeout(300_000);

/** That of a service which was started and ended before. */
let used: string;
beforeAll(async () => {
  used = await mkdtemp(join(tmpdir(), 'lastack-used-'));
  const service = startService({ env: { LASTACK_DATA: used } });
  await service.ready;
  await service.end();
});
afterAll(() => rm(used, { recursive: true, force: true }));

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await cleanUp();
});

describe('after kill -9', () => {
  it.each([
    ['of the service, its PostgreSQL is taken over', false],
    ['of the service and its PostgreSQL, everything acknowledged is there', true],
  ])('%s', async (_, alsoPostgres) => {
    const env = { LASTACK_DATA: await copyOf(used) };
    const first = startService({ env });
    const { requests } = await introduction(first);
    const graded = await paste(requests[1] ?? '');
    const postgres = processesWith(env.LASTACK_DATA);
    expect(postgres).toHaveLength(1);
    expect(await first.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    if (alsoPostgres) for (const { pid } of postgres) killIfRunning(pid);
    else expect(stillRunning(postgres)).toEqual(postgres);

    const second = startService({ env });
    const again = await introduction(second);
    const submissions = (again.requests[1] ?? '').replace(/ -d '[^']*'/, '');
    expect(await paste(submissions)).toEqual([graded]);
    expect(stillRunning(postgres)).toEqual([]);
    expect(await second.end()).toMatchObject({ status: 0 });
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });

  it.each([300, 700, 1000])('%d ms into the first start, the next start succeeds', async (ms) => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const first = startService({ env });
    await delay(ms);
    await first.end('SIGKILL');
    const second = startService({ env });
    const { requests } = await introduction(second);
    expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
    expect(await second.end()).toMatchObject({ status: 0 });
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });
});

describe('an end', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s takes less than 3 s, whatever is open, and leaves no process behind',
    async (signal) => {
      let quickestMs = Infinity;
      for (let stop = 1; stop <= STOPS && quickestMs >= STOP_DEADLINE_MS; stop++)
        quickestMs = Math.min(quickestMs, await stopWithAllOpen(signal));
      expect(quickestMs).toBeLessThan(STOP_DEADLINE_MS);
    },
  );

  /** In ms. */
  async function stopWithAllOpen(signal: NodeJS.Signals): Promise<number> {
    const env = { LASTACK_DATA: await copyOf(used) };
    const service = startService({ env });
    const { requests, tokens } = await introduction(service);
    const url = await service.ready;
    await deliverToADeafReceiver(url, tokens, requests);
    await openConnection(url, '');
    await openConnection(url, 'POST /v1/courses HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await openConnection(url, 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n');

    const family = familyOf(service.pid);
    expect(family.length).toBeGreaterThan(3); // The service, PostgreSQL and its children.
    const { status, ms } = await service.end(signal);
    expect(status).toBe(0);
    expect(stillRunning(family)).toEqual([]);
    return ms;
  }

  it('lets a request that is under way have its answer', async () => {
    const env = { LASTACK_DATA: await copyOf(used) };
    const service = startService({ env });
    const { requests } = await introduction(service);
    const db = new Client((await runningDatabase(env.LASTACK_DATA)) ?? '');
    db.on('error', () => undefined);
    await db.connect();
    await db.query('BEGIN; SELECT FROM attempts FOR UPDATE');
    const answer = paste(requests[1] ?? '');
    const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while ((await db.query(waiting)).rowCount === 0) await delay(10);
    const end = service.end();
    await untilNobodyListens(await service.ready);
    await db.query('COMMIT');
    expect(await answer).toMatchObject({ number: 1, possible: 10 });
    expect(await end).toMatchObject({ status: 0 });
  });

  it('asked for twice at once, as by npm and the terminal, is one end', async () => {
    const env = { LASTACK_DATA: await copyOf(used) };
    const service = startService({ env });
    await service.ready;
    service.child.kill('SIGINT');
    await delay(20);
    expect(await service.end()).toMatchObject({ status: 0 });
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });

  it.each([500, 900])('asked for %d ms into a start leaves no process behind', async (ms) => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const service = startService({ env });
    await delay(ms);
    await service.end();
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });
});

/** Connects, sends `text`, and leaves the connection open. */
async function openConnection(url: string, text: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // The end of the service cuts it.
  await once(socket, 'connect');
  socket.write(text);
  if (text.startsWith('GET')) await once(socket, 'data');
}

async function untilNobodyListens(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (let isListening = true; isListening;) {
    const socket = connect(Number(port), hostname);
    isListening = await new Promise((tell) => {
      socket.once('connect', () => tell(true)).once('error', () => tell(false));
    });
    socket.destroy();
  }
}

async function listenSomewhere(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  return (server.address() as AddressInfo).port;
}

/** Registers a receiver that takes a delivery and never answers, and waits until it has one. */
async function deliverToADeafReceiver(url: string, tokens: string[], requests: string[]): Promise<void> {
  let took: () => void;
  const taken = new Promise<void>((resolve) => (took = resolve));
  const port = await listenSomewhere(createServer(() => took()));
  const instructor = /lak_\w+/.exec(tokens.find((line) => line.includes('instructor')) ?? '')?.[0];
  const course = /courses\/([\w-]+)/.exec(requests[2] ?? '')?.[1];
  const created = await api(url, instructor).post(`/v1/courses/${course}/endpoints`, {
    url: `http://127.0.0.1:${port}/`,
  });
  expect(created.status).toBe(201);
  await paste(requests[1] ?? '');
  await taken;
}
