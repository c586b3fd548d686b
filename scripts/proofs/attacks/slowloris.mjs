// 2,000 connections that send their requests by drips: each is cut, and whoever asks properly meanwhile waits no longer.
// The service is a process of its own, so that what the attacker costs here does not count.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../../dist/prisma/postgres-process.js';
import { startInFolder } from '../../at-end.mjs';
import { SECRET } from './house.mjs';

const DRIP_MS = 2_000;
const ASKED_EVERY_MS = 20;
const OPENED_EVERY_MS = 1;
/** 10 s for the headers, 30 s for all of it; looked at every second. */
const HEADERS_CUT_S = 12;
const BODY_CUT_S = 32;
const MORE_THAN_BEFORE = 1.2;
/** Less than what a scheduler of a busy machine adds now and then. */
const NOISE_MS = 2;

const HEAD = 'POST /v1/courses HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const DRIPS = {
  headers: { first: HEAD, drip: 'X-Drip: a\r\n', cutS: HEADERS_CUT_S },
  nothing: { first: '', drip: '', cutS: HEADERS_CUT_S },
  body: { first: `${HEAD}Content-Length: 100000\r\n\r\n{"title":"`, drip: 'a', cutS: BODY_CUT_S },
};

export async function slowloris({ short }) {
  const connections = short ? 300 : 2_000;
  const postgres = await startInFolder('lastack-prove-', (folder) => startPostgres(folder));
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: postgres.running.url,
    LASTACK_SECRET: SECRET,
    LOG_LEVEL: 'silent',
    PORT: '0',
  };
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    const url = new URL(/listening on (\S+)/.exec(line)[1]);
    await healthy(url, () => false, 100);
    const before = await healthy(url, () => false, 400);
    const rows = [];
    for (const [what, drip] of Object.entries(DRIPS).slice(0, short ? 1 : 3))
      rows.push(...(await attack(url, what, drip, connections, before)));
    return rows;
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
    await postgres.close();
  }
}

async function attack(url, what, { first, drip, cutS }, connections, before) {
  const open = [];
  for (let i = 0; i < connections; i++) {
    open.push(dripping(url, first, drip));
    await sleep(OPENED_EVERY_MS);
  }
  let isOver = false;
  const ended = Promise.all(open.map(({ ended }) => ended)).then((times) => ((isOver = true), times));
  const late = sleep((cutS + 10) * 1000, null, { ref: false });
  const [times, during] = await Promise.all([
    Promise.race([ended, late]),
    healthy(url, () => isOver, 10_000, cutS),
  ]);
  for (const { socket } of open) socket.destroy();
  const slowest = times ? Math.max(...times) : Infinity;
  const allowed = before * MORE_THAN_BEFORE + NOISE_MS;
  return [
    {
      what: `${connections} connections that drip ${what}: the last is cut after`,
      seen: `${slowest.toFixed(1)} s`,
      promised: `<= ${cutS} s`,
      holds: slowest <= cutS,
    },
    {
      what: `p95 of who asks properly meanwhile, before it ${before.toFixed(1)} ms`,
      seen: `${during.toFixed(1)} ms`,
      promised: `<= ${allowed.toFixed(1)} ms`,
      holds: during <= allowed,
    },
  ];
}

/** How long it lives, in s, while it sends a little every now and then. */
function dripping({ hostname, port }, first, drip) {
  const begun = performance.now();
  const socket = connect(Number(port), hostname, () => socket.write(first));
  const timer = setInterval(() => socket.writable && drip && socket.write(drip), DRIP_MS);
  socket.on('error', () => undefined).resume();
  // A connection that is cut with a reset has ended, too.
  const ended = new Promise((resolve) => socket.once('close', resolve)).then(() => {
    clearInterval(timer);
    return (performance.now() - begun) / 1000;
  });
  return { socket, ended };
}

/** p95 in ms of requests one after the other that look into the database, until it is over. */
async function healthy(url, isOver, most, seconds = Infinity) {
  const times = [];
  const until = performance.now() + seconds * 1000;
  while (times.length < most && !isOver() && performance.now() < until) {
    const begun = performance.now();
    const response = await fetch(new URL('/health/ready', url));
    await response.text();
    if (!response.ok) throw new Error(`a proper request got ${response.status}`);
    times.push(performance.now() - begun);
    await sleep(ASKED_EVERY_MS);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)];
}
