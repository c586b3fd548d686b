// Misconceptions and counterfactuals, each a named change of the right rules (changes.ts). The same scenario under
// changed rules gives the trace that a learner with that belief would write down.

import { CHANGES, type Change } from './changes.js';
import { type Numbering, RIGHT_NUMBERING } from './numbering/rules.js';
import type { Rules } from './rules.js';

export interface RuleSet {
  machine: Rules;
  /** How sequence numbers are counted when they are written down. */
  numbering: Numbering;
}

export type MutationName = keyof typeof CHANGES;

export interface Mutation {
  readonly name: MutationName;
  /** Number in the catalogue of misconceptions; null for a counterfactual. */
  readonly id: number | null;
  readonly en: string;
  readonly zh: string;
}

const TABLE: Readonly<Record<MutationName, Change>> = CHANGES;

export const MUTATION_NAMES = Object.keys(CHANGES) as readonly MutationName[];

/** Every mutation with its catalogue number and one line in each language. */
export const MUTATIONS: readonly Mutation[] = MUTATION_NAMES.map((name) => {
  const { id, en, zh } = TABLE[name];
  return { name, id, en, zh };
});

export function isMutationName(name: string): name is MutationName {
  return Object.hasOwn(CHANGES, name);
}

/** The mutations that only count otherwise: the same segments are sent, with other numbers or control bits on them. */
export type NumberingMisconception = {
  [Name in MutationName]: (typeof CHANGES)[Name] extends { numbering: object } ? Name : never;
}[MutationName];

export function isNumberingMisconception(name: string): name is NumberingMisconception {
  return isMutationName(name) && TABLE[name].numbering !== undefined;
}

/** Applies the named changes in order; where two touch the same rule the later one wins. */
export function mutate(right: Rules, names: readonly MutationName[]): RuleSet {
  let machine = right;
  let numbering = RIGHT_NUMBERING;
  for (const name of names) {
    const change = TABLE[name];
    machine = change.machine?.(machine) ?? machine;
    if (change.numbering !== undefined) numbering = { ...numbering, ...change.numbering };
  }
  return { machine, numbering };
}

/**
 * How somebody with these misconceptions counts; null when two of them contradict each other.
 * @throws RangeError for a name that is no misconception about counting
 */
export function numberingUnder(names: readonly string[]): Numbering | null {
  // Each is asked for again and again, and there are few: more than two are hardly ever held together.
  const [one = '', other = '', ...more] = names;
  if (more.length > 0) return changedNumbering(names);
  const known = NUMBERINGS.get(one)?.get(other);
  if (known !== undefined) return known;
  const numbering = changedNumbering(names);
  NUMBERINGS.set(one, (NUMBERINGS.get(one) ?? new Map<string, Numbering | null>()).set(other, numbering));
  return numbering;
}

const NUMBERINGS = new Map<string, Map<string, Numbering | null>>();

function changedNumbering(names: readonly string[]): Numbering | null {
  const changed = new Set<string>();
  let numbering = RIGHT_NUMBERING;
  for (const name of names) {
    if (!isNumberingMisconception(name)) throw new RangeError(`no misconception about numbers: ${name}`);
    const change = TABLE[name].numbering ?? {};
    for (const key of Object.keys(change)) {
      if (changed.has(key)) return null;
      changed.add(key);
    }
    numbering = { ...numbering, ...change };
  }
  return numbering;
}
