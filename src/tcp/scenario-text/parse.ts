// Scenario text to scenario JSON. The grammar is in docs/tcp-notation.md.
import { HOSTS, type Flag, type Host } from '../trace.js';
import { Cursor, quote, SyntaxFault } from './cursor.js';
import { ACTIONS, EXPRESSION, HOST_CALLS, MATCHES, WIRE_CALLS } from '../scenario.js';
import {
  FIRST_ARGUMENT,
  FLAG_LETTERS,
  type Json,
  type ScenarioShape,
  type ScriptLine,
  type WireRule,
} from './shape.js';

const MAX_LINES = 10_000;
const MAX_UINT32 = 2 ** 32 - 1;
const HEADERS = [
  'name',
  'family',
  'description',
  'link',
  'address',
  'isn',
  'later_isn',
  'noise',
  'until',
] as const;

/** Either the scenario or one line that says where and why it is none: `line 3, column 7: ...`. */
export type ParsedText = { scenario: ScenarioShape; lines: Lines } | { error: string };

/** The line on which each part of a scenario stands, from 1. */
export interface Lines {
  header: Map<string, number>;
  script: number[];
  drops: number[];
}

export function parseScenarioText(text: string): ParsedText {
  const scenario: ScenarioShape = { script: [], drops: [] };
  const places: Lines = { header: new Map(), script: [], drops: [] };
  const lines = text.split(/\r?\n/);
  if (lines.length > MAX_LINES)
    return { error: `line ${MAX_LINES + 1}, column 1: a scenario has at most ${MAX_LINES} lines` };
  for (const [k, line] of lines.entries()) {
    try {
      readLine(new Cursor(line), k + 1, scenario, places);
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      return { error: `line ${k + 1}, column ${fault.column}: ${fault.message}` };
    }
  }
  return { scenario, lines: places };
}

function readLine(cursor: Cursor, number: number, scenario: ScenarioShape, places: Lines): void {
  if (cursor.atEnd()) return;
  if (cursor.peek('+') || cursor.peek('.') || /^\d/.test(cursor.peekCharacter())) {
    places.script.push(number);
    scenario.script.push(readStep(cursor, scenario.script.at(-1)?.t_ms ?? 0));
    return;
  }
  const column = cursor.column;
  const key = cursor.oneOf([...HEADERS, ...ACTIONS], 'a time or one of the lines of a scenario');
  if (isAction(key)) {
    places.drops.push(number);
    scenario.drops.push(readRule(cursor, key));
  } else {
    if (places.header.has(key)) cursor.fail(`${quote(key)} is given twice`, column);
    places.header.set(key, number);
    readHeader(cursor, key, scenario);
  }
  cursor.end();
}

function isAction(key: string): key is WireRule['action'] {
  return ACTIONS.some((action) => action === key);
}

function readHeader(cursor: Cursor, key: (typeof HEADERS)[number], scenario: ScenarioShape): void {
  switch (key) {
    case 'name':
    case 'family':
    case 'description':
      scenario[key] = cursor.peek('"') ? cursor.quoted() : cursor.rest();
      return;
    case 'link':
      scenario.link = {};
      if (cursor.peek('client') || cursor.peek('server')) {
        scenario.link.delay_ms = perHost(cursor, () => delay(cursor, 'a delay in milliseconds'));
      }
      if (cursor.keyword('mtu')) scenario.link.mtu = cursor.integer('an MTU', 65_535);
      return;
    case 'address':
      scenario.addresses = perHost(cursor, () => cursor.take(/\S+/y) ?? cursor.fail('expected an address'));
      return;
    case 'isn':
      scenario.isn = perHost(cursor, () => (cursor.keyword('none') ? null : readIsn(cursor)));
      return;
    case 'later_isn':
      scenario.later_isn = perHost(cursor, () => readList(cursor, () => readIsn(cursor)));
      return;
    case 'noise':
      cursor.expect('{');
      scenario.noise = cursor.pairs('}');
      return;
    case 'until':
      scenario.until_ms = delay(cursor, 'a time in milliseconds');
      return;
  }
}

function readIsn(cursor: Cursor): number {
  return cursor.integer('an ISN', MAX_UINT32);
}

/** `1,2,3` */
function readList<T>(cursor: Cursor, read: () => T): T[] {
  const list: T[] = [];
  do list.push(read());
  while (cursor.accept(','));
  return list;
}

/** `client VALUE server VALUE`, either or both. */
function perHost<T>(cursor: Cursor, read: () => T): { client?: T; server?: T } {
  const values: { client?: T; server?: T } = {};
  while (cursor.peek('client') || cursor.peek('server')) {
    const column = cursor.column;
    const host = cursor.oneOf(HOSTS, 'a host');
    if (host in values) cursor.fail(`"${host}" is given twice`, column);
    values[host] = read();
  }
  if (Object.keys(values).length === 0) cursor.fail('expected client or server');
  return values;
}

/** `drop client PURE-ACK 2`, `delay server SYN-ACK 1,3 150`. */
function readRule(cursor: Cursor, action: WireRule['action']): WireRule {
  const from = cursor.oneOf(HOSTS, 'a host');
  const match = cursor.oneOf(MATCHES, 'a kind of segment');
  const rule: WireRule = { from, match, nth: readNth(cursor), action };
  if (action === 'delay' || (action === 'dup' && !cursor.atEnd())) rule.ms = delay(cursor, 'milliseconds');
  return rule;
}

function readNth(cursor: Cursor): WireRule['nth'] {
  if (cursor.keyword('all')) return 'all';
  const list = readList(cursor, () => {
    const column = cursor.column;
    const nth = cursor.integer('which of them (1, 2, ... or all)', MAX_UINT32);
    return nth > 0 ? nth : cursor.fail('segments are counted from 1', column);
  });
  const [first, ...others] = list;
  return first !== undefined && others.length === 0 ? first : list;
}

function delay(cursor: Cursor, what: string): number {
  const column = cursor.column;
  const ms = cursor.number(what);
  return ms >= 0 ? ms : cursor.fail(`${what} cannot be negative`, column);
}

/** `101.2 client.send(100, more) on server.eof`, `+50 wire > server S. 300(0) ack 1001`. */
function readStep(cursor: Cursor, previous_ms: number): ScriptLine {
  const relative = cursor.accept('+');
  const t_ms = delay(cursor, 'a time in milliseconds') + (relative ? previous_ms : 0);
  const column = cursor.column;
  const name = cursor.word('client, server or wire');
  const [host, call, ...more] = name.split('.');
  if ((host !== 'client' && host !== 'server' && host !== 'wire') || more.length > 0) {
    cursor.fail(`${quote(name)} is not a call of client, server or wire`, column);
  }
  if (host === 'wire' && call === undefined) {
    return readTrigger(cursor, { t_ms, host, call: 'inject', args: readInjected(cursor) });
  }
  const known: readonly string[] = host === 'wire' ? WIRE_CALLS : HOST_CALLS;
  if (call === undefined || call === 'inject' || !known.includes(call)) {
    cursor.fail(
      `${quote(name)} is not a call of ${host}: ${known.filter((entry) => entry !== 'inject').join(', ')}`,
      column,
    );
  }
  cursor.expect('(');
  return readTrigger(cursor, { t_ms, host, call, args: readArguments(cursor, call) });
}

function readTrigger(cursor: Cursor, step: ScriptLine): ScriptLine {
  if (cursor.keyword('on')) {
    const event = cursor.take(/(?:client|server)\.[a-z-]+(?:>=\d+)?/y);
    step.trigger = event ?? cursor.fail('expected an event, such as server.eof');
  }
  cursor.end();
  return step;
}

function readArguments(cursor: Cursor, call: string): { [key: string]: Json } {
  const args: { [key: string]: Json } = {};
  const first = FIRST_ARGUMENT.get(call);
  if (first !== undefined && !cursor.peek(')') && !cursor.looksLikePair()) {
    args[first] = cursor.value();
    if (!cursor.accept(',')) {
      cursor.expect(')');
      return args;
    }
  }
  if (call === 'send' && !cursor.looksLikePair() && cursor.keyword('more')) {
    args.more = true;
    cursor.expect(')');
    return args;
  }
  const column = cursor.column;
  const named = cursor.pairs(')');
  for (const key of Object.keys(named))
    if (Object.hasOwn(args, key)) cursor.fail(`${quote(key)} is given twice`, column);
  return { ...args, ...named };
}

/** `> server S. 300(0) ack 1001 win 1000 mss 1460`. */
function readInjected(cursor: Cursor): { [key: string]: Json } {
  cursor.expect('>');
  const to: Host = cursor.oneOf(HOSTS, 'a host');
  const args: { [key: string]: Json } = { to, flags: readFlags(cursor), seq: readPoint(cursor) };
  cursor.expect('(');
  const len = cursor.integer('octets of text', 65_495);
  cursor.expect(')');
  args.ack = cursor.keyword('ack') ? readPoint(cursor) : null;
  args.len = len;
  if (cursor.keyword('win')) args.win = cursor.integer('a window', 65_535);
  if (cursor.keyword('mss')) args.mss = cursor.integer('an MSS', 65_535);
  const column = cursor.column;
  const more = cursor.accept('{') ? cursor.pairs('}') : {};
  for (const key of Object.keys(more))
    if (Object.hasOwn(args, key)) cursor.fail(`${quote(key)} is given twice`, column);
  return { ...more, ...args };
}

function readFlags(cursor: Cursor): Flag[] {
  const column = cursor.column;
  const letters =
    cursor.take(/[A-Z.]+(?=\s)|-(?=\s)/y) ?? cursor.fail('expected control bits, such as S. or F.');
  if (letters === '-') return [];
  return [...letters].map((letter, k) => {
    const flag = (Object.keys(FLAG_LETTERS) as Flag[]).find((name) => FLAG_LETTERS[name] === letter);
    return (
      flag ??
      cursor.fail(`"${letter}" is not a control bit: ${Object.values(FLAG_LETTERS).join(' ')}`, column + k)
    );
  });
}

function readPoint(cursor: Cursor): number | string {
  const column = cursor.column;
  if (!cursor.peek('c.') && !cursor.peek('s.')) return cursor.integer('a sequence number', MAX_UINT32);
  const expression = cursor.word('a sequence number');
  return EXPRESSION.test(expression)
    ? expression
    : cursor.fail(`${quote(expression)} is not c.isn, c.nxt, s.isn or s.nxt with an offset`, column);
}
