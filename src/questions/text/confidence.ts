// What is proposed for a concept, and how sure that is: the ground that the patterns found (judge.ts) weighed with the
// second opinion (opinion.ts). The weighing is logistic; its numbers are made by scripts/explain-weights.mjs, by
// cross-validation over answers that the opinion had not seen.
import type { Finding } from './judge.js';
import type { Opinion } from './opinion.js';
import { against, inPictures, sureness } from './opinion/sureness.js';
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
export function loudest(
  { ground, sentences }: Finding,
  { whole, each }: Pick<Opinion, 'whole' | 'each'>,
): number {
  const isFound = ground === 'said' || ground === 'nearly';
  const odds = isFound ? sentences.map((i) => each[i] ?? -Infinity) : each;
  const most = odds.reduce((a, b) => Math.max(a, b), -Infinity);
  return most === -Infinity ? whole : most;
}

/** Log odds of a figure that is wrong: of 107 such findings in the answers to learn from, all were right. */
const wrongFigure = 4;
/** Log odds of what is proposed against evidence: too few for a final grade. */
const doubt = 0.5;

/**
 * Evidence against a concept, which no opinion outweighs: with a wrong figure it is not given, and with a denial or a
 * doubtful figure nothing that speaks for it makes it sure.
 */
export function tempered({ ground, figure }: Pick<Finding, 'ground' | 'figure'>, odds: number): number {
  if (figure === 'wrong') return Math.min(odds, -wrongFigure);
  return ground === 'denied' || figure === 'doubtful' ? Math.min(odds, doubt) : odds;
}

/**
 * What the patterns found says by itself, how much it lets the opinion on the whole and on its best sentence say, and what
 * a sentence takes away that turns against it.
 */
export function confidenceOf(
  finding: Finding,
  { figurative }: Pick<Reading, 'figurative'>,
  opinion: Opinion | undefined,
): Proposal {
  const { ground } = finding;
  if (!opinion) return { proposed: ground === 'said', confidence: 0 };
  const { bias, whole: byWhole, best: byBest } = sureness[ground];
  const whole = bounded(opinion.whole);
  const best = bounded(loudest(finding, opinion));
  const pictures = figurative ? inPictures.bias + inPictures.whole * whole : 0;
  const turned = bounded(opinion.against) * (against.everywhere + (ground === 'denied' ? against.denied : 0));
  const odds = tempered(finding, bias + byWhole * whole + byBest * best + pictures + turned);
  const proposed = odds > 0 && !finding.retracted;
  return { proposed, confidence: 1 / (1 + Math.exp(proposed ? -odds : Math.min(0, odds))) };
}
