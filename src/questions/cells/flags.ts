// Control bits (RFC 9293 section 3.1) as people, captures and Chinese textbooks write them.
import { isNone, isNotSent } from './none.js';

/** Control bits in canonical form. PSH is left out: setting it is the sender's choice, so it is never asked. */
export function canonicalFlags(flags: readonly string[]): string {
  const shown = FLAG_ORDER.filter((flag) => flags.includes(flag));
  return shown.length === 0 ? 'none' : shown.join('+');
}

const FLAG_ORDER = ['SYN', 'FIN', 'RST', 'URG', 'ECE', 'CWR', 'ACK'] as const;

const FLAG_WORDS = new Map(
  Object.entries({
    同步: 'SYN',
    确认: 'ACK',
    终止: 'FIN',
    复位: 'RST',
    推送: 'PSH',
    紧急: 'URG',
  }),
);
const TCPDUMP = new Map(
  Object.entries({ S: 'SYN', F: 'FIN', R: 'RST', P: 'PSH', U: 'URG', A: 'ACK', '.': 'ACK' }),
);

const NAME = new RegExp(['PSH', ...FLAG_ORDER, ...FLAG_WORDS.keys()].join('|'), 'g');

/** `SYN, ACK`, `syn-ack`, `SYNACK`, `[ACK SYN]`, `SYN=1 ACK=1`, tcpdump's `S.`, 同步+确认; `none` also where nothing is sent. */
export function parseFlags(text: string): string | undefined {
  if (isNone(text) || isNotSent(text)) return 'none';
  const upper = text
    .toUpperCase()
    .replace(/[[\]<>(){}]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?= ?/g, '=')
    .trim();
  if (/^(?!.*(.).*\1)[SFRPUA]*\.?$/.test(upper))
    return canonicalFlags([...upper].map((c) => TCPDUMP.get(c) ?? c));
  const on: string[] = [];
  for (const token of upper.split(/[\s,+|/&;和与-]+|\bAND\b/).filter((t) => t !== '')) {
    const [, word = '', bit] = /^([^=]+?)(?:=([01]))?$/.exec(token) ?? [];
    const names = word.match(NAME) ?? [];
    if (word === '' || names.join('') !== word) return undefined;
    if (bit !== '0') on.push(...names.map((name) => FLAG_WORDS.get(name) ?? name));
  }
  return canonicalFlags(on);
}
