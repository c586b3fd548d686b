// The figures of an item or a kind, from what the learners did in their first attempts.
import { correlation, mean, median } from './numbers.js';
import type { Observation } from './statistics.queries.js';

export interface Figures {
  learners: number;
  answered: number;
  facility: number | null;
  firstFacility: number | null;
  discrimination: number | null;
  medianSeconds: number | null;
  meanTries: number | null;
}

/** @param isPart what belongs to the item or the kind; the others are the rest of the assignment */
export function figures(all: readonly Observation[], isPart: (one: Observation) => boolean): Figures {
  const part = all.filter(isPart);
  const answered = part.filter(({ tries }) => tries > 0);
  const shares = (earnedOf: (one: Observation) => number | null) =>
    answered.flatMap((one) => {
      const earned = earnedOf(one);
      return earned === null ? [] : [earned / one.possible];
    });
  return {
    learners: new Set(part.map(({ learnerId }) => learnerId)).size,
    answered: new Set(answered.map(({ learnerId }) => learnerId)).size,
    facility: mean(shares(({ best }) => best)),
    firstFacility: mean(shares(({ first }) => first)),
    discrimination: correlation(againstRest(all, isPart)),
    medianSeconds: median(answered.flatMap(({ seconds }) => seconds ?? [])),
    meanTries: mean(answered.map(({ tries }) => tries)),
  };
}

/**
 * Of each learner with both: the share earned here, and in the rest. What is not answered has earned nothing; what waits
 * for a person is left out.
 */
function againstRest(all: readonly Observation[], isPart: (one: Observation) => boolean): [number, number][] {
  const settled = all.filter(({ tries, best }) => tries === 0 || best !== null);
  const learners = Map.groupBy(settled, ({ learnerId }) => learnerId);
  return [...learners.values()].flatMap((own): [number, number][] => {
    const here = shareOf(own.filter(isPart));
    const rest = shareOf(own.filter((one) => !isPart(one)));
    return here === null || rest === null ? [] : [[here, rest]];
  });
}

function shareOf(some: readonly Observation[]): number | null {
  const possible = some.reduce((sum, one) => sum + one.possible, 0);
  return possible === 0 ? null : some.reduce((sum, { best }) => sum + (best ?? 0), 0) / possible;
}
