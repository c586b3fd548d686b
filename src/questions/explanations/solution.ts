// What a text must say, concept by concept, and the proof of each: the right run beside one without the mechanism.
import { type Scenario, simulate, type Trace } from '../../tcp/index.js';
import { ladderSvg, ladderText } from '../../tcp/render/index.js';
import type { Expected, ExpectedCell, Locale } from '../kind.js';
import type { ExplainPlan } from './plan.js';
import { rubrics } from '../text/index.js';
import { PROFILE, PROOFS, runWithout } from './proofs.js';
import { STAGES } from './scenes.js';

/** A run as text and as a complete SVG document. */
export interface Run {
  ladder: string;
  svg: string;
}

export interface ConceptSolution {
  concept: string;
  text: string;
  points: number;
  /** Whether the run of the prompt shows it. */
  shown: boolean;
  /** null for a bonus. */
  proof: { text: string; right: Run; without: Run } | null;
}

export function conceptSolutions(
  { explanation }: ExpectedCell,
  { plan }: Expected,
  locale: Locale,
): ConceptSolution[] {
  if (explanation === undefined) return [];
  const { question, concepts } = explanation;
  const texts = rubrics.find((rubric) => rubric.question === question)?.concepts ?? {};
  return concepts.map(({ name, points, shown }) => ({
    concept: name,
    text: texts[name]?.[locale] ?? '',
    points,
    shown,
    proof: proofOf(plan as unknown as ExplainPlan, name, locale),
  }));
}

function proofOf({ question, scene, scenario, drawn }: ExplainPlan, concept: string, locale: Locale) {
  const proof = PROOFS[question]?.[concept];
  if (proof === undefined) return null;
  // A concept that the question's own run does not show is proved by one that does, with the same numbers.
  const shown: Scenario = proof.scene === scene ? scenario : STAGES[proof.scene].play(drawn);
  const draw = (trace: Trace): Run => {
    const options = { numbers: 'absolute', locale, causes: true } as const;
    return { ladder: ladderText(trace, options), svg: ladderSvg(trace, options) };
  };
  return {
    text: proof.says[locale],
    right: draw(simulate(shown, { profile: PROFILE })),
    without: draw(runWithout(proof, shown)),
  };
}
