// What a receiver can do to hurt the service, each on a real socket: the try ends in time and the memory does not grow.
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { EgressClient, KEPT_LIMIT_BYTES } from './egress.js';

/** Of receivers that are left when it is over; the others end by themselves, however busy this machine is. */
const SHORT_DEADLINE_MS = 500;
const GROWTH_LIMIT_BYTES = 20 * 1024 * 1024;
const AT_ONCE = 10;
const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const never = new AbortController().signal;

const allow = ['127.0.0.1/32'];
let egress: EgressClient;
let impatient: EgressClient;
beforeAll(() => {
  egress = new EgressClient({ allow });
  impatient = new EgressClient({ allow, deadlineMs: SHORT_DEADLINE_MS });
});
afterAll(() => Promise.all([egress.close(), impatient.close()]));

const sockets = new Set<Socket>();
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

/** A server that does `misbehave` with every connection once a request has come; its URL. */
async function receiver(misbehave: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // The service hangs up: that is what is tested.
    socket.once('data', () => misbehave(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Writes `chunk` every `ms`, as fast as the other side reads when it is 0, until the connection ends. */
function forever(socket: Socket, chunk: Buffer | string, ms: number): void {
  if (ms > 0) {
    const timer = setInterval(() => socket.write(chunk), ms);
    socket.once('close', () => clearInterval(timer));
    return;
  }
  const pump = () => {
    while (!socket.destroyed && socket.write(chunk)) continue;
  };
  socket.on('drain', pump);
  pump();
}

const LEFT = /no full answer within 0.5 s/;
const OK = 'HTTP/1.1 200 OK\r\n';
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const HEADERS = Array.from({ length: 10_000 }, (_, i) => `x-${i}: ${'y'.repeat(20)}\r\n`).join('');

it.each<[string, (socket: Socket) => void, RegExp]>([
  ['says nothing', () => undefined, LEFT],
  ['drips its head', (socket) => forever(socket, 'H', 50), /does not match the HTTP/],
  ['drips its headers', (socket) => forever(socket, `${OK}x: y\r\n`, 50), /does not match the HTTP/],
  [
    'drips its body',
    (socket) => {
      socket.write(`${OK}content-length: 1000\r\n\r\n`);
      forever(socket, 'x', 50);
    },
    LEFT,
  ],
  ['sends 1xx without end', (socket) => forever(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 1), LEFT],
  ['sends 10,000 headers', (socket) => socket.write(`${OK}${HEADERS}\r\n`), /HEADERS_OVERFLOW/],
  [
    'sends a header without end',
    (socket) => {
      socket.write(`${OK}x: `);
      forever(socket, MEGABYTE, 0);
    },
    /HEADERS_OVERFLOW/,
  ],
  ['hangs up', (socket) => socket.destroy(), /SOCKET|other side closed|ECONNRESET/],
  ['speaks something else', (socket) => socket.end('220 smtp ready\r\n'), /does not match the HTTP/],
])('a receiver that %s is a failed try', async (_, misbehave, error) => {
  const url = await receiver(misbehave);
  const before = memory();
  const client = error === LEFT ? impatient : egress;
  const results = await Promise.all(Array.from({ length: AT_ONCE }, () => client.post(url, {}, '{}', never)));
  for (const result of results) {
    expect(result).toEqual({ error: expect.stringMatching(error), durationMs: expect.any(Number) });
  }
  expect(memory() - before).toBeLessThan(GROWTH_LIMIT_BYTES);
});

it('a body without end is left after 64 KiB, and its first 4 KiB are kept', async () => {
  let sent: Promise<number> | undefined;
  const url = await receiver((socket) => {
    sent = new Promise((resolve) => socket.once('close', () => resolve(socket.bytesWritten)));
    socket.write(`${OK}content-length: ${10 ** 9}\r\n\r\n`);
    forever(socket, MEGABYTE, 0);
  });
  const result = await egress.post(url, {}, '{}', never);
  expect(result).toMatchObject({ status: 200, answer: 'x'.repeat(KEPT_LIMIT_BYTES) });
  expect(await sent).toBeLessThan(GROWTH_LIMIT_BYTES);
});

it('a compressed body stays compressed', async () => {
  const url = await receiver((socket) => {
    socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${BOMB.length}\r\n\r\n`);
    socket.write(BOMB);
  });
  const before = memory();
  const result = await egress.post(url, {}, '{}', never);
  expect(result).toMatchObject({ status: 200 });
  expect('answer' in result && Buffer.byteLength(result.answer)).toBeLessThan(4 * KEPT_LIMIT_BYTES);
  expect(memory() - before).toBeLessThan(GROWTH_LIMIT_BYTES);
});

it.each([301, 302, 303, 307, 308])('a redirect by %i is not followed', async (status) => {
  let elsewhere = 0;
  const target = await receiver(() => (elsewhere += 1));
  const url = await receiver((socket) =>
    socket.end(
      `HTTP/1.1 ${status} Moved\r\nlocation: ${target}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    ),
  );
  expect(await egress.post(url, {}, '{}', never)).toMatchObject({ status });
  expect(elsewhere).toBe(0);
});

/** What this process holds, receivers included. Buffers lie outside the heap. */
function memory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
