// Reads a scenario from JSON. Every refusal is one line that says where and why; what is absent gets a default.

import type {
  CallArgs,
  CallName,
  DropMatch,
  DropRule,
  Noise,
  NumberExpression,
  Scenario,
  ScriptItem,
  Trigger,
} from './scenario.js';
import { KNOWN_SETTINGS } from './sockets.js';
import type { Flag, Host } from './trace.js';

/** Bounds of one scenario: ten days of virtual time, a thousand calls, a gigabyte of text in one SEND. */
export const MAX_TIME_MS = 864_000_000;
export const MAX_CALLS = 1000;
export const MAX_OCTETS = 2 ** 30;

export type ParsedScenario = { ok: true; scenario: Scenario } | { ok: false; error: string };

class Refusal extends Error {}

type Json = Readonly<Record<string, unknown>>;

/** Checks a scenario; a minimal one is `{ "script": [ { "t_ms": 0, "host": "client", "call": "connect" } ] }`. */
export function parseScenario(json: unknown): ParsedScenario {
  try {
    return { ok: true, scenario: scenario(json) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.message };
    throw error;
  }
}

function refuse(where: string, why: string): never {
  throw new Refusal(`${where}: ${why}`);
}

function scenario(json: unknown): Scenario {
  const o = object(json, 'scenario');
  const link = o['link'] === undefined ? {} : object(o['link'], 'link');
  const delay = delays(link['delay_ms']);
  const addresses = o['addresses'] === undefined ? {} : object(o['addresses'], 'addresses');
  const isn = o['isn'] === undefined ? {} : object(o['isn'], 'isn');
  const later = o['later_isn'] === undefined ? {} : object(o['later_isn'], 'later_isn');
  return {
    name: text(o['name'], 'name', 'scenario'),
    family: o['family'] === undefined || o['family'] === null ? null : text(o['family'], 'family', ''),
    link: {
      delay_ms: {
        client: number(delay['client'], 'link.delay_ms.client', 0, MAX_TIME_MS, 10),
        server: number(delay['server'], 'link.delay_ms.server', 0, MAX_TIME_MS, 10),
      },
      mtu: integer(link['mtu'], 'link.mtu', 68, 65535, 1500),
    },
    addresses: {
      client: text(addresses['client'], 'addresses.client', '192.0.2.1:40000'),
      server: text(addresses['server'], 'addresses.server', '198.51.100.1:5001'),
    },
    isn: {
      client: isnOf(isn['client'], 'isn.client', 1000),
      server: isnOf(isn['server'], 'isn.server', 5000),
    },
    later_isn: {
      client: isns(later['client'], 'later_isn.client'),
      server: isns(later['server'], 'later_isn.server'),
    },
    script: script(o['script']),
    drops: list(o['drops'] ?? [], 'drops').map(dropRule),
    noise: o['noise'] === undefined || o['noise'] === null ? null : noise(object(o['noise'], 'noise')),
    until_ms:
      o['until_ms'] === undefined || o['until_ms'] === null
        ? null
        : number(o['until_ms'], 'until_ms', 0, MAX_TIME_MS, 0),
  };
}

/** One delay for both directions, or one for each. */
function delays(value: unknown): Json {
  if (value === undefined) return {};
  return typeof value === 'number' ? { client: value, server: value } : object(value, 'link.delay_ms');
}

function object(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(where, `expected an object, got ${show(value)}`);
  }
  return value as Json;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(where, `expected a list, got ${show(value)}`);
  return value;
}

function text(value: unknown, where: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string') return refuse(where, `expected a string, got ${show(value)}`);
  if (value.length > 1000) return refuse(where, 'longer than 1000 characters');
  return value;
}

function number(value: unknown, where: string, min: number, max: number, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return refuse(where, `expected a number, got ${show(value)}`);
  if (value < min || value > max) return refuse(where, `${value} is not within ${min}..${max}`);
  return value;
}

function integer(value: unknown, where: string, min: number, max: number, fallback: number): number {
  const n = number(value, where, min, max, fallback);
  return Number.isInteger(n) ? n : refuse(where, `${n} is not an integer`);
}

/** null means that the number is not known because it is never used; 0 serves. */
function isnOf(value: unknown, where: string, fallback: number): number {
  return value === null ? 0 : integer(value, where, 0, 2 ** 32 - 1, fallback);
}

function isns(value: unknown, where: string): number[] {
  return list(value ?? [], where).map((n, i) => integer(n, `${where}[${i}]`, 0, 2 ** 32 - 1, 0));
}

function oneOf<T extends string>(value: unknown, where: string, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  return found ?? refuse(where, `expected one of ${names.join(', ')}, got ${show(value)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
}

const HOSTS = ['client', 'server'] as const;
const HOST_CALLS: readonly CallName[] = [
  'listen',
  'connect',
  'send',
  'recv',
  'shutdown',
  'close',
  'abort',
  'vanish',
  'repair',
  'setopt',
  'sysctl',
  'read_auto',
];
const WIRE_CALLS: readonly CallName[] = ['inject', 'block', 'unblock'];
const FLAGS: readonly Flag[] = ['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'];

function script(value: unknown): ScriptItem[] {
  const items = list(value, 'script');
  if (items.length === 0) refuse('script', 'is empty: nothing would happen');
  if (items.length > MAX_CALLS) refuse('script', `${items.length} calls, more than ${MAX_CALLS}`);
  return items.map((item, i) => scriptItem(object(item, `script[${i}]`), `script[${i}]`));
}

function scriptItem(o: Json, at: string): ScriptItem {
  const host = oneOf(o['host'], `${at}.host`, ['client', 'server', 'wire']);
  const call = oneOf(o['call'], `${at}.call`, host === 'wire' ? WIRE_CALLS : HOST_CALLS);
  if (o['t_ms'] === undefined) refuse(`${at}.t_ms`, 'expected a number, got nothing');
  const trigger =
    o['trigger'] === undefined || o['trigger'] === null ? null : triggerOf(o['trigger'], `${at}.trigger`);
  const args = o['args'] === undefined ? {} : object(o['args'], `${at}.args`);
  return {
    t_ms: number(o['t_ms'], `${at}.t_ms`, 0, MAX_TIME_MS, 0),
    host,
    call,
    args: callArgs(call, args, `${at}.args`),
    trigger,
  };
}

function triggerOf(value: unknown, where: string): Trigger {
  const match =
    /^(client|server)\.(connected|accepted|eof|error|connect-failed|closed|recv)(?:>=(\d+))?$/.exec(
      String(value),
    );
  if (match === null) return refuse(where, `expected an event such as "server.eof", got ${show(value)}`);
  return {
    host: oneOf(match[1], where, HOSTS),
    event: oneOf(match[2] === 'connect-failed' ? 'error' : match[2], where, [
      'connected',
      'accepted',
      'eof',
      'error',
      'closed',
      'recv',
    ]),
    atLeast: match[3] === undefined ? 1 : Number(match[3]),
  };
}

function callArgs(call: CallName, o: Json, at: string): CallArgs {
  const args: CallArgs = {};
  if (o['sock'] !== undefined) args.sock = text(o['sock'], `${at}.sock`, '');
  switch (call) {
    case 'listen':
    case 'connect':
      if (o['isn'] !== undefined) args.isn = expression(o['isn'], `${at}.isn`);
      if (o['auto_read'] !== undefined) args.auto_read = o['auto_read'] === true;
      args.opts = options(o['opts'] ?? {}, `${at}.opts`);
      return args;
    case 'send':
      args.n = integer(o['n'], `${at}.n`, 1, MAX_OCTETS, 1);
      args.more = o['more'] === true;
      return args;
    case 'recv':
      if (o['n'] !== undefined && o['n'] !== null) args.n = integer(o['n'], `${at}.n`, 1, MAX_OCTETS, 1);
      return args;
    case 'repair':
      args.snd = integer(o['snd'], `${at}.snd`, 0, 2 ** 32 - 1, 1);
      args.rcv = integer(o['rcv'], `${at}.rcv`, 0, 2 ** 32 - 1, 1);
      return args;
    case 'setopt':
    case 'sysctl':
      args.opts = namedValue(o, at);
      return args;
    case 'inject':
      return { ...args, ...injection(o, at) };
    case 'block':
    case 'unblock':
      args.frm = oneOf(o['frm'] ?? o['from'], `${at}.frm`, HOSTS);
      return args;
    case 'shutdown':
    case 'close':
    case 'abort':
    case 'vanish':
    case 'read_auto':
      return args;
    default:
      return call satisfies never;
  }
}

function options(value: unknown, where: string): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [name, v] of Object.entries(object(value, where))) {
    const shortName = name.slice(name.lastIndexOf('.') + 1);
    const n = typeof v === 'boolean' ? Number(v) : typeof v === 'string' && v.trim() !== '' ? Number(v) : v;
    if (typeof n === 'number' && Number.isFinite(n)) out[shortName] = n;
    else if (!KNOWN_SETTINGS.has(shortName)) continue;
    else refuse(`${where}.${name}`, `expected a number, got ${show(v)}`);
  }
  return out;
}

/** Three spellings of one option: {"opts": {"TCP_NODELAY": 1}}, {"name": "TCP_NODELAY", "value": 1}, {"TCP_NODELAY": 1}. */
function namedValue(o: Json, at: string): Record<string, number> {
  if (o['opts'] !== undefined) return options(o['opts'], `${at}.opts`);
  const name = o['name'] ?? o['opt'] ?? o['option'] ?? o['key'];
  if (typeof name === 'string') return options({ [name]: o['value'] ?? o['val'] ?? 1 }, at);
  const named = Object.entries(o).filter(([key]) => /^(SO|TCP)_|tcp_/.test(key));
  if (named.length === 0) refuse(at, 'expected an option and its value');
  return options(Object.fromEntries(named), at);
}

function injection(o: Json, at: string): CallArgs {
  const to: Host = oneOf(o['to'], `${at}.to`, HOSTS);
  const flags = list(o['flags'], `${at}.flags`).map((flag, i) => oneOf(flag, `${at}.flags[${i}]`, FLAGS));
  const ack = o['ack'] === undefined || o['ack'] === null ? null : expression(o['ack'], `${at}.ack`);
  const args: CallArgs = { to, flags, seq: expression(o['seq'], `${at}.seq`), ack };
  args.len = integer(o['len'] ?? 0, `${at}.len`, 0, 65535, 0);
  if (o['mss'] !== undefined && o['mss'] !== null) args.mss = integer(o['mss'], `${at}.mss`, 1, 65535, 536);
  if (o['win'] !== undefined && o['win'] !== null) args.win = integer(o['win'], `${at}.win`, 0, 65535, 0);
  return args;
}

function expression(value: unknown, where: string): NumberExpression {
  if (typeof value === 'number') return integer(value, where, 0, 2 ** 32 - 1, 0);
  if (typeof value === 'string' && EXPRESSION.test(value)) return value;
  if (typeof value === 'string' && /^\d+$/.test(value))
    return integer(Number(value), where, 0, 2 ** 32 - 1, 0);
  return refuse(where, `expected a number or an expression such as "c.nxt+1", got ${show(value)}`);
}

/** c or s for the host; isn, or nxt for the number after the highest one seen; then sums. */
export const EXPRESSION = /^([cs])\.(isn|nxt)((?:\s*[+-]\s*\d+)*)$/;

const MATCHES: readonly DropMatch[] = ['SYN', 'SYN-ACK', 'FIN', 'DATA', 'PURE-ACK', 'RST', 'ANY'];

function dropRule(value: unknown, i: number): DropRule {
  const at = `drops[${i}]`;
  const o = object(value, at);
  const action = oneOf(o['action'] ?? 'drop', `${at}.action`, ['drop', 'dup', 'delay']);
  const nth = o['nth'] ?? 1;
  return {
    from: oneOf(o['from'], `${at}.from`, HOSTS),
    match: oneOf(o['match'], `${at}.match`, MATCHES),
    nth:
      nth === 'all'
        ? []
        : (Array.isArray(nth) ? nth : [nth]).map((n) => integer(n, `${at}.nth`, 1, 1_000_000, 1)),
    action,
    ms: number(o['ms'] ?? undefined, `${at}.ms`, 0, MAX_TIME_MS, 0),
  };
}

function noise(o: Json): Noise {
  return {
    seed: text(o['seed'], 'noise.seed', ''),
    loss: number(o['loss'], 'noise.loss', 0, 1, 0),
    duplicate: number(o['duplicate'], 'noise.duplicate', 0, 1, 0),
    reorder: number(o['reorder'], 'noise.reorder', 0, 1, 0),
    reorder_ms: number(o['reorder_ms'], 'noise.reorder_ms', 0, MAX_TIME_MS, 0),
    until_ms: number(o['until_ms'], 'noise.until_ms', 0, MAX_TIME_MS, MAX_TIME_MS),
  };
}
