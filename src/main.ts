// `npm start`: the HTTP service until a signal ends it.
import { environment, loadConfig, OperatorError } from './config.js';
import { demoCourse, introduction } from './demo-course.js';
import { serve, type Service } from './serve.js';

/** A stop that takes longer is broken off; what was acknowledged is in the database. */
const STOP_DEADLINE_MS = 25_000;

async function main(): Promise<void> {
  // Where Node is told to write reports of crashes, the secrets of the environment stay out of them.
  if (process.report) process.report.excludeEnv = true;
  const config = loadConfig(environment());
  const asked = endAsked();
  const service = await serve(config);
  try {
    await Promise.race([asked, lost(service), introduce(service).then(() => new Promise(() => undefined))]);
  } finally {
    await service.stop();
  }
}

/**
 * Resolves at the first signal. A second one changes nothing: npm passes on the Ctrl-C that the service had from the
 * terminal already. A signal that comes during the start ends the service as soon as it could be started.
 */
function endAsked(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
      resolve();
    };
    process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', end);
  });
}

async function lost(service: Service): Promise<never> {
  await service.databaseLost;
  throw new OperatorError(
    'PostgreSQL has ended unexpectedly (see postgres.log in the data folder). Start LastAck again.',
  );
}

async function introduce(service: Service): Promise<void> {
  const { databaseUrl, production } = service.settings.config;
  const isDemo = !databaseUrl && !production;
  console.log(
    isDemo ? introduction(service.url, await demoCourse(service)) : `LastAck is listening on ${service.url}`,
  );
}

/** Faults the operator can mend are told in words; of the others the trace is wanted too. */
function fail(error: unknown): never {
  console.error(error instanceof OperatorError ? error.message : error);
  process.exit(1);
}

await main().then(() => process.exit(0), fail);
