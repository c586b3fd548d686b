// The second opinion on explanations as a model that learns: a logistic regression per concept over the features of
// an answer, by steps of a fixed number, so the same answers give the same weights.

const STEPS = 8;
const ROUNDS = 25;
const SHRINK = 0.01;
/** Features of fewer answers say nothing of the next; weights below this many hundredths hardly count. */
const RAREST = 2;
const SMALLEST = 30;
/** As in opinion.ts: of each sort of features no answer counts as having fewer than this many. */
const FEWEST = 20;

/** As in opinion.ts: words, parts of words, tags, families and what follows a turn are weighed each sort by itself. */
const SORTS = { '~': 1, '=': 2, '-': 2, '!': 2, '%': 3, '&': 4 };
const sortOf = (feature) => (feature.length === 1 ? 0 : (SORTS[feature[0]] ?? 0));

/** Known features of an answer as [index, scale]. */
function rowOf(features, index) {
  const known = [];
  const count = [0, 0, 0, 0, 0];
  for (const feature of features) {
    const i = index.get(feature);
    if (i === undefined) continue;
    const sort = sortOf(feature);
    count[sort] += 1;
    known.push([i, sort]);
  }
  return known.map(([i, sort]) => [i, 1 / Math.sqrt(Math.max(FEWEST, count[sort]))]);
}

/** Rows of [index, value] pairs, packed: the entries of row i are those from starts[i] to starts[i + 1]. */
function packed(rows) {
  const starts = new Int32Array(rows.length + 1);
  for (const [i, { row }] of rows.entries()) starts[i + 1] = starts[i] + row.length;
  const index = new Int32Array(starts[rows.length]);
  const value = new Float64Array(starts[rows.length]);
  for (const [i, { row }] of rows.entries())
    for (const [k, [at, scale]] of row.entries()) {
      index[starts[i] + k] = at;
      value[starts[i] + k] = scale;
    }
  return { starts, index, value, length: rows.length };
}

/**
 * Weights, and the bias at the end, for rows of {row: [index, value] pairs, label: 0 or 1, worth: 1 if missing}: Newton's
 * steps, each by conjugate gradients.
 */
export function regress(rows, size, { shrink = SHRINK, bias = true } = {}) {
  return fit(packed(rows), rows, size, { shrink, bias });
}

function fit(matrix, rows, size, { shrink, bias }) {
  const weight = new Float64Array(size + 1);
  for (let step = 0; step < STEPS; step++) {
    const slope = weight.map((w, i) => (i === size ? (bias ? 0 : 1e6 * w) : shrink * w));
    const sums = timesVector(matrix, weight);
    const curve = new Float64Array(rows.length);
    const wrong = new Float64Array(rows.length);
    for (const [i, { label, worth = 1 }] of rows.entries()) {
      const chance = 1 / (1 + Math.exp(-(sums[i] ?? 0)));
      wrong[i] = worth * (chance - label);
      curve[i] = worth * (chance * (1 - chance) + 1e-6);
    }
    addTransposed(matrix, wrong, slope);
    const bend = (direction) => {
      const bent = direction.map((d, i) => (i === size ? (bias ? 1e-6 : 1e6) * d : shrink * d));
      const along = timesVector(matrix, direction);
      for (let i = 0; i < along.length; i++) along[i] *= curve[i];
      addTransposed(matrix, along, bent);
      return bent;
    };
    const way = solve(bend, slope);
    let longest = 0;
    for (let i = 0; i <= size; i++) {
      weight[i] -= way[i];
      longest = Math.max(longest, Math.abs(way[i]));
    }
    if (longest < 1e-3) break;
  }
  return weight;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** What each row comes to with these weights; the last one is of the bias. */
function timesVector({ starts, index, value, length }, weight) {
  const sums = new Float64Array(length);
  const bias = weight[weight.length - 1];
  for (let i = 0; i < length; i++) {
    let sum = bias;
    for (let k = starts[i]; k < starts[i + 1]; k++) sum += weight[index[k]] * value[k];
    sums[i] = sum;
  }
  return sums;
}

function addTransposed({ starts, index, value, length }, amounts, into) {
  let all = 0;
  for (let i = 0; i < length; i++) {
    const amount = amounts[i];
    all += amount;
    for (let k = starts[i]; k < starts[i + 1]; k++) into[index[k]] += amount * value[k];
  }
  into[into.length - 1] += all;
}

/** x with bend(x) = goal, nearly. */
function solve(bend, goal) {
  const x = new Float64Array(goal.length);
  const rest = Float64Array.from(goal);
  const way = Float64Array.from(goal);
  let left = dot(rest, rest);
  const enough = 1e-8 * left;
  for (let round = 0; round < ROUNDS && left > enough; round++) {
    const bent = bend(way);
    const far = left / dot(way, bent);
    for (let i = 0; i < x.length; i++) {
      x[i] += far * way[i];
      rest[i] -= far * bent[i];
    }
    const now = dot(rest, rest);
    for (let i = 0; i < x.length; i++) way[i] = rest[i] + (now / left) * way[i];
    left = now;
  }
  return x;
}

/**
 * @param answers of one question: { has: features, labels: concepts given, worth: how much it counts }
 * @param small weights below this many hundredths are left out
 * @returns the features that matter, and per concept their weights with the bias at the end
 */
export function learn(answers, concepts, { small = SMALLEST } = {}) {
  const count = new Map();
  for (const { has } of answers) for (const feature of has) count.set(feature, (count.get(feature) ?? 0) + 1);
  let features = [...count.keys()]
    .filter((feature) => count.get(feature) >= RAREST)
    .sort((a, b) => (a < b ? -1 : 1));
  const columnsOf = () => {
    const index = new Map(features.map((feature, i) => [feature, i]));
    const rows = answers.map(({ has, labels, worth = 1 }) => ({ row: rowOf(has, index), labels, worth }));
    const matrix = packed(rows);
    return concepts.map((concept) => {
      const labelled = rows.map(({ labels, worth }) => ({ label: labels.includes(concept) ? 1 : 0, worth }));
      return fit(matrix, labelled, features.length, { shrink: SHRINK, bias: true });
    });
  };
  let columns = columnsOf();
  if (small > 0) {
    features = features.filter((_, i) => columns.some((column) => Math.abs(column[i]) * 100 >= small));
    columns = columnsOf();
  }
  return { features, index: new Map(features.map((feature, i) => [feature, i])), columns };
}

/** The log odds of each concept for an answer with these features. */
export function oddsOf({ index, features, columns }, has) {
  const row = rowOf(has, index);
  return columns.map((column) =>
    row.reduce((sum, [i, scale]) => sum + column[i] * scale, column[features.length]),
  );
}
