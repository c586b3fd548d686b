// The cell types: how an answer may be written and what it then means. Tolerant of spelling, strict in meaning:
// what cannot be read in one way only is handed back, never guessed and never graded as wrong.
import type { CellType, CellValue, Text } from './kind.js';

export type Parsed = { ok: true; value: CellValue | null } | { ok: false; message: Text };

const MAX_LENGTH = 100;

/** The canonical value of what was typed; null for a blank. */
export function parseCell(type: CellType, raw: unknown): Parsed {
  if (raw === null || raw === undefined) return { ok: true, value: null };
  if (typeof raw !== 'string' && typeof raw !== 'number') return { ok: false, message: MESSAGES.notText };
  const text = plain(String(raw));
  if (text === '') return { ok: true, value: null };
  if (text.length > MAX_LENGTH) return { ok: false, message: MESSAGES.tooLong };
  const value = parsers[type](text);
  return value === undefined ? { ok: false, message: formats[type].message } : { ok: true, value };
}

/** How a cell of this type may be written. */
export function formatHint(type: CellType): Text {
  return formats[type].hint;
}

/** Control bits in canonical form. PSH is left out: setting it is the sender's choice, so it is never asked. */
export function canonicalFlags(flags: Iterable<string>): string {
  const set = new Set(flags);
  const shown = FLAG_ORDER.filter((flag) => set.has(flag));
  return shown.length === 0 ? 'none' : shown.join('+');
}

const FLAG_ORDER = ['SYN', 'FIN', 'RST', 'URG', 'ECE', 'CWR', 'ACK'] as const;

const parsers: Record<CellType, (text: string) => CellValue | undefined> = {
  number: parseInteger,
  ack: (text) => (isNone(text) ? 'none' : parseInteger(text)),
  flags: parseFlags,
};

/** Full-width characters become ASCII (NFKC); dashes, quotes and invisible marks one form. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u2019`]/g, "'")
    .replace(/、/g, ',')
    .trim();
}

const DIGITS = /^\d+(?:_\d+)*$/;
// Groups of three (4,294,967,295) or, as in Chinese, of four (42,9496,7295); one separator throughout.
const GROUPS = /^\d{1,3}(?:(, ?|[ '])\d{3})(?:\1\d{3})*$|^\d{1,4}(?:(, ?|[ '])\d{4})(?:\2\d{4})*$/;
const HEX = /^0x[0-9a-f]+(?:_[0-9a-f]+)*$/i;

/** Decimal or 0x hexadecimal, beyond 2^32 too: a missing modulo is a wrong answer, not an unreadable one. */
function parseInteger(text: string): number | undefined {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const body = text.slice(sign.length).trim();
  if (!DIGITS.test(body) && !GROUPS.test(body) && !HEX.test(body)) return undefined;
  const value = Number(body.replace(/[_, ']/g, ''));
  if (!Number.isSafeInteger(value)) return undefined;
  return sign === '-' && value !== 0 ? -value : value;
}

function isNone(text: string): boolean {
  return /^(none|no|n\/a|null|nil|-+|invalid|not valid|unset|无|没有|无效|不适用|未定义)$/i.test(text);
}

const FLAG_WORDS = new Map(
  Object.entries({
    同步: 'SYN',
    确认: 'ACK',
    终止: 'FIN',
    复位: 'RST',
    推送: 'PSH',
    紧急: 'URG',
    SYNACK: 'SYN+ACK',
  }),
);
const TCPDUMP = new Map(
  Object.entries({ S: 'SYN', F: 'FIN', R: 'RST', P: 'PSH', U: 'URG', A: 'ACK', '.': 'ACK' }),
);

/** `SYN, ACK`, `syn-ack`, `[ACK SYN]`, `SYN=1 ACK=1`, tcpdump's `S.`, 同步+确认. */
function parseFlags(text: string): string | undefined {
  if (isNone(text)) return 'none';
  const upper = text
    .toUpperCase()
    .replace(/[[\]<>(){}]/g, ' ')
    .replace(/\s*=\s*/g, '=')
    .trim();
  if (/^[SFRPUA]?[SFRPUA.]$/.test(upper)) return canonicalFlags([...upper].map((c) => TCPDUMP.get(c) ?? c));
  const on: string[] = [];
  for (const token of upper.split(/[\s,+|/&;和与-]+/).filter((t) => t !== '')) {
    const [, word = '', bit] = /^([^=]+?)(?:=([01]))?$/.exec(token) ?? [];
    const names = (FLAG_WORDS.get(word) ?? word).split('+');
    if (!names.every((name) => name === 'PSH' || FLAG_ORDER.some((flag) => flag === name))) return undefined;
    if (bit !== '0') on.push(...names);
  }
  return canonicalFlags(on);
}

const MESSAGES = {
  notText: { en: 'Write the answer as text or as a number.', zh: '请以文本或数字作答。' },
  tooLong: { en: 'This is too long to be an answer.', zh: '答案过长。' },
} satisfies Record<string, Text>;

const formats: Record<CellType, { hint: Text; message: Text }> = {
  number: {
    hint: { en: 'a number, decimal or 0x hexadecimal', zh: '数字，十进制或以 0x 开头的十六进制' },
    message: {
      en: 'This is not a whole number. Write digits only, such as 4294967295 or 0xffffffff.',
      zh: '无法读出整数。请只写数字，例如 4294967295 或 0xffffffff。',
    },
  },
  ack: {
    hint: {
      en: 'a number, or "none" if the segment carries no valid acknowledgment number',
      zh: '数字；若该报文段没有有效的确认号，写“无”',
    },
    message: {
      en: 'This is neither a whole number nor "none".',
      zh: '既不是整数，也不是“无”。',
    },
  },
  flags: {
    hint: { en: 'control bits in any order, such as SYN, ACK', zh: '置 1 的控制位，顺序不限，例如 SYN, ACK' },
    message: {
      en: 'Unknown control bit. Write names such as SYN, ACK, FIN or RST.',
      zh: '无法识别的控制位。请写 SYN、ACK、FIN、RST 等名称。',
    },
  },
};
