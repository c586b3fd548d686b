// A process of its own that runs a PostgreSQL in a folder of its own, until the bench that started it is gone: then the
// server is stopped and the folder removed, even when the bench was killed. It prints both as one line of JSON.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../dist/prisma/postgres-process.js';

// A Ctrl-C reaches all processes of the terminal; the database goes last.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
const left = new Promise((resolve) => process.stdin.on('error', resolve).on('close', resolve).resume());
const folder = await mkdtemp(join(tmpdir(), 'lastack-bench-'));
const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
const postgres = await startPostgres(folder).catch(async (error) => {
  await remove(); // A Ctrl-C reaches also the program that sets up its files.
  throw error;
});
console.log(JSON.stringify({ folder, url: postgres.url }));
await left;
await postgres.stop();
await remove();
process.exit(0);
