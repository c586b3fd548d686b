// The built service as a process of its own whose every word is kept, on a database of the test's own.
import { loadConfig, Settings } from '../../../src/config.js';
import { Database } from '../../../src/prisma/database.js';
import { testDatabase } from '../database.js';
import { api, type Backed, creator, TEST_ENVIRONMENT } from '../service.js';
import { type ServiceProcess, startService } from '../service-process.js';

export interface LoggingService extends Backed {
  process: ServiceProcess;
  close(): Promise<void>;
}

export async function loggingService(env: Record<string, string>): Promise<LoggingService> {
  const database = await testDatabase();
  const process = startService({ env: { ...TEST_ENVIRONMENT, DATABASE_URL: database.url, ...env } });
  const url = await process.ready;
  const db = new Database(new Settings(database.url, '', loadConfig({ DATABASE_URL: database.url })));
  return {
    url,
    database,
    db,
    process,
    nobody: api(url),
    creator: () => creator(url, db),
    close: async () => {
      await db.$disconnect();
      await process.end('SIGTERM');
      await database.drop();
    },
  };
}
