// A regrade on its way: cancelled, and its worker killed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { until } from '../support/course.js';
import { cloneLearner } from '../support/learners.js';
import { regradeRoom, type RegradeRoom } from '../support/regrades.js';
import { testService, TEST_SECRET, type TestService } from '../support/service.js';
import { cleanUp, startService } from '../support/service-process.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(async () => {
  await service.close();
  await cleanUp();
});

let at: RegradeRoom;
beforeEach(async () => {
  at = await regradeRoom(service);
});

/** Holds one learner's attempts, so that the batch with this learner waits. */
async function holding<T>(learnerId: string, work: () => Promise<T>): Promise<T> {
  const client = new Client(service.database.url);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT id FROM attempts WHERE learner_id = $1 FOR UPDATE', [learnerId]);
  try {
    return await work();
  } finally {
    await client.end();
  }
}

async function copies(): Promise<string[]> {
  const where = { name: { startsWith: 'Copy ' } };
  return (await service.db.person.findMany({ where, orderBy: { id: 'asc' } })).map(({ id }) => id);
}

/** Sixty more who did what Bo did: with the other three, three batches. */
async function many(): Promise<string[]> {
  const others = new Set(await copies());
  await cloneLearner(service.db, at.bo.personId, 60);
  return (await copies()).filter((id) => !others.has(id));
}

/** What the learners have, and how often it was changed. */
async function versions(learners: string[]): Promise<string[]> {
  const rows = await service.db.score.findMany({ where: { learnerId: { in: learners } } });
  return [...new Set(rows.map(({ earned, version }) => `${earned}, version ${version}`))];
}

it('a regrade can be cancelled on the way; what it has changed goes back', async () => {
  const learners = await many();
  const before = await at.snapshot();
  const { id } = await at.propose(at.forgive());
  const half = await holding(learners[40] ?? '', async () => {
    await at.room.owner.post(`/v1/regrades/${id}/apply`, { policy: 'replace' });
    const seen = await until(
      () => at.read(id),
      ({ progress }) => progress.done > 0,
    );
    await until(
      () => at.room.owner.post(`/v1/regrades/${id}/cancel`),
      ({ status }) => status === 200,
    );
    return seen;
  });
  expect(half).toMatchObject({ state: 'applying', progress: { done: 25, total: 63 } });
  expect(await at.settled(id, 'cancelled')).toMatchObject({ progress: { done: 25, total: 25 } });
  expect(await at.snapshot()).toEqual(before);
  const again = await at.propose(at.forgive());
  await at.apply(again.id, 'replace');
  expect((await versions(learners)).every((seen) => seen.startsWith('10,'))).toBe(true);
});

describe('a regrade whose worker is killed', () => {
  const own = { LASTACK_SECRET: TEST_SECRET, LASTACK_ROLE: 'worker' };
  let usual: TestService;
  beforeAll(async () => {
    usual = service;
    service = await testService({ LASTACK_ROLE: 'api' });
  });
  afterAll(async () => {
    await service.close();
    service = usual;
  });
  const worker = async () => {
    const started = startService({ env: { ...own, DATABASE_URL: service.database.url } });
    await started.ready;
    return started;
  };

  it('goes on where it was, and applies nothing twice', async () => {
    const learners = await many();
    const [was] = await versions(learners);
    const first = await worker();
    const { id } = await at.propose(at.forgive());
    await holding(learners[40] ?? '', async () => {
      await at.room.owner.post(`/v1/regrades/${id}/apply`, { policy: 'replace' });
      await until(
        () => at.read(id),
        ({ progress }) => progress.done === 25,
      );
      expect((await first.end('SIGKILL')).signal).toBe('SIGKILL');
    });
    expect(await at.read(id)).toMatchObject({ state: 'applying', progress: { done: 25, total: 63 } });
    const second = await worker();
    expect(await at.settled(id, 'applied')).toMatchObject({ progress: { done: 63, total: 63 } });
    expect(was).toMatch(/, version 1$/);
    expect(await versions(learners)).toEqual(['10, version 2']);
    await until(
      () => at.events('score.changed'),
      (all) => all.filter(({ earned }) => earned === 10).length >= 61,
    );
    const told = (await at.events('score.changed')).map(({ learnerId }) => learnerId);
    expect(learners.map((learner) => told.filter((each) => each === learner).length)).toEqual(
      learners.map(() => 1),
    );
    expect(await at.events('regrade.applied')).toMatchObject([{ changed: 61 }]);
    await second.end();
  });
});
