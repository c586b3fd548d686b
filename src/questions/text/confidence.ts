// What is proposed for a concept, and how sure that is: the ground that the patterns found (judge.ts) weighed with the
// second opinion (opinion.ts). Both weighings are logistic; their numbers are made by scripts/explain-weights.mjs, by
// cross-validation over answers that the phrases were not written for.
import type { Finding } from './judge.js';
import type { Opinion } from './opinion.js';
import { sureness } from './opinion/sureness.js';
import type { Reading } from './reading.js';

export interface Proposal {
  proposed: boolean;
  /** Chance that `proposed` is right, 0..1. */
  confidence: number;
}

/** Log odds beyond this say no more. */
const farthest = 6;
const bounded = (odds: number): number => Math.min(farthest, Math.max(-farthest, odds));

/**
 * What the sentence says that speaks most for the concept: of those that the patterns found it in, if they found all of
 * it, so that no other sentence makes good what is wrong there.
 */
export function loudest({ ground, sentences }: Finding, { whole, each }: Opinion): number {
  const isFound = ground === 'said' || ground === 'nearly';
  const odds = isFound ? sentences.map((i) => each[i] ?? -Infinity) : each;
  const most = odds.reduce((a, b) => Math.max(a, b), -Infinity);
  return most === -Infinity ? whole : most;
}

/**
 * Proposes by the one sentence that speaks most for the concept, so that nothing which is added to an answer takes a
 * concept away, but for a denial; how sure that is, the whole answer has a say in.
 */
export function confidenceOf(
  finding: Finding,
  { figurative }: Pick<Reading, 'figurative'>,
  opinion: Opinion | undefined,
): Proposal {
  const { ground } = finding;
  const { from, given, not } = sureness[ground];
  if (!opinion) return { proposed: ground === 'said', confidence: 0 };
  const whole = bounded(opinion.whole);
  const best = bounded(loudest(finding, opinion));
  const proposed = best >= from;
  const { bias, figurative: inPictures, whole: byWhole, best: byBest } = proposed ? given : not;
  const odds = bias + (figurative ? inPictures : 0) + byWhole * whole + byBest * best;
  return { proposed, confidence: 1 / (1 + Math.exp(-odds)) };
}
