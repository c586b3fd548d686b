// A named statement runs on the pool, unless there is a transaction: then it is a part of that.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { within } from '../../src/prisma/ambient.js';
import type { Tx } from '../../src/prisma/database.js';
import { run, type Statement } from '../../src/prisma/statement.js';
import { testService, type TestService } from '../support/service.js';

const WHERE: Statement = {
  name: 'where',
  text: `SELECT pg_backend_pid() AS pid, EXISTS (SELECT FROM pg_prepared_statements WHERE name = 'where') AS "isNamed"`,
};
interface Where {
  pid: number;
  isNamed: boolean;
}

let service: TestService;
beforeAll(async () => {
  service = await testService({ LASTACK_ROLE: 'api' });
});
afterAll(() => service.close());

async function where(db: Tx): Promise<Where> {
  const [row] = await run<Where>(db, WHERE, []);
  if (!row) throw new Error('nowhere');
  return row;
}

it('without a transaction it is prepared under its name', async () => {
  expect((await where(service.db)).isNamed).toBe(true);
});

it.each([
  ['its client', (tx: Tx) => where(tx)],
  ['the service’s client within it', (tx: Tx) => within(tx, () => where(service.db))],
])('in a transaction, by %s, it takes part in that', async (_, ask) => {
  await service.db.$transaction(async (tx) => {
    const [own] = await tx.$queryRaw<Where[]>`SELECT pg_backend_pid() AS pid`;
    expect((await ask(tx)).pid).toBe(own?.pid);
  });
});
