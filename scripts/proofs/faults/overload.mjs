// R6: five times what an API replica can do, for a minute. Every answer is the result, or a 503 or 429 that says when to
// come again; what was taken is graded, and what was refused left nothing behind.
import { Agent, request } from 'undici';
import { atLeast, atMost, exactly, progress, quantile, shown, steadily } from '../rows.mjs';
import { answersOf, judge } from './clients.mjs';
import { openLab } from './lab.mjs';

const TIMES = 5;
/** A process that has just begun is slow for a while. */
const WARM_UP = 100;
const LANES = 32;
/** Each has a connection of its own: students do not share theirs. */
const MOST_OPEN = 3_000;
const TIMEOUT_MS = 60_000;
/** Few connections: the load is to come from this machine, too. */
const POOL = '4';
/** As long as the service itself lets a request wait for a connection; and what is refused, is at once. */
const LONGEST_P95_MS = { taken: 5_000, refused: 1_000 };
/** A minute's answers need tries. */
const ITEMS = Array.from({ length: 20 }, () => ({
  kind: 'handshake-numbers',
  params: { difficulty: 'intro' },
  tries: 100,
}));

export async function overload({ short }) {
  const [measureS, loadS] = short ? [4, 8] : [8, 60];
  const lab = await openLab();
  try {
    const api = lab.start('api', { DATABASE_POOL: POOL });
    const url = await api.ready;
    const { learners } = await lab.classroom(url, { learners: short ? 20 : 100, items: ITEMS });
    const agent = new Agent({ connections: MOST_OPEN, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
    const send = submitter(url, agent, answersOf(learners));
    for (let i = 0; i < WARM_UP; i++) await send();
    const capacity = await capacityOf(send, measureS);
    const begun = performance.now();
    const answers = await load(send, capacity * TIMES, loadS);
    const answeredS = (performance.now() - begun) / 1000;
    const rows = [
      ...rowsOf(answers, { capacity, loadS, answeredS }),
      exactly('R6 processes that ended', Number(api.status !== null), 0),
      exactly('R6 status of the next request', (await send()).status, 201),
      ...(await judge('R6', lab, { acknowledged: send.acknowledged, unexpected: [] })),
    ];
    await agent.destroy();
    return rows;
  } finally {
    await lab.close();
  }
}

/** Submits once, without a second try, and keeps what was acknowledged. */
function submitter(url, agent, answer) {
  let next = 0;
  const send = async () => {
    const [{ token }, question, cells] = answer(next++);
    const begun = performance.now();
    const { statusCode, headers, body } = await request(`${url}/v1/questions/${question.id}/submissions`, {
      dispatcher: agent,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cells }),
    });
    const said = await body.json();
    if (statusCode === 201) send.acknowledged.push(said);
    const ms = performance.now() - begun;
    return { status: statusCode, retryAfter: headers['retry-after'], type: said.type, ms };
  };
  send.acknowledged = [];
  return send;
}

/** Submissions a second with as many clients as keep the service busy. */
async function capacityOf(send, seconds) {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const { status } = await send();
      count += Number(status === 201);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return Math.max(1, Math.round(count / seconds));
}

async function load(send, perSecond, seconds) {
  const begun = performance.now();
  const answers = [];
  const say = progress('overload');
  await steadily(
    { perSecond, isOver: () => performance.now() - begun > seconds * 1000, most: MOST_OPEN },
    async () => {
      answers.push(await send().catch(({ code, message }) => ({ status: 0, error: code ?? message })));
      say(() => `${answers.length} answers`);
    },
  );
  return answers;
}

/** @param times capacity: a second; loadS: how long it was sent; answeredS: until the last answer */
function rowsOf(answers, { capacity, loadS, answeredS }) {
  const taken = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(
    ({ status, retryAfter }) => [503, 429].includes(status) && Number(retryAfter) > 0,
  );
  const others = answers.length - taken.length - refused.length;
  const told = new Map();
  for (const { status, error, type } of answers) {
    const what = `${status} ${error ?? type ?? ''}`.trim();
    told.set(what, (told.get(what) ?? 0) + 1);
  }
  const ms = (of, q) =>
    Math.round(
      quantile(
        of.map((one) => one.ms),
        q,
      ) ?? 0,
    );
  return [
    shown('R6 submissions a second that one replica can do', capacity),
    atLeast(
      `R6 sent a second for ${loadS} s, times that`,
      round(answers.length / loadS / capacity),
      TIMES * 0.8,
    ),
    exactly('R6 answers that are neither 2xx nor 503 or 429 with Retry-After', others, 0),
    atLeast('R6 answers that were refused: it was too much', refused.length, 1),
    shown('R6 answers', [...told].map(([what, count]) => `${count} × ${what}`).join(', ')),
    shown('R6 taken a second meanwhile', Math.round(taken.length / answeredS)),
    shown('R6 p50 of what was taken, of what was refused', `${ms(taken, 0.5)} and ${ms(refused, 0.5)} ms`),
    atMost('R6 p95 of what was taken', ms(taken, 0.95), LONGEST_P95_MS.taken, ' ms'),
    atMost('R6 p95 of what was refused', ms(refused, 0.95), LONGEST_P95_MS.refused, ' ms'),
  ];
}

const round = (number) => Math.round(number * 10) / 10;
