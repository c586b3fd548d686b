// R10: a deploy drops nothing. Two API replicas behind a proxy are restarted one after the other, again and again, while
// clients on keep-alive connections send 200 requests a second, a quarter of them submissions.
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { atLeast, atMost, exactly, progress, shown, steadily } from '../rows.mjs';
import { answersOf, judge } from './clients.mjs';
import { openLab } from './lab.mjs';
import { openProxy } from './proxy.mjs';

const PER_SECOND = 200;
/** Of so many requests one is a submission. */
const SUBMISSION_EACH = 4;
const REPLICAS = 2;
/** Longer than the proxy takes to notice. */
const STOP_WAIT_S = 3;
const HARD_STOP_MS = 25_000;
const CLIENTS = 100;

export async function restarts({ short }) {
  const [times, perSecond] = short ? [2, 50] : [Number(process.env.PROOF_RESTARTS ?? 20), PER_SECOND];
  const lab = await openLab();
  const proxy = await openProxy();
  const begin = () => lab.start('api', { LASTACK_STOP_WAIT_S: String(STOP_WAIT_S) });
  try {
    let serving = [];
    for (let i = 0; i < REPLICAS; i++) serving.push(await join(proxy, begin()));
    const { learners } = await lab.classroom(serving[0].url, { learners: short ? 8 : 100 });
    const traffic = openTraffic(proxy.url, answersOf(learners));
    let isOver = false;
    const begun = performance.now();
    const loading = steadily({ perSecond, isOver: () => isOver, most: CLIENTS }, traffic.send);
    const stops = [];
    const say = progress('restarts');
    for (let i = 0; i < times; i++) {
      for (const old of serving) {
        stops.push(await stop(old));
        await proxy.remove(old.url);
        serving = serving.filter((one) => one !== old).concat(await join(proxy, begin()));
      }
      say(() => `${i + 1} rolling restarts, ${traffic.sent()} requests, ${traffic.failed.length} failed`);
    }
    isOver = true;
    await loading;
    const rate = Math.round((traffic.sent() / (performance.now() - begun)) * 1000);
    for (const what of [...new Set(traffic.failed)].slice(0, 10)) console.error('restarts:', what);
    const rows = [
      exactly('R10 rolling restarts of two replicas', stops.length / REPLICAS, times),
      exactly(
        'R10 replicas that did not end with status 0',
        stops.filter(({ status }) => status !== 0).length,
        0,
      ),
      exactly('R10 requests failed', traffic.failed.length, 0),
      shown('R10 requests on keep-alive connections', traffic.sent()),
      // The short form is to hold on a machine that is slow.
      short
        ? shown(`R10 requests a second, of ${perSecond} asked for`, rate)
        : atLeast(`R10 requests a second, of ${perSecond} asked for`, rate, perSecond * 0.9),
      atMost('R10 longest stop', Math.max(...stops.map(({ ms }) => ms)), HARD_STOP_MS, ' ms'),
      ...(await judge('R10', lab, { acknowledged: traffic.acknowledged, unexpected: [] })),
    ];
    await traffic.close();
    return rows;
  } finally {
    await proxy.close();
    await lab.close();
  }
}

async function join(proxy, started) {
  started.url = await started.ready;
  await proxy.add(started.url);
  return started;
}

async function stop(replica) {
  const begun = performance.now();
  const status = await replica.end('SIGTERM', 2 * HARD_STOP_MS);
  return { status, ms: Math.round(performance.now() - begun) };
}

/** Requests that are sent once: whatever is not answered as it should be has failed. */
function openTraffic(url, answer) {
  const agent = new Agent({ connections: CLIENTS, keepAliveTimeout: 60_000 });
  const traffic = { failed: [], acknowledged: [] };
  let sent = 0;
  traffic.sent = () => sent;
  traffic.send = async (i) => {
    sent += 1;
    // Numbered by themselves, or they would be those of a few learners, whose tries run out.
    const isSubmission = i % SUBMISSION_EACH === 0;
    const [{ token }, question, cells] = answer(isSubmission ? i / SUBMISSION_EACH : i);
    const path = `${url}/v1/questions/${question.id}`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sending = isSubmission
      ? request(`${path}/submissions`, {
          dispatcher: agent,
          method: 'POST',
          headers,
          body: JSON.stringify({ cells }),
        })
      : request(path, { dispatcher: agent, headers });
    try {
      const { statusCode, body } = await sending;
      const text = await body.text();
      if (statusCode !== (isSubmission ? 201 : 200))
        traffic.failed.push(`${statusCode} ${text.slice(0, 200)}`);
      else if (isSubmission) traffic.acknowledged.push(JSON.parse(text));
    } catch ({ code, message }) {
      traffic.failed.push(`${code}: ${message}`);
      await sleep(100);
    }
  };
  traffic.close = () => agent.destroy();
  return traffic;
}
