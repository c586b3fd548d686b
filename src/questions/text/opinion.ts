// A second opinion on each concept, which knows nothing of the rubric: a logistic model over the answer's words, made
// from the labelled answers by scripts/explain-weights.mjs. It is weighed with the patterns' findings (confidence.ts);
// fixed weights, so the same answer always gets the same opinion.
import { turn } from './features.js';
import { weights } from './opinion/weights.js';

interface Model {
  concepts: string[];
  /** Per concept. */
  bias: number[];
  weight: Map<string, Known>;
}

/** A feature that the model knows. */
interface Known {
  sort: Sort;
  /** Weight per concept. */
  row: number[];
}

const models = new Map<string, Model>();

/** Of each sort, an answer of few known features is judged as one of this many, so that one word cannot decide. */
const fewest = 20;
const sorts = ['word', 'part', 'tag', 'family', 'turn'] as const;
type Sort = (typeof sorts)[number];

/** A sentence that moves no log odds by as much is beside the point. */
const beside = 2.5;

/** Log odds that a concept is given. */
export interface Opinion {
  /** By the answer as a whole, without what is beside the point. */
  whole: number;
  /** By each sentence alone; of one without a word that counts, -Infinity. */
  each: number[];
  /** By how much the sentence that turns most against it (turns.ts) lowers them, alone: 0 or less. */
  against: number;
}

/**
 * Whether a sentence says anything for or against some concept. Those that do not are left out of the whole, so that what
 * is beside the point changes nothing.
 */
export function isToThePoint(odds: readonly number[], bias: readonly number[]): boolean {
  return odds.some((one, i) => Math.abs(one - (bias[i] ?? 0)) >= beside);
}

/**
 * The opinion on each concept, by its name; none for one the model does not know.
 *
 * @param sentences the features of each (features.ts)
 */
export function opinionOf(question: string, sentences: readonly ReadonlySet<string>[]): Map<string, Opinion> {
  const model = modelOf(question);
  if (!model) return new Map();
  const known = sentences.map((features) => knownIn(model, features));
  const each = sentences.map((features, k) => (features.size > 0 ? oddsOf(model, known[k] ?? []) : []));
  const some = each.some((odds) => isToThePoint(odds, model.bias));
  const all = new Set<Known>();
  for (const [k, features] of known.entries())
    if (!some || isToThePoint(each[k] ?? [], model.bias)) for (const feature of features) all.add(feature);
  const whole = oddsOf(model, all);
  const turning = each.filter((_, k) => sentences[k]?.has(turn));
  return new Map(
    model.concepts.map((concept, i) => [
      concept,
      {
        whole: whole[i] ?? 0,
        each: each.map((odds) => odds[i] ?? -Infinity),
        against: turning.reduce((least, odds) => Math.min(least, (odds[i] ?? 0) - (model.bias[i] ?? 0)), 0),
      },
    ]),
  );
}

/** Looked up once, for the sentence and for the whole: most features are known to no model. */
function knownIn({ weight }: Model, features: ReadonlySet<string>): Known[] {
  const found: Known[] = [];
  for (const feature of features) {
    const known = weight.get(feature);
    if (known) found.push(known);
  }
  return found;
}

function oddsOf({ bias }: Model, features: Iterable<Known>): number[] {
  const count: Record<Sort, number> = { word: 0, part: 0, tag: 0, family: 0, turn: 0 };
  const zeros = (): number[] => bias.map(() => 0);
  const sums: Record<Sort, number[]> = {
    word: zeros(),
    part: zeros(),
    tag: zeros(),
    family: zeros(),
    turn: zeros(),
  };
  for (const { sort, row } of features) {
    count[sort]++;
    const sum = sums[sort];
    for (let i = 0; i < row.length; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0);
  }
  return bias.map((b, i) =>
    sorts.reduce((odds, sort) => odds + (sums[sort][i] ?? 0) / Math.sqrt(Math.max(fewest, count[sort])), b),
  );
}

const marks: Readonly<Record<string, Sort>> = {
  '~': 'part',
  '=': 'tag',
  '-': 'tag',
  '!': 'tag',
  '%': 'family',
  '&': 'turn',
};

/** Features are marked by their first character (features.ts). */
function sortOf(feature: string): Sort {
  if (feature.length === 1) return 'word';
  return marks[feature.charAt(0)] ?? 'word';
}

function modelOf(question: string): Model | undefined {
  const known = models.get(question);
  const data = weights[question];
  if (known || !data) return known;
  const concepts = data.concepts.split(' ');
  const weight = new Map<string, Known>();
  for (const entry of data.features.trim().split(/[;\n]/)) {
    const row = concepts.map(() => 0);
    let end = entry.length;
    for (let i = row.length - 1; i >= 0; i--) {
      const space = entry.lastIndexOf(' ', end - 1);
      row[i] = Number(entry.slice(space + 1, end)) / 100;
      end = space;
    }
    const feature = entry.slice(0, end);
    weight.set(feature, { sort: sortOf(feature), row });
  }
  const model = { concepts, bias: data.bias.split(' ').map((n) => Number(n) / 100), weight };
  models.set(question, model);
  return model;
}
