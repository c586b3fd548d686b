// Spreads events and makes the tries that are due, many at once. What is to be done stands in the rows; a job or a
// finished try only wakes the loop, and what no wake-up announced is found by the next look.
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Settings } from '../config.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database } from '../prisma/database.js';
import { type Claim, claimDue, spreadEvents } from './deliveries.queries.js';
import { ResultsService } from './results.service.js';
import { forgetOld } from './retention.queries.js';
import { SenderService } from './sender.service.js';

/** Tries of one process at once. They wait for receivers, so they may be many. */
const SLOTS = 128;
/** Of them for endpoints whose last try failed: they may hang until the deadline. */
const SLOTS_FOR_FAILING = SLOTS / 2;
const LOOK_MS = 1_000;
/** Tries that end together are followed by one claim. */
const GATHER_MS = 5;
const FORGET_EVERY_MS = 3_600_000;
/** Tries that are still open when the service stops are given this long, and then back. */
const DRAIN_MS = 500;

@Injectable()
export class DispatcherService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(DispatcherService.name);
  readonly #cut = new AbortController();
  readonly #open = new Set<Promise<void>>();
  #openFailing = 0;
  #wake: () => void = () => undefined;
  #woken = false;
  #stopping = false;
  #loop: Promise<void> = Promise.resolve();
  #forgottenAt = 0;

  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly settings: Settings,
    private readonly sender: SenderService,
    private readonly results: ResultsService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.config.role === 'api') return;
    await this.jobs.listen('event.fan-out', () => this.wake());
    this.#loop = this.#run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
    const cut = setTimeout(() => this.#cut.abort(), DRAIN_MS);
    await Promise.all(this.#open);
    clearTimeout(cut);
  }

  /** Something may be due. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      const busy = await this.#look().catch((error: unknown) => {
        this.#logger.error({ err: error }, 'deliveries wait: the next look is in a moment');
        return false;
      });
      await this.#sleep(busy || this.#woken ? GATHER_MS : LOOK_MS);
    }
  }

  /** True when there may be more to do at once. */
  async #look(): Promise<boolean> {
    const spread = await spreadEvents(this.db);
    const free = SLOTS - this.#open.size;
    const claims =
      free > 0
        ? await this.db.$transaction((tx) => claimDue(tx, free, SLOTS_FOR_FAILING - this.#openFailing))
        : [];
    for (const claim of claims) this.#begin(claim);
    await this.#forget();
    return spread > 0 || claims.length > 0;
  }

  #begin(claim: Claim): void {
    this.#openFailing += Number(claim.isFailing);
    const done = this.#try(claim)
      // The lease runs out, and the try is made again.
      .catch((error: unknown) =>
        this.#logger.error({ err: error, deliveryId: claim.id }, 'a try has no result'),
      )
      .finally(() => {
        this.#open.delete(done);
        this.#openFailing -= Number(claim.isFailing);
        this.wake();
      });
    this.#open.add(done);
  }

  async #try(claim: Claim): Promise<void> {
    const result = await this.sender.send(claim, this.#cut.signal);
    if ('error' in result && this.#cut.signal.aborted) await this.results.release(claim);
    else await this.results.write(claim, result, Math.random());
  }

  async #forget(): Promise<void> {
    if (performance.now() - this.#forgottenAt < FORGET_EVERY_MS && this.#forgottenAt > 0) return;
    this.#forgottenAt = performance.now();
    await forgetOld(this.db);
  }

  /** Waits, but not beyond a wake-up; a short wait gathers more of them. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (ms > GATHER_MS) {
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }
    });
  }
}
