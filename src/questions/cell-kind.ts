// A kind whose answer is a set of cells read off a simulated trace: from what it draws, and from what the simulator
// says under right and wrong rules, everything else of the Kind interface follows.
import type { Random } from '../random.js';
import { writeCell } from './cells/index.js';
import type { Given, Predict } from './diagnosis.js';
import { asMeant, gradeCells } from './grade.js';
import { hintsOf } from './hints.js';
import type {
  Answer,
  Blank,
  CellValue,
  Expected,
  ExpectedCell,
  Json,
  Kind,
  Locale,
  Mistake,
  Prompt,
  Text,
  Variant,
  View,
} from './kind.js';

/** One draw: the question's cells with their right values, what the prompt shows, and how to simulate it again. */
export interface Draft<Facts, Plan> {
  plan: Plan;
  facts: Facts;
  cells: ExpectedCell[];
  printed: CellValue[];
  /**
   * The misconceptions that must show in this question, the most probable first. A draw in which one of them
   * gives the right answer, or two the same answer, is thrown away.
   */
  misconceptions: readonly string[];
  /** Those that are listed only if they show, and show unlike all before them. */
  maybe?: readonly string[];
}

export interface CellKind<Params extends object, Facts, Plan> {
  name: string;
  version: number;
  title: Text;
  params: new () => Params;
  examples: readonly Partial<Params>[];
  misconceptions: readonly string[];
  draw(params: Params, random: Random): Draft<Facts, Plan>;
  /** Simulates the plan and gives out what it says of the cells under misconceptions. */
  predictor(plan: Plan, cells: readonly string[]): Predictor;
  /** What else than the right value is worth: by cell, which share (0..1) of follow-through a wrong one earns. */
  credit?(plan: Plan, expected: Expected, given: Given): ReadonlyMap<string, number>;
  /** How a value comes about that continues no earlier number, without the value: for the second hint to it. */
  derivation?(plan: Plan, cell: string): Text | null;
  render(prompt: Prompt<Facts>, locale: Locale): View;
}

/** A cell's value under the named misconceptions; null where what is asked does not happen under them. */
export type Predictor = (misconceptions: readonly string[]) => (cell: string) => CellValue | null;

/** Redraws a variant may take; a kind that needs more has collisions that no parameters avoid. */
const MAX_REDRAWS = 40;

export function cellKind<Params extends object, Facts, Plan>(
  spec: CellKind<Params, Facts, Plan>,
): Kind<Params, Facts> {
  const { name, version, title, params, examples, misconceptions, render } = spec;
  return {
    name,
    version,
    title,
    params,
    examples,
    misconceptions,
    render,
    generate(params, random): Variant<Facts> {
      for (let round = 0; round < MAX_REDRAWS; round++) {
        const draft = spec.draw(params, random.redraw(round));
        const mistakes = separateMistakes(spec, draft);
        if (mistakes === null) continue;
        const { facts, cells, printed, plan } = draft;
        const blanks = cells.map(({ id, type, points }): Blank => ({ id, type, points }));
        return { prompt: { blanks, facts }, expected: { cells, mistakes, printed, plan: plan as Json } };
      }
      throw new Error(`${spec.name}: ${MAX_REDRAWS} draws, and in each two rules give the same answer`);
    },
    solve: (expected): Answer => ({
      cells: Object.fromEntries(expected.cells.map(({ id, type, value }) => [id, writeCell(type, value)])),
    }),
    mistakes: (expected) => expected.mistakes,
    hints({ cells, plan }, id) {
      const cell = cells.find((each) => each.id === id);
      return cell === undefined ? [] : hintsOf(cell, spec.derivation?.(plan as Plan, id));
    },
    predict: (expected, rules) => differing(expected.cells, predictionOf(spec, expected)(rules)),
    grade(expected, answer, options) {
      const by = `${spec.name}/${spec.version}`;
      const credit = (given: Given) => spec.credit?.(expected.plan as Plan, expected, given);
      return gradeCells(by, expected, answer, predictionOf(spec, expected), options, credit);
    },
  };
}

/** What wrong rules make of a stored question; it is simulated once, when first asked. */
function predictionOf<Params extends object, Facts, Plan>(
  spec: CellKind<Params, Facts, Plan>,
  { cells, plan }: Expected,
): Predict {
  let predictor: Predictor | undefined;
  return (rules) => {
    predictor ??= spec.predictor(
      plan as Plan,
      cells.map(({ id }) => id),
    );
    return asCells(predictor(rules));
  };
}

/** The draft's misconceptions with their values, or null unless each that must show does, and unlike all others. */
function separateMistakes<Params extends object, Facts, Plan>(
  spec: CellKind<Params, Facts, Plan>,
  draft: Draft<Facts, Plan>,
): Mistake[] | null {
  const ids = draft.cells.map(({ id }) => id);
  const predict = spec.predictor(draft.plan, ids);
  const mistakes: Mistake[] = [];
  for (const rule of [...draft.misconceptions, ...(draft.maybe ?? [])]) {
    const values = differing(draft.cells, asCells(predict([rule])));
    if (!isLike(NONE_WRONG, values, ids) && !mistakes.some((mistake) => isLike(mistake.values, values, ids)))
      mistakes.push({ rules: [rule], values });
    else if (draft.misconceptions.includes(rule)) return null;
  }
  return mistakes;
}

/** The values under rules that change nothing. */
const NONE_WRONG: Mistake['values'] = {};

function isLike(a: Mistake['values'], b: Mistake['values'], ids: readonly string[]): boolean {
  for (const id of ids) if (a[id] !== b[id]) return false;
  return true;
}

/** Where a wrong rule says nothing of a cell, nothing wrong is expected of it. */
function asCells(told: ReturnType<Predictor>): ReturnType<Predict> {
  return (cell) => {
    const predicted = told(cell.id);
    return predicted === null ? cell.value : asMeant(cell, predicted);
  };
}

function differing(cells: readonly ExpectedCell[], told: ReturnType<Predict>): Mistake['values'] {
  const wrong: Mistake['values'] = {};
  for (const cell of cells) {
    const value = told(cell);
    if (value !== cell.value) wrong[cell.id] = value;
  }
  return wrong;
}
