// R1: two API replicas and two workers are killed by SIGKILL again and again, 50 to 800 ms apart, while learners submit and
// retry. What was acknowledged is there, once, and two lease times later nothing is stuck.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { LEASE_S } from '../../../dist/webhooks/deliveries.queries.js';
import { atLeast, atMost, exactly, progress, shown } from '../rows.mjs';
import { KILLED } from '../service-process.mjs';
import { answersOf, judge, openClients } from './clients.mjs';
import { openFleet } from './fleet.mjs';
import { openLab } from './lab.mjs';

const LANES = 8;
/** A learner has 3 questions of 100 tries. */
const TRIES_OF_ONE = 300;
const COURSES = 4;
const APART_MS = [50, 800];
/** How long the share of a kill is under way when it strikes. */
const BEGUN_MS = [5, 50];
const LOOK_MS = 10;
const MOST_LOOKS = 200;

export async function kills({ short }) {
  const [submissions, leastKills] = short ? [300, 12] : [10_000, Number(process.env.PROOF_KILLS ?? 300)];
  const lab = await openLab();
  const receiver = createServer((_, response) => response.writeHead(204).end()).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  try {
    const fleet = await openFleet(lab, { api: 2, worker: 2 });
    const learners = await enrol(lab, fleet, receiver, submissions);
    const clients = openClients(fleet.urls);
    const load = openLoad({ submissions, leastKills, clients, learners });
    const killed = await killAll({ leastKills, fleet, clients, load });
    load.release(Infinity);
    await load.done;
    const settledS = await settle(lab);
    const rows = rowsOf({ submissions, leastKills, killed, clients, settledS });
    const [{ count }] = await lab.query(
      "SELECT count(*)::int AS count FROM deliveries WHERE state = 'delivered'",
    );
    rows.push(shown('R1 deliveries of changed scores', count));
    rows.push(...(await judge('R1', lab, clients)));
    await clients.close();
    await fleet.end('SIGKILL');
    return rows;
  } finally {
    receiver.close().closeAllConnections();
    await lab.close();
  }
}

async function enrol(lab, fleet, receiver, submissions) {
  const url = `http://127.0.0.1:${receiver.address().port}/`;
  const count = Math.ceil((submissions / TRIES_OF_ONE / COURSES) * 1.2);
  const learners = [];
  for (let i = 0; i < COURSES; i++) {
    const room = await lab.classroom(fleet.urls()[0], { learners: Math.max(2, count), endpoints: [url] });
    learners.push(...room.learners);
  }
  return learners;
}

/** Each kill has its share of the submissions, which are begun just before it: it is to strike while they run. */
function openLoad({ submissions, leastKills, clients, learners }) {
  const answer = answersOf(learners);
  const state = { isOver: false };
  let next = 0;
  let allowed = 0;
  const lane = async () => {
    while (next < submissions) {
      if (next < allowed) await clients.submit(...answer(next++));
      else await sleep(5);
    }
  };
  state.release = (share = submissions / leastKills) => (allowed += share);
  state.done = Promise.all(Array.from({ length: LANES }, lane)).then(() => (state.isOver = true));
  return state;
}

async function killAll({ leastKills, fleet, clients, load }) {
  const killed = [];
  const say = progress('kills');
  while (killed.length < leastKills || !load.isOver) {
    const role = killed.length % 2 === 0 ? 'api' : 'worker';
    await fleet.spareReady(role);
    await sleep(randomInt(...APART_MS));
    load.release();
    await sleep(randomInt(...BEGUN_MS));
    const victim = await victimOf(fleet.serving[role], clients, load);
    const open = clients.open.get(victim.url) ?? 0;
    const ending = victim.end('SIGKILL');
    fleet.replace(role, victim);
    killed.push({ role, open, status: await ending });
    if (killed.at(-1).status !== KILLED) break; // Whoever ends otherwise was not killed: no proof is made of that.
    say(() => `${killed.length} kills, ${clients.acknowledged.length} acknowledged`);
  }
  return killed;
}

/** One that has requests under way, as long as there are any; a worker has none. */
async function victimOf(serving, clients, load) {
  for (let looks = 0; looks < MOST_LOOKS && serving[0].role === 'api' && !load.isOver; looks++) {
    const busy = serving.filter(({ url }) => clients.open.get(url) > 0);
    if (busy.length > 0) return busy[randomInt(busy.length)];
    load.release(1);
    await sleep(LOOK_MS);
  }
  return serving[randomInt(serving.length)];
}

/** How long after the last kill nothing waits that a dead process had begun, in s; two lease times at most. */
async function settle({ query }) {
  const begun = performance.now();
  const limitS = 2 * LEASE_S;
  for (;;) {
    const [{ stuck }] = await query(
      `SELECT (SELECT count(*) FROM events WHERE spread_at IS NULL)
            + (SELECT count(*) FROM deliveries WHERE state = 'pending' AND due_at <= now()) AS stuck`,
    );
    const tookS = Math.round((performance.now() - begun) / 1000);
    if (Number(stuck) === 0) return { stuck: 0, tookS };
    if (tookS > limitS) return { stuck: Number(stuck), tookS };
    await sleep(1_000);
  }
}

function rowsOf({ submissions, leastKills, killed, clients, settledS }) {
  const apis = killed.filter(({ role }) => role === 'api');
  const struck = apis.filter(({ open }) => open > 0).length;
  return [
    exactly('R1 submissions acknowledged', clients.acknowledged.length, submissions),
    atLeast(
      'R1 processes killed, exit status 137',
      killed.filter(({ status }) => status === KILLED).length,
      leastKills,
    ),
    exactly('R1 processes that ended otherwise', killed.filter(({ status }) => status !== KILLED).length, 0),
    atLeast(
      `R1 API replicas killed with requests under way, of ${apis.length}`,
      struck,
      Math.ceil(apis.length / 4),
    ),
    shown(
      'R1 requests sent again; of them answered from the first one’s commit',
      `${clients.repeated}, ${clients.replayed}`,
    ),
    exactly(`R1 events and deliveries stuck after two leases (${2 * LEASE_S} s)`, settledS.stuck, 0),
    atMost('R1 until nothing waited for a dead worker', settledS.tookS, 2 * LEASE_S, ' s'),
  ];
}
