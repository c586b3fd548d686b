// Calls that come at the same time go to the database as one statement: what a statement costs whatever it does (the way
// there and back, the start of its plan, the flush at its commit) is paid once for all of them (docs/adr/0022).
import { transaction } from './ambient.js';

/** In one statement: more would leave the process without work while the database has all of it, and the other way round. */
const MOST = 16;
/** As long as a request waits for a connection of its own. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Faults that one of those in the statement may have brought upon all: bad data, a lock or a rule of the database. It was
 * undone then, and each is asked again alone. What is wrong with the database itself is wrong for each of them.
 */
const OWN_FAULT = /^(?:2[0-4]|40|42|55|P0|XX|57014$)/;

interface Waiting<Ask, Answer> {
  ask: Ask;
  since: number;
  resolve(answer: Answer | Promise<Answer>): void;
  reject(error: unknown): void;
}

/** One statement is under way at a time; what is asked for meanwhile gathers for the next. */
export class Together<Ask, Answer> {
  #waiting: Waiting<Ask, Answer>[] = [];
  #isUnderWay = false;
  #isWatching = false;

  /**
   * @param run has all of it done; answers in the order of the asks. What must wait for somebody else's lock it answers with
   * a promise, so that the others do not; an ask that comes `alone` may wait
   * @param keyOf those with the same key never go together
   * @param longestWaitMs for the statement before; then an ask is refused, and nothing of it was done
   */
  constructor(
    private readonly run: (asks: Ask[], alone: boolean) => Promise<(Answer | Promise<Answer>)[]>,
    private readonly keyOf?: (ask: Ask) => string,
    private readonly longestWaitMs = LONGEST_WAIT_MS,
  ) {}

  /** Alone where the work takes part in a transaction, which is its own. */
  async ask(ask: Ask): Promise<Answer> {
    if (transaction()) return this.#alone(ask);
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ ask, since: performance.now(), resolve, reject });
      this.#go();
      if (!this.#isWatching) this.#watch();
    });
  }

  async #alone(ask: Ask): Promise<Answer> {
    const [answer] = await this.run([ask], true);
    return answer as Answer;
  }

  #go(): void {
    if (this.#isUnderWay || this.#waiting.length === 0) return;
    this.#isUnderWay = true;
    void this.#runGroup(this.#nextGroup()).finally(() => {
      this.#isUnderWay = false;
      this.#go();
    });
  }

  /** The first ones, but no two with the same key. */
  #nextGroup(): Waiting<Ask, Answer>[] {
    const keys = new Set<string>();
    const group: Waiting<Ask, Answer>[] = [];
    const left: Waiting<Ask, Answer>[] = [];
    for (const each of this.#waiting) {
      const key = this.keyOf?.(each.ask);
      if (group.length === MOST || (key !== undefined && keys.has(key))) left.push(each);
      else {
        group.push(each);
        if (key !== undefined) keys.add(key);
      }
    }
    this.#waiting = left;
    return group;
  }

  async #runGroup(group: Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.run(
        group.map(({ ask }) => ask),
        false,
      );
      for (const [i, { resolve }] of group.entries()) resolve(answers[i] as Answer);
    } catch (error) {
      for (const { ask, resolve, reject } of group)
        if (group.length > 1 && isOwnFault(error)) resolve(this.#alone(ask));
        else reject(error);
    }
  }

  /** Looks at those who wait, now and for as long as anybody does, and refuses who has waited too long. */
  #watch(): void {
    const now = performance.now();
    const isLate = ({ since }: Waiting<Ask, Answer>) => now - since >= this.longestWaitMs;
    for (const { reject } of this.#waiting.filter(isLate)) reject(tooLate());
    this.#waiting = this.#waiting.filter((each) => !isLate(each));
    const [next] = this.#waiting;
    this.#isWatching = next !== undefined;
    if (next) setTimeout(() => this.#watch(), next.since + this.longestWaitMs - now).unref();
  }
}

/** With the code that Prisma has for it. */
function tooLate(): Error {
  return Object.assign(new Error('the database did not get round to it in time'), { code: 'P2024' });
}

function isOwnFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return OWN_FAULT.test(code);
}
