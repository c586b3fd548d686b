// The worked solution: each cell with its value, the arithmetic with the question's own numbers, the clauses of the RFC
// that the simulator applied, and the whole exchange. It is the answer: not to be shown before it is released.
import {
  clauseSource,
  clauseText,
  isClauseKey,
  type ProfileName,
  type Scenario,
  simulate,
} from '../tcp/index.js';
import { ladderSvg, ladderText } from '../tcp/render/index.js';
import { writeCell } from './cells/index.js';
import { type ConceptSolution, conceptSolutions } from './explanations/solution.js';
import type { Derivation, Expected, ExpectedCell, Locale } from './kind.js';

export type { ConceptSolution, Run } from './explanations/solution.js';

export interface SolutionView {
  cells: CellSolution[];
  /** The exchange with nothing left out, as a ladder of text; null where a text is asked: its runs are with the concepts. */
  ladder: string | null;
  /** The same as a complete SVG document. */
  svg: string | null;
}

export interface CellSolution {
  cell: string;
  /** As it may be typed for full points. */
  value: string;
  /** `7000 + 1 = 7001`; null where nothing is calculated. */
  arithmetic: string | null;
  /** What decided it, in order. */
  because: { text: string; source: string }[];
  /** Of a text: what it must say, each with the run that goes wrong without it. */
  concepts: ConceptSolution[];
}

/** A stored expected answer in words. */
export function renderSolution(expected: Expected, locale: Locale): SolutionView {
  const cells = expected.cells.map((cell) => solveCell(cell, expected, locale));
  return { cells, ...exchange(expected, locale) };
}

/** What the plans of kinds have in common. */
interface Played {
  scenario?: Scenario;
  profile?: ProfileName;
  notation?: string;
}

function exchange({ cells, plan }: Expected, locale: Locale): Pick<SolutionView, 'ladder' | 'svg'> {
  const { scenario, profile = 'textbook', notation } = plan as unknown as Played;
  if (!scenario || cells.some(({ explanation }) => explanation)) return { ladder: null, svg: null };
  const trace = simulate(scenario, { profile });
  const numbers = notation === 'relative' || notation === 'letters' ? 'relative' : 'absolute';
  const options = { numbers, locale } as const;
  return { ladder: ladderText(trace, options), svg: ladderSvg(trace, options) };
}

function solveCell(cell: ExpectedCell, expected: Expected, locale: Locale): CellSolution {
  return {
    cell: cell.id,
    value: cell.explanation?.model[locale] ?? String(writeCell(cell.type, cell.value)),
    arithmetic: cell.from === undefined ? null : arithmetic(cell.from, cell.value),
    because: cell.because
      .filter(isClauseKey)
      .map((key) => ({ text: clauseText(key, locale), source: clauseSource(key) })),
    concepts: conceptSolutions(cell, expected, locale),
  };
}

const MODULUS = 2 ** 32;

function arithmetic({ cell, value, plus, subtract }: Derivation, result: ExpectedCell['value']): string {
  const base = `${cell === null ? '' : `[${cell}] `}${value}`;
  const sum = subtract ? `${plus} - ${base}` : `${base} ${plus < 0 ? '-' : '+'} ${Math.abs(plus)}`;
  if (typeof value !== 'number') return `${sum} = ${result}`;
  const plain = subtract ? plus - value : value + plus;
  return plain === result ? `${sum} = ${result}` : `${sum} = ${plain}, mod ${MODULUS} = ${result}`;
}
