// What `npm start` promises an operator: a first start, a second one, every way to end it, every way to get it wrong.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { familyOf, killIfRunning, processesWith, stillRunning } from '../support/processes.js';
import { run } from '../support/run.js';
import { api } from '../support/service.js';
import { cleanUp, emptyFolder, startService, type ServiceProcess } from '../support/service-process.js';

const NPM_START: [string, ...string[]] = ['npm', 'start'];
const STOP_DEADLINE_MS = 3_000;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await cleanUp();
}, 60_000);

interface Introduction {
  tokens: string[];
  requests: string[];
}

async function introduction(service: ServiceProcess): Promise<Introduction> {
  await service.ready;
  const text = service.output();
  return { tokens: text.match(/^ .*\blak_\w{36}$/gm) ?? [], requests: text.match(/^ +curl .*$/gm) ?? [] };
}

/** Runs a printed request as somebody who pastes it into a shell. */
async function paste(request: string): Promise<unknown> {
  const { status, stdout, stderr } = await run('bash', ['-c', request]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

it('the first start prints a demo course whose requests work when pasted, and the second shows the same', async () => {
  const env = { LASTACK_DATA: await emptyFolder() };
  const first = startService({ env, command: NPM_START, cwd: process.cwd() });
  const { tokens, requests } = await introduction(first);
  expect(tokens).toHaveLength(4);
  expect(requests).toHaveLength(3);
  expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers', triesLeft: 100 });
  const graded = { number: 1, possible: 10, diagnosis: { known: true }, triesLeft: 99 };
  expect(await paste(requests[1] ?? '')).toMatchObject(graded);
  const scores = await paste(requests[2] ?? '');
  expect(scores).toMatchObject([{ possible: 30 }]);
  // As a terminal does on Ctrl-C: every process of the group gets the signal, npm and the service.
  process.kill(-first.pid, 'SIGINT');
  await first.ended;

  const second = startService({ env, command: NPM_START, cwd: process.cwd() });
  const again = await introduction(second);
  expect(again.tokens).toEqual(tokens);
  expect(await paste(again.requests[2] ?? '')).toEqual(scores);
  expect(await paste(again.requests[0] ?? '')).toMatchObject({ triesLeft: 99 });
  process.kill(-second.pid, 'SIGINT');
  await second.ended;
  expect(processesWith(env.LASTACK_DATA)).toEqual([]);
}, 90_000);

it.each(['with a space', '数据 目录'])('the data folder may be called "%s"', async (name) => {
  const cwd = await emptyFolder();
  const service = startService({ env: { LASTACK_DATA: name }, cwd });
  const { requests } = await introduction(service);
  expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
  expect(await service.end()).toMatchObject({ status: 0 });
});

describe('a start that cannot succeed', () => {
  it('says that the port is taken, names PORT, and leaves no PostgreSQL behind', async () => {
    const port = await listenSomewhere(createServer());
    const LASTACK_DATA = await emptyFolder();
    const { status, output } = await startService({ env: { LASTACK_DATA, PORT: String(port) } }).ended;
    expect(status).toBe(1);
    expect(output.trim()).toBe(
      `Port ${port} on 127.0.0.1 is taken. Choose another one with PORT: PORT=${port + 1} npm start`,
    );
    expect(processesWith(LASTACK_DATA)).toEqual([]);
  });

  it('names all faults of the configuration', async () => {
    const env = { PORT: 'many', LASTACK_SECRET: 'short', LASTACK_DATABASE: 'x', NODE_ENV: 'production' };
    const { status, output } = await startService({ env }).ended;
    expect(status).toBe(1);
    for (const name of ['PORT must', 'LASTACK_SECRET must', 'LASTACK_DATABASE is not a setting'])
      expect(output).toContain(name);
    expect(output).not.toContain('    at ');
  });

  it('says in one line that no database answers, without its password', async () => {
    const DATABASE_URL = 'postgresql://lastack:hunter2@127.0.0.1:1/lastack';
    const { status, output } = await startService({ env: { DATABASE_URL, LASTACK_SECRET: 's'.repeat(32) } })
      .ended;
    expect(status).toBe(1);
    expect(output.trim()).toMatch(
      /^The database of DATABASE_URL \(127\.0\.0\.1:1\) cannot be reached: .*ECONNREFUSED.*$/,
    );
    expect(output).not.toContain('hunter2');
  });
});

describe('two services on one data folder', () => {
  it('the second says so and stops; the first goes on', async () => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const first = startService({ env });
    const { requests } = await introduction(first);
    const { status, output } = await startService({ env }).ended;
    expect(status).toBe(1);
    expect(output).toContain('Another LastAck service is running on the data folder');
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
    expect(await first.end()).toMatchObject({ status: 0 });
  });

  it('started at the same instant on an empty folder, one of them runs', async () => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const both = [startService({ env }), startService({ env })];
    const outcomes = await Promise.allSettled(both.map(({ ready }) => ready));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [winner, loser] = outcomes[0]?.status === 'fulfilled' ? both : both.toReversed();
    expect(await loser?.ended).toMatchObject({
      status: 1,
      output: expect.stringContaining('Another LastAck service is running'),
    });
    const { requests } = await introduction(winner as ServiceProcess);
    expect(await paste(requests[0] ?? '')).toMatchObject({ kind: 'handshake-numbers' });
    expect(await winner?.end()).toMatchObject({ status: 0 });
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });
});

describe('after kill -9', () => {
  it.each([
    ['of the service, its PostgreSQL is taken over', false],
    ['of the service and its PostgreSQL, everything acknowledged is there', true],
  ])('%s', async (_, alsoPostgres) => {
    const env = { LASTACK_DATA: await emptyFolder() };
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
    await new Promise((wake) => setTimeout(wake, ms));
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
      const env = { LASTACK_DATA: await emptyFolder() };
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
      expect(ms).toBeLessThan(STOP_DEADLINE_MS);
      expect(stillRunning(family)).toEqual([]);
    },
  );

  it('asked for twice at once, as by npm and the terminal, is one end', async () => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const service = startService({ env });
    await service.ready;
    service.child.kill('SIGINT');
    await new Promise((wake) => setTimeout(wake, 20));
    expect(await service.end()).toMatchObject({ status: 0 });
    expect(processesWith(env.LASTACK_DATA)).toEqual([]);
  });

  it.each([500, 900])('asked for %d ms into a start leaves no process behind', async (ms) => {
    const env = { LASTACK_DATA: await emptyFolder() };
    const service = startService({ env });
    await new Promise((wake) => setTimeout(wake, ms));
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
