#!/usr/bin/env node
// Writes the catalogue of docs/question-kinds.md from the registry: of each kind its parameters, the wrong rules that it
// recognises, and one question as it is printed, in both languages.
//   node scripts/kind-docs.mjs [--check]      --check: fail when the document is not what the code says
// Needs dist/ (`npm run build`).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { drawVariant, kinds, paramsSchema, renderGrade, renderPrompt } from '../dist/questions/index.js';

const DOCUMENT = fileURLToPath(new URL('../docs/question-kinds.md', import.meta.url));
const SEED = '0b'.repeat(32);
const MARKED = /(<!-- kinds: generated[^>]*-->\n)[^]*?(<!-- end kinds -->)/;

const fence = (text) => `\`\`\`text\n${text.trimEnd()}\n\`\`\``;

/** What a parameter may be, as its schema says. */
function valuesOf({ enum: values, type, minimum, maximum }) {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (minimum !== undefined) return `${type} from ${minimum} to ${maximum}`;
  return type ?? '';
}

function paramsTable(kind) {
  const { properties } = paramsSchema(kind.params);
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      `| \`${name}\` | ${valuesOf(schema)} | ${schema.default === undefined ? 'drawn' : `\`${schema.default}\``} |`,
  );
  return ['| parameter | values | by default |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What a student is told who follows the rule. */
function wrongRule(rule) {
  const diagnosis = { known: true, partial: false, rules: [rule], evidence: [] };
  const words = renderGrade({ parts: [], earned: 0, possible: 1, diagnosis, grader: '' }, 'en').diagnosis;
  return `- \`${rule}\`: ${words.text}`;
}

function chapter(kind) {
  const variant = drawVariant(kind, kind.examples[0], SEED);
  const covered = kind.examples.map((params) => `\`${JSON.stringify(params)}\``).join(', ');
  const rules = kind.misconceptions.map(wrongRule);
  return [
    `### \`${kind.name}\``,
    `${kind.title.en}, version ${kind.version}. ${kind.title.zh}，第 ${kind.version} 版。`,
    paramsTable(kind),
    `Tested as ${covered}.`,
    ...(rules.length > 0 ? [`It recognises ${rules.length} wrong rules:`, rules.join('\n')] : []),
    fence(renderPrompt(kind, variant.prompt, 'en').text),
    fence(renderPrompt(kind, variant.prompt, 'zh').text),
  ].join('\n\n');
}

const written = readFileSync(DOCUMENT, 'utf8');
if (!MARKED.test(written)) throw new Error('docs/question-kinds.md has no place for the kinds');
const filled = written.replace(
  MARKED,
  (_, begin, end) => `${begin}\n${kinds.map(chapter).join('\n\n')}\n\n${end}`,
);
const generated = await format(filled, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' });

if (process.argv.includes('--check')) {
  if (generated !== written) {
    console.error('docs/question-kinds.md is not what the code says: run node scripts/kind-docs.mjs');
    process.exitCode = 1;
  }
} else {
  writeFileSync(DOCUMENT, generated);
}
