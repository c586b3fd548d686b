// `lastack simulate`: scenarios in, traces out.
import { OperatorError } from '../config.js';
import {
  isMutationName,
  MUTATION_NAMES,
  type MutationName,
  type ParsedScenario,
  parseScenario,
  PROFILE_NAMES,
  type Scenario,
  simulate,
  SimulationLimit,
  type SimulateOptions as Rules,
  type Trace,
} from '../tcp/index.js';
import { ladderSvg, ladderText, pcapng, RenderLimit, traceText } from '../tcp/render/index.js';
import { readScenarioText } from '../tcp/scenario-text/index.js';
import { oneOf, parseJson, readInput, readLines } from './input.js';

export interface SimulateOptions {
  profile: string;
  rules: string;
  format: string;
  /** How text, ladder and svg write numbers and words, and where a capture is taken. */
  numbers?: string;
  lang?: string;
  at?: string;
  jsonl?: boolean;
}

interface Style {
  numbers: 'relative' | 'absolute';
  locale: 'en' | 'zh';
  at: 'client' | 'server';
}

const FORMATS = {
  json: (trace: Trace) => JSON.stringify(trace) + '\n',
  text: (trace: Trace, style: Style) => traceText(trace, style),
  ladder: (trace: Trace, style: Style) => ladderText(trace, style),
  svg: (trace: Trace, style: Style) => ladderSvg(trace, style) + '\n',
  pcapng: (trace: Trace, style: Style) => pcapng(trace, { at: style.at }),
};
type Format = keyof typeof FORMATS;

export async function simulateCommand(file: string, options: SimulateOptions): Promise<void> {
  const rules: Rules = {
    profile: oneOf('--profile', options.profile, PROFILE_NAMES),
    rules: rulesOf(options.rules),
  };
  const format = oneOf('--format', options.format, Object.keys(FORMATS) as Format[]);
  const style: Style = {
    numbers: oneOf('--numbers', options.numbers ?? 'relative', ['relative', 'absolute']),
    locale: oneOf('--lang', options.lang ?? 'en', ['en', 'zh']),
    at: oneOf('--at', options.at ?? 'client', ['client', 'server']),
  };
  refuseIdle(format, options);
  if (!options.jsonl) {
    process.stdout.write(printed(run(await readScenario(file), rules), format, style));
    return;
  }
  if (format !== 'json') throw new OperatorError('--jsonl prints JSON; leave --format out');
  await eachLine(file, rules);
}

/** Which formats each option of style has an effect on. */
const STYLED: Readonly<Record<keyof Pick<SimulateOptions, 'numbers' | 'lang' | 'at'>, readonly Format[]>> = {
  numbers: ['text', 'ladder', 'svg'],
  lang: ['text', 'ladder', 'svg'],
  at: ['pcapng'],
};

/** An option that would change nothing is a misunderstanding. */
export function refuseIdle(format: Format, options: Pick<SimulateOptions, keyof typeof STYLED>): void {
  for (const name of ['numbers', 'lang', 'at'] as const) {
    if (options[name] === undefined || STYLED[name].includes(format)) continue;
    throw new OperatorError(`--${name} is for --format ${STYLED[name].join(', ')}, not for ${format}`);
  }
}

/** A scenario in either spelling: JSON begins with a brace, the notation never does. */
async function readScenario(file: string): Promise<Scenario> {
  const text = await readInput(file);
  return text.trimStart().startsWith('{')
    ? accepted(parseScenario(parseJson(text, 'the scenario')))
    : accepted(readScenarioText(text));
}

function accepted(parsed: ParsedScenario): Scenario {
  if (!parsed.ok) throw new OperatorError(`bad scenario: ${parsed.error}`);
  return parsed.scenario;
}

/** One line out for each line in. A bad one gives a line with `error`, and in the end the exit status 2. */
async function eachLine(file: string, rules: Rules): Promise<void> {
  let number = 0;
  for await (const line of readLines(file)) {
    number++;
    if (line.trim() === '') continue;
    try {
      process.stdout.write(
        JSON.stringify(run(accepted(parseScenario(parseJson(line, `line ${number}`))), rules)) + '\n',
      );
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      const message = error.message.startsWith('line ') ? error.message : `line ${number}: ${error.message}`;
      process.stdout.write(JSON.stringify({ error: message }) + '\n');
      console.error(message);
      process.exitCode = 2;
    }
  }
}

function run(scenario: Scenario, rules: Rules): Trace {
  try {
    return simulate(scenario, rules);
  } catch (error) {
    throw error instanceof SimulationLimit ? new OperatorError(error.message) : error;
  }
}

/** What the command prints of one trace. */
export function printed(trace: Trace, format: Format, style: Style): string | Uint8Array {
  try {
    return FORMATS[format](trace, style);
  } catch (error) {
    throw error instanceof RenderLimit ? new OperatorError(error.message) : error;
  }
}

function rulesOf(text: string): MutationName[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.filter((name) => !isMutationName(name));
  if (unknown.length > 0) {
    throw new OperatorError(
      `there is no rule ${unknown.join(', ')}; there are: ${MUTATION_NAMES.join(', ')}`,
    );
  }
  return names.filter(isMutationName);
}
