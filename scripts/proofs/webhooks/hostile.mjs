// W15: receivers that want to hurt, each ten times at once, with the deadline of the service itself: the slot is free
// again in time, and the memory does not grow.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { EgressClient } from '../../../dist/webhooks/egress.js';

const AT_ONCE = 10;
const SLOT_LIMIT_MS = 16_000;
const GROWTH_LIMIT_MB = 20;
const MEGABYTE = Buffer.alloc(2 ** 20, 'x');
const OK = 'HTTP/1.1 200 OK\r\n';
const BOMB = gzipSync(Buffer.alloc(64 * 2 ** 20));
const HEADERS = Array.from({ length: 10_000 }, (_, i) => `x-${i}: ${'y'.repeat(20)}\r\n`).join('');

/** What each does with a connection once the request has come. */
const RECEIVERS = {
  'says nothing': () => undefined,
  'drips its body': (socket) => {
    socket.write(`${OK}content-length: 1000\r\n\r\n`);
    drip(socket, 'x', 50);
  },
  'sends 1xx without end': (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 1),
  'sends 10,000 headers': (socket) => socket.write(`${OK}${HEADERS}\r\n`),
  'sends 1 GB': (socket) => {
    socket.write(`${OK}content-length: ${2 ** 30}\r\n\r\n`);
    const pump = () => {
      while (!socket.destroyed && socket.write(MEGABYTE)) continue;
    };
    socket.on('drain', pump);
    pump();
  },
  'sends a gzip bomb': (socket) =>
    socket.write(
      Buffer.concat([
        Buffer.from(`${OK}content-encoding: gzip\r\ncontent-length: ${BOMB.length}\r\n\r\n`),
        BOMB,
      ]),
    ),
};

function drip(socket, text, everyMs) {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.once('close', () => clearInterval(timer));
}

export async function hostile() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const memory = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const egress = new EgressClient({ allow: ['127.0.0.1/32'] });
  collect();
  await setImmediate(); // What making the bomb took is given back.
  const rows = [];
  for (const [name, misbehave] of Object.entries(RECEIVERS)) {
    const sockets = new Set();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined); // The service hangs up: that is what is proved.
      socket.once('data', () => misbehave(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${server.address().port}/`;
    const before = memory();
    const never = new AbortController().signal;
    const results = await Promise.all(
      Array.from({ length: AT_ONCE }, () => egress.post(url, {}, '{}', never)),
    );
    const slowest = Math.max(...results.map(({ durationMs }) => durationMs));
    const grownMb = Math.round((memory() - before) / 2 ** 20);
    rows.push({
      what: `W15 a receiver that ${name}: slot free, memory grown`,
      seen: `${slowest} ms, ${grownMb} MB`,
      promised: `< ${SLOT_LIMIT_MS} ms, < ${GROWTH_LIMIT_MB} MB`,
      holds: slowest < SLOT_LIMIT_MS && grownMb < GROWTH_LIMIT_MB,
    });
    for (const socket of sockets) socket.destroy();
    server.close();
  }
  await egress.close();
  return rows;
}
