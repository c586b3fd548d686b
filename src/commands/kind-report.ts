// `lastack kind-report`: what many variants of a kind have in common, and in what they differ.
import { OperatorError } from '../config.js';
import { type KindReport, reportOf } from '../questions/fairness/report.js';
import { drawVariant, type Json, type Kind, kindOf, kinds, validateParams } from '../questions/index.js';
import { parseJson } from './input.js';

export interface KindReportOptions {
  difficulty?: string;
  params: string;
  variants: string;
  json?: boolean;
}

const MOST = 100_000;

export function kindReportCommand(name: string, options: KindReportOptions): void {
  const reports = kindReports(name, options);
  process.stdout.write(
    options.json ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(tableOf).join('\n'),
  );
}

/** One report; or one of each difficulty, when none is named. @throws OperatorError for options that are wrong */
export function kindReports(name: string, options: KindReportOptions): KindReport[] {
  const kind = kindOf(name);
  if (!kind)
    throw new OperatorError(`there is no kind ${name}; there are: ${kinds.map((k) => k.name).join(', ')}`);
  const variants = Number(options.variants);
  if (!Number.isInteger(variants) || variants < 1 || variants > MOST)
    throw new OperatorError(`--variants is ${options.variants}; it can be 1 to ${MOST}`);
  const difficulties =
    options.difficulty === undefined ? ['intro', 'standard', 'hard'] : [options.difficulty];
  return difficulties.map((difficulty) => {
    const params = checked(kind, { ...(parseJson(options.params, '--params') as object), difficulty });
    return reportOf(kind, params, variants, (seed) => drawVariant(kind, params, seed));
  });
}

function checked(kind: Kind, raw: object): Record<string, Json> {
  const result = validateParams(kind, raw);
  if (result.ok) return result.value;
  throw new OperatorError(result.problems.map(({ path, message }) => `${path}: ${message}`).join('; '));
}

function tableOf({ kind, version, params, variants, different, ...report }: KindReport): string {
  const { spread, wraps_percent, steps, misconceptions } = report;
  const { min, max, pairs, inseparable_percent } = misconceptions;
  const rows: [string, string][] = [
    ['variants', `${variants}, ${different} different`],
    ['with a wrap', `${wraps_percent} %`],
    ['steps to the answer', `${steps.min} to ${steps.max}`],
    ['misconceptions that show', `${min} to ${max}, each with an answer of its own`],
    ['pairs of them', `${pairs} looked at, ${inseparable_percent} % not told apart`],
    ...Object.entries(spread).map(([place, s]): [string, string] => [
      place,
      'percent' in s
        ? Object.entries(s.percent)
            .map(([word, share]) => `${word} ${share} %`)
            .join(', ')
        : `${s.values} values, ${s.min} to ${s.max}, mean ${s.mean}`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}\n`);
  return `${kind} ${version}, ${JSON.stringify(params)}\n${lines.join('')}`;
}
