// The figures of an answer against those of the rubric: whose is missing, and which belong to nobody. A figure is known by
// its kind, not by the words around it: where the rubric has two hours and 75 s, and
// the answer two hours and 12 s, it is the interval that is wrong.
import type { Reading } from './reading.js';
import type { Figure, Rubric } from './rubric.js';

/**
 * `wrong`: another figure stands in the place of the right one. `doubtful`: the right one is needed and nowhere to be
 * seen, or it is there beside another one that nothing accounts for.
 */
export type FigureFault = 'wrong' | 'doubtful';

interface Stated {
  /** Tags of the figures that the answer stands by. */
  asserted: Set<string>;
  /** Those that it denies or takes back as well. */
  mentioned: Set<string>;
}

const isDuration = (tag: string): boolean => /^[\d.]+s$/.test(tag);
const isCount = (tag: string): boolean => /^n[\d.]+$/.test(tag);

/** What is wrong with the figures that each concept needs, by its name. */
export function figureFaults(reading: Reading, rubric: Rubric): Map<string, FigureFault> {
  const faults = new Map<string, FigureFault>();
  const concepts = Object.entries(rubric.concepts);
  if (!concepts.some(([, { figure }]) => figure)) return faults;
  const stated = statedIn(reading);
  for (const [name, { figure }] of concepts) {
    const fault = figure && faultOf(figure, stated, rubric, reading);
    if (fault) faults.set(name, fault);
  }
  return faults;
}

function faultOf(figure: Figure, stated: Stated, rubric: Rubric, reading: Reading): FigureFault | undefined {
  if ('step' in figure) return isMiscounted(reading, stated, figure.step) ? 'doubtful' : undefined;
  const { asserted, mentioned } = stated;
  const { is, needed } = figure;
  const sameKind = isDuration(is) ? isDuration : isCount;
  const rights = Object.values(rubric.concepts).flatMap(({ figure: each }) =>
    each && 'is' in each && sameKind(each.is) ? [each.is] : [],
  );
  const strays = [...asserted].filter(
    (tag) => sameKind(tag) && !rights.includes(tag) && !isAccountedFor(tag, rubric),
  );
  const othersStand = rights.every((tag) => tag === is || asserted.has(tag));
  if (strays.length > 0 && othersStand) {
    if (!asserted.has(is)) return 'wrong';
    // A count may be of anything; a time beside the right ones is a second thought or an aside.
    if (isDuration(is)) return 'doubtful';
  }
  return needed && !mentioned.has(is) ? 'doubtful' : undefined;
}

/** `The whole takes 12.5 minutes`: follows from the right figures. */
function isAccountedFor(tag: string, { follows = [] }: Rubric): boolean {
  const value = Number.parseFloat(tag);
  return isDuration(tag) && follows.some(([least, most]) => value >= least && value <= most);
}

function statedIn({ sentences }: Reading): Stated {
  const asserted = new Set<string>();
  const mentioned = new Set<string>();
  for (const { terms } of sentences)
    for (const { tags, rejected, denied } of terms)
      for (const tag of tags) {
        if (!isDuration(tag) && !isCount(tag)) continue;
        mentioned.add(tag);
        if (!rejected && denied.length === 0) asserted.add(tag);
      }
  return { asserted, mentioned };
}

const pluses = new Set(['+', '加', 'plus']);
/** Greater ones are lengths of data; smaller numbers count something else. */
const greatestStep = 5;
const leastNumber = 50;

/** `u + 2`, or 100 and 102 with no 101 between, where the step is 1. */
function isMiscounted({ words, setAside }: Reading, { asserted }: Stated, step: number): boolean {
  const adds = words.some(({ text }, i) => {
    const value = pluses.has(text) && !setAside[i] ? words[i + 1]?.value : undefined;
    return value !== undefined && value > step && value <= greatestStep;
  });
  const numbers = new Set([...asserted].filter(isCount).map((tag) => Number(tag.slice(1))));
  return (
    adds || [...numbers].some((n) => n >= leastNumber && numbers.has(n + 2 * step) && !numbers.has(n + step))
  );
}
