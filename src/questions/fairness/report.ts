// How fair a kind is: what its variants of one difficulty have in common, and in what they differ.
import type { Expected, Json, Kind, Variant } from '../kind.js';
import { answersOf, pairsOf, seedOf } from './students.js';

export interface KindReport {
  kind: string;
  version: number;
  params: Record<string, Json>;
  variants: number;
  /** Prompts that differ from all others. */
  different: number;
  /** Of everything drawn that differs between variants, by its place in the plan. */
  spread: Record<string, Spread>;
  /** Percent of the variants in which a number that is asked has wrapped around. */
  wraps_percent: number;
  /** The least and the most of stepsOf. */
  steps: { min: number; max: number };
  /** Of the misconceptions that show. */
  misconceptions: {
    min: number;
    max: number;
    /** Pairs of rules that somebody may hold together, of which some share their answer with another rule or pair. */
    pairs: number;
    inseparable_percent: number;
  };
}

export type Spread =
  | { values: number; min: number; max: number; mean: number }
  | { values: number; percent: Record<string, number> };

/** Pairs are simulated for so many of the variants. */
const PAIRED = 60;
const MODULUS = 2 ** 32;
/** Words beyond the most common of them are not told. */
const WORDS = 12;

/** @param draw the variant of a seed */
export function reportOf(
  kind: Kind,
  params: Record<string, Json>,
  variants: number,
  draw: (seed: Uint8Array) => Variant,
): KindReport {
  const prompts = new Set<string>();
  const drawn = new Map<string, (string | number)[]>();
  const steps: number[] = [];
  const listed: number[] = [];
  const seen = { wraps: 0, pairs: 0, inseparable: 0 };
  for (let i = 0; i < variants; i++) {
    const { prompt, expected } = draw(seedOf(i));
    prompts.add(JSON.stringify(prompt));
    for (const [place, value] of leavesOf(expected.plan))
      (drawn.get(place) ?? listAt(drawn, place)).push(value);
    steps.push(stepsOf(expected));
    listed.push(expected.mistakes.length);
    if (wraps(expected)) seen.wraps += 1;
    if (i < PAIRED) countPairs(kind, expected, seen);
  }
  const { name, version } = kind;
  const varying = [...drawn].filter(([, values]) => new Set(values).size > 1 || values.length < variants);
  return {
    kind: name,
    version,
    params,
    variants,
    different: prompts.size,
    spread: Object.fromEntries(varying.map(([place, values]) => [place, spreadOf(values)])),
    wraps_percent: percent(seen.wraps, variants),
    steps: { min: Math.min(...steps), max: Math.max(...steps) },
    misconceptions: {
      min: Math.min(...listed),
      max: Math.max(...listed),
      pairs: seen.pairs,
      inseparable_percent: percent(seen.inseparable, seen.pairs),
    },
  };
}

/**
 * What is to be worked out for an answer: each cell is one step (that a number stays as it was is to be known, too), unless
 * the kind says that more is to be reckoned for it.
 */
export function stepsOf({ cells }: Expected): number {
  return cells.reduce((sum, { steps = 1 }) => sum + steps, 0);
}

function wraps({ cells }: Expected): boolean {
  return cells.some(({ type, from }) => {
    if (from === undefined || typeof from.value !== 'number' || type === 'time' || type === 'moment')
      return false;
    return from.value + from.plus >= MODULUS || from.value + from.plus < 0;
  });
}

function listAt(drawn: Map<string, (string | number)[]>, place: string): (string | number)[] {
  const list: (string | number)[] = [];
  drawn.set(place, list);
  return list;
}

function countPairs(kind: Kind, expected: Expected, seen: { pairs: number; inseparable: number }): void {
  const rules = expected.mistakes.map((mistake) => mistake.rules[0] ?? '');
  seen.pairs += pairsOf(rules).length;
  for (const makers of answersOf(kind, expected, rules).values())
    if (makers.length > 1) seen.inseparable += makers.filter(({ length }) => length === 2).length;
}

/** Every number and word in plain data, with its place: `scenario.isn.client`. */
function leavesOf(value: Json, place = ''): [string, string | number][] {
  if (typeof value === 'number' || typeof value === 'string') return [[place, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) =>
    leavesOf(each, place === '' ? key : `${place}.${key}`),
  );
}

function spreadOf(values: readonly (string | number)[]): Spread {
  const different = new Set(values).size;
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length) {
    const mean = Math.round(numbers.reduce((sum, n) => sum + n, 0) / numbers.length);
    const [min, max] = numbers.reduce(
      ([least, most], n) => [Math.min(least, n), Math.max(most, n)],
      [Infinity, -Infinity],
    );
    return { values: different, min, max, mean };
  }
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const common = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, WORDS);
  return {
    values: different,
    percent: Object.fromEntries(common.map(([word, count]) => [word, percent(count, values.length)])),
  };
}

function percent(some: number, all: number): number {
  return all === 0 ? 0 : Math.round((1000 * some) / all) / 10;
}
