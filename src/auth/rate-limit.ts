// How many requests a key may make in a window that begins with its first one. What it says is left, is left: a
// request is refused only when the one before it was told that nothing remains. Time is an argument.

export interface Allowance {
  isTaken: boolean;
  remaining: number;
  /** Seconds until the window is over, rounded up: then there is all of it again. */
  resetS: number;
}

/** Of more keys, those whose window is over are forgotten; and then the oldest, so that no crowd of keys fills the memory. */
export const MOST_KEYS = 10_000;

export class RateLimit {
  get keys(): number {
    return this.#windows.size;
  }

  readonly #windows = new Map<string, { used: number; endsMs: number }>();

  constructor(
    readonly limit: number,
    readonly windowS: number,
  ) {}

  /** What `key` has left at `nowMs`, a monotonic time in ms. */
  look(key: string, nowMs: number): Allowance {
    const { used, endsMs } = this.#windowOf(key, nowMs);
    const left = this.limit - used;
    return { isTaken: left > 0, remaining: left, resetS: Math.ceil((endsMs - nowMs) / 1000) };
  }

  /** Uses one request up. */
  take(key: string, nowMs: number): Allowance {
    const window = this.#windowOf(key, nowMs);
    const { isTaken, resetS } = this.look(key, nowMs);
    if (isTaken) {
      window.used++;
      this.#windows.set(key, window);
      if (this.#windows.size > MOST_KEYS) this.#forget(nowMs);
    }
    return { isTaken, remaining: this.limit - window.used, resetS };
  }

  #windowOf(key: string, nowMs: number): { used: number; endsMs: number } {
    const window = this.#windows.get(key);
    return window && window.endsMs > nowMs ? window : { used: 0, endsMs: nowMs + this.windowS * 1000 };
  }

  #forget(nowMs: number): void {
    for (const [key, { endsMs }] of this.#windows) if (endsMs <= nowMs) this.#windows.delete(key);
    for (const [key] of this.#windows) {
      if (this.#windows.size <= MOST_KEYS) break;
      this.#windows.delete(key);
    }
  }
}
