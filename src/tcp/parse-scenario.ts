// Reads a scenario from JSON. Every refusal is one line that says where and why; what is absent gets a default.

import { refuseUnknown } from './known-keys.js';
import { MAX_TIME_MS, scriptItem } from './parse-call.js';
import { integer, list, number, object, oneOf, Refusal, refuse, text, type Json } from './parse-values.js';
import { ACTIONS, MATCHES, type DropRule, type Noise, type Scenario, type ScriptItem } from './scenario.js';
import { HOSTS } from './trace.js';

const MAX_CALLS = 1000;

export type ParsedScenario = { ok: true; scenario: Scenario } | { ok: false; error: string };

/** Checks a scenario; a minimal one is `{ "script": [ { "t_ms": 0, "host": "client", "call": "connect" } ] }`. */
export function parseScenario(json: unknown): ParsedScenario {
  try {
    const o = object(json, 'scenario');
    const read = scenario(o);
    refuseUnknown(o);
    return { ok: true, scenario: read };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.message };
    throw error;
  }
}

function scenario(o: Json): Scenario {
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

/** null means that the number is not known because it is never used; 0 serves. */
function isnOf(value: unknown, where: string, fallback: number): number {
  return value === null ? 0 : integer(value, where, 0, 2 ** 32 - 1, fallback);
}

function isns(value: unknown, where: string): number[] {
  return list(value ?? [], where).map((n, i) => integer(n, `${where}[${i}]`, 0, 2 ** 32 - 1, 0));
}

function script(value: unknown): ScriptItem[] {
  const items = list(value, 'script');
  if (items.length === 0) refuse('script', 'is empty: nothing would happen');
  if (items.length > MAX_CALLS) refuse('script', `${items.length} calls, more than ${MAX_CALLS}`);
  return items.map((item, i) => scriptItem(object(item, `script[${i}]`), `script[${i}]`));
}

function dropRule(value: unknown, i: number): DropRule {
  const at = `drops[${i}]`;
  const o = object(value, at);
  const action = oneOf(o['action'] ?? 'drop', `${at}.action`, ACTIONS);
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
