// The database of the service, for commands that work beside it or without it.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environment, keptSecret, loadConfig, OperatorError, ownersWay, Settings } from '../config.js';
import { Database } from '../prisma/database.js';
import { migrate, placeOf } from '../prisma/migrations.js';
import { hasDatabase, runningDatabase, startPostgres } from '../prisma/postgres-process.js';

/** @param place the database in words, without user and password */
type Use = (db: Database, settings: Settings, place: string) => Promise<void>;

/**
 * The configured database; the embedded one is started for the time being when no service runs it.
 * @param mustExist whether neither database nor secret is made where there is none: for a command that only looks
 * @throws OperatorError when there is none that must exist
 */
export async function withDatabase(use: Use, mustExist = false): Promise<void> {
  const config = loadConfig(environment());
  const folder = resolve(config.dataFolder);
  const way = ownersWay(config);
  if (mustExist && !way && !hasDatabase(folder))
    throw new OperatorError(
      `There is no database: DATABASE_URL is not set, and the data folder ${folder} holds none.`,
    );
  if (mustExist && !config.secret && !existsSync(join(folder, 'secret')))
    throw new OperatorError(
      `There is no secret: LASTACK_SECRET is not set, and the data folder ${folder} holds none.`,
    );
  const running = way?.url ?? (await runningDatabase(folder));
  const postgres = running ? null : await startPostgres(folder);
  const url = running ?? postgres?.url ?? '';
  try {
    await migrate(url, { variable: way?.variable, mustExist });
    const settings = new Settings(url, config.secret ?? keptSecret(folder), config);
    const db = new Database(settings);
    try {
      await use(db, settings, way ? `the database ${placeOf(url)}` : `the database in ${folder}`);
    } finally {
      await db.$disconnect();
    }
  } finally {
    await postgres?.stop();
  }
}
