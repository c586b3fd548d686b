// A second opinion on each concept, which knows nothing of the rubric: a logistic model over the answer's words, made
// from the labelled answers by scripts/explain-weights.mjs. It is asked how sure the patterns' findings are
// (confidence.ts); fixed weights, so the same answer always gets the same opinion.
import { weights } from './opinion/weights.js';

interface Model {
  concepts: string[];
  /** Per concept. */
  bias: number[];
  /** Feature -> weight per concept. */
  weight: Map<string, number[]>;
}

const models = new Map<string, Model>();

/** An answer of few known features is judged as one of this many, so that one word cannot decide. */
const fewest = 10;

/** Chances that a concept is given, 0..1. */
export interface Opinion {
  /** By the answer as a whole. */
  whole: number;
  /** By the one sentence of it that speaks for the concept most: what is added to the answer cannot lower it. */
  best: number;
}

/**
 * The opinion on each concept, by its name; none for one the model does not know.
 *
 * @param sentences the features of each (features.ts)
 */
export function opinionOf(question: string, sentences: readonly ReadonlySet<string>[]): Map<string, Opinion> {
  const model = modelOf(question);
  if (!model) return new Map();
  const whole = chances(model, allOf(sentences));
  const each = sentences.map((features) => chances(model, features));
  return new Map(
    model.concepts.map((concept, i) => [
      concept,
      { whole: whole[i] ?? 0.5, best: each.reduce((most, one) => Math.max(most, one[i] ?? 0), 0) },
    ]),
  );
}

/** The features of all sentences, each once. */
export function allOf(sentences: readonly ReadonlySet<string>[]): Set<string> {
  const all = new Set<string>();
  for (const features of sentences) for (const feature of features) all.add(feature);
  return all;
}

function chances({ bias, weight }: Model, features: ReadonlySet<string>): number[] {
  const sums = bias.map(() => 0);
  let known = 0;
  for (const feature of features) {
    const row = weight.get(feature);
    if (!row) continue;
    known++;
    for (const [i, w] of row.entries()) sums[i] = (sums[i] ?? 0) + w;
  }
  const scale = 1 / Math.sqrt(Math.max(fewest, known));
  return bias.map((b, i) => 1 / (1 + Math.exp(-b - (sums[i] ?? 0) * scale)));
}

function modelOf(question: string): Model | undefined {
  const known = models.get(question);
  const data = weights[question];
  if (known || !data) return known;
  const hundredths = (numbers: string[]): number[] => numbers.map((n) => Number(n) / 100);
  const concepts = data.concepts.split(' ');
  const weight = new Map<string, number[]>();
  for (const entry of data.features.trim().split(/[;\n]/)) {
    const parts = entry.split(' ');
    const feature = parts.slice(0, -concepts.length).join(' ');
    weight.set(feature, hundredths(parts.slice(-concepts.length)));
  }
  const model = { concepts, bias: hundredths(data.bias.split(' ')), weight };
  models.set(question, model);
  return model;
}
