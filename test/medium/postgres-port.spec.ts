// The embedded PostgreSQL on a machine where ports come and go.
import { afterAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { startPostgres } from '../../src/prisma/postgres-process.js';
import { cleanUp, emptyFolder } from '../support/service-process.js';

afterAll(cleanUp);

it('a port that somebody takes before the server does is given up for another one', async () => {
  // It answers nobody, as a program may that was told nothing it understands.
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const taken = (other.address() as AddressInfo).port;
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  const picks = [taken, port];
  const postgres = await startPostgres(await emptyFolder(), () => Promise.resolve(picks.shift() ?? port));
  expect(picks).toEqual([]);
  expect(new URL(postgres.url).port).toBe(String(port));
  await postgres.stop();
  other.close();
});
