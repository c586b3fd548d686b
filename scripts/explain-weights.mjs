#!/usr/bin/env node
// Makes src/questions/text/opinion/weights.ts and sureness.ts, the second opinion on explanations and how it is
// weighed, from the labelled answers that are not held out. The public answers are another's and are not learned from.
//   node scripts/explain-weights.mjs [--check] [--by kind|sitting]
//     --check: fail when the files are not what the answers make; --by: only say how well whole groups that are left out are graded
// Needs dist/ (`npm run build`); build again afterwards.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { loudest, tempered } from '../dist/questions/text/confidence.js';
import { turn } from '../dist/questions/text/features.js';
import { isToThePoint } from '../dist/questions/text/opinion.js';
import { explanationFeatures, rubrics } from '../dist/questions/text/index.js';
import { learn, oddsOf, regress } from './explain-model.mjs';

const DATA = new URL('../test/data/freetext/', import.meta.url);
const FOLDER = fileURLToPath(new URL('../src/questions/text/opinion/', import.meta.url));

const FOLDS = 5;
const PER_LINE = 80;
/** As in confidence.ts. */
const FARTHEST = 6;
const GROUNDS = ['said', 'nearly', 'hinted', 'doubted', 'denied', 'partly', 'silent'];
/** What an answer that was put together from two counts for, to learn from and to weigh by. */
const WORTH = { learned: 0.5, weighed: 0.1 };
/** Kinds of answer that a denial or an aside may follow. */
const PLAIN = ['full', 'partial', 'paraphrase', 'typo', 'verbose'];

const hundredths = (x) => Math.round(100 * x);
const bounded = (odds) => Math.min(FARTHEST, Math.max(-FARTHEST, odds));
const hash = (text) => createHash('sha256').update(text).digest().readUInt32BE(0);
/** Cross-validation leaves out a fifth by their names, or with --by kind, --by sitting all that have it in common. */
const BY = process.argv.includes('--by') ? process.argv[process.argv.indexOf('--by') + 1] : undefined;
const groupOf = ({ id, kind }) =>
  BY === 'kind' ? kind : BY === 'sitting' ? id.split('-')[0] : String(hash(id) % FOLDS);

const json = (name) => JSON.parse(readFileSync(new URL(name, DATA), 'utf8'));
const denials = json('denials.json');
const asides = json('asides.json');
const isChinese = (text) => /[\u4e00-\u9fff]/.test(text);

const closed = (answer) => (/[.。!?！？)）>]$/.test(answer) ? answer : `${answer}.`);

/** The answer with a denial of one of its concepts behind it, and of every third one also with an aside. */
function continued({ id, question, answer, kind, concepts }) {
  if (!PLAIN.includes(kind)) return [];
  const h = hash(`${id} continued`);
  const pick = (list) => {
    const same = list.filter((text) => isChinese(text) === isChinese(answer) || h % 16 === 0);
    return same[(h >>> 8) % same.length];
  };
  const made = h % 3 === 0 ? [{ answer: `${closed(answer)} ${pick(asides)}`, concepts }] : [];
  const denied = concepts[(h >>> 4) % Math.max(1, concepts.length)];
  if (denied === undefined) return made;
  const rest = concepts.filter((concept) => concept !== denied);
  return [...made, { answer: `${closed(answer)} ${pick(denials[question][denied])}`, concepts: rest }];
}

function answersTo(question) {
  return own
    .filter((answer) => answer.question === question)
    .flatMap((labelled) => {
      const { id, split, kind } = labelled;
      return [labelled, ...continued(labelled)].map(({ answer, concepts }, i) => {
        const read = explanationFeatures(question, answer);
        const has = [...new Set(read.sentences.flat())];
        return {
          id,
          split,
          kind,
          made: i > 0,
          labels: concepts,
          ...read,
          has,
          worth: i > 0 ? WORTH.learned : 1,
        };
      });
    });
}

/** Findings of the answers to calibrate with, each judged by a model that has not seen its answer. */
function findingsOf(answers, concepts) {
  const judged = answers.filter(({ split }) => split === 'calibrate');
  const groups = [...new Set(judged.map(groupOf))];
  return groups.flatMap((group) => {
    const model = learn(
      answers.filter((answer) => answer.split !== 'calibrate' || groupOf(answer) !== group),
      concepts,
      { small: 0 },
    );
    const bias = model.columns.map((column) => column[model.features.length]);
    const left = judged.filter((answer) => groupOf(answer) === group);
    return left.flatMap(({ id, kind, made, has, sentences, findings, figurative, labels }) => {
      const each = sentences.map((features) => (features.length > 0 ? oddsOf(model, features) : []));
      const telling = sentences.filter((_, k) => isToThePoint(each[k], bias));
      const whole = oddsOf(model, telling.length > 0 ? [...new Set(telling.flat())] : has);
      const turning = each.filter((_, k) => sentences[k].includes(turn));
      return findings.map((finding) => {
        const i = concepts.indexOf(finding.concept);
        const odds = each.map((all) => all[i] ?? -Infinity);
        return {
          id,
          kind,
          made,
          ground: finding.ground,
          figure: finding.figure,
          figurative,
          whole: bounded(whole[i]),
          best: bounded(loudest(finding, { whole: whole[i], each: odds })),
          against: bounded(turning.reduce((least, all) => Math.min(least, all[i] - bias[i]), 0)),
          given: labels.includes(finding.concept),
        };
      });
    });
  });
}

/** A logistic model over named numbers: name -> weight. */
function fit(rows) {
  const names = [...new Set(rows.flatMap(({ x }) => Object.keys(x)))];
  const weights = regress(
    rows.map(({ x, label, worth }) => ({
      row: names.flatMap((name, i) => (x[name] === undefined ? [] : [[i, x[name]]])),
      label: label ? 1 : 0,
      worth,
    })),
    names.length,
    { shrink: 1, bias: false },
  );
  return (name) => weights[names.indexOf(name)] ?? 0;
}

/** Per ground: what it says by itself, and what the opinion on the whole answer and on its best sentence adds. */
function surenessOf(findings) {
  const weight = fit(
    findings.map(({ ground, figurative, whole, best, against, given, made }) => {
      const x = { [ground]: 1, whole, best, [`${ground} whole`]: whole / 2, [`${ground} best`]: best / 2 };
      x.against = against;
      if (ground === 'denied') x['denied against'] = against;
      if (figurative) Object.assign(x, { figurative: 1, 'figurative whole': whole });
      return { x, label: given, worth: made ? WORTH.weighed : 1 };
    }),
  );
  const grounds = GROUNDS.map((ground) => [
    ground,
    {
      bias: round(weight(ground)),
      whole: round(weight('whole') + weight(`${ground} whole`) / 2),
      best: round(weight('best') + weight(`${ground} best`) / 2),
    },
  ]);
  return {
    grounds: Object.fromEntries(grounds),
    against: { everywhere: round(weight('against')), denied: round(weight('denied against')) },
    figurative: { bias: round(weight('figurative')), whole: round(weight('figurative whole')) },
  };
}

/** As in confidence.ts. */
function weighed(table, finding) {
  const { ground, figurative, whole, best, against } = finding;
  const by = table.grounds[ground];
  const pictures = figurative ? table.figurative.bias + table.figurative.whole * whole : 0;
  const turned = against * (table.against.everywhere + (ground === 'denied' ? table.against.denied : 0));
  return tempered(finding, by.bias + by.whole * whole + by.best * best + pictures + turned);
}

/** How the answers to calibrate with would be graded by a model that has not seen them: a line for all, a line for each kind. */
function crossValidated(findings, table) {
  const answers = new Map();
  for (const finding of findings.filter(({ made }) => !made)) {
    const odds = weighed(table, finding);
    const so = answers.get(finding.id) ?? { id: finding.id, kind: finding.kind, right: true, sure: Infinity };
    so.right &&= odds > 0 === finding.given;
    so.sure = Math.min(so.sure, Math.abs(odds));
    answers.set(finding.id, so);
  }
  const all = [...answers.values()];
  const share = (some, of) => `${((100 * some.length) / of.length).toFixed(1)} %`;
  const right = (list) => list.filter((one) => one.right);
  const line = (name, list) => {
    const final = list.filter(({ sure }) => sure >= Math.log(0.8 / 0.2));
    const reviewed = list.filter((one) => !final.includes(one));
    return `${name}, ${list.length}: ${share(right(list), list)} exact; ${share(reviewed, list)} to review, of the others right ${share(right(final), final)}`;
  };
  const by = (of) =>
    [...new Set(all.map(of))]
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) =>
        line(
          name,
          all.filter((one) => of(one) === name),
        ),
      );
  return [line('all', all), ...by(({ kind }) => kind), ...by(({ id }) => id.split('-')[0])].join('\n');
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

const surenessFile = ({
  grounds,
  figurative,
  against,
}) => `// How patterns and second opinion are weighed, per ground that the patterns found (confidence.ts).
// Made by scripts/explain-weights.mjs: do not edit.
import type { Ground } from '../judge.js';

/** What adds to the log odds that a concept is given; \`whole\` and \`best\` are factors of those of the opinion. */
export const sureness: Readonly<Record<Ground, { bias: number; whole: number; best: number }>> = {
${Object.entries(grounds)
  .map(([ground, row]) => `  ${ground}: ${JSON.stringify(row)},`)
  .join('\n')}
};

/** Factors of what the opinion says against a concept where the answer turns; the second is added where it is denied. */
export const against = ${JSON.stringify(against)};

/** The same for an answer that speaks in pictures. */
export const inPictures = ${JSON.stringify(figurative)};
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

const own = readFileSync(new URL('own.jsonl', DATA), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
  .filter(({ split }) => split === 'calibrate' || split === 'tune');
const learned = rubrics.map(({ question, concepts }) => {
  const answers = answersTo(question);
  const names = Object.keys(concepts);
  return {
    model: BY === undefined ? modelOf(question, answers, names) : undefined,
    findings: findingsOf(answers, names),
  };
});
if (BY === undefined) await write('weights.ts', weightsFile(learned.map(({ model }) => model)));
const findings = learned.flatMap((each) => each.findings);
const table = surenessOf(findings);
if (BY === undefined) await write('sureness.ts', surenessFile(table));
console.log(crossValidated(findings, table));
