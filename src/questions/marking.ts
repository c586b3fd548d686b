// How answers to an item are marked beyond its stored key, after its staff has corrected it: other values that are
// right, cells that everybody gets, another share for what follows from an earlier mistake.
import { parseCell } from './cells/index.js';
import { chargeHints, hintCost, type HintPrice } from './hint-cost.js';
import type { CellValue, Expected, ExpectedCell, Grade, Kind, Outcome, Part } from './kind.js';

/** A value of one cell: a fixed one, or the one that follows from a wrong rule, which differs between variants. */
export interface MarkedValue {
  cell: string;
  value?: CellValue;
  misconception?: string;
}

export interface Marking {
  /** Grows with every correction; stands in the grades made under it. */
  revision: number;
  /** In the place of the stored key. */
  key?: MarkedValue[];
  /** Right as well. */
  accept?: MarkedValue[];
  /** Cells whose points everybody gets. */
  full?: string[];
  /** Of a cell's points, for what follows from an earlier wrong answer; by default half. */
  followThroughPercent?: number;
  /** Whether there are hints, and what one costs. */
  hints?: HintRules;
}

/** Hints are given after so many tries. */
export interface HintRules extends HintPrice {
  afterTries: number;
}

export const UNMARKED: Marking = { revision: 0 };

/** Grades any JSON value as gradeAnswer does, under a marking. @param hintsTo the cell of each hint taken before */
export function gradeMarked(
  kind: Kind,
  expected: Expected,
  answer: unknown,
  marking: Marking,
  hintsTo: readonly string[] = [],
): Outcome {
  const outcome = gradeUnder(kind, expected, answer, marking);
  if (outcome.status !== 'graded' || marking.hints === undefined || hintsTo.length === 0) return outcome;
  const cost = hintCost(hintsTo.length, outcome.grade.possible, marking.hints);
  return { ...outcome, grade: chargeHints(outcome.grade, { cells: hintsTo, cost }) };
}

function gradeUnder(kind: Kind, expected: Expected, answer: unknown, marking: Marking): Outcome {
  const { revision, key = [], accept = [], full = [], followThroughPercent } = marking;
  if (revision === 0) return kind.grade(expected, answer, { followThroughPercent });
  const grade = (by: Expected) => kind.grade(by, answer, { followThroughPercent });
  let held = key.reduce(withValue, expected);
  let outcome = grade(held);
  for (const other of accept) {
    const tried = withValue(held, other);
    if (tried === held || outcome.status !== 'graded') continue;
    // Only who gave the other value is held to it: all else stays as it was.
    const under = grade(tried);
    if (under.status !== 'graded' || verdictOf(under.grade, other.cell) !== 'correct') continue;
    held = tried;
    outcome = under;
  }
  return outcome.status !== 'unparsable'
    ? { ...outcome, grade: given(outcome.grade, full, revision) }
    : outcome;
}

/** The canonical value of what was typed for a cell; null when it cannot be read. */
export function readValue({ type }: ExpectedCell, typed: unknown): CellValue | null {
  const parsed = parseCell(type, typed);
  return parsed.ok ? parsed.value : null;
}

/** The same key with another value in one cell; itself when the value is none in this variant. */
function withValue(expected: Expected, { cell, value, misconception }: MarkedValue): Expected {
  const mistake = expected.mistakes.find(({ rules }) => rules.length === 1 && rules[0] === misconception);
  const right = value ?? mistake?.values[cell];
  const isOther = expected.cells.some(({ id, value: stored }) => id === cell && stored !== right);
  if (right === undefined || !isOther) return expected;
  const cells = expected.cells.map((each) => (each.id === cell ? { ...each, value: right } : each));
  return { ...expected, cells };
}

function verdictOf({ parts }: Grade, cell: string): string | undefined {
  return parts.find((part) => part.cell === cell)?.verdict;
}

function given(grade: Grade, full: string[], revision: number): Grade {
  // A text has one cell, and a part for each of its concepts: `answer.A`.
  const isGiven = ({ cell, concept }: Part): boolean =>
    full.includes(concept === undefined ? cell : cell.slice(0, -concept.name.length - 1));
  const parts = grade.parts.map((part) => (isGiven(part) ? { ...part, earned: part.possible } : part));
  const earned = parts.reduce((sum, part) => sum + part.earned, 0);
  return { ...grade, parts, earned, grader: `${grade.grader} marking/${revision}` };
}
