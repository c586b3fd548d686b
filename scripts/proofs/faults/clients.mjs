// Clients as they should be: an answer with an Idempotency-Key is sent again, to whichever replica serves, until it is
// acknowledged. Every other one has none: sent again where nobody knows what became of it, it is another answer. What is
// acknowledged is kept, to be held against the database.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { faultsOf } from '../../../test/support/ledger.ts';
import { exactly, shown } from '../rows.mjs';

/** A client gives an answer up after so long; with a service that is back within seconds it never does. */
const GIVE_UP_MS = 120_000;
/** Longer each time, and never in step with others. */
const RETRY_MS = { first: 50, most: 1_000 };
/** Answers that say: send it again. */
const PASSING = new Set([409, 429, 503]);
/** How a 503 says that it is as if nobody had asked. */
const UNDONE = /^Nothing was changed/;

/** @param urls where the replicas are that serve at this moment */
export function openClients(urls) {
  const agent = new Agent({ connections: 64, headersTimeout: 30_000, bodyTimeout: 30_000 });
  const clients = { acknowledged: [], unexpected: [], repeated: 0, replayed: 0, hasGivenUp: false };
  /** The question of each answer without a key that nobody knows what became of. */
  clients.unknown = [];
  let begun = 0;
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
          ...(key && { 'idempotency-key': key }),
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
    const key = begun++ % 2 === 0 ? randomUUID() : null;
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
      if (answer && answer.status !== 0 && !PASSING.has(answer.status)) {
        clients.unexpected.push(`${answer.status} ${answer.body?.detail}`);
        return null;
      }
      if (!key && answer && mayBeStored(answer)) clients.unknown.push(question.id);
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
    await answer.body?.dump();
    const status = answer.statusCode ?? 0;
    if (status === 200) clients.servedAt.set(url, performance.now());
    if (status !== 0 && status !== 200 && !PASSING.has(status)) clients.unexpected.push(`${status} to a GET`);
    return status;
  };

  clients.close = () => agent.destroy();
  return clients;
}

/** Whether an answer that was not acknowledged may be stored all the same. */
function mayBeStored({ status, wasSent, body }) {
  return status === 0 ? wasSent : status === 503 && !UNDONE.test(body?.detail);
}

/** In the place of an answer, when the connection broke or there was none. */
function broken(error) {
  if (/^(UND_ERR|ECONN|EPIPE)/.test(error.code ?? ''))
    return { status: 0, wasSent: error.code !== 'ECONNREFUSED' };
  throw error;
}

/** The rows that every proof of faults ends with: what was acknowledged, against the database. */
export async function judge(name, lab, clients) {
  const { acknowledged, unexpected, unknown = [] } = clients;
  const faults = await faultsOf(lab, acknowledged);
  const lost = faults.filter((fault) => fault.startsWith('an acknowledged submission'));
  const beyond = await beyondThose(lab, acknowledged);
  const unexplained = exceeding(beyond, unknown);
  for (const fault of [...new Set([...unexpected, ...faults])].slice(0, 10))
    console.error(`${name}: ${fault}`);
  return [
    exactly(
      `${name} answers that are neither an acknowledgement nor a reason to send again`,
      unexpected.length,
      0,
    ),
    exactly(`${name} acknowledged submissions lost or altered`, lost.length, 0),
    exactly(`${name} submissions stored beyond those acknowledged: graded twice`, unexplained, 0),
    ...(unknown.length > 0
      ? [
          shown(
            `${name} answers without a key that nobody knew what became of; of them stored`,
            `${unknown.length}; ${beyond.length - unexplained}`,
          ),
        ]
      : []),
    exactly(
      `${name} other faults in the books: grades, scores, events, jobs`,
      faults.length - lost.length,
      0,
    ),
  ];
}

/** The questions of the submissions that are stored and were not acknowledged. */
async function beyondThose(lab, acknowledged) {
  const rows = await lab.query(
    'SELECT variant_id AS question FROM submissions WHERE NOT id = ANY($1::uuid[])',
    [acknowledged.map(({ id }) => id)],
  );
  return rows.map(({ question }) => question);
}

/** How many of `these` have none of `those` of their own. */
function exceeding(these, those) {
  const left = new Map();
  for (const one of those) left.set(one, (left.get(one) ?? 0) + 1);
  return these.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  }).length;
}

/** The learners of classrooms answer in turn, and every third answer is right. */
export function answersOf(learners) {
  return (i) => {
    const learner = learners[i % learners.length];
    const question = learner.questions[Math.floor(i / learners.length) % learner.questions.length];
    return [learner, question, i % 3 === 0 ? question.right : question.wrong];
  };
}
