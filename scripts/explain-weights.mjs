#!/usr/bin/env node
// Makes src/questions/text/opinion/weights.ts and sureness.ts, the second opinion on explanations and how it is
// weighed, from the labelled answers that are not held out. The public answers are another's and are not learned from.
//   node scripts/explain-weights.mjs [--check]      --check: fail when the files are not what the answers make
// Needs dist/ (`npm run build`); build again afterwards.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { loudest } from '../dist/questions/text/confidence.js';
import { explanationFeatures, rubrics } from '../dist/questions/text/index.js';
import { learn, oddsOf, regress } from './explain-model.mjs';

const OWN = fileURLToPath(new URL('../test/data/freetext/own.jsonl', import.meta.url));
const FOLDER = fileURLToPath(new URL('../src/questions/text/opinion/', import.meta.url));

const FOLDS = 5;
const PER_LINE = 40;
/** As in confidence.ts. */
const FARTHEST = 6;
const GROUNDS = ['said', 'nearly', 'hinted', 'doubted', 'denied', 'partly', 'silent'];
/**
 * By how much more than even odds the opinion must speak for what the patterns did not find, or not all of: the answers to
 * calibrate with are harder than those of a class, so more of them say a concept in words that the patterns miss.
 */
const HARDER = 1;
/** Taken off the log odds that a proposal is right, lest a class of another hand finds the grader too sure. */
const CAUTION = 0.25;
const UNFOUND = ['hinted', 'partly', 'silent'];
/** What the patterns say is not so stays so, whatever else the answer says. */
const NEVER = ['denied', 'doubted'];

const hundredths = (x) => Math.round(100 * x);
const bounded = (odds) => Math.min(FARTHEST, Math.max(-FARTHEST, odds));
const foldOf = (id) => createHash('sha256').update(id).digest().readUInt32BE(0) % FOLDS;

function answersTo(question) {
  return own
    .filter((answer) => answer.question === question)
    .map(({ id, split, answer, concepts }) => {
      const read = explanationFeatures(question, answer);
      return { id, split, labels: concepts, ...read, has: [...new Set(read.sentences.flat())] };
    });
}

/** Findings of the answers to calibrate with, each judged by a model that has not seen its answer. */
function findingsOf(answers, concepts) {
  return Array.from({ length: FOLDS }, (_, fold) => {
    const judged = answers.filter(({ id, split }) => split === 'calibrate' && foldOf(id) === fold);
    const model = learn(
      answers.filter((answer) => !judged.includes(answer)),
      concepts,
    );
    return judged.flatMap(({ id, has, sentences, findings, figurative, labels }) => {
      const whole = oddsOf(model, has);
      const each = sentences.map((features) => (features.length > 0 ? oddsOf(model, features) : []));
      return findings.map((finding) => {
        const i = concepts.indexOf(finding.concept);
        const odds = each.map((all) => all[i] ?? -Infinity);
        return {
          id,
          ground: finding.ground,
          figurative,
          whole: bounded(whole[i]),
          best: bounded(loudest(finding, { whole: whole[i], each: odds })),
          given: labels.includes(finding.concept),
        };
      });
    });
  }).flat();
}

/** A logistic model over named numbers: name -> weight. */
function fit(rows) {
  const names = [...new Set(rows.flatMap(({ x }) => Object.keys(x)))];
  const weights = regress(
    rows.map(({ x, label }) => ({
      row: names.flatMap((name, i) => (x[name] === undefined ? [] : [[i, x[name]]])),
      label: label ? 1 : 0,
    })),
    names.length,
    { shrink: 0.3, bias: false },
  );
  return (name) => weights[names.indexOf(name)] ?? 0;
}

/** From which best sentence on each ground is proposed as given, and what makes a proposal sure. */
function surenessOf(findings) {
  const proposing = fit(
    findings.map(({ ground, best, given }) => ({
      x: { [ground]: 1, [`${ground} best`]: best / 2, best },
      label: given,
    })),
  );
  const from = (ground) => {
    const slope = proposing(`${ground} best`) / 2 + proposing('best');
    const even = slope > 0 ? -proposing(ground) / slope : Infinity;
    return NEVER.includes(ground) ? Infinity : even + (UNFOUND.includes(ground) ? HARDER : 0);
  };
  const sure = fit(
    findings.map(({ ground, figurative, whole, best, given }) => {
      const proposed = best >= from(ground);
      const [sign, side] = proposed ? [1, 'given'] : [-1, 'not'];
      const x = { [`${ground} ${side}`]: 1, [`${ground} ${side} whole`]: (sign * whole) / 2 };
      if (figurative) x[`figurative ${side}`] = 1;
      return { x: { ...x, whole: sign * whole, best: sign * best }, label: proposed === given };
    }),
  );
  const side = (ground, name, sign) => ({
    bias: round(sure(`${ground} ${name}`) - CAUTION),
    figurative: round(sure(`figurative ${name}`)),
    whole: round(sign * (sure(`${ground} ${name} whole`) / 2 + sure('whole'))),
    best: round(sign * sure('best')),
  });
  return Object.fromEntries(
    GROUNDS.map((ground) => [
      ground,
      { from: round(from(ground)), given: side(ground, 'given', 1), not: side(ground, 'not', -1) },
    ]),
  );
}

/** How the answers to calibrate with would be graded by a model that has not seen them, in one line. */
function crossValidated(findings, table) {
  const answers = new Map();
  for (const { id, ground, figurative, whole, best, given } of findings) {
    const proposed = best >= table[ground].from;
    const side = proposed ? table[ground].given : table[ground].not;
    const odds = side.bias + (figurative ? side.figurative : 0) + side.whole * whole + side.best * best;
    const so = answers.get(id) ?? { right: true, sure: Infinity };
    answers.set(id, { right: so.right && proposed === given, sure: Math.min(so.sure, odds) });
  }
  const all = [...answers.values()];
  const final = all.filter(({ sure }) => sure >= Math.log(0.8 / 0.2));
  const share = (some, of) => `${((100 * some.length) / of.length).toFixed(1)} %`;
  const right = (list) => list.filter((one) => one.right);
  return `${all.length} answers: ${share(right(all), all)} exact; final ${share(final, all)}, of these ${share(right(final), final)}`;
}

const round = (x) => (Number.isFinite(x) ? hundredths(x) / 100 : x);

function modelOf(question, answers, names) {
  const { features, columns } = learn(answers, names);
  const row = (i) => columns.map((column) => hundredths(column[i]));
  return {
    question,
    concepts: names.join(' '),
    bias: row(features.length).join(' '),
    features: features.map((feature, i) => [feature, ...row(i)].join(' ')),
  };
}

/** Entries `feature weight weight ...`, many to a line; no feature holds a semicolon. */
function weightsFile(models) {
  const lines = (entries) =>
    Array.from({ length: Math.ceil(entries.length / PER_LINE) }, (_, i) =>
      entries.slice(i * PER_LINE, (i + 1) * PER_LINE).join(';'),
    );
  const entry = ({ question, concepts, bias, features }) => `  '${question}': {
    concepts: '${concepts}',
    bias: '${bias}',
    features: String.raw\`
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

const surenessFile = (
  table,
) => `// How patterns and second opinion are weighed, per ground that the patterns found (confidence.ts).
// Made by scripts/explain-weights.mjs: do not edit.
import type { Ground } from '../judge.js';

/** What adds to the log odds that a proposal is right; \`whole\` and \`best\` are factors of those of the opinion. */
export interface Side {
  bias: number;
  figurative: number;
  whole: number;
  best: number;
}

/** Proposed as given from a best sentence of the log odds \`from\` on. */
export const sureness: Readonly<Record<Ground, { from: number; given: Side; not: Side }>> = {
${Object.entries(table)
  .map(([ground, row]) => `  ${ground}: ${JSON.stringify(row).replace('"from":null', '"from":Infinity')},`)
  .join('\n')}
};
`;

async function write(name, made) {
  const file = `${FOLDER}${name}`;
  const text = await format(made, { ...(await resolveConfig(file)), parser: 'typescript' });
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`opinion/${name} is not what the answers make: run node scripts/explain-weights.mjs`);
    process.exitCode = 1;
  }
}

const own = readFileSync(OWN, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .filter(({ split }) => split !== 'held-out');
const learned = rubrics.map(({ question, concepts }) => {
  const answers = answersTo(question);
  const names = Object.keys(concepts);
  return { model: modelOf(question, answers, names), findings: findingsOf(answers, names) };
});
await write('weights.ts', weightsFile(learned.map(({ model }) => model)));
const findings = learned.flatMap((each) => each.findings);
const table = surenessOf(findings);
await write('sureness.ts', surenessFile(table));
console.log(crossValidated(findings, table));
