// When a student is told what. Pure, as the rules of time are.
import type { State, Timing } from './timing.js';

/** What can be told of an answer: whether it is right, which wrong rule it shows, the right values, the way to them. */
export const ASPECTS = ['correctness', 'diagnosis', 'expected', 'solution'] as const;
export type Aspect = (typeof ASPECTS)[number];
export const RELEASES = ['at_once', 'after_due', 'after_close', 'by_hand'] as const;
export type Release = (typeof RELEASES)[number];

export interface ReleaseRules {
  releaseCorrectness: Release;
  releaseDiagnosis: Release;
  releaseExpected: Release;
  releaseSolution: Release;
  /** What was released by hand. */
  released: string[];
}

export interface Circumstances {
  state: State;
  now: Date;
  /** What holds for the learner. */
  timing: Timing;
  /** The last dates that hold for anybody (null: no end): the key stays closed as long as somebody works. */
  latest: Pick<Timing, 'dueAt' | 'closesAt'>;
  /** The learner has no try left at the question, or has handed the attempt in. */
  isDone: boolean;
}

export type Told = Record<Aspect, boolean>;

/** What may be told now. A diagnosis is told with the correctness only, since it gives that away. */
export function toldOf(rules: ReleaseRules, of: Circumstances): Told {
  const own = of.timing;
  const common = { ...own, ...of.latest };
  const is = (aspect: Aspect, release: Release, timing: Timing, atOnce: boolean) =>
    rules.released.includes(aspect) || isReleased(release, timing, of, atOnce);
  const correctness = is('correctness', rules.releaseCorrectness, own, true);
  return {
    correctness,
    diagnosis: correctness && is('diagnosis', rules.releaseDiagnosis, own, true),
    expected: is('expected', rules.releaseExpected, common, of.isDone),
    solution: is('solution', rules.releaseSolution, common, of.isDone),
  };
}

/** When what waits for a date is released, the grace seconds over; null when no date does it. */
export function releaseAt(release: Release, { dueAt, closesAt, graceS }: Timing): Date | null {
  const date = release === 'after_due' ? (dueAt ?? closesAt) : release === 'after_close' ? closesAt : null;
  return date && new Date(date.getTime() + graceS * 1000);
}

function isReleased(
  release: Release,
  timing: Timing,
  { state, now }: Circumstances,
  atOnce: boolean,
): boolean {
  switch (release) {
    case 'at_once':
      return atOnce;
    case 'by_hand':
      return false;
    case 'after_due':
    case 'after_close': {
      if (state === 'closed' || state === 'archived') return true;
      const date = releaseAt(release, timing);
      return date !== null && now > date;
    }
  }
}
