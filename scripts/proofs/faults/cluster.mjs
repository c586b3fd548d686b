// A PostgreSQL on a port of its own that can be crashed (pg_ctl -m immediate) and started again where it was.
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { findBinaries, initialise, PASSWORD_FILE, USER } from '../../../dist/prisma/postgres-cluster.js';
import { runAs } from '../../../dist/prisma/run-as.js';
import { atEnd } from '../../at-end.mjs';

const MAX_CONNECTIONS = 200;

export async function openCluster() {
  const folder = await mkdtemp(join(tmpdir(), 'lastack-faults-'));
  const remove = atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  await chmod(folder, 0o711); // Root's PostgreSQL runs as another user, who has to pass.
  const cluster = join(folder, 'postgres');
  const binaries = await findBinaries();
  const as = await runAs(binaries.postgres, folder);
  await initialise(folder, cluster, binaries, as);
  const password = await readFile(join(cluster, PASSWORD_FILE), 'utf8');
  const port = await freePort();
  const url = `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`;
  const program = join(dirname(binaries.postgres), 'pg_ctl');
  const control = async (...args) => {
    const child = as.spawn(program, ['-D', cluster, '-w', ...args], { stdio: 'ignore' });
    const [status] = await once(child, 'exit');
    if (status !== 0) throw new Error(`pg_ctl ${args.join(' ')} ended with ${status}; see ${cluster}`);
  };
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=${MAX_CONNECTIONS}`;
  const start = () => control('-l', join(cluster, 'server.log'), '-o', settings, 'start');
  // Whatever ends this process must not leave the server behind.
  const stopNow = () =>
    spawnSync(program, ['-D', cluster, '-m', 'immediate', 'stop'], as.uid ? idsOf(as) : {});
  process.once('exit', stopNow);
  const stop = atEnd(async () => {
    process.off('exit', stopNow);
    await control('-m', 'immediate', 'stop').catch(() => undefined); // It may be down by the proof's own doing.
  });
  await start();
  return {
    url,
    port,
    /** The folder of files, and who owns them. */
    folder,
    owner: as,
    startDatabase: start,
    crashDatabase: () => control('-m', 'immediate', 'stop'),
    query: (sql, values) => query(url, sql, values),
    close: async () => {
      await stop();
      await remove();
    },
  };
}

const idsOf = ({ uid, gid }) => ({ uid, gid });

/** One statement on a connection of its own, as the books of test/support ask for. */
export async function query(url, sql, values = []) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
