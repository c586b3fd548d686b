// How many requests a key may make in a window that begins with its first one. What it says is left, is left: a
// request is refused only when the one before it was told that nothing remains. Time is an argument.

export interface Allowance {
  isTaken: boolean;
  remaining: number;
  /** Seconds until the window is over, rounded up: then there is all of it again. */
  resetS: number;
}

/** The oldest are forgotten beyond so many: whoever makes keys up gets no memory for them. */
export const MOST_KEYS = 10_000;

export class RateLimit {
  /** In the order in which they end, because all are equally long. */
  readonly #windows = new Map<string, { used: number; endsMs: number }>();

  constructor(
    readonly limit: number,
    readonly windowS: number,
  ) {}

  /** How many keys are remembered. */
  get keys(): number {
    return this.#windows.size;
  }

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
      if (window.used === 0) this.#windows.delete(key);
      window.used++;
      this.#windows.set(key, window);
      this.#forget(nowMs);
    }
    return { isTaken, remaining: this.limit - window.used, resetS };
  }

  #windowOf(key: string, nowMs: number): { used: number; endsMs: number } {
    const window = this.#windows.get(key);
    return window && window.endsMs > nowMs ? window : { used: 0, endsMs: nowMs + this.windowS * 1000 };
  }

  #forget(nowMs: number): void {
    for (const [key, { endsMs }] of this.#windows) {
      if (endsMs > nowMs && this.#windows.size <= MOST_KEYS) return;
      this.#windows.delete(key);
    }
  }
}
