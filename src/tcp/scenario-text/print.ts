// Scenario JSON to scenario text: the inverse of parse.ts. Results and resolved numbers of a recording are not part of a scenario.
import { HOSTS, type Host } from '../trace.js';
import { segmentNotation, type WrittenSegment } from './segment.js';
import {
  FIRST_ARGUMENT,
  WORD,
  type Json,
  type PerHost,
  type ScenarioShape,
  type ScriptLine,
  type WireRule,
} from './shape.js';

const TIME_WIDTH = 8;

export function printScenarioText(scenario: ScenarioShape): string {
  const { link, addresses, isn, later_isn, noise, until_ms } = scenario;
  const header = [
    ...(['name', 'family', 'description'] as const).map((key) => named(key, scenario[key])),
    link &&
      [perHost('link', link.delay_ms ?? {}), ...(link.mtu === undefined ? [] : [`mtu ${link.mtu}`])].join(
        ' ',
      ),
    addresses && perHost('address', addresses),
    isn && perHost('isn', isn),
    later_isn && perHost('later_isn', later_isn),
    noise && `noise ${value(noise)}`,
    until_ms === undefined ? undefined : `until ${until_ms}`,
    ...scenario.drops.map(rule),
  ].filter((line) => line !== undefined);
  const script = scenario.script.map((line) => `${String(line.t_ms).padEnd(TIME_WIDTH)} ${step(line)}`);
  const gap = header.length > 0 && script.length > 0 ? [''] : [];
  return [...header, ...gap, ...script].map((line) => `${line}\n`).join('');
}

/** Text without quotes, unless reading it back would not give the same. */
function named(key: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = /^[^\s"/\p{C}][^\p{C}\u2028\u2029]*$/u.test(text) && text === text.trimEnd();
  return `${key} ${plain ? text : JSON.stringify(text)}`;
}

function perHost(key: string, values: Partial<PerHost<number | string | number[] | null>>): string {
  const parts = HOSTS.filter((host) => values[host] !== undefined).map(
    (host) => `${host} ${String(values[host] ?? 'none')}`,
  );
  return [key, ...parts].join(' ');
}

function rule({ action, from, match, nth, ms }: WireRule): string {
  const which = Array.isArray(nth) ? nth.join(',') : String(nth);
  const later = action === 'drop' || (action === 'dup' && ms === undefined) ? [] : [ms ?? 0];
  return [action, from, match, which, ...later].join(' ');
}

function step(line: ScriptLine): string {
  const trigger = line.trigger === undefined ? '' : ` on ${line.trigger}`;
  if (line.host === 'wire' && line.call === 'inject') return injected(line.args) + trigger;
  return `${line.host}.${line.call}(${callArguments(line)})${trigger}`;
}

/** What a recording notes beside an expression: its value then. */
const RESOLVED = new Set(['isn_value', 'seq_value', 'ack_value']);

function callArguments({ call, args }: ScriptLine): string {
  const first = FIRST_ARGUMENT.get(call);
  const positional = first !== undefined && Object.hasOwn(args, first) ? [value(args[first] ?? null)] : [];
  const others = Object.entries(args).filter(
    ([key]) => !(key === first && positional.length > 0) && !RESOLVED.has(key),
  );
  const only = call === 'send' && others.length === 1 && args.more === true;
  return [...positional, ...(only ? ['more'] : others.map(pair))].join(', ');
}

function injected(args: { [key: string]: Json }): string {
  const { to, flags, seq, ack, len, win, mss, ...others } = args as InjectedArguments;
  const more = Object.entries(others).filter(([key]) => !RESOLVED.has(key));
  const segment = segmentNotation({ flags, seq: point(seq), ack: point(ack ?? null), len, win, mss });
  return `wire > ${to} ${segment}${more.length === 0 ? '' : ` {${more.map(pair).join(', ')}}`}`;
}

function point<T>(number: T): T | string {
  return typeof number === 'string' ? number.replace(/\s/g, '') : number;
}

type InjectedArguments = WrittenSegment & { to: Host } & { [key: string]: Json };

function pair([key, content]: [string, Json]): string {
  return `${WORD.test(key) ? key : JSON.stringify(key)}=${value(content)}`;
}

function value(content: Json): string {
  if (Array.isArray(content)) return `[${content.map(value).join(', ')}]`;
  if (content !== null && typeof content === 'object')
    return `{${Object.entries(content).map(pair).join(', ')}}`;
  if (typeof content === 'string') return WORD.test(content) ? content : JSON.stringify(content);
  return String(content);
}
