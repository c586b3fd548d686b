// W4 and W9: the worker is killed by SIGKILL again and again while deliveries run, and some first tries are cut off by the
// receiver. Every delivery arrives, and every request the receiver saw is in the log. PROOF_KILLS: after how many kills the
// last worker may live (300).
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KILLED } from '../service-process.mjs';
import { exactly, settled, shown } from './lab.mjs';

const ENDPOINTS = 25;
/** Of the first tries, one in so many is cut off. */
const CUT = 50;

export async function kills(lab, { short }) {
  const { db, course, record, receiver, startWorker } = lab;
  const [events, most, least] = short ? [20, 4, 3] : [400, Number(process.env.PROOF_KILLS ?? 300), 50];
  const { id, endpoints } = await course(ENDPOINTS);
  const wanted = events * ENDPOINTS;
  receiver.answer = (one, response) => {
    one.accepted = one.number > 1 || hash(one.id + one.path) % CUT > 0;
    if (one.accepted) response.writeHead(204).end();
    else response.destroy();
  };
  const recording = record(id, events);
  let killed = 0;
  let others = 0;
  while (others === 0 && killed < most && (killed < least || (await open(db)) > 0)) {
    await pass(db);
    const worker = startWorker();
    await worker.ready;
    // On a slow machine it would else be killed before it has sent anything.
    const before = receiver.seen.length;
    await settled(
      async () => receiver.seen.length > before || (await open(db)) === 0,
      () => null,
    );
    await sleep(randomInt(200, 800));
    if ((await worker.end('SIGKILL')) === KILLED) killed += 1;
    else others += 1;
  }
  await recording;
  const ends = [
    {
      what: 'W4 workers killed, exit status 137',
      seen: killed,
      promised: `>= ${least}`,
      holds: killed >= least,
    },
    exactly('W4 workers that ended otherwise', others, 0),
  ];
  if (others > 0) return ends;
  await pass(db);
  const last = startWorker();
  await last.ready;
  await settled(
    async () => {
      await db.$executeRaw`UPDATE deliveries SET due_at = now() WHERE state = 'pending' AND leased_until IS NULL AND due_at > now()`;
      return (await open(db)) === 0;
    },
    () => receiver.seen.length,
  );
  await last.end('SIGTERM');
  return [...ends, ...(await judge(db, receiver.seen, wanted, endpoints))];
}

const open = async (db) =>
  (await db.delivery.count({ where: { state: 'pending' } })) +
  (await db.event.count({ where: { spreadAt: null } }));

/** No worker lives: what the dead one had leased is free at once, and what waits is due, instead of in a minute. */
async function pass(db) {
  await db.$executeRaw`UPDATE deliveries SET leased_until = NULL, due_at = least(due_at, now()) WHERE state = 'pending'`;
  await db.$executeRaw`UPDATE endpoints SET quiet_until = NULL`;
}

async function judge(db, seen, wanted, endpoints) {
  const accepted = seen.filter((one) => one.accepted);
  const deliveries = new Set(accepted.map(({ path, id }) => `${path} ${id}`));
  const keyOf = (path, id, number) => `${path} ${id} ${number}`;
  const tries = await db.try.findMany({ include: { delivery: { include: { endpoint: true } } } });
  const logged = new Map(
    tries.map((each) => {
      const { eventId, endpoint } = each.delivery;
      return [keyOf(new URL(endpoint.url).pathname, `msg_${eventId}`, each.number), each];
    }),
  );
  const sent = new Set(seen.map(({ path, id, number }) => keyOf(path, id, number)));
  const unlogged = [...sent].filter((key) => !logged.has(key)).length;
  const unseen = [...logged].filter(([key]) => !sent.has(key)).map(([, each]) => each);
  const unexplained = unseen.filter(({ error }) => !error?.startsWith('interrupted')).length;
  const duplicates = accepted.length - deliveries.size;
  const log = JSON.stringify(tries.map(({ answer, error }) => [answer, error]));
  const secrets = endpoints.filter(({ secret }) => log.includes(secret.slice('whsec_'.length))).length;
  return [
    exactly('W4 deliveries missing', wanted - deliveries.size, 0),
    shown('W4 deliveries', wanted),
    shown('W4 duplicates', `${duplicates} (${((duplicates / wanted) * 100).toFixed(2)} %)`),
    exactly('W4 requests with a try that was made before', seen.length - sent.size, 0),
    shown(
      'W9 tries seen, in the log, interrupted before they were seen',
      `${sent.size}, ${logged.size}, ${unseen.length}`,
    ),
    exactly('W9 tries seen that are not in the log', unlogged, 0),
    exactly('W9 tries in the log, neither seen nor interrupted', unexplained, 0),
    exactly('W9 secrets in the log', secrets, 0),
  ];
}

function hash(text) {
  let value = 7;
  for (const char of text) value = (value * 31 + char.charCodeAt(0)) >>> 0;
  return value;
}
