// The functions of the database that write jobs write them as pg-boss does, less the notification.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { testService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await testService({ LASTACK_ROLE: 'api' });
});
afterAll(() => service.close());

/** What differs from job to job; the rest has to be the same. */
const OWN = ['id', 'created_on', 'start_after', 'keep_until'];

it.each([0, 3_600])('a job for %d s from now is the one that send() makes', async (afterS) => {
  const data = { attemptId: `of-${afterS}` };
  await service.app.get(JobsService).enqueue(service.db, 'attempt.end', data, afterS);
  await service.database.query(`SELECT enqueue_job('attempt.end', $1, $2)`, [JSON.stringify(data), afterS]);
  const jobs = await service.database.query(
    `SELECT to_jsonb(job) AS job, extract(epoch FROM start_after - created_on)::int AS after,
            extract(epoch FROM keep_until - created_on)::int AS kept
     FROM pgboss.job AS job WHERE data = $1`,
    [JSON.stringify(data)],
  );
  expect(jobs).toHaveLength(2);
  const [sent, written] = jobs.map(({ job, ...times }) => {
    const columns = Object.entries(job as object).filter(([name]) => !OWN.includes(name));
    return { ...times, ...Object.fromEntries(columns) };
  });
  expect(Object.keys(sent ?? {}).length).toBeGreaterThan(20);
  expect(written).toEqual(sent);
});

it('a job for a queue that does not exist is a fault', async () => {
  await expect(service.database.query(`SELECT enqueue_job('no.queue', '{}', 0)`)).rejects.toThrow(
    'there is no queue no.queue',
  );
});
