// The service is killed with SIGKILL between and during submissions. Whatever it had acknowledged is in the database,
// graded once, counted and told. PROOF_SUBMISSIONS=2000 npm test -- test/e2e/kill makes a longer proof of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import { classroom, type Question, questions } from '../support/classroom.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { type Acknowledged, faultsOf } from '../support/ledger.js';
import { run } from '../support/run.js';
import { api, TEST_SECRET } from '../support/service.js';
import { cleanUp, startService, type ServiceProcess } from '../support/service-process.js';

const SUBMISSIONS = Number(process.env['PROOF_SUBMISSIONS'] ?? 60);
const LEARNERS = 4;
const FEWEST_KILLS = 8;
const SUBMISSIONS_PER_KILL = Math.min(50, Math.floor(SUBMISSIONS / FEWEST_KILLS));
/** Tries per question are limited to 100; each learner has three questions. */
const LEARNERS_IN_ALL = LEARNERS * Math.ceil(SUBMISSIONS / (LEARNERS * 250));
const DEADLINE_MS = 240_000 + SUBMISSIONS * 100;

interface Kill {
  signal: NodeJS.Signals | null;
  /** Requests that had no answer when the signal was sent. */
  inFlight: number;
}

let database: TestDatabase;
let service: ServiceProcess;
const kills: Kill[] = [];
const acknowledged: Acknowledged[] = [];
let inFlight = 0;
let repeated = 0;

function start(): ServiceProcess {
  return startService({ env: { DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET } });
}

/** Kills the service, `afterMs` after requests were under way, and starts it again. */
async function kill(afterMs: number): Promise<void> {
  await new Promise((wake) => setTimeout(wake, afterMs));
  const [victim, open] = [service, inFlight];
  const next = victim.end('SIGKILL').then(({ signal }) => {
    kills.push({ signal, inFlight: open });
    return start();
  });
  const ready = next.then((started) => started.ready);
  ready.catch(() => undefined); // Heard below.
  service = { ...victim, ready };
  service = await next;
  await service.ready;
}

/** Submits until the answer is acknowledged, as a client does whose connection breaks. */
async function submit(token: string, question: Question, cells: object): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const url = await service.ready;
    inFlight++;
    try {
      const path = `/v1/questions/${question.id}/submissions`;
      const { status, body } = await api(url, token).post<SubmissionView>(path, { cells });
      expect(status).toBe(201);
      acknowledged.push(body);
      return;
    } catch (error) {
      if ((error as Error).name !== 'TypeError') throw error; // fetch's word for a broken connection.
      repeated++;
    } finally {
      inFlight--;
    }
  }
  throw new Error('no answer in 100 tries');
}

beforeAll(async () => {
  database = await testDatabase();
  service = start();
  const url = await service.ready;
  const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET };
  const issue = ['dist/cli.js', 'token', '--name', 'Prover', '--may-create-courses'];
  const { stdout } = await run(process.execPath, issue, { env });
  const room = await classroom(api(url, /lak_\w+/.exec(stdout)?.[0]));
  const learners = await Promise.all(
    Array.from({ length: LEARNERS_IN_ALL }, async () => {
      const token = await room.enrol();
      return { token, asked: await questions(api(url, token), room.assignmentId, database) };
    }),
  );

  let left = SUBMISSIONS;
  let untilKill = SUBMISSIONS_PER_KILL;
  let killing = Promise.resolve();
  const work = async (lane: number): Promise<void> => {
    for (let i = 0; left > 0; i++) {
      left--;
      if (--untilKill === 0) {
        untilKill = SUBMISSIONS_PER_KILL;
        // From at once to when most requests are answered: hits every stage of a submission.
        const afterMs = (kills.length * 7) % 40;
        killing = killing.then(() => kill(afterMs));
      }
      const { token, asked } = learners[(lane + i * LEARNERS) % learners.length] ?? { token: '', asked: [] };
      const question = asked[i % asked.length];
      if (!question) throw new Error('the attempt has no questions');
      await submit(token, question, (i + lane) % 3 === 0 ? question.right : question.wrong);
    }
  };
  await Promise.all(Array.from({ length: LEARNERS }, (_, lane) => work(lane)));
  await killing;
  // Once more with nothing under way.
  await kill(0);
}, DEADLINE_MS);

afterAll(async () => {
  await cleanUp();
  await database.drop();
});

it('the service was killed often enough, also with requests under way', () => {
  if (process.env['PROOF_SUBMISSIONS'])
    console.log(`${acknowledged.length} acknowledged, ${repeated} repeated, kills: ${JSON.stringify(kills)}`);
  expect(kills.length).toBeGreaterThanOrEqual(FEWEST_KILLS);
  expect(kills.map(({ signal }) => signal)).toEqual(kills.map(() => 'SIGKILL'));
  expect(kills.filter(({ inFlight }) => inFlight > 0).length).toBeGreaterThanOrEqual(FEWEST_KILLS / 2);
  expect(repeated).toBeGreaterThan(0);
});

it('every acknowledged submission is stored, graded once, counted and told', async () => {
  expect(acknowledged).toHaveLength(SUBMISSIONS);
  expect(new Set(acknowledged.map(({ id }) => id)).size).toBe(SUBMISSIONS);
  expect(await faultsOf(database, acknowledged)).toEqual([]);
});

describe('the proof notices', () => {
  const last = () => acknowledged.at(-1)?.id;

  it.each([
    ['a score that was altered', 'UPDATE scores SET earned = earned + 1', 'a score that is not the sum'],
    ['a lost job', `DELETE FROM pgboss.job WHERE name = 'event.fan-out'`, 'an event without a job'],
    ['a lost event', `DELETE FROM events WHERE data->>'submissionId' = $1`, 'without exactly one event'],
    [
      'an altered grade',
      'UPDATE grades SET earned = (earned + 1) % (possible + 1) WHERE submission_id = $1',
      'stored otherwise',
    ],
    ['a lost grade', 'DELETE FROM grades WHERE submission_id = $1', 'a submission without a grade'],
    ['a lost submission', 'DELETE FROM submissions WHERE id = $1', 'an acknowledged submission is gone'],
  ])('%s', async (_, damage, fault) => {
    const before = await faultsOf(database, acknowledged);
    await database.query(damage, damage.includes('$1') ? [last()] : []);
    const after = await faultsOf(database, acknowledged);
    expect(before.join()).not.toContain(fault);
    expect(after.join()).toContain(fault);
  });
});
