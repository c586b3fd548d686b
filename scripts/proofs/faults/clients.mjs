// Clients as they should be: each answer has an Idempotency-Key, and is sent again, to whichever replica serves, until it
// is acknowledged. What is acknowledged is kept, to be held against the database.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { faultsOf } from '../../../test/support/ledger.ts';
import { exactly } from '../rows.mjs';

/** A client gives an answer up after so long; with a service that is back within seconds it never does. */
const GIVE_UP_MS = 120_000;
/** Longer each time, and never in step with others. */
const RETRY_MS = { first: 50, most: 1_000 };
/** Answers that say: send it again. */
const PASSING = new Set([409, 429, 503]);

/** @param urls where the replicas are that serve at this moment */
export function openClients(urls) {
  const agent = new Agent({ connections: 64, headersTimeout: 30_000, bodyTimeout: 30_000 });
  const clients = { acknowledged: [], unexpected: [], repeated: 0, replayed: 0, hasGivenUp: false };
  /** By URL: requests under way, and when the last one was answered as it should be (performance.now). */
  clients.open = new Map();
  clients.servedAt = new Map();

  const send = async (url, token, questionId, key, cells) => {
    clients.open.set(url, (clients.open.get(url) ?? 0) + 1);
    try {
      const { statusCode, headers, body } = await request(`${url}/v1/questions/${questionId}/submissions`, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ cells }),
      });
      if (statusCode === 201) clients.servedAt.set(url, performance.now());
      return { status: statusCode, headers, body: await body.json() };
    } finally {
      clients.open.set(url, clients.open.get(url) - 1);
    }
  };

  /** Submits until it is acknowledged. A broken connection, or an answer that says so, is a reason to send it again. */
  clients.submit = async ({ token }, question, cells) => {
    const key = randomUUID();
    const givenUpAt = performance.now() + GIVE_UP_MS;
    for (let tries = 0; performance.now() < givenUpAt && !clients.hasGivenUp; tries++) {
      const serving = urls();
      const url = serving[(tries + clients.acknowledged.length) % serving.length];
      const answer = url && (await send(url, token, question.id, key, cells).catch(broken));
      if (answer?.status === 201) {
        if (answer.headers['idempotency-replayed']) clients.replayed += 1;
        clients.acknowledged.push(answer.body);
        return answer.body;
      }
      if (answer && !PASSING.has(answer.status)) {
        clients.unexpected.push(`${answer.status} ${answer.body?.detail}`);
        return null;
      }
      clients.repeated += 1;
      await sleep(Math.random() * Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** tries));
    }
    clients.unexpected.push('given up without an acknowledgement');
    return null;
  };

  /** Reads a question; the status, or 0 when the connection broke. */
  clients.read = async ({ token }, question) => {
    const serving = urls();
    const url = serving[clients.acknowledged.length % serving.length];
    const headers = { authorization: `Bearer ${token}` };
    const answer = await request(`${url}/v1/questions/${question.id}`, { dispatcher: agent, headers }).catch(
      broken,
    );
    await answer?.body.dump();
    const status = answer?.statusCode ?? 0;
    if (status === 200) clients.servedAt.set(url, performance.now());
    if (status !== 0 && status !== 200 && !PASSING.has(status)) clients.unexpected.push(`${status} to a GET`);
    return status;
  };

  clients.close = () => agent.destroy();
  return clients;
}

function broken(error) {
  if (/^(UND_ERR|ECONN|EPIPE)/.test(error.code ?? '')) return null;
  throw error;
}

/** The rows that every proof of faults ends with: what was acknowledged, against the database. */
export async function judge(name, lab, clients) {
  const { acknowledged, unexpected } = clients;
  const faults = await faultsOf(lab, acknowledged);
  const lost = faults.filter((fault) => fault.startsWith('an acknowledged submission'));
  const [{ count }] = await lab.query('SELECT count(*)::int AS count FROM submissions');
  for (const fault of [...new Set([...unexpected, ...faults])].slice(0, 10))
    console.error(`${name}: ${fault}`);
  return [
    exactly(
      `${name} answers that are neither an acknowledgement nor a reason to send again`,
      unexpected.length,
      0,
    ),
    exactly(`${name} acknowledged submissions lost or altered`, lost.length, 0),
    exactly(
      `${name} submissions stored beyond those acknowledged: graded twice`,
      count - acknowledged.length,
      0,
    ),
    exactly(
      `${name} other faults in the books: grades, scores, events, jobs`,
      faults.length - lost.length,
      0,
    ),
  ];
}

/** The learners of classrooms answer in turn, and every third answer is right. */
export function answersOf(learners) {
  return (i) => {
    const learner = learners[i % learners.length];
    const question = learner.questions[Math.floor(i / learners.length) % learner.questions.length];
    return [learner, question, i % 3 === 0 ? question.right : question.wrong];
  };
}
