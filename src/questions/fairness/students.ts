// Simulated students, and how well their wrong rules are named: each follows one misconception, or two together,
// through the whole of a question, and types what the simulator says under them.
import { Random } from '../../random.js';
import { contradict } from '../../tcp/index.js';
import { writeCell } from '../cells/index.js';
import type { Answer, Expected, Kind, Mistake } from '../kind.js';

export interface Cohort {
  students: number;
  /** Those whose rule or rules, no more and no less, are the diagnosis. */
  named: number;
}

export interface Diagnosed {
  singles: Cohort;
  pairs: Cohort;
  /** Of the pairs, those whose answer another listed rule or pair makes, too: nothing in it tells them apart. */
  inseparable: number;
  /** Of these, those where one of the two rules leaves the other nothing to show in, or they cancel out. */
  masked: number;
}

/**
 * Every rule, and every pair of rules, of as many variants as it takes for `students` in each of the two cohorts. A
 * question may list a single rule, so variants are not drawn for ever.
 *
 * @param draw what is expected of the variant of a seed
 */
export function diagnoseStudents(
  kind: Kind,
  draw: (seed: Uint8Array) => Expected,
  students: number,
): Diagnosed {
  const seen: Diagnosed = {
    singles: { students: 0, named: 0 },
    pairs: { students: 0, named: 0 },
    inseparable: 0,
    masked: 0,
  };
  for (let i = 0; i < students; i++) {
    const expected = draw(seedOf(i));
    const rules = expected.mistakes.map((mistake) => mistake.rules[0] ?? '');
    if (seen.singles.students < students) for (const rule of rules) ask(kind, expected, [rule], seen.singles);
    if (seen.pairs.students < students) askPairs(kind, expected, rules, seen);
    if (Math.min(seen.singles.students, seen.pairs.students) >= students) break;
  }
  return seen;
}

function askPairs(kind: Kind, expected: Expected, rules: readonly string[], seen: Diagnosed): void {
  const makers = answersOf(kind, expected, rules);
  for (const pair of pairsOf(rules)) {
    ask(kind, expected, pair, seen.pairs);
    const same = makers.get(vector(kind.predict(expected, pair))) ?? [];
    if (same.length > 1) seen.inseparable += 1;
    if (same.some((set) => set.length < 2 && set.every((rule) => pair.includes(rule)))) seen.masked += 1;
  }
}

/** All pairs of rules that somebody may hold together. */
export function pairsOf(rules: readonly string[]): string[][] {
  return rules.flatMap((a, i) =>
    rules
      .slice(i + 1)
      .filter((b) => !contradict(a, b))
      .map((b) => [a, b]),
  );
}

/** Which rules and pairs make each answer, by its vector; no rule at all makes the right one. */
export function answersOf(kind: Kind, expected: Expected, rules: readonly string[]): Map<string, string[][]> {
  const makers = new Map<string, string[][]>();
  for (const set of [[], ...rules.map((rule) => [rule]), ...pairsOf(rules)]) {
    const answer = vector(kind.predict(expected, set));
    makers.set(answer, [...(makers.get(answer) ?? []), set]);
  }
  return makers;
}

function vector(values: Mistake['values']): string {
  return JSON.stringify(Object.entries(values));
}

function ask(kind: Kind, expected: Expected, rules: readonly string[], cohort: Cohort): void {
  const outcome = kind.grade(expected, answerUnder(kind, expected, rules));
  if (outcome.status !== 'graded')
    throw new Error(`${kind.name}: an answer under ${rules.join(' and ')} is unreadable`);
  const { diagnosis } = outcome.grade;
  cohort.students += 1;
  const named = diagnosis?.known === true && !diagnosis.partial ? diagnosis.rules : [];
  if (named.length === rules.length && rules.every((rule) => named.includes(rule))) cohort.named += 1;
}

function answerUnder(kind: Kind, expected: Expected, rules: readonly string[]): Answer {
  const wrong = kind.predict(expected, rules);
  return {
    cells: Object.fromEntries(
      expected.cells.map(({ id, type, value }) => [id, writeCell(type, wrong[id] ?? value)]),
    ),
  };
}

/** Of the nth variant. */
export function seedOf(i: number): Uint8Array {
  const seed = new Uint8Array(32);
  new DataView(seed.buffer).setUint32(28, i);
  return seed;
}

/** Whether a kind mainly asks for numbers or times in any of its difficulties: what can be reckoned wrongly by a rule. */
export function asksNumbers(kind: Kind): boolean {
  return kind.examples.some((params) => {
    const { blanks } = kind.generate(Object.assign(new kind.params(), params), new Random(seedOf(0))).prompt;
    return blanks.filter(({ type }) => NUMERIC.has(type)).length * 2 >= blanks.length;
  });
}

const NUMERIC: ReadonlySet<string> = new Set(['number', 'ack', 'time', 'moment']);
