#!/usr/bin/env node
// Makes src/questions/text/opinion/weights.ts, the second opinion on explanations, from the labelled answers that are
// not held out: a logistic regression per concept, by gradient steps of fixed number, so the same answers give the same
// file. The public answers are another's and are not learned from.
//   node scripts/explain-weights.mjs [--check]      --check: fail when the file is not what the answers make
// Needs dist/ (`npm run build`); build again afterwards.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { explanationFeatures, rubrics } from '../dist/questions/text/index.js';

const OWN = fileURLToPath(new URL('../test/data/freetext/own.jsonl', import.meta.url));
const FILE = fileURLToPath(new URL('../src/questions/text/opinion/weights.ts', import.meta.url));
const HELD_OUT = ['held-out', 'second held-out'];

const STEPS = 200;
const RATE = 0.5;
const SHRINK = 0.1;
/** Features of fewer answers say nothing of the next; weights below this many hundredths hardly count. */
const RAREST = 2;
const SMALLEST = 20;
/** As in opinion.ts. */
const FEWEST = 10;
const PER_LINE = 30;

/** Weights and bias for rows of {known: indices of features, scale, label: 0 or 1}; AdaGrad over all rows at a time. */
function regress(rows, size) {
  const weight = new Float64Array(size + 1);
  const squares = new Float64Array(size + 1);
  for (let step = 0; step < STEPS; step++) {
    const slope = weight.map((w, i) => (i === size ? 0 : SHRINK * w));
    for (const { known, scale, label } of rows) {
      const sum = known.reduce((s, i) => s + weight[i] * scale, weight[size]);
      const error = 1 / (1 + Math.exp(-sum)) - label;
      for (const i of known) slope[i] += error * scale;
      slope[size] += error;
    }
    for (const [i, s] of slope.entries()) {
      squares[i] += s * s;
      weight[i] -= (RATE * s) / Math.sqrt(squares[i] + 1e-8);
    }
  }
  return weight;
}

/** Features of a question that stand in enough answers, with one column of weights in hundredths per concept. */
function learn(answers, concepts, features) {
  const index = new Map(features.map((feature, i) => [feature, i]));
  const rows = answers.map(({ has, concepts: labels }) => {
    const known = has.map((feature) => index.get(feature)).filter((i) => i !== undefined);
    return { known, scale: 1 / Math.sqrt(Math.max(FEWEST, known.length)), labels };
  });
  return concepts.map((concept) =>
    regress(
      rows.map(({ known, scale, labels }) => ({ known, scale, label: labels.includes(concept) ? 1 : 0 })),
      features.length,
    ),
  );
}

function modelOf({ question, concepts }, answers) {
  const names = Object.keys(concepts);
  const own = answers
    .filter((answer) => answer.question === question)
    .map((answer) => ({ ...answer, has: explanationFeatures(question, answer.answer) }));
  const count = new Map();
  for (const { has } of own) for (const feature of has) count.set(feature, (count.get(feature) ?? 0) + 1);
  const hundredths = (columns, i) => columns.map((column) => Math.round(100 * column[i]));
  let features = [...count.keys()]
    .filter((feature) => count.get(feature) >= RAREST)
    .sort((a, b) => (a < b ? -1 : 1));
  const first = learn(own, names, features);
  features = features.filter((_, i) => hundredths(first, i).some((w) => Math.abs(w) >= SMALLEST));
  const columns = learn(own, names, features);
  return {
    question,
    concepts: names.join(' '),
    bias: hundredths(columns, features.length).join(' '),
    features: features.map((feature, i) => [feature, ...hundredths(columns, i)].join(' ')),
  };
}

/** Entries `feature weight weight ...`, many to a line; no feature holds a semicolon. */
function fileOf(models) {
  const lines = (entries) =>
    Array.from({ length: Math.ceil(entries.length / PER_LINE) }, (_, i) =>
      entries.slice(i * PER_LINE, (i + 1) * PER_LINE).join(';'),
    );
  const entry = ({ question, concepts, bias, features }) => `  '${question}': {
    concepts: '${concepts}',
    bias: '${bias}',
    features: \`
${lines(features).join('\n')}
\`,
  },
`;
  return `// Weights of the second opinion: features of an answer, each with a weight in hundredths per concept.
// Made by scripts/explain-weights.mjs: do not edit.
export interface Weights {
  /** Their names and their biases, with spaces between. */
  concepts: string;
  bias: string;
  /** \`feature weight weight ...\`, with semicolons or line ends between. */
  features: string;
}

export const weights: Readonly<Record<string, Weights>> = {
${models.map(entry).join('')}};
`;
}

const answers = readFileSync(OWN, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .filter(({ split }) => !HELD_OUT.includes(split));
const made = fileOf(rubrics.map((rubric) => modelOf(rubric, answers)));
const file = await format(made, { ...(await resolveConfig(FILE)), parser: 'typescript' });
if (!process.argv.includes('--check')) writeFileSync(FILE, file);
else if (readFileSync(FILE, 'utf8') !== file) {
  console.error('opinion/weights.ts is not what the answers make: run node scripts/explain-weights.mjs');
  process.exit(1);
}
