// The words a scenario may hold. One that is not known is a slip of the pen: what it was to change would silently stay
// as it is. Recordings (scenarios with a family) carry what their recorder noted besides; there only the words of the
// scenario itself, its link and its noise are checked.

import type { CallName } from './scenario.js';
import { onlyKeys, type Json } from './parse-values.js';
import { KNOWN_SETTINGS } from './sockets.js';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What a scenario may hold, and what a recording of one holds besides: it is read past. */
const SCENARIO = words(
  'name family link addresses isn later_isn script drops noise until_ms ' +
    'description notes note source split text segments states events steps ' +
    'result profile ports figure tags version id $schema $comment',
);
const LINK = words('delay_ms mtu');
const NOISE = words('seed loss duplicate reorder reorder_ms until_ms');
const PER_HOST = words('client server');
const ITEM = words('t_ms host call args trigger result');
const DROP = words('from match nth action ms');
/** Spellings of one setting: { opts: { TCP_NODELAY: 1 } }, { name: 'TCP_NODELAY', value: 1 }, { TCP_NODELAY: 1 }. */
const SETTINGS = words('opts name opt option key value val');

/** The arguments of each call; docs/tcp-json.md lists them. */
export const ARGUMENTS: Readonly<Record<CallName, ReadonlySet<string>>> = {
  listen: words('sock isn auto_read opts'),
  connect: words('sock isn isn_value auto_read opts'),
  send: words('sock n more'),
  recv: words('sock n'),
  shutdown: words('sock how'),
  close: words('sock'),
  abort: words('sock'),
  vanish: words('sock'),
  repair: words('sock snd rcv'),
  setopt: words('sock opts'),
  sysctl: words('sock opts'),
  read_auto: words('sock'),
  inject: words('to flags seq seq_value ack ack_value len mss win'),
  block: words('frm from'),
  unblock: words('frm from'),
};

/** To be called with a scenario that was read without a fault. */
export function refuseUnknown(scenario: Json): void {
  onlyKeys(scenario, 'scenario', SCENARIO);
  const link = part(scenario['link']);
  onlyKeys(link, 'link', LINK);
  onlyKeys(part(scenario['noise']), 'noise', NOISE);
  if (typeof scenario['family'] === 'string') return;
  onlyKeys(part(link['delay_ms']), 'link.delay_ms', PER_HOST);
  for (const name of ['addresses', 'isn', 'later_isn']) onlyKeys(part(scenario[name]), name, PER_HOST);
  items(scenario['drops']).forEach((rule, i) => onlyKeys(rule, `drops[${i}]`, DROP));
  items(scenario['script']).forEach((item, i) => {
    const at = `script[${i}]`;
    onlyKeys(item, at, ITEM);
    callArguments(item['call'] as CallName, part(item['args']), `${at}.args`);
  });
}

function callArguments(call: CallName, args: Json, at: string): void {
  if (call === 'setopt' || call === 'sysctl') {
    onlyKeys(args, at, new Set([...SETTINGS, ...KNOWN_SETTINGS.keys()]));
    for (const key of ['name', 'opt', 'option', 'key']) {
      const name = args[key];
      if (typeof name === 'string') settings({ [name]: 1 }, at);
    }
  } else {
    onlyKeys(args, at, ARGUMENTS[call]);
  }
  settings(part(args['opts']), `${at}.opts`);
}

/** A sysctl may be spelt with its path: net.ipv4.tcp_fin_timeout. */
function settings(named: Json, at: string): void {
  const short = Object.keys(named).map((name) => name.slice(name.lastIndexOf('.') + 1));
  onlyKeys(Object.fromEntries(short.map((name) => [name, 1])), at, KNOWN_SETTINGS);
}

function part(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function items(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(part) : [];
}
