// Which wrong rule makes this wrong answer? The answer as a whole is held against what the simulator says under
// each misconception, then under pairs of them; one cell alone proves little, since wrong rules share values. Only if
// that names nothing, a second look asks which rule was followed in the wrong cells alone.
import type { CellValue, Diagnosis, Expected, ExpectedCell } from './kind.js';

/** What a student answered, by cell; blanks are not in it. */
export type Given = ReadonlyMap<string, CellValue>;

/** A cell's value under the named misconceptions, from a new simulator run. */
export type Predict = (rules: readonly string[]) => (cell: ExpectedCell) => CellValue;

/** The cells that are filled in. */
type Filled = readonly { cell: ExpectedCell; answer: CellValue; right: boolean }[];

interface Match {
  rules: string[];
  evidence: string[];
  /** Right cells that the rule set would have made wrong. */
  contradicted: number;
  /** Cells explained less cells contradicted. */
  score: number;
}

/**
 * The most probable rule set, or null when no given cell is wrong.
 *
 * A rule set is as probable as the number of cells it explains more than it contradicts; on a tie one rule before
 * two, then the order of `expected.mistakes`. It is named only if it explains at least half of the wrong cells.
 * Pairs are simulated only when no single rule explains the answer exactly: those with a rule that explains some cell
 * by itself, and, if none of them is exact, all others.
 *
 * Rule sets of the same size that explain the answer exactly, too, are its `alternatives`: nothing in the answer tells which
 * of them was followed.
 *
 * Who knows a rule may still slip in one cell. So where no rule set explains more than it contradicts, the single rule that
 * explains most of the wrong cells is named for these cells only: a partial diagnosis.
 */
export function diagnose(expected: Expected, given: Given, predict: Predict): Diagnosis | null {
  const filled = filledIn(expected, given);
  const wrong = filled.filter(({ right }) => !right).length;
  if (wrong === 0) return null;
  const singles = expected.mistakes.map(({ rules, values }) =>
    match(filled, rules, (cell) => values[cell.id] ?? cell.value),
  );
  const explained = singles.filter(({ evidence }) => evidence.length > 0);
  const others = singles.filter(({ evidence }) => evidence.length === 0);
  let best = mostProbable(null, singles);
  let rivals = singles;
  for (const pairs of [pairsOf(explained, singles), pairsOf(others, others)]) {
    if (best !== null && best.score === wrong) break;
    const hopeless = wrong - (best?.score ?? 0);
    const matches = pairs.map((rules) => match(filled, rules, predict(rules), hopeless));
    const better = mostProbable(best, matches);
    if (better !== best) rivals = matches;
    best = better;
  }
  if (best !== null && best.evidence.length * 2 >= wrong) {
    const equals = best.score === wrong ? rivals.filter((m) => m !== best && m.score === wrong) : [];
    return named(best, false, equals);
  }
  const slip = mostInWrongCells(explained);
  return slip !== null && slip.evidence.length * 2 >= wrong ? named(slip, true) : { known: false };
}

function named({ rules, evidence }: Match, partial: boolean, equals: readonly Match[] = []): Diagnosis {
  const diagnosis = { known: true as const, partial, rules, evidence };
  return equals.length === 0 ? diagnosis : { ...diagnosis, alternatives: equals.map((match) => match.rules) };
}

function filledIn({ cells }: Expected, given: Given): Filled {
  return cells.flatMap((cell) => {
    const answer = given.get(cell.id);
    return answer === undefined ? [] : [{ cell, answer, right: answer === cell.value }];
  });
}

/** @param enough so many cells contradicted leave no chance to be the best: the rest is not looked at */
function match(
  filled: Filled,
  rules: string[],
  told: (cell: ExpectedCell) => CellValue,
  enough = Infinity,
): Match {
  const evidence: string[] = [];
  let contradicted = 0;
  for (const { cell, answer, right } of filled) {
    const follows = told(cell) === answer;
    if (right && !follows) contradicted += 1;
    if (!right && follows) evidence.push(cell.id);
    if (contradicted >= enough) break;
  }
  return { rules, evidence, contradicted, score: evidence.length - contradicted };
}

/** The first of the best that explains more than it contradicts; `best` stays unless one is better. */
function mostProbable(best: Match | null, matches: readonly Match[]): Match | null {
  for (const candidate of matches) {
    if (candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best;
}

/** The match with most evidence; among them the one contradicted least, then the more common rule. */
function mostInWrongCells(matches: readonly Match[]): Match | null {
  const [most] = matches.toSorted(
    (a, b) => b.evidence.length - a.evidence.length || a.contradicted - b.contradicted,
  );
  return most ?? null;
}

/** Each pair of one of `some` with another one of `all`, once; the order is that of `all`. */
function pairsOf(some: readonly Match[], all: readonly Match[]): string[][] {
  const done = new Set<Match>();
  return some.flatMap((a) => {
    done.add(a);
    return all.filter((b) => !done.has(b)).map((b) => [...a.rules, ...b.rules]);
  });
}
