// `lastack question`: a variant as a student would get it, and the grading of an answer, without a database.
import { createHash } from 'node:crypto';
import { OperatorError } from '../config.js';
import {
  drawVariant,
  type Expected,
  gradeAnswer,
  type Kind,
  kindOf,
  kinds,
  type Locale,
  locales,
  renderGrade,
  renderPrompt,
  validateParams,
} from '../questions/index.js';
import { oneOf, parseJson, readJson } from './input.js';

export interface QuestionOptions {
  seed: string;
  lang: string;
  difficulty?: string;
  params: string;
  answer?: string;
  solution?: boolean;
  format: string;
}

export async function questionCommand(name: string, options: QuestionOptions): Promise<void> {
  const kind = kindOf(name);
  if (!kind)
    throw new OperatorError(
      `there is no kind ${JSON.stringify(name)}; there are: ${kinds.map((each) => each.name).join(', ')}`,
    );
  const locale = oneOf('--lang', options.lang, locales);
  const format = oneOf('--format', options.format, ['json', 'text'] as const);
  const params = paramsOf(kind, options);
  // Students' seeds come from the server's key; this one may be any text, so it is made long first.
  const seed = createHash('sha256').update(options.seed).digest('hex');
  const { prompt, expected } = drawVariant(kind, params, seed);
  const { blanks, ...shown } = renderPrompt(kind, prompt, locale);
  const answer = options.answer === undefined ? undefined : await readJson(options.answer, 'the answer');
  const graded = answer === undefined ? null : grade(kind, expected, answer, locale);
  if (format === 'text') {
    const lines = [shown.title, '', shown.text, '', ...(graded ? [JSON.stringify(graded, null, 2)] : [])];
    console.log(lines.join('\n'));
    return;
  }
  const output = {
    kind: kind.name,
    version: kind.version,
    params,
    lang: locale,
    prompt: shown,
    cells: blanks,
    ...(options.solution && { solution: kind.solve(expected) }),
    ...(graded && { grade: graded }),
  };
  console.log(JSON.stringify(output, null, 2));
}

function paramsOf(kind: Kind, { params, difficulty }: QuestionOptions): Record<string, unknown> {
  const raw = parseJson(params, '--params');
  if (typeof raw !== 'object' || raw === null) throw new OperatorError('--params must be a JSON object');
  const checked = validateParams(kind, { ...raw, ...(difficulty && { difficulty }) });
  if (checked.ok) return checked.value;
  throw new OperatorError(checked.problems.map(({ path, message }) => `${path}: ${message}`).join('; '));
}

function grade(kind: Kind, expected: Expected, answer: unknown, locale: Locale) {
  const outcome = gradeAnswer(kind, expected, answer);
  if (outcome.status === 'unparsable') {
    const problems = outcome.problems.map(({ cell, message }) => ({ cell, message: message[locale] }));
    return { status: outcome.status, problems };
  }
  return { status: outcome.status, ...outcome.grade, words: renderGrade(outcome.grade, locale) };
}
