// `lastack grade-explanations`: grades free-text answers from standard input, one JSON line each.
import { OperatorError } from '../config.js';
import { gradeExplanation, prepareExplanations, rubrics } from '../questions/text/index.js';
import { oneOf, readInput } from './input.js';

export interface GradeExplanationsOptions {
  question: string;
  lang: string;
}

/** One line out per line in, in order; a line that cannot be graded gives a line with `error`. */
export async function gradeExplanationsCommand({ question, lang }: GradeExplanationsOptions): Promise<void> {
  oneOf(
    '--question',
    question,
    rubrics.map((rubric) => rubric.question),
  );
  // Answers mix languages, so the phrases of both are always read; the option says what the course is held in.
  oneOf('--lang', lang, ['auto', 'en', 'zh'] as const);
  const lines = (await readInput('-')).split('\n');
  if (lines.at(-1) === '') lines.pop();
  prepareExplanations([question]);
  for (const line of lines) console.log(JSON.stringify(gradeLine(question, line)));
}

/** @returns what is printed for one line of input */
export function gradeLine(question: string, line: string): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(line);
  } catch {
    return { error: 'not JSON' };
  }
  if (typeof input !== 'object' || input === null || !('answer' in input)) {
    return { ...idOf(input), error: 'not an object with "id" and "answer"' };
  }
  if (typeof input.answer !== 'string') return { ...idOf(input), error: '"answer" is not a string' };
  const graded = gradeExplanation(question, input.answer);
  if (!graded) throw new OperatorError(`there is no question ${question}`);
  const found = graded.concepts.filter(({ evidence }) => evidence !== '');
  return {
    ...idOf(input),
    concepts: graded.concepts.filter(({ proposed }) => proposed).map(({ concept }) => concept),
    unsure: graded.concepts.filter(({ verdict }) => verdict === 'unsure').map(({ concept }) => concept),
    confidence: graded.confidence,
    review: graded.review,
    evidence: Object.fromEntries(found.map(({ concept, evidence }) => [concept, evidence])),
  };
}

function idOf(input: unknown): { id?: unknown } {
  return typeof input === 'object' && input !== null && 'id' in input ? { id: input.id } : {};
}
