// Scenario text to a scenario that can be simulated: what the grammar allows is then checked like JSON, and what
// that check refuses is told with its line.
import { parseScenario, type ParsedScenario } from '../parse-scenario.js';
import { parseScenarioText, type Lines } from './parse.js';

/** Header lines whose name differs from the field's. */
const LINE_OF: ReadonlyMap<string, string> = new Map([
  ['addresses', 'address'],
  ['until_ms', 'until'],
]);

export function readScenarioText(text: string): ParsedScenario {
  const parsed = parseScenarioText(text);
  if ('error' in parsed) return { ok: false, error: parsed.error };
  const checked = parseScenario(parsed.scenario);
  return checked.ok ? checked : { ok: false, error: located(checked.error, parsed.lines) };
}

/** `script[3].args.n: ...` to `line 9: args.n: ...`. */
function located(error: string, lines: Lines): string {
  const item = /^(script|drops)\[(\d+)\]\.?/.exec(error);
  if (item) {
    const line = lines[item[1] === 'script' ? 'script' : 'drops'][Number(item[2])];
    return line === undefined ? error : `line ${line}: ${error.slice(item[0].length)}`;
  }
  const field = /^\w+/.exec(error)?.[0] ?? '';
  const line = lines.header.get(LINE_OF.get(field) ?? field);
  return line === undefined ? error : `line ${line}: ${error}`;
}
