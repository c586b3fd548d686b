// How patterns and second opinion are weighed, per ground that the patterns found (confidence.ts).
// Made by scripts/explain-weights.mjs: do not edit.
import type { Ground } from '../judge.js';

/** What adds to the log odds that a concept is given; `whole` and `best` are factors of those of the opinion. */
export const sureness: Readonly<Record<Ground, { bias: number; whole: number; best: number }>> = {
  said: { bias: 1.08, whole: 0.55, best: 0.12 },
  nearly: { bias: 0.5, whole: 0.89, best: 0.12 },
  hinted: { bias: -0.13, whole: 0.15, best: 0.63 },
  doubted: { bias: -0.44, whole: -0.06, best: 0.46 },
  denied: { bias: -1.56, whole: 0.52, best: 0.19 },
  partly: { bias: 0.48, whole: 0.35, best: 0.49 },
  silent: { bias: -0.05, whole: 0.37, best: 0.54 },
};

/** Factors of what the opinion says against a concept where the answer turns; the second is added where it is denied. */
export const against = { everywhere: 0.19, denied: 0.02 };

/** The same for an answer that speaks in pictures. */
export const inPictures = { bias: 1.22, whole: 0.1 };
