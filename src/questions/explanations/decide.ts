// A person's decision about a text: the grade that the grader proposed, with what they found in its place.
import type { Grade } from '../kind.js';

const REVIEWED = ' reviewed';

/** Whether a person decided a grade, by its `grader`: it is final, whatever a later grader would say. */
export function isReviewed(grader: string): boolean {
  return grader.includes(REVIEWED);
}

/** @param given whether each concept is given; the proposal stands for those that are not named */
export function decidedGrade(proposal: Grade, given: Readonly<Record<string, boolean>>): Grade {
  const parts = proposal.parts.map((part) => {
    const { concept } = part;
    if (concept === undefined) return part;
    const proposed = Object.hasOwn(given, concept.name) ? given[concept.name] === true : concept.proposed;
    return {
      ...part,
      verdict: proposed ? ('correct' as const) : ('wrong' as const),
      earned: proposed ? part.possible : 0,
      concept: { ...concept, proposed, confidence: 1 },
    };
  });
  const earned = parts.reduce((sum, part) => sum + part.earned, 0);
  return { ...proposal, parts, earned, grader: `${proposal.grader}${REVIEWED}` };
}
