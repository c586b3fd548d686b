// How sure a finding is. The patterns propose, by the ground they found; the second opinion (opinion.ts) makes the
// proposal surer or less sure. docs/explain.md shows how often each ground was right.
import type { Finding, Ground } from './judge.js';
import type { Opinion } from './opinion.js';
import type { Reading } from './reading.js';

interface Proposal {
  proposed: boolean;
  confidence: number;
}

/** Without a second opinion: the share of findings of the sort that were right, rounded. */
const byGround: Record<Ground, Proposal> = {
  said: { proposed: true, confidence: 0.97 },
  nearly: { proposed: true, confidence: 0.75 },
  hinted: { proposed: false, confidence: 0.6 },
  doubted: { proposed: false, confidence: 0.6 },
  denied: { proposed: false, confidence: 0.93 },
  partly: { proposed: false, confidence: 0.75 },
  silent: { proposed: false, confidence: 0.97 },
};

const unsure = 0.7;
const fairlySure = 0.9;

/**
 * By the second opinion, below `no` the concept is surely not given, from `yes` on surely given; between them it is
 * unsure, and proposed as given where a sentence speaks for it with at least `guess`.
 */
const bounds: Record<Ground, { no: number; guess: number; yes: number }> = {
  said: { no: 0, guess: 0, yes: 0.2 },
  nearly: { no: 0, guess: 0, yes: 0.4 },
  hinted: { no: 0.2, guess: 0.4, yes: Infinity },
  doubted: { no: 0.2, guess: Infinity, yes: Infinity },
  denied: { no: 0.7, guess: Infinity, yes: Infinity },
  partly: { no: 0.3, guess: 0.4, yes: Infinity },
  silent: { no: 0.4, guess: 0.85, yes: Infinity },
};

/** In pictures, silence may be a thought in words that no phrase knows. */
const silentInPictures = { ...bounds.silent, no: 0.3 };

/** Whether to propose the concept as given, and the chance that this is right, 0..1. */
export function confidenceOf(
  { ground }: Finding,
  { figurative, setAside }: Reading,
  opinion: Opinion | undefined,
): Proposal {
  // The opinion is of the whole text, and must not hear what speaks to the grader.
  if (setAside || !opinion) return byGround[ground];
  const { no, guess, yes } = figurative && ground === 'silent' ? silentInPictures : bounds[ground];
  const { confidence } = byGround[ground];
  const proposed = opinion.best >= guess;
  if (opinion.whole < no && !proposed) return { proposed, confidence: Math.max(confidence, fairlySure) };
  if (opinion.whole >= yes) return { proposed: true, confidence: Math.max(confidence, fairlySure) };
  return { proposed, confidence: Math.min(confidence, unsure) };
}
