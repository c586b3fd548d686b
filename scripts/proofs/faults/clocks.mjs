// R7: the database's clock is the only one. Two API replicas whose hosts' clocks are five minutes fast and five minutes slow
// decide alike, and rightly, about answers to assignments whose dates lie between the two.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { judge as judgeTime } from '../../../dist/assignments/timing.js';
import { atLeast, exactly, progress } from '../rows.mjs';
import { openLab } from './lab.mjs';

const SKEW_MS = 300_000;
/** Dates lie this far from now: too far for a request to run past one, too near for a clock that is five minutes off. */
const OFF_S = [8, 280];
const PAIRS_AT_ONCE = 10;
const ROOMS = 3;
/** Less than a statement may wait for a lock. */
const WAITED_MS = 2_000;
const WAITED_TRIES = 5;

export async function clocks({ short }) {
  const decisions = short ? 200 : 10_000;
  const lab = await openLab();
  const pool = new pg.Pool({ connectionString: lab.url });
  const query = async (sql, values) => (await pool.query(sql, values)).rows;
  try {
    const hosts = await Promise.all([SKEW_MS, -SKEW_MS].map((skewMs) => startHost(lab, skewMs)));
    const rooms = [];
    for (let i = 0; i < ROOMS; i++)
      rooms.push(await lab.classroom(hosts[0].url, { learners: short ? PAIRS_AT_ONCE : 25 }));
    const compared = { alike: 0, right: 0, taken: 0, refused: 0, all: 0 };
    const say = progress('clocks');
    const lane = async (room) => {
      for (let i = 0; compared.all < decisions; i++) {
        await decide({ query, room, hosts, compared }, i);
        say(() => `${compared.all} decisions`);
      }
    };
    await Promise.all(rooms.map(lane));
    const [{ earliest, latest }] = await query(
      `SELECT extract(epoch FROM min(of_host - received_at))::int AS earliest, extract(epoch FROM max(of_host - received_at))::int AS latest
       FROM (SELECT received_at, to_timestamp(('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0) AS of_host FROM submissions) AS times`,
    );
    const waited = await waitedAnswers({ lab, query, room: rooms[0], hosts });
    return [
      atLeast(
        'R7 hosts’ clocks apart, by the times in the ids that they gave',
        latest - earliest,
        (2 * SKEW_MS) / 1000 - 5,
        ' s',
      ),
      atLeast('R7 decisions about answers; taken and refused ones', `${compared.all}`, decisions),
      atLeast(
        'R7 of them the rarer kind, of taken and refused',
        Math.min(compared.taken, compared.refused),
        decisions / 10,
      ),
      exactly('R7 decisions of the two hosts that differ', compared.all / 2 - compared.alike, 0),
      exactly('R7 decisions that are not those of the database’s clock', compared.all - compared.right, 0),
      exactly(
        'R7 answers in time that waited in the service beyond the date, taken as in time',
        waited,
        hosts.length,
      ),
    ];
  } finally {
    await pool.end();
    await lab.close();
  }
}

async function startHost(lab, skewMs) {
  const nodeArgs = ['--import', new URL('skew.mjs', import.meta.url).href];
  const host = lab.start('api', { CLOCK_SKEW_MS: String(skewMs) }, { nodeArgs });
  host.url = await host.ready;
  return host;
}

/** New dates, then some learners who answer at both hosts. What the database's clock made another decision of is left out. */
async function decide({ query, room, hosts, compared }, round) {
  const timing = drawSuch(await nowOf(query), round % 2 === 0);
  await setTiming(query, room, timing);
  const before = await nowOf(query);
  const pairs = await Promise.all(
    Array.from({ length: PAIRS_AT_ONCE }, async (_, i) => {
      const at = round * PAIRS_AT_ONCE + i;
      const learner = room.learners[at % room.learners.length];
      const question = learner.questions[Math.floor(at / room.learners.length) % learner.questions.length];
      const said = [];
      for (const { url } of hosts) said.push(await submit(url, learner, question));
      return said;
    }),
  );
  const after = await nowOf(query);
  const [truth, still] = [before, after].map((now) =>
    decisionOf(judgeTime(timing, 'published', timing.startedAt, now)),
  );
  if (truth !== still) return;
  for (const said of pairs) {
    compared.all += said.length;
    compared.alike += Number(said[0] === said[1]);
    for (const one of said) {
      compared.right += Number(one === truth);
      compared[one.startsWith('taken') ? 'taken' : 'refused'] += 1;
      if (one !== truth) console.error(`clocks: ${one} instead of ${truth}`);
    }
  }
}

async function nowOf(query) {
  const [{ now }] = await query('SELECT clock_timestamp() AS now');
  return now;
}

/** Left to chance, four in five would be taken, and ten in a row are no wonder. */
function drawSuch(now, isTaken) {
  for (;;) {
    const timing = drawTiming(now);
    if (judgeTime(timing, 'published', timing.startedAt, now).taken === isTaken) return timing;
  }
}

function drawTiming(now) {
  const some = (s) => new Date(now.getTime() + s * 1000);
  const off = () => (randomInt(2) === 0 ? -1 : 1) * randomInt(...OFF_S);
  const [opens, due, closes] = [off(), off(), off()].toSorted((a, b) => a - b).map(some);
  const startedAt = some(-randomInt(300, 600));
  const limitS = Math.round((now - startedAt) / 1000) + off();
  return {
    opensAt: randomInt(3) === 0 ? opens : null,
    dueAt: randomInt(3) > 0 ? due : null,
    closesAt: randomInt(3) === 0 ? closes : null,
    graceS: randomInt(2) === 0 ? 0 : randomInt(60, 200),
    latePercent: 10,
    latePeriodS: 60,
    timeLimitS: randomInt(3) === 0 && limitS > 0 ? limitS : null,
    attemptsAllowed: null,
    startedAt,
  };
}

async function setTiming(query, { assignmentId }, timing) {
  const { opensAt, dueAt, closesAt, graceS, latePercent, latePeriodS, timeLimitS, startedAt } = timing;
  await query(
    `UPDATE assignments SET opens_at = $2, due_at = $3, closes_at = $4, grace_s = $5, late_percent = $6, late_period_s = $7,
       time_limit_s = $8 WHERE id = $1`,
    [assignmentId, opensAt, dueAt, closesAt, graceS, latePercent, latePeriodS, timeLimitS],
  );
  await query('UPDATE attempts SET started_at = $2 WHERE assignment_id = $1', [assignmentId, startedAt]);
}

async function submit(url, { token }, question) {
  const response = await fetch(`${url}/v1/questions/${question.id}/submissions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ cells: question.wrong }),
  });
  const body = await response.json();
  if (response.status === 201) return decisionOf({ taken: true, ...body });
  return response.status === 409
    ? decisionOf({ taken: false, why: body.type.split('/').at(-1) })
    : `${response.status}`;
}

const decisionOf = ({ taken, why, inGrace, latePercent }) =>
  taken ? `taken ${inGrace ? 'in grace' : 'at once'}, ${latePercent} % off` : `refused: ${why}`;

/** The answer is sent before the date, and nobody reads the database's clock for it before that. How many counted as in time. */
async function waitedAnswers({ lab, query, room, hosts }) {
  const holder = new pg.Client(lab.url);
  await holder.connect();
  let inTime = 0;
  for (const [i, { url }] of hosts.entries()) {
    const answer = async () => {
      const learner = room.learners[i];
      return waitedAnswer({ query, room, holder }, () => submit(url, learner, learner.questions[0]));
    };
    // A busy machine may need a second to send it, or three to be asked: then once more. What is judged by its end never is.
    let isInTime = false;
    for (let tries = 0; tries < WAITED_TRIES && !isInTime; tries++)
      isInTime = (await answer()) === decisionOf({ taken: true, inGrace: false, latePercent: 0 });
    inTime += Number(isInTime);
  }
  await holder.end();
  return inTime;
}

async function waitedAnswer({ query, room, holder }, send) {
  const now = await nowOf(query);
  const dueAt = new Date(now.getTime() + WAITED_MS / 2);
  const bare = {
    opensAt: null,
    dueAt,
    closesAt: dueAt,
    graceS: 0,
    latePercent: 10,
    latePeriodS: 60,
    timeLimitS: null,
  };
  await setTiming(query, room, { ...bare, startedAt: now });
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE assignments IN ACCESS EXCLUSIVE MODE');
  const answer = send();
  await sleep(WAITED_MS);
  await holder.query('COMMIT');
  return answer;
}
