// pg-boss behind one service. A job only wakes somebody up: what is to be done stands in a domain row, so a job may
// run twice. Jobs are enqueued in the caller's transaction and exist only if it commits.
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { fromPrisma, type JobResult, PgBoss } from 'pg-boss';
import { Settings } from '../config.js';
import type { Tx } from '../prisma/database.js';

/** The queues, and what each job carries. */
export interface Jobs {
  'event.fan-out': { eventIds: string[] };
  'assignment.replay': { assignmentId: string };
  'assignment.close': { assignmentId: string };
  'attempt.end': { attemptId: string };
  'regrade.run': { regradeId: string };
}
export type Queue = keyof Jobs;
const QUEUES: readonly Queue[] = [
  'event.fan-out',
  'assignment.replay',
  'assignment.close',
  'attempt.end',
  'regrade.run',
];

/** A worker that is silent for so long is taken for dead, and its job is given to another. */
const HEARTBEAT_S = 20;
/** A job fails when its worker dies or the database is away; both pass. */
const JOB_RETRIES = 1_000;
const STOP_DEADLINE_MS = 1_000;
const POLL_S = 2;
/** Jobs that functions of the database write come without a notification: one is sent for all of so many ms. */
const NUDGE_MS = 20;
/** The channel on which pg-boss tells its workers of jobs: `pgboss_` and half of the schema's hash. */
const NUDGE = `SELECT pg_notify('pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24), $1)`;
const WAKE_BATCH = 1_000;

@Injectable()
export class JobsService implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger(JobsService.name);
  readonly #boss: PgBoss;
  readonly #nudges = new Map<Queue, NodeJS.Timeout>();
  #isStopping = false;

  constructor(settings: Settings) {
    this.#boss = new PgBoss({
      connectionString: settings.directUrl,
      application_name: 'lastack-jobs',
      max: 4,
      useListenNotify: true,
      // Whoever runs jobs also tidies up; an API replica only sends.
      supervise: settings.config.role !== 'api',
      schedule: false,
    });
    this.#boss.on('error', (error) => this.#logger.error({ err: toldOf(error) }, 'job queue'));
  }

  async onModuleInit(): Promise<void> {
    await this.#boss.start();
    for (const queue of QUEUES) {
      await this.#boss.createQueue(queue, {
        heartbeatSeconds: HEARTBEAT_S,
        retryLimit: JOB_RETRIES,
        retryDelay: 1,
        retryBackoff: true,
        retryDelayMax: 60,
        notify: true,
      });
    }
  }

  /** Enqueues in the transaction `tx`; `afterS` seconds from now at the earliest. */
  async enqueue<Q extends Queue>(tx: Tx, queue: Q, data: Jobs[Q], afterS = 0): Promise<void> {
    const id = await this.#boss.send(queue, data, { db: fromPrisma(tx), startAfter: afterS });
    if (!id) throw new Error(`the queue ${queue} refused a job`);
  }

  /** Wakes the workers of a queue for jobs that were committed without a notification. They look by themselves, too. */
  nudge(queue: Queue): void {
    if (this.#nudges.has(queue)) return;
    const send = () => {
      this.#nudges.delete(queue);
      void this.#boss
        .getDb()
        .executeSql(NUDGE, [queue])
        .catch((error: unknown) =>
          this.#logger.warn({ err: error }, 'workers were not woken; they look by themselves'),
        );
    };
    this.#nudges.set(queue, setTimeout(send, NUDGE_MS));
  }

  /**
   * Runs `handler` for the queue's jobs, up to `concurrency` at once. What it throws makes the job run again.
   * @param batch taken at a time, and run one after the other: for short jobs of which many come due together
   */
  async work<Q extends Queue>(
    queue: Q,
    concurrency: number,
    handler: (data: Jobs[Q]) => Promise<void>,
    batch = 1,
  ): Promise<void> {
    const options = {
      localConcurrency: concurrency,
      // Jobs for later, and those whose notification was lost, wait for a poll: by default half a minute.
      pollingIntervalSeconds: POLL_S,
      notifyPollingIntervalSeconds: POLL_S,
      batchSize: batch,
      burstWhenBatchFull: true,
      perJobResults: true,
    } as const;
    await this.#boss.work<Jobs[Q], unknown, typeof options>(queue, options, async (jobs) => {
      const results: JobResult[] = [];
      for (const { id, data } of jobs) {
        // The rest is given to another worker, or to this one when it is back.
        if (this.#isStopping) break;
        const result = handler(data).then(
          (): JobResult => ({ id, status: 'completed' }),
          (error: unknown): JobResult => {
            this.#logger.warn({ err: error, queue, jobId: id }, 'a job failed and runs again');
            return { id, status: 'failed', output: { message: String(error) } };
          },
        );
        results.push(await result);
      }
      return results;
    });
  }

  /** Calls `wake` when jobs have come, once for up to 1,000 of them: for work that finds in its rows what is to be done. */
  async listen(queue: Queue, wake: () => void): Promise<void> {
    await this.#boss.work(queue, { batchSize: WAKE_BATCH, pollingIntervalSeconds: POLL_S }, async () =>
      wake(),
    );
  }

  /** Rejects unless the database answers, on a connection that no request waits for. */
  async ping(): Promise<void> {
    await this.#boss.getDb().executeSql('SELECT 1', []);
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.#nudges.values()) clearTimeout(timer);
    this.#isStopping = true;
    await this.#boss.stop({ graceful: true, timeout: STOP_DEADLINE_MS });
  }
}

/** The error of a connection that idled bears the whole client, with the key that cancels its statements. */
function toldOf({ message, code, stack }: Error & { code?: unknown }) {
  return { message, code, stack };
}
