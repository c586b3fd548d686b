// Whether what was drawn decides who gets a question right: for each drawn parameter of an item, its values are tested
// against right and wrong first answers. Many parameters are looked at, so the p-values are corrected for that.
import { holm, independence, median } from './numbers.js';
import type { Drawn } from './statistics.queries.js';

/** A parameter of so many values is split at its median into low and high. */
const MOST_BUCKETS = 8;
const DEEPEST = 3;
const MOST_PARAMETERS = 60;
/** After the correction: of all parameters of an assignment, one in twenty classes hears of a difference by chance. */
const SIGNIFICANT = 0.05;

export interface Bucket {
  value: string;
  learners: number;
  right: number;
}

export interface ParameterFairness {
  itemId: string;
  parameter: string;
  buckets: Bucket[];
  chiSquare: number;
  degrees: number;
  /** Corrected (Holm). */
  p: number;
  differs: boolean;
}

type Test = Omit<ParameterFairness, 'differs'>;

/** The tests of all items of an assignment, corrected for their number; the most suspicious first. */
export function fairnessOf(tested: readonly Test[]): ParameterFairness[] {
  const corrected = holm(tested.map(({ p }) => p));
  return tested
    .map((test, i) => ({ ...test, p: corrected[i] ?? 1, differs: (corrected[i] ?? 1) < SIGNIFICANT }))
    .toSorted((a, b) => a.p - b.p || (a.parameter < b.parameter ? -1 : 1));
}

/** Of every parameter of an item that can be tested. */
export function testItem(itemId: string, rows: readonly Drawn[]): Test[] {
  const values = new Map<string, { value: string | number | boolean; right: boolean }[]>();
  for (const { facts, plan, right } of rows) {
    for (const [name, value] of [...scalars(facts), ...scalars(plan)]) {
      const drawn = values.get(name);
      if (drawn) drawn.push({ value, right });
      else if (values.size < MOST_PARAMETERS) values.set(name, [{ value, right }]);
    }
  }
  const seen = new Set<string>();
  return [...values].flatMap(([parameter, drawn]) => {
    const buckets = bucketsOf(drawn);
    const test = independence(buckets.map(({ learners, right }) => [right, learners - right]));
    // Two names of one thing, such as a setting that stands in the prompt and in the plan, are one test.
    const key = JSON.stringify(buckets.map(({ learners, right }) => [learners, right]));
    if (!test || seen.has(key)) return [];
    seen.add(key);
    return [{ itemId, parameter, buckets, ...test }];
  });
}

function bucketsOf(drawn: { value: string | number | boolean; right: boolean }[]): Bucket[] {
  const isMany = new Set(drawn.map(({ value }) => value)).size > MOST_BUCKETS;
  const numbers = drawn.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  const middle = isMany && numbers.length === drawn.length ? median(numbers) : null;
  if (isMany && middle === null) return [];
  const nameOf = (value: string | number | boolean) =>
    middle === null ? String(value) : Number(value) <= middle ? `up to ${middle}` : `above ${middle}`;
  const groups = Map.groupBy(drawn, ({ value }) => nameOf(value));
  return [...groups]
    .map(([value, all]) => ({ value, learners: all.length, right: all.filter(({ right }) => right).length }))
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

/** The plain values in a piece of JSON, by their paths. */
function scalars(json: unknown, path = '', depth = 0): [string, string | number | boolean][] {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean')
    return [[path, json]];
  if (typeof json !== 'object' || json === null || depth === DEEPEST) return [];
  if (Array.isArray(json)) return [[`${path}.length`, json.length]];
  return Object.entries(json).flatMap(([name, value]) =>
    scalars(value, path === '' ? name : `${path}.${name}`, depth + 1),
  );
}
