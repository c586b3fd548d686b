#!/usr/bin/env node
// Writes the tables of docs/explain.md: how well explanations are graded, measured on the labelled answers.
//   node scripts/explain-report.mjs [--check]      --check: fail when the document is not what the grader does
// Needs dist/ (`npm run build`).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { gradeExplanation } from '../dist/questions/text/index.js';

const DATA = fileURLToPath(new URL('../test/data/freetext/', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../docs/explain.md', import.meta.url));
const BEGIN = '<!-- tables: written by scripts/explain-report.mjs -->';
const END = '<!-- end of tables -->';

const read = (file) =>
  readFileSync(join(DATA, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const rubrics = JSON.parse(readFileSync(join(DATA, 'rubrics.json'), 'utf8')).questions;

const own = read('own.jsonl');
const part = (name) => own.filter(({ split }) => split === name);
const PARTS = {
  'held out': part('held-out'),
  public: read('public.jsonl'),
  check: part('check'),
  'to calibrate': part('calibrate'),
  'for tuning': part('tune'),
};

/** What score.mjs says of the proposals, and what becomes of them. */
function measure(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'lastack-explain-'));
  try {
    const gold = join(folder, 'gold.jsonl');
    writeFileSync(gold, rows.map((row) => JSON.stringify(row)).join('\n'));
    const graded = rows.map((row) => ({ row, ...verdictOf(row) }));
    const input = graded.map(({ row, concepts }) => JSON.stringify({ id: row.id, concepts })).join('\n');
    const { stdout, status } = spawnSync(process.execPath, [join(DATA, 'score.mjs'), '--json', gold], {
      input,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error('score.mjs failed');
    return { scored: JSON.parse(stdout), graded };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verdictOf({ question, answer, concepts: labels }) {
  const graded = gradeExplanation(question, answer);
  const concepts = graded.concepts.filter(({ proposed }) => proposed).map(({ concept }) => concept);
  const { required } = rubrics[question];
  return {
    concepts,
    grounds: graded.concepts,
    review: graded.review,
    right: concepts.join() === labels.toSorted((a, b) => a.localeCompare(b)).join(),
    full: required.every((concept) => concepts.includes(concept)),
    none: !required.some((concept) => concepts.includes(concept)),
    deserved: required.every((concept) => labels.includes(concept)),
  };
}

const share = (list, test) => (list.length === 0 ? 'none' : percent(list.filter(test).length / list.length));
const percent = (value) => `${(100 * value).toFixed(1)} %`;
const row = (...cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows].join('\n');

function tables() {
  const measured = Object.entries(PARTS).map(([name, rows]) => ({ name, rows, ...measure(rows) }));
  const columns = measured.map(({ name, rows }) => `${name} (${rows.length})`);
  const line = (name, target, value) => row(name, target, ...measured.map(value));
  const finals = ({ graded }) => graded.filter(({ review }) => !review);
  const main = table(
    ['', 'target', ...columns],
    [
      line('QWK', '≥ 0.90', ({ scored }) => scored.overall.qwk.toFixed(3)),
      line('exact concept sets', '≥ 85 %', ({ scored }) => percent(scored.overall.exact)),
      line('sent to review', '≤ 20 %', ({ graded }) => share(graded, ({ review }) => review)),
      line('of the others, exactly right', '≥ 96 %', (m) => share(finals(m), ({ right }) => right)),
      line('final: full marks not earned', '≤ 1 %', (m) =>
        share(
          finals(m).filter(({ deserved }) => !deserved),
          ({ full }) => full,
        ),
      ),
      line('final: zero for a full answer', '≤ 1 %', (m) =>
        share(
          finals(m).filter(({ deserved }) => deserved),
          ({ none }) => none,
        ),
      ),
    ],
  );
  const slices = (prefix) => {
    const keys = [...new Set(measured.flatMap(({ scored }) => Object.keys(scored.slices)))]
      .filter((key) => key.startsWith(prefix))
      .sort();
    const cell = ({ scored }, key) =>
      scored.slices[key] ? `${percent(scored.slices[key].exact)} of ${scored.slices[key].n}` : '';
    return keys.map((key) => row(key.slice(prefix.length), ...measured.map((m) => cell(m, key))));
  };
  const questions = Object.keys(rubrics).map((question) =>
    row(
      question,
      ...measured.map(({ scored }) => {
        const q = scored.questions[question];
        return `${q.qwk.toFixed(3)}, ${percent(q.exact)}`;
      }),
    ),
  );
  return [
    main,
    missed(measured),
    'QWK and exact sets by question:',
    table(['question', ...columns], questions),
    'Exact sets by language and kind of answer:',
    table(['', ...columns], [...slices('lang:'), ...slices('kind:')]),
    'How often a finding was right, by its ground (all parts together):',
    table(['ground', 'findings', 'right'], grounds(measured)),
    'Held-out answers that got a wrong final grade:',
    table(['answer', 'kind', 'right', 'graded'], wrong(measured[0])),
  ].join('\n\n');
}

/** Which targets a part misses, by how much, and on which kinds of answer most of its wrong sets are. */
function missed(measured) {
  const lines = measured.flatMap((m) => {
    const final = m.graded.filter(({ review }) => !review);
    const of = (list, test) => list.filter(test).length / list.length;
    const gaps = [
      { gap: 0.9 - m.scored.overall.qwk, say: (gap) => `QWK by ${gap.toFixed(3)}` },
      { gap: 0.85 - m.scored.overall.exact, say: (gap) => `exact sets by ${percent(gap)}` },
      { gap: of(m.graded, ({ review }) => review) - 0.2, say: (gap) => `review by ${percent(gap)}` },
      { gap: 0.96 - of(final, ({ right }) => right), say: (gap) => `exact final grades by ${percent(gap)}` },
    ].filter(({ gap }) => gap > 0);
    const kinds = new Map();
    for (const {
      row: { kind },
      right,
    } of m.graded)
      if (!right) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const worst = [...kinds].toSorted(([, a], [, b]) => b - a).slice(0, 4);
    const where = worst.map(([kind, n]) => `${kind} (${n})`).join(', ');
    const what = gaps.length === 0 ? 'no target' : gaps.map(({ gap, say }) => say(gap)).join(', ');
    return `- ${m.name}: misses ${what}. Most wrong sets are on ${where}.`;
  });
  return lines.join('\n');
}

function grounds(measured) {
  const count = new Map();
  for (const { graded } of measured)
    for (const {
      row: { concepts },
      grounds: all,
    } of graded)
      for (const { ground, proposed, concept } of all) {
        const [n, right] = count.get(ground) ?? [0, 0];
        count.set(ground, [n + 1, right + (proposed === concepts.includes(concept) ? 1 : 0)]);
      }
  return [...count]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([ground, [n, right]]) => row(ground, n, percent(right / n)));
}

function wrong({ graded }) {
  return graded
    .filter(({ review, right }) => !review && !right)
    .map(({ row: answer, concepts }) =>
      row(answer.id, answer.kind, answer.concepts.join('') || 'none', concepts.join('') || 'none'),
    );
}

const document = readFileSync(DOCUMENT, 'utf8');
const [head, rest] = document.split(BEGIN);
const tail = rest?.split(END)[1];
if (tail === undefined) throw new Error(`docs/explain.md has no ${BEGIN} ... ${END}`);
const options = await resolveConfig(DOCUMENT);
const written = await format(`${head}${BEGIN}\n\n${tables()}\n\n${END}${tail}`, {
  ...options,
  parser: 'markdown',
});
if (!process.argv.includes('--check')) writeFileSync(DOCUMENT, written);
else if (written !== document) {
  console.error('docs/explain.md is not what the grader does: run node scripts/explain-report.mjs');
  process.exit(1);
}
