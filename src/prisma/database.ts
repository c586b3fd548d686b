// The Prisma client of the service.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { Settings } from '../config.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { shareConnections } from './pools.js';

/** What no query returns unless it asks by name, so that no response can hold it by accident. */
const SECRETS = {
  variant: { seed: true, prompt: true, expected: true, drawn: true },
  token: { hash: true },
  endpoint: { secret: true, previousSecret: true },
  lmsSecret: { secret: true, previousSecret: true },
} as const;

/**
 * How long a statement may wait for a lock, and run, in ms: Prisma's own limit only looks between statements, and one
 * that hangs would hold a connection of the pool until no request gets any.
 */
const BOUNDS = '-c lock_timeout=3000 -c statement_timeout=20000 -c idle_in_transaction_session_timeout=20000';

/**
 * How long a request waits for a connection, in ms: for a new one, or for its turn. Later the database could do the work
 * for somebody who still waits.
 */
const CONNECT_TIMEOUT_MS = 5_000;
/** A connection that a firewall has forgotten is noticed. */
const KEEP_ALIVE_AFTER_MS = 10_000;

type Client = PrismaClient<never, typeof SECRETS>;

/** A transaction's client. */
export type Tx = Omit<Client, '$connect' | '$disconnect' | '$on' | '$extends' | '$transaction'>;

const Client = PrismaClient as new (options: { adapter: PrismaPg; omit: typeof SECRETS }) => Client;

@Injectable()
export class Database extends Client implements OnApplicationShutdown {
  /** Prisma's connections; statement.ts runs the hot paths on them without it. */
  readonly pool: Pool;

  /** Whether statements may be prepared under a name: a pooler may lend another connection for the next one. */
  readonly keepsConnections: boolean;

  /** @param url where to, when not to the database that is written */
  constructor(settings: Settings, url = settings.databaseUrl) {
    const pool = new Pool({
      connectionString: url,
      max: settings.config.databasePool,
      options: BOUNDS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    });
    pool.on('error', () => undefined); // A connection that idles and is lost is replaced when it is needed.
    super({ adapter: new PrismaPg(pool, { disposeExternalPool: true }), omit: SECRETS });
    this.pool = pool;
    this.keepsConnections = settings.config.databaseDirectUrl === null;
    shareConnections(this, this);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}
