// The database of the service, for commands that work beside it or without it.
import { resolve } from 'node:path';
import { environment, keptSecret, loadConfig, ownersWay, Settings } from '../config.js';
import { Database } from '../prisma/database.js';
import { migrate } from '../prisma/migrations.js';
import { runningDatabase, startPostgres } from '../prisma/postgres-process.js';

/** The configured database; the embedded one is started for the time being when no service runs it. */
export async function withDatabase(use: (db: Database, settings: Settings) => Promise<void>): Promise<void> {
  const config = loadConfig(environment());
  const folder = resolve(config.dataFolder);
  const way = ownersWay(config);
  const running = way?.url ?? (await runningDatabase(folder));
  const postgres = running ? null : await startPostgres(folder);
  const url = running ?? postgres?.url ?? '';
  try {
    await migrate(url, { variable: way?.variable });
    const settings = new Settings(url, config.secret ?? keptSecret(folder), config);
    const db = new Database(settings);
    try {
      await use(db, settings);
    } finally {
      await db.$disconnect();
    }
  } finally {
    await postgres?.stop();
  }
}
