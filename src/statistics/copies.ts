// Wrong answers that are another student's key: what is typed is right in a question that somebody else got. It tells the
// staff where to look, with the probability that it came about by chance; it proves nothing and changes no grade.
import type { CellValue, Expected } from '../questions/index.js';

export interface Given {
  submissionId: string;
  itemId: string;
  learnerId: string;
  /** Canonical values of the cells that are wrong. */
  wrong: ReadonlyMap<string, CellValue>;
}

export interface Key {
  itemId: string;
  learnerId: string;
  expected: Expected;
}

export interface Copy {
  submissionId: string;
  itemId: string;
  learnerId: string;
  otherId: string;
  cells: string[];
  /** That a wrong answer is in these cells, by chance, what some other student's key says. */
  chance: number;
}

/** A number below this is one that people write by themselves: 0, 1, a length. */
const LEAST_DRAWN = 2 ** 16;
const NUMBERS = 2 ** 32;
/** What is more probable than this is not worth a look. */
export const MOST_CHANCE = 0.001;

/** The most improbable first. */
export function copiesIn(keys: readonly Key[], answers: readonly Given[]): Copy[] {
  const byItem = Map.groupBy(keys, ({ itemId }) => itemId);
  const common = new Map([...byItem].map(([itemId, all]) => [itemId, frequencies(all)]));
  const found = answers.flatMap((answer) => {
    const others = byItem.get(answer.itemId) ?? [];
    const own = others.filter(({ learnerId }) => learnerId === answer.learnerId);
    const explained = new Set(own.flatMap(({ expected }) => explainable(expected)));
    const foreign = others.filter(({ learnerId }) => learnerId !== answer.learnerId);
    const matches = foreign.map((key) => match(answer, key, explained, common.get(answer.itemId)));
    return matches
      .filter((copy) => copy !== null)
      .toSorted((a, b) => a.chance - b.chance)
      .slice(0, 1);
  });
  return found.filter(({ chance }) => chance <= MOST_CHANCE).toSorted((a, b) => a.chance - b.chance);
}

/** The values that the student's own question explains: shown in it, right in another cell, or the fruit of a known mistake. */
function explainable({ cells, mistakes, printed }: Expected): CellValue[] {
  return [
    ...printed,
    ...cells.map(({ value }) => value),
    ...mistakes.flatMap(({ values }) => Object.values(values)),
  ];
}

function match(
  answer: Given,
  key: Key,
  explained: ReadonlySet<CellValue>,
  common: Frequencies | undefined,
): Copy | null {
  const same = key.expected.cells.filter(
    ({ id, value }) => answer.wrong.get(id) === value && !explained.has(value),
  );
  if (same.length === 0 || !common) return null;
  const { submissionId, itemId, learnerId } = answer;
  const cells = same.map(({ id }) => id);
  const isDrawn = same.some(
    ({ type, value }) => (type === 'number' || type === 'ack') && Number(value) >= LEAST_DRAWN,
  );
  // Numbers of one connection follow from one draw, so that one of them is all the evidence there is. Words are few: a
  // wrong one is as probable as it is common among the keys. Any of the other keys might have been hit.
  const one = isDrawn
    ? 1 / NUMBERS
    : same.reduce((product, { id, value }) => product * (common.of.get(`${id} ${value}`) ?? 0), 1);
  const chance = Math.min(1, one * common.keys);
  return { submissionId, itemId, learnerId, otherId: key.learnerId, cells, chance };
}

interface Frequencies {
  keys: number;
  /** The share of the keys that have a value in a cell, by both. */
  of: Map<string, number>;
}

function frequencies(keys: readonly Key[]): Frequencies {
  const of = new Map<string, number>();
  for (const { expected } of keys) {
    for (const { id, value } of expected.cells)
      of.set(`${id} ${value}`, (of.get(`${id} ${value}`) ?? 0) + 1 / keys.length);
  }
  return { keys: keys.length, of };
}
