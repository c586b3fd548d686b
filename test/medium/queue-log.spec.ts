// What the log says when the job queue loses its connections: what happened, and nothing of the connection itself.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../support/course.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { TEST_SECRET } from '../support/service.js';
import { cleanUp, startService } from '../support/service-process.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await cleanUp();
  await database.drop();
});

it('message, code and stack of the error, without the client that it bears', async () => {
  const service = startService({
    env: { NODE_ENV: 'test', DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET, LOG_LEVEL: 'error' },
  });
  await service.ready;
  const lines = await until(
    async () => {
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'lastack-jobs' AND state = 'idle'`,
      );
      return service
        .output()
        .split('\n')
        .filter((line) => line.includes('"msg":"job queue"') && line.includes('57P01'));
    },
    (found) => found.length > 0,
  );
  const { err } = JSON.parse(lines[0] ?? '') as { err: object };
  expect(err).toMatchObject({ message: expect.any(String), code: '57P01', stack: expect.any(String) });
  // The logger says of everything what it is.
  expect(Object.keys(err).toSorted()).toEqual(['code', 'message', 'stack', 'type']);
  expect(service.output()).not.toContain('secretKey');
});
