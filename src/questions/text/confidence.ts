// How sure a finding is: the share of findings of its sort that were right on the labelled answers
// (test/data/freetext), rounded; docs/explain.md shows the table.
import type { Finding, Ground } from './judge.js';
import type { Reading } from './reading.js';

const byGround: Record<Ground, { proposed: boolean; confidence: number }> = {
  said: { proposed: true, confidence: 0.97 },
  nearly: { proposed: true, confidence: 0.75 },
  hinted: { proposed: false, confidence: 0.6 },
  doubted: { proposed: false, confidence: 0.6 },
  denied: { proposed: false, confidence: 0.93 },
  partly: { proposed: false, confidence: 0.75 },
  silent: { proposed: false, confidence: 0.97 },
};

/** A finding of nothing in an answer that speaks in pictures, which the phrases may not know. */
const inPictures = 0.6;
/** The same where another concept of the answer was understood. Nine in ten are right, but a miss costs a learner who
 *  explained in plain words, so it stays below the usual threshold. */
const besidePictures = 0.78;

/**
 * Whether to propose the concept as given, and the chance that this is right, 0..1.
 *
 * @param spoken whether any concept was found said or denied in the answer
 */
export function confidenceOf(
  { ground }: Finding,
  { figurative, setAside }: Reading,
  spoken: boolean,
): { proposed: boolean; confidence: number } {
  const sure = byGround[ground];
  const half = ground === 'hinted' || ground === 'partly';
  // Who speaks in pictures of half of a concept mostly means all of it: 10 of 13.
  if (figurative && !setAside && half) return { proposed: true, confidence: inPictures };
  if (!figurative || setAside || ground !== 'silent') return sure;
  return { ...sure, confidence: spoken ? besidePictures : inPictures };
}
