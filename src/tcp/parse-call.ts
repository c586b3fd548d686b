// Reads one call of a script: who, when, and the arguments that this call takes.

import { integer, list, number, object, oneOf, refuse, show, text, type Json } from './parse-values.js';
import {
  EXPRESSION,
  HOST_CALLS,
  WIRE_CALLS,
  type CallArgs,
  type CallName,
  type NumberExpression,
  type ScriptItem,
  type Trigger,
} from './scenario.js';
import { KNOWN_SETTINGS } from './sockets.js';
import { HOSTS, type Flag, type Host } from './trace.js';

/** Bounds: ten days of virtual time, a gigabyte of text in one SEND. */
export const MAX_TIME_MS = 864_000_000;
const MAX_OCTETS = 2 ** 30;

const FLAGS: readonly Flag[] = ['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'];

export function scriptItem(o: Json, at: string): ScriptItem {
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
    const range = KNOWN_SETTINGS.get(shortName);
    if (range !== undefined) {
      if (typeof n !== 'number') refuse(`${where}.${name}`, `expected a number, got ${show(v)}`);
      out[shortName] = integer(n, `${where}.${name}`, range[0], range[1], 0);
    } else if (typeof n === 'number' && Number.isFinite(n)) {
      out[shortName] = n;
    }
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
