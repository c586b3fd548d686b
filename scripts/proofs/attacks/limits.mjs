// One more than a request may ask for is refused at once, and costs no memory. How much is taken, test/e2e/limits.spec.ts says.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openHouse } from './house.mjs';

setFlagsFromString('--expose-gc');
/** What is left after it is held by somebody. */
const collect = runInNewContext('gc');

const PROMISED_MS = 50;
const PROMISED_MB = 5;
const TIMES = 40;
const JSON_TYPE = { 'content-type': 'application/json' };

const nested = (levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const BODIES = {
  'a body of 256 KiB + 1': [413, JSON.stringify({ title: 'a'.repeat(256 * 1024 - 11) })],
  'a body of 8 MiB': [413, JSON.stringify({ title: 'a'.repeat(8 * 1024 * 1024) })],
  '21 levels': [400, nested(21)],
  '40,000 levels': [400, nested(40_000)],
  '1,001 keys': [
    400,
    JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`k${i}`, 1]))),
  ],
  '20,000 keys': [
    400,
    JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1]))),
  ],
  '100,000 entries of a list': [400, `{"title":[${'1,'.repeat(100_000)}1]}`],
};

export async function limits() {
  const house = await openHouse();
  try {
    const authorization = `Bearer ${await house.creator()}`;
    const rows = [];
    for (const [what, [status, body]] of Object.entries(BODIES)) {
      const init = { method: 'POST', headers: { ...JSON_TYPE, authorization }, body };
      rows.push(await refused(what, status, () => fetch(`${house.url}/v1/courses`, init)));
    }
    const headers = { authorization, 'x-filler': 'a'.repeat(16 * 1024) };
    rows.push(
      await refused('headers of 16 KiB + 1', 431, () => fetch(`${house.url}/v1/courses`, { headers })),
    );
    const page = `${house.url}/v1/courses?limit=101`;
    rows.push(await refused('a page of 101', 400, () => fetch(page, { headers: { authorization } })));
    return rows;
  } finally {
    await house.close();
  }
}

const cut = (error) => {
  if (
    error.cause?.code === 'ECONNRESET' ||
    error.cause?.code === 'EPIPE' ||
    error.cause?.code === 'UND_ERR_SOCKET'
  )
    return 'cut';
  throw error;
};

/** The median of many, and how much the heap has grown by all of them. */
async function refused(what, promised, ask) {
  const times = [];
  const statuses = new Set();
  await once();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < TIMES; i++) times.push(await once());
  collect();
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const ms = times.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)];
  const isRefused = [...statuses].every(
    (status) => status === promised || (status === 'cut' && promised === 413),
  );
  const holds = isRefused && ms < PROMISED_MS && grown < PROMISED_MB;
  const seen = `${[...statuses].join()}, ${ms.toFixed(1)} ms, ${Math.max(0, grown).toFixed(1)} MB`;
  return { what, seen, promised: `${promised}, < ${PROMISED_MS} ms, < ${PROMISED_MB} MB`, holds };

  async function once() {
    const begun = performance.now();
    // A client that still sends when it is refused may find its connection closed before it has read the answer.
    const status = await ask().then(async (response) => (await response.text(), response.status), cut);
    statuses.add(status);
    return performance.now() - begun;
  }
}
