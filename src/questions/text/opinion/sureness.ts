// How patterns and second opinion are weighed, per ground that the patterns found (confidence.ts).
// Made by scripts/explain-weights.mjs: do not edit.
import type { Ground } from '../judge.js';

/** What adds to the log odds that a proposal is right; `whole` and `best` are factors of those of the opinion. */
export interface Side {
  bias: number;
  figurative: number;
  whole: number;
  best: number;
}

/** Proposed as given from a best sentence of the log odds `from` on. */
export const sureness: Readonly<Record<Ground, { from: number; given: Side; not: Side }>> = {
  said: {
    from: -2.24,
    given: { bias: 1.46, figurative: 2.51, whole: 0.47, best: 0.15 },
    not: { bias: -1.71, figurative: -1.75, whole: -1.21, best: -0.15 },
  },
  nearly: {
    from: -0.96,
    given: { bias: 1.1, figurative: 2.51, whole: 0.59, best: 0.15 },
    not: { bias: -0.84, figurative: -1.75, whole: -1.37, best: -0.15 },
  },
  hinted: {
    from: 0.75,
    given: { bias: 0.49, figurative: 2.51, whole: 0.99, best: 0.15 },
    not: { bias: 0.39, figurative: -1.75, whole: -1.08, best: -0.15 },
  },
  doubted: {
    from: Infinity,
    given: { bias: -0.25, figurative: 2.51, whole: 0.68, best: 0.15 },
    not: { bias: 1.11, figurative: -1.75, whole: 0.43, best: -0.15 },
  },
  denied: {
    from: Infinity,
    given: { bias: -0.25, figurative: 2.51, whole: 0.68, best: 0.15 },
    not: { bias: 2.13, figurative: -1.75, whole: -0.53, best: -0.15 },
  },
  partly: {
    from: 0.15,
    given: { bias: -0.03, figurative: 2.51, whole: 0.67, best: 0.15 },
    not: { bias: -0.2, figurative: -1.75, whole: -0.89, best: -0.15 },
  },
  silent: {
    from: 0.99,
    given: { bias: -0.44, figurative: 2.51, whole: 0.24, best: 0.15 },
    not: { bias: 0.36, figurative: -1.75, whole: -0.78, best: -0.15 },
  },
};
