// R2: PostgreSQL crashes (pg_ctl stop -m immediate) again and again under a steady load. Nothing acknowledged is lost, no
// process ends, and each replica serves again soon after the database does.
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, exactly, progress, settled, shown, steadily } from '../rows.mjs';
import { answersOf, judge, openClients } from './clients.mjs';
import { openFleet } from './fleet.mjs';
import { openLab } from './lab.mjs';

const PER_SECOND = 100;
const BACK_WITHIN_MS = 10_000;
const LOOK_MS = 20;
/** Clients that wait for an answer; a service that is away has no more of them than a lecture hall has. */
const MOST_OPEN = 400;
const UNSPREAD = 'SELECT count(*)::int AS count FROM events WHERE spread_at IS NULL';

export async function crashes({ short }) {
  const times = short ? 3 : 20;
  const lab = await openLab();
  try {
    const fleet = await openFleet(lab, { api: 2, worker: 2 }, { spares: 0 });
    const { learners } = await lab.classroom(fleet.urls()[0], { learners: short ? 8 : 70 });
    const clients = openClients(fleet.urls);
    const answer = answersOf(learners);
    let isOver = false;
    let sent = 0;
    const begun = performance.now();
    const loading = steadily({ perSecond: PER_SECOND, isOver: () => isOver, most: MOST_OPEN }, (i) => {
      sent = i + 1;
      const [learner, question, cells] = answer(i);
      return i % 2 === 0 ? clients.submit(learner, question, cells) : clients.read(learner, question);
    });
    const backs = await crashAll({ lab, fleet, times, clients });
    isOver = true;
    const rate = Math.round((sent / (performance.now() - begun)) * 1000);
    await loading;
    const unspread = async () => (await lab.query(UNSPREAD))[0].count;
    await settled(
      async () => (await unspread()) === 0,
      () => unspread(),
    );
    const exits = fleet.members().filter(({ status }) => status !== null).length;
    const rows = [
      exactly('R2 crashes of PostgreSQL', backs.length / 2, times),
      exactly('R2 processes of the service that ended', exits, 0),
      atMost(
        'R2 longest from the database to each replica’s answer',
        Math.max(...backs),
        BACK_WITHIN_MS,
        ' ms',
      ),
      shown('R2 submissions acknowledged; sent again', `${clients.acknowledged.length}, ${clients.repeated}`),
      shown(`R2 requests begun a second, half of them submissions, of ${PER_SECOND} asked for`, rate),
      exactly('R2 events that no worker took up afterwards', await unspread(), 0),
      ...(await judge('R2', lab, clients)),
    ];
    await clients.close();
    await fleet.end('SIGKILL');
    return rows;
  } finally {
    await lab.close();
  }
}

async function crashAll({ lab, fleet, times, clients }) {
  const backs = [];
  const say = progress('crashes');
  for (let i = 0; i < times && !clients.hasGivenUp; i++) {
    await sleep(randomInt(1_000, 3_000));
    await lab.crashDatabase();
    await sleep(randomInt(200, 2_000));
    await lab.startDatabase();
    const upAt = performance.now();
    backs.push(...(await Promise.all(fleet.serving.api.map((api) => servesAgain(api, clients, upAt)))));
    // When a process has ended nothing more is to be shown, and nobody has to wait for it.
    clients.hasGivenUp = fleet.members().some(({ status }) => status !== null);
    say(() => `${i + 1} crashes, ${clients.acknowledged.length} acknowledged`);
  }
  return backs;
}

/** Milliseconds from `since` until the replica answers a client as it should. */
async function servesAgain(api, { servedAt }, since) {
  while (api.status === null && performance.now() - since < 6 * BACK_WITHIN_MS) {
    const at = servedAt.get(api.url) ?? 0;
    if (at > since) return Math.round(at - since);
    await sleep(LOOK_MS);
  }
  return Infinity;
}
