// `lastack question`: a variant as a student would get it, and the grading of an answer, without a database.
import { createHash } from 'node:crypto';
import { OperatorError } from '../config.js';
import {
  captureOf,
  drawVariant,
  exchangeOf,
  type Expected,
  gradeAnswer,
  type Kind,
  kindOf,
  kinds,
  type Locale,
  locales,
  renderGrade,
  renderPrompt,
  renderSolution,
  validateParams,
} from '../questions/index.js';
import { oneOf, parseJson, readJson } from './input.js';
import { playCommand } from './play.js';

export interface QuestionOptions {
  seed: string;
  lang: string;
  difficulty?: string;
  params: string;
  answer?: string;
  solution?: boolean;
  /** Moves, one a line, for a kind that is played in turns. */
  play?: string;
  format: string;
}

const FORMATS = ['json', 'text', 'svg', 'pcapng'] as const;

export async function questionCommand(name: string, options: QuestionOptions): Promise<void> {
  if (options.play !== undefined) {
    const { kind, locale, variant } = drawn(name, options);
    return playCommand(kind, variant, options.play, locale);
  }
  const answer = options.answer === undefined ? undefined : await readJson(options.answer, 'the answer');
  process.stdout.write(printedQuestion(name, options, answer));
}

/**
 * What the command prints.
 * @param answer to be graded: an answer, or all that `--solution` printed; undefined for none
 * @throws OperatorError for options that are wrong, or a format that the kind cannot have
 */
export function printedQuestion(
  name: string,
  options: QuestionOptions,
  answer?: unknown,
): string | Uint8Array {
  const format = oneOf('--format', options.format, FORMATS);
  const { kind, locale, params, variant } = drawn(name, options);
  const view = renderPrompt(kind, variant.prompt, locale);
  const { scenario, trace } = exchangeOf(variant);
  const graded = answer === undefined ? null : grade(kind, variant.expected, answer, locale);
  switch (format) {
    case 'text':
      return [view.text, ...(graded ? [JSON.stringify(graded, null, 2), ''] : [])].join('\n');
    case 'svg':
      return `${pictureOf(kind, view.svg)}\n`;
    case 'pcapng':
      return pictureOf(kind, captureOf(variant.prompt, locale));
    case 'json': {
      const { blanks, ...prompt } = view;
      const { name: of, version } = kind;
      const shown = { kind: of, version, params, lang: locale, prompt, cells: blanks, scenario, trace };
      const solution = options.solution && {
        solution: kind.solve(variant.expected, locale),
        worked: renderSolution(variant.expected, locale),
      };
      return `${JSON.stringify({ ...shown, ...solution, ...(graded && { grade: graded }) }, null, 2)}\n`;
    }
  }
}

function pictureOf<T>(kind: Kind, picture: T | null): T {
  if (picture === null) throw new OperatorError(`${kind.name} shows no segments; it can be json or text`);
  return picture;
}

/** The variant that the options ask for. */
function drawn(name: string, options: QuestionOptions) {
  const kind = kindOf(name);
  if (!kind)
    throw new OperatorError(
      `there is no kind ${JSON.stringify(name)}; there are: ${kinds.map((each) => each.name).join(', ')}`,
    );
  const locale = oneOf('--lang', options.lang, locales);
  const params = paramsOf(kind, options);
  // Students' seeds come from the server's key; this one may be any text, so it is made long first.
  const seed = createHash('sha256').update(options.seed).digest('hex');
  return { kind, locale, params, variant: drawVariant(kind, params, seed) };
}

function paramsOf(kind: Kind, { params, difficulty }: QuestionOptions): Record<string, unknown> {
  const raw = parseJson(params, '--params');
  if (typeof raw !== 'object' || raw === null) throw new OperatorError('--params must be a JSON object');
  const checked = validateParams(kind, { ...raw, ...(difficulty && { difficulty }) });
  if (checked.ok) return checked.value;
  throw new OperatorError(checked.problems.map(({ message }) => message).join('; '));
}

/** The answer in what `--solution` printed, or the answer itself. */
function answerIn(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'solution' in json ? json.solution : json;
}

function grade(kind: Kind, expected: Expected, answer: unknown, locale: Locale) {
  const outcome = gradeAnswer(kind, expected, answerIn(answer));
  if (outcome.status === 'unparsable') {
    const problems = outcome.problems.map(({ cell, message }) => ({ cell, message: message[locale] }));
    return { status: outcome.status, problems };
  }
  return { status: outcome.status, ...outcome.grade, words: renderGrade(outcome.grade, locale) };
}
