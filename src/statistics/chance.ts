// How probable it is that a question drawn for another student has these numbers in these cells. It is estimated from
// variants that are drawn for nobody, so that it holds whatever the student typed, and why: what was typed has nothing to do
// with the draw of another question, unless it was looked up there.
import type { Expected } from '../questions/index.js';

/** The density around a number is that of so many neighbours. */
const NEIGHBOURS = 8;
const UINT32 = 2 ** 32;
/** Cells whose difference is more often the same than this are of one draw, and one of them is all the evidence there is. */
const DEPENDENT = 4;

export class Chances {
  /** By cell, one value for each draw; null where it has no number there. */
  readonly #drawn = new Map<string, (number | null)[]>();
  readonly #sorted = new Map<string, number[]>();

  constructor(draws: readonly Expected[]) {
    for (const [i, { cells }] of draws.entries()) {
      for (const { id, value } of cells) {
        const values = this.#drawn.get(id) ?? draws.map(() => null);
        values[i] = typeof value === 'number' ? value : null;
        this.#drawn.set(id, values);
      }
    }
  }

  /** That one other question has this number in this cell. */
  of(cell: string, value: number): number {
    const drawn = this.#drawn.get(cell) ?? [];
    return density(
      this.#inOrder(cell, () => drawn),
      drawn.length,
      value,
    );
  }

  /**
   * That one other question has numbers of `typed` in these cells, whichever of the cells they are.
   * @param typed the cells that are wrong and hold a number: `same` might have been any of them
   */
  ofAll(typed: ReadonlyMap<string, number>, same: readonly string[]): number {
    const found = same
      .map((cell) => ({ cell, value: typed.get(cell) ?? 0, chance: this.of(cell, typed.get(cell) ?? 0) }))
      .toSorted((a, b) => a.chance - b.chance);
    const counted: typeof found = [];
    for (const one of found) if (counted.every((other) => this.#isIndependent(one, other))) counted.push(one);
    return counted.reduce((product, { chance }) => product * Math.min(1, chance * typed.size), 1);
  }

  /** Whether knowing the one number tells nothing of the other: their difference is as rare as the number itself. */
  #isIndependent(
    one: { cell: string; value: number; chance: number },
    other: { cell: string; value: number },
  ): boolean {
    const [mine, theirs] = [this.#drawn.get(one.cell) ?? [], this.#drawn.get(other.cell) ?? []];
    const apart = this.#inOrder(`${one.cell} ${other.cell}`, () =>
      mine.map((value, i) => {
        const against = theirs[i] ?? null;
        return value === null || against === null ? null : distance(value, against);
      }),
    );
    return density(apart, mine.length, distance(one.value, other.value)) <= DEPENDENT * one.chance;
  }

  #inOrder(name: string, read: () => readonly (number | null)[]): number[] {
    const known = this.#sorted.get(name);
    if (known) return known;
    const sorted = read()
      .filter((value) => value !== null)
      .toSorted((a, b) => a - b);
    this.#sorted.set(name, sorted);
    return sorted;
  }
}

function distance(a: number, b: number): number {
  return (((a - b) % UINT32) + UINT32) % UINT32;
}

/**
 * The share of draws that have exactly `value`, from its nearest neighbours: of `draws`, those in `sorted` have a number
 * there. Values drawn more than once count as they are.
 */
function density(sorted: readonly number[], draws: number, value: number): number {
  if (sorted.length === 0) return 1;
  let from = firstNotBelow(sorted, value);
  let to = from;
  let reach = 0;
  while (to - from < Math.min(NEIGHBOURS, sorted.length)) {
    const below = value - (sorted[from - 1] ?? -Infinity);
    const above = (sorted[to] ?? Infinity) - value;
    if (below < above) from -= 1;
    else to += 1;
    reach = Math.min(below, above);
  }
  const exact = firstNotBelow(sorted, value + 1) - firstNotBelow(sorted, value);
  return Math.max((to - from) / draws / (2 * reach + 1), exact > 1 ? exact / draws : 0);
}

/** The index of the first number that is not below `value`. */
function firstNotBelow(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
