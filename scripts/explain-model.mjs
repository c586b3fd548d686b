// The second opinion on explanations as a model that learns: a logistic regression per concept over the features of
// an answer, by steps of a fixed number, so the same answers give the same weights.

const STEPS = 8;
const ROUNDS = 25;
const SHRINK = 0.01;
/** Features of fewer answers say nothing of the next; weights below this many hundredths hardly count. */
const RAREST = 2;
const SMALLEST = 30;
/** As in opinion.ts: of each sort of features no answer counts as having fewer than this many. */
const FEWEST = 10;

/** As in opinion.ts: words, parts of words and tags are weighed each sort by itself. */
const sortOf = (feature) =>
  feature.length === 1 ? 0 : feature[0] === '~' ? 1 : '=-!'.includes(feature[0]) ? 2 : 0;

/** Known features of an answer as [index, scale]. */
function rowOf(features, index) {
  const known = features.map((feature) => [feature, index.get(feature)]).filter(([, i]) => i !== undefined);
  const count = [0, 0, 0];
  for (const [feature] of known) count[sortOf(feature)] += 1;
  return known.map(([feature, i]) => [i, 1 / Math.sqrt(Math.max(FEWEST, count[sortOf(feature)]))]);
}

/**
 * Weights, and the bias at the end, for rows of {row: [index, value] pairs, label: 0 or 1}: Newton's steps, each by
 * conjugate gradients.
 */
export function regress(rows, size, { shrink = SHRINK, bias = true } = {}) {
  const weight = new Float64Array(size + 1);
  for (let step = 0; step < STEPS; step++) {
    const slope = weight.map((w, i) => (i === size ? (bias ? 0 : 1e6 * w) : shrink * w));
    const curve = rows.map(({ row, label }) => {
      const chance = 1 / (1 + Math.exp(-sumOf(row, weight)));
      spread(row, chance - label, slope);
      return chance * (1 - chance) + 1e-6;
    });
    const bend = (direction) => {
      const bent = direction.map((d, i) => (i === size ? (bias ? 1e-6 : 1e6) * d : shrink * d));
      for (const [i, { row }] of rows.entries()) spread(row, curve[i] * sumOf(row, direction), bent);
      return bent;
    };
    const way = solve(bend, slope);
    for (let i = 0; i <= size; i++) weight[i] -= way[i];
  }
  return weight;
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

function sumOf(row, weight) {
  let sum = weight.at(-1);
  for (const [i, scale] of row) sum += weight[i] * scale;
  return sum;
}

function spread(row, amount, into) {
  for (const [i, scale] of row) into[i] += amount * scale;
  into[into.length - 1] += amount;
}

/** x with bend(x) = goal, nearly. */
function solve(bend, goal) {
  const x = new Float64Array(goal.length);
  const rest = Float64Array.from(goal);
  let way = Float64Array.from(goal);
  let left = dot(rest, rest);
  for (let round = 0; round < ROUNDS && left > 1e-12; round++) {
    const bent = bend(way);
    const far = left / dot(way, bent);
    for (let i = 0; i < x.length; i++) {
      x[i] += far * way[i];
      rest[i] -= far * bent[i];
    }
    const now = dot(rest, rest);
    way = way.map((w, i) => rest[i] + (now / left) * w);
    left = now;
  }
  return x;
}

/**
 * @param answers of one question: { has: features, labels: concepts given }
 * @returns the features that matter, and per concept their weights with the bias at the end
 */
export function learn(answers, concepts) {
  const count = new Map();
  for (const { has } of answers) for (const feature of has) count.set(feature, (count.get(feature) ?? 0) + 1);
  let features = [...count.keys()]
    .filter((feature) => count.get(feature) >= RAREST)
    .sort((a, b) => (a < b ? -1 : 1));
  const columnsOf = () => {
    const index = new Map(features.map((feature, i) => [feature, i]));
    const rows = answers.map(({ has, labels }) => ({ row: rowOf(has, index), labels }));
    return concepts.map((concept) =>
      regress(
        rows.map(({ row, labels }) => ({ row, label: labels.includes(concept) ? 1 : 0 })),
        features.length,
      ),
    );
  };
  const first = columnsOf();
  features = features.filter((_, i) => first.some((column) => Math.abs(column[i]) * 100 >= SMALLEST));
  return { features, index: new Map(features.map((feature, i) => [feature, i])), columns: columnsOf() };
}

/** The log odds of each concept for an answer with these features. */
export function oddsOf({ index, features, columns }, has) {
  const row = rowOf(has, index);
  return columns.map((column) =>
    row.reduce((sum, [i, scale]) => sum + column[i] * scale, column[features.length]),
  );
}
