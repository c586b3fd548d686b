// The named misconceptions about numbers and control bits, as changes of the right rules; in the order in which
// they are met in questions, textbooks and published errors, the most common first.
import { type Numbering, RIGHT_NUMBERING } from './rules.js';

export const numberingMisconceptions = {
  'syn-takes-no-number': { syn: 0 },
  'pure-ack-takes-a-number': { pureAck: 1 },
  'ack-is-last-octet': { ack: 'last' },
  'ack-is-seq-plus-one': { ack: 'segment+1' },
  'third-segment-reuses-isn': { afterSyn: 'isn' },
  'fin-takes-no-number': { fin: 0 },
  'last-ack-repeats-fin-number': { afterFin: 'fin' },
  'ack-adds-one-always': { ack: 'segment+length+1' },
  'ack-is-not-cumulative': { ack: 'newest' },
  'no-modulo': { wrap: 'none' },
  'relative-numbers': { relative: true },
  'ack-names-the-segment': { ack: 'segment' },
  'seq-and-ack-swapped': { swapped: true },
  'synack-ack-from-own-isn': { ackBase: 'own' },
  'ack-continues-own-numbers': { ack: 'own+length' },
  'no-data-after-fin': { dataAfterFin: false },
  'third-wave-ack-grows': { finAck: 'grown' },
  'fin-with-text-counts-text-only': { finWithData: 'data' },
  'fin-with-text-counts-fin-only': { finWithData: 'fin' },
  'headers-count-20': { header: 20 },
  'headers-count-40': { header: 40 },
  'headers-count-54': { header: 54 },
  'syn-counts-four': { syn: 4 },
  'modulo-one-short': { wrap: 'to-1' },
  'sequence-saturates': { wrap: 'saturate' },
  'synack-without-ack': { synAckWithoutAck: true },
  'third-segment-has-syn': { thirdSyn: true },
  'fin-without-ack': { finWithoutAck: true },
  'first-syn-acks-itself': { firstSyn: 'own' },
  'first-syn-acks-peer-isn': { firstSyn: 'peer' },
} as const satisfies Record<string, Partial<Numbering>>;

export type NumberingMisconception = keyof typeof numberingMisconceptions;

export function isNumberingMisconception(name: string): name is NumberingMisconception {
  return Object.hasOwn(numberingMisconceptions, name);
}

/**
 * The rules of somebody with these misconceptions; null when two of them contradict each other.
 * Throws a RangeError for a name that is none of them.
 */
export function numberingUnder(names: readonly string[]): Numbering | null {
  const changed = new Set<string>();
  let rules = RIGHT_NUMBERING;
  for (const name of names) {
    if (!isNumberingMisconception(name)) throw new RangeError(`no misconception about numbers: ${name}`);
    const change: Partial<Numbering> = numberingMisconceptions[name];
    for (const key of Object.keys(change)) {
      if (changed.has(key)) return null;
      changed.add(key);
    }
    rules = { ...rules, ...change };
  }
  return rules;
}
