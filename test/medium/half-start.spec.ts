// A service that fails while it starts ends what it had started.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config.js';
import { serve } from '../../src/serve.js';
import { until } from '../support/course.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { TEST_SECRET } from '../support/service.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it('nothing goes on polling the database', async () => {
  // What the worker of regrades looks at first.
  await database.query('ALTER TABLE regrades RENAME TO elsewhere');
  const env = { NODE_ENV: 'test', DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET };
  const starting = serve(loadConfig({ ...env, LOG_LEVEL: 'silent', PORT: '0' }));
  await expect(starting).rejects.toThrow(/regrades/);
  const others =
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  await until(
    () => database.query(others),
    (connections) => connections.length === 0,
  );
});
