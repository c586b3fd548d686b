// `lastack simulate`: scenarios in, traces out.
import { createInterface } from 'node:readline';
import { createReadStream } from 'node:fs';
import { OperatorError } from '../config.js';
import {
  isMutationName,
  MUTATION_NAMES,
  type MutationName,
  parseScenario,
  PROFILE_NAMES,
  simulate,
  SimulationLimit,
  type SimulateOptions as Rules,
  type Trace,
} from '../tcp/index.js';
import { ladderSvg, ladderText, pcapng, traceText } from '../tcp/render/index.js';
import { parseScenarioText } from '../tcp/scenario-text/index.js';
import { oneOf, parseJson, readInput } from './input.js';

export interface SimulateOptions {
  profile: string;
  rules: string;
  format: string;
  jsonl?: boolean;
}

const FORMATS = {
  json: (trace: Trace) => JSON.stringify(trace) + '\n',
  text: (trace: Trace) => traceText(trace),
  ladder: (trace: Trace) => ladderText(trace),
  svg: (trace: Trace) => ladderSvg(trace) + '\n',
  pcapng: (trace: Trace) => pcapng(trace),
};
type Format = keyof typeof FORMATS;

export async function simulateCommand(file: string, options: SimulateOptions): Promise<void> {
  const rules: Rules = {
    profile: oneOf('--profile', options.profile, PROFILE_NAMES),
    rules: rulesOf(options.rules),
  };
  const format = oneOf('--format', options.format, Object.keys(FORMATS) as Format[]);
  if (!options.jsonl) {
    process.stdout.write(FORMATS[format](run(readScenario(file), rules)));
    return;
  }
  if (format !== 'json') throw new OperatorError('--jsonl prints JSON; leave --format out');
  await eachLine(file, rules);
}

/** A scenario in either spelling: JSON begins with a brace, the notation never does. */
function readScenario(file: string): unknown {
  const text = readInput(file);
  if (text.trimStart().startsWith('{')) return parseJson(text, 'the scenario');
  const parsed = parseScenarioText(text);
  if ('error' in parsed) throw new OperatorError(`bad scenario: ${parsed.error}`);
  return parsed.scenario;
}

/** One line out for each line in. A bad one gives a line with `error`, and in the end the exit status 2. */
async function eachLine(file: string, rules: Rules): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    try {
      process.stdout.write(JSON.stringify(run(parseJson(line, `line ${number}`), rules)) + '\n');
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      const message = error.message.startsWith('line ') ? error.message : `line ${number}: ${error.message}`;
      process.stdout.write(JSON.stringify({ error: message }) + '\n');
      console.error(message);
      process.exitCode = 2;
    }
  }
}

function run(json: unknown, rules: Rules): Trace {
  const parsed = parseScenario(json);
  if (!parsed.ok) throw new OperatorError(`bad scenario: ${parsed.error}`);
  try {
    return simulate(parsed.scenario, rules);
  } catch (error) {
    throw error instanceof SimulationLimit ? new OperatorError(error.message) : error;
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
