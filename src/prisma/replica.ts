// A standby that reports are read from while it is fresh enough. How old its data are is told by what this process has seen
// itself: when the primary's log was where, and how far the standby has replayed it. So neither the clock of another host nor
// a connection between the two that broke unseen makes it look fresher than it is.
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config.js';
import { Database, type Tx } from './database.js';

const LOOK_MS = 1_000;
/** Behind by more, it is not asked. */
const MAX_AGE_S = 10;
/** Positions remembered: a standby that is further behind is only told to be further behind than that. */
const SAMPLES = 120;

interface Position {
  lsn: number | null;
}

@Injectable()
export class Replica implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger(Replica.name);
  readonly #standby: Database | null;
  readonly #samples: { at: number; lsn: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** All that was committed until then is on the standby, by this process's monotonic clock; null: not known. */
  #freshAt: number | null = null;
  #wasFresh = true;

  constructor(
    private readonly primary: Database,
    settings: Settings,
  ) {
    const url = settings.config.databaseReadUrl;
    this.#standby = url ? new Database(settings, url) : null;
  }

  onModuleInit(): void {
    // Not waited for: a standby that does not answer must not keep the process from starting.
    if (this.#standby) void this.#look(this.#standby);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#standby?.onApplicationShutdown();
  }

  /** Whether there is a standby to read from at all. */
  get isConfigured(): boolean {
    return this.#standby !== null;
  }

  /** How old its data are at most, in s; Infinity: not known. */
  get ageS(): number {
    return this.#freshAt === null ? Infinity : (performance.now() - this.#freshAt) / 1_000;
  }

  /** The standby, while its data are young enough for a report. */
  fresh(): Tx | null {
    return this.#standby && this.ageS <= MAX_AGE_S ? this.#standby : null;
  }

  async #look(standby: Database): Promise<void> {
    try {
      const at = performance.now();
      const [primary] = await this.primary.$queryRaw<Position[]>`
        SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::float8 AS lsn`;
      if (primary?.lsn) this.#samples.push({ at, lsn: primary.lsn });
      if (this.#samples.length > SAMPLES) this.#samples.shift();
      const [replayed] = await standby.$queryRaw<Position[]>`
        SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::float8 AS lsn`;
      const position = replayed?.lsn ?? -1;
      const newest = this.#samples.findLast(({ lsn }) => lsn <= position);
      // What it had replayed it keeps: an older sample that is forgotten makes nothing fresher.
      this.#freshAt = newest?.at ?? this.#freshAt;
      this.#tell();
    } catch (error) {
      this.#tell(error);
    }
    this.#timer = setTimeout(() => void this.#look(standby), LOOK_MS).unref();
  }

  /** Says once that reports are read from the primary, and once that they no longer are. */
  #tell(err?: unknown): void {
    const isFresh = this.fresh() !== null;
    if (isFresh === this.#wasFresh) return;
    this.#wasFresh = isFresh;
    if (isFresh) this.#logger.warn('reports are read from the standby again');
    else
      this.#logger.warn({ err, ageS: this.ageS }, 'the standby is behind: reports are read from the primary');
  }
}
