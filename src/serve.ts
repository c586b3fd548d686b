// One running service: configuration, database, migrations, application, in this order, and back again at the end.
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import { TrafficService } from './health/traffic.service.js';
import { type Config, keptSecret, OperatorError, ownersWay, Settings } from './config.js';
import { embeddedAppUrl, prepareAppRole } from './prisma/app-role.js';
import { migrate } from './prisma/migrations.js';
import { prepareExplanations } from './questions/index.js';
import { type PostgresProcess, startPostgres } from './prisma/postgres-process.js';

/**
 * How long requests may still run once the end was asked for, before they are cut off: behind a proxy they all get
 * their time; whoever pressed Ctrl-C does not want to wait.
 */
const DRAIN_MS = { embedded: 700, elsewhere: 15_000 };
/** What closing may take beyond that. The embedded PostgreSQL is ended then, whatever the application still holds. */
const CLOSE_MS = { embedded: 1_700, elsewhere: 4_000 };
/**
 * Connections that may wait while the process is busy, as far as the system lets them (net.core.somaxconn). Node's own
 * 511 are fewer than a class of a thousand: of those beyond, some wait for seconds, and some are reset.
 */
const WAITING_CONNECTIONS = 4_096;

export interface Service {
  app: NestFastifyApplication;
  settings: Settings;
  /** Where it listens, such as http://127.0.0.1:3000. */
  url: string;
  /** Resolves if the embedded PostgreSQL ends without having been asked to; never with a database elsewhere. */
  databaseLost: Promise<void>;
  /** Ends what was started: open requests are finished first. */
  stop(): Promise<void>;
}

/** @throws OperatorError when the operator can mend it. Nothing is left running. */
export async function serve(config: Config): Promise<Service> {
  const folder = resolve(config.dataFolder);
  await requireFree(config);
  const postgres = config.databaseUrl ? null : await startPostgres(folder);
  let app: NestFastifyApplication | null = null;
  try {
    const { databaseUrl, ownerUrl, variable } = addresses(config, postgres);
    await migrate(ownerUrl, { variable });
    if (postgres || config.databaseOwnerUrl) await prepareAppRole(ownerUrl, databaseUrl);
    const settings = new Settings(databaseUrl, config.secret ?? keptSecret(folder), config);
    app = await createApp(settings);
    const url = await listen(app, config);
    setImmediate(() => prepareExplanations());
    const running = app;
    return {
      app,
      settings,
      url,
      databaseLost: postgres?.ended ?? new Promise(() => undefined),
      stop: () => stop(running, postgres, config),
    };
  } catch (error) {
    await app?.close().catch(() => undefined); // What made the start fail is what the operator has to hear.
    await postgres?.stop();
    throw error;
  }
}

/** Where the application finds the database, and where the owner of its tables does. */
function addresses(config: Config, postgres: PostgresProcess | null) {
  if (postgres) return { databaseUrl: embeddedAppUrl(postgres.url), ownerUrl: postgres.url };
  const way = ownersWay(config);
  return { databaseUrl: config.databaseUrl ?? '', ownerUrl: way?.url ?? '', variable: way?.variable };
}

/** Asked before anything is started: a fault here costs nothing, and is told in our own words. */
async function requireFree({ port, host }: Config): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new OperatorError(
        `Port ${port} on ${host} is taken. Choose another one with PORT: PORT=${port + 1} npm start`,
      );
    }
    throw new OperatorError(`PORT=${port} on HOST=${host} cannot be opened: ${message}`);
  }
  await new Promise((resolve) => server.close(resolve));
}

async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<string> {
  await app.listen({ port, host, backlog: WAITING_CONNECTIONS });
  const address = app.getHttpServer().address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}

/**
 * First the process is not ready, and goes on for as long as a proxy takes to notice. Then it listens no more, and open
 * requests are finished. Only after that jobs and leases are handed back and the connections closed: an open request
 * may need them.
 */
async function stop(
  app: NestFastifyApplication,
  postgres: PostgresProcess | null,
  { stopWaitS }: Config,
): Promise<void> {
  app.get(TrafficService).end();
  await delay(stopWaitS * 1000);
  const server: Server = app.getHttpServer();
  const where = postgres ? 'embedded' : 'elsewhere';
  const [drainMs, closeMs] = [DRAIN_MS[where], CLOSE_MS[where]];
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    const closing = drained(server).then(() => app.close());
    await Promise.race([closing, delay(drainMs + closeMs, undefined, { ref: false })]);
  } finally {
    clearTimeout(cut);
    await postgres?.stop();
  }
}

/** Resolves when the server listens no more and its last connection is closed; those that are idle are closed at once. */
function drained(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
