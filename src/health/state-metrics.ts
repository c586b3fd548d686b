// The gauges of how the service stands: read from the database when somebody asks, at most every few seconds.
import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../prisma/database.js';
import type { Replica } from '../prisma/replica.js';
import { readQueues, readState } from './state.queries.js';

const DEADLINE_MS = 1_000;
const KEPT_MS = 5_000;

const GAUGES = {
  lastack_database_up: '1 while the database answers within a second.',
  lastack_database_writable: '1 while the database takes writes, 0 when it is a standby or read-only.',
  lastack_clock_skew_seconds: 'By how much the clock of this host is ahead of the database’s.',
  lastack_events_waiting: 'Events whose deliveries are still to be made.',
  lastack_events_oldest_seconds: 'Age of the oldest of them.',
  lastack_deliveries_due: 'Deliveries that are due, of endpoints that are not disabled.',
  lastack_deliveries_oldest_seconds: 'For how long the oldest of them has been due.',
  lastack_endpoints_disabled: 'Webhook endpoints that are disabled.',
  lastack_standby_age_seconds: 'How old the data of the standby are that reports are read from.',
} as const;

type Name = keyof typeof GAUGES;

export class StateMetrics {
  readonly #gauges: Record<Name, Gauge>;
  readonly #jobs: Gauge<'queue'>;
  readonly #jobsOldest: Gauge<'queue'>;
  #reading: Promise<void> | null = null;
  #readAt = -Infinity;

  constructor(
    private readonly db: Database,
    private readonly replica: Replica,
    registry: Registry,
  ) {
    const registers = [registry];
    const gauges = Object.entries(GAUGES).map(([name, help]) => [name, new Gauge({ name, help, registers })]);
    this.#gauges = Object.fromEntries(gauges) as Record<Name, Gauge>;
    const labelNames = ['queue'] as const;
    const help = 'Jobs that could run now, up to 10,000.';
    this.#jobs = new Gauge({ name: 'lastack_jobs_waiting', help, labelNames, registers });
    const since = 'For how long the oldest of them could have.';
    this.#jobsOldest = new Gauge({ name: 'lastack_jobs_oldest_seconds', help: since, labelNames, registers });
  }

  /** Brings the gauges up to now. While the database is away those that it would tell are NaN, which no rule compares. */
  async refresh(): Promise<void> {
    this.#gauges.lastack_standby_age_seconds.set(this.replica.isConfigured ? this.replica.ageS : NaN);
    if (performance.now() - this.#readAt < KEPT_MS) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), DEADLINE_MS);
    });
    const outcome = await Promise.race([this.#reading, late]);
    clearTimeout(timer);
    if (outcome === 'late') this.#unknown();
  }

  async #read(): Promise<void> {
    const begun = Date.now();
    const state = await readState(this.db).catch(() => undefined);
    const ended = Date.now();
    const queues = await readQueues(this.db).catch(() => undefined);
    if (!state || !queues) return this.#unknown();
    const set = (name: Name, value: number) => this.#gauges[name].set(value);
    set('lastack_database_up', 1);
    set('lastack_database_writable', Number(state.writable));
    // The database looked at its clock somewhere between the two.
    set('lastack_clock_skew_seconds', (begun + ended) / 2_000 - state.clockS);
    set('lastack_events_waiting', state.events);
    set('lastack_events_oldest_seconds', state.eventsOldestS);
    set('lastack_deliveries_due', state.deliveries);
    set('lastack_deliveries_oldest_seconds', state.deliveriesOldestS);
    set('lastack_endpoints_disabled', state.endpointsDisabled);
    for (const { queue, jobs, oldestS } of queues) {
      this.#jobs.set({ queue }, jobs);
      this.#jobsOldest.set({ queue }, oldestS);
    }
    this.#readAt = performance.now();
  }

  #unknown(): void {
    const { lastack_database_up: up, lastack_standby_age_seconds: _, ...told } = this.#gauges;
    up.set(0);
    for (const gauge of Object.values(told)) gauge.set(NaN);
    this.#jobs.reset();
    this.#jobsOldest.reset();
  }
}
