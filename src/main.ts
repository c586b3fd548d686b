// `npm start`: the HTTP service until a signal ends it.
import { existsSync } from 'node:fs';
import { loadConfig, OperatorError } from './config.js';
import { demoCourse, introduction } from './demo-course.js';
import { serve, type Service } from './serve.js';

/** A stop that takes longer is broken off; what was acknowledged is in the database. */
const STOP_DEADLINE_MS = 25_000;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  const service = await serve(config);
  const stop = stopper(service);
  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  void service.databaseLost.then(() =>
    stop(1, 'PostgreSQL has ended unexpectedly (see postgres.log in the data folder). Start LastAck again.'),
  );
  try {
    const isDemo = !config.databaseUrl && !config.production;
    console.log(
      isDemo
        ? introduction(service.url, await demoCourse(service))
        : `LastAck is listening on ${service.url}`,
    );
  } catch (error) {
    stop(1, error);
  }
}

/** Ends the service and the process, once; a second call is impatience and ends it at once. */
function stopper(service: Service): (code: number, why?: unknown) => void {
  let stopping = false;
  return (code, why) => {
    if (stopping) return why === undefined ? process.exit(1) : undefined;
    stopping = true;
    if (why !== undefined) console.error(why);
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    service.stop().then(() => process.exit(code), fail);
  };
}

/** Faults the operator can mend are told in words; of the others the trace is wanted too. */
function fail(error: unknown): never {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exit(1);
}

await main().catch(fail);
