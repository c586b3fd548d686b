// The cell types: how an answer may be written and what it then means. Tolerant of spelling, strict in meaning:
// what cannot be read in one way only is handed back, never guessed and never graded as wrong.
import type { CellType, CellValue, Text } from '../kind.js';
import { parseContent } from './content.js';
import { parseField, withoutName } from './field.js';
import { parseFlags } from './flags.js';
import { parseLetters } from './letters.js';
import { parseMove } from './move.js';
import { isNever, isNone } from './none.js';
import { parseIsn } from './isn.js';
import { parseInteger } from './number.js';
import { parseNotice } from './notice.js';
import { parseOrder } from './order.js';
import { parseSegment } from './segment.js';
import { parseSide } from './side.js';
import { parseState } from './state.js';
import { parseTime } from './time.js';

export { RELATIVE } from './isn.js';
export { FIELD_NAMES, type FieldName } from './field.js';
export { canonicalFlags } from './flags.js';
export { LETTERS, readLetters, writeLetters } from './letters.js';
export { type Move, moveOf, readMove, writeMove } from './move.js';
export { type Side, sideOf } from './side.js';

export type Parsed = { ok: true; value: CellValue | null } | { ok: false; message: Text };

const MAX_LENGTH = 100;
/** Characters of a text. */
export const MAX_TEXT = 4_000;

/** The canonical value of what was typed; null for a blank. */
export function parseCell(type: CellType, raw: unknown): Parsed {
  if (raw === null || raw === undefined) return { ok: true, value: null };
  if (typeof raw !== 'string' && typeof raw !== 'number') return { ok: false, message: MESSAGES.notText };
  if (type === 'text') return parseText(String(raw));
  const text = plain(String(raw));
  if (text === '') return { ok: true, value: null };
  if (text.length > MAX_LENGTH) return { ok: false, message: MESSAGES.tooLong };
  const value = parsers[type](text);
  return value === undefined ? { ok: false, message: formats[type].message } : { ok: true, value };
}

/** A canonical value as it may be typed; parseCell reads it back. */
export function writeCell(type: CellType, value: CellValue): CellValue {
  if (type === 'order') return [...String(value)].join(' ');
  return (type === 'time' || type === 'moment') && typeof value === 'number' ? `${value} ms` : value;
}

/** How a cell of this type may be written. */
export function formatHint(type: CellType): Text {
  return formats[type].hint;
}

/** A text is kept as it was written, since the grade quotes it. */
function parseText(text: string): Parsed {
  if (text.trim() === '') return { ok: true, value: null };
  return text.length > MAX_TEXT ? { ok: false, message: formats.text.message } : { ok: true, value: text };
}

const parsers: Record<Exclude<CellType, 'text'>, (text: string) => CellValue | undefined> = {
  number: (text) => parseInteger(withoutName(text)),
  ack: (text) => (isNone(withoutName(text)) ? 'none' : parseInteger(withoutName(text))),
  letters: parseLetters,
  flags: parseFlags,
  state: parseState,
  time: parseTime,
  segment: parseSegment,
  move: parseMove,
  field: parseField,
  content: parseContent,
  moment: (text) => (isNever(text) ? 'none' : parseTime(text)),
  side: parseSide,
  notice: parseNotice,
  order: parseOrder,
  isn: parseIsn,
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

const MESSAGES = {
  notText: { en: 'Write the answer as text or as a number.', zh: '请以文本或数字作答。' },
  tooLong: { en: 'This is too long to be an answer.', zh: '答案过长。' },
} satisfies Record<string, Text>;

const formats: Record<CellType, { hint: Text; message: Text }> = {
  number: {
    hint: { en: 'a number, decimal or 0x hexadecimal', zh: '数字，十进制或以 0x 开头的十六进制' },
    message: {
      en: 'This is not a whole number from 0 up. Write digits only, such as 4294967295 or 0xffffffff.',
      zh: '无法读出非负整数。请只写数字，例如 4294967295 或 0xffffffff。',
    },
  },
  ack: {
    hint: {
      en: 'a number, or "none" (or 0) if there is no valid number in that field',
      zh: '数字；若该字段没有有效的值，写“无”（或 0）',
    },
    message: {
      en: 'This is neither a whole number from 0 up nor "none".',
      zh: '既不是非负整数，也不是“无”。',
    },
  },
  letters: {
    hint: {
      en: 'in the letters x and y, such as x+1; "none" if the segment carries no valid number there',
      zh: '用字母 x、y 表示，例如 x+1；若该字段无效，写“无”',
    },
    message: {
      en: 'Write one of the letters x and y, plus or minus a number, such as x+1 or y+641.',
      zh: '请用字母 x 或 y 加减一个数来表示，例如 x+1 或 y+641。',
    },
  },
  flags: {
    hint: {
      en: 'control bits in any order, such as SYN, ACK; or none',
      zh: '置 1 的控制位，顺序不限，例如 SYN, ACK；或“无”',
    },
    message: {
      en: 'Unknown control bit. Write names such as SYN, ACK, FIN or RST.',
      zh: '无法识别的控制位。请写 SYN、ACK、FIN、RST 等名称。',
    },
  },
  state: {
    hint: { en: 'a state, such as SYN-SENT', zh: '状态，例如 SYN-SENT 或 同步已发送' },
    message: {
      en: 'This is not the name of a TCP state. Write one such as SYN-SENT or TIME-WAIT.',
      zh: '不是 TCP 状态的名称。请写例如 SYN-SENT（同步已发送）、TIME-WAIT（时间等待）。',
    },
  },
  text: {
    hint: {
      en: `a text of up to ${MAX_TEXT} characters, in English or Chinese`,
      zh: `文字，不超过 ${MAX_TEXT} 个字符，中文或英文均可`,
    },
    message: {
      en: `This is too long: a text has up to ${MAX_TEXT} characters.`,
      zh: `文字过长，不能超过 ${MAX_TEXT} 个字符。`,
    },
  },
  time: {
    hint: { en: 'a time; seconds, unless you write a unit', zh: '时间；不写单位时按秒计' },
    message: {
      en: 'This is not a time. Write for example 127, 127 s, 2 min 7 s or 500 ms.',
      zh: '无法读出时间。请写例如 127、127 秒、2 分 7 秒 或 500 毫秒。',
    },
  },
  move: {
    hint: {
      en: 'a segment, such as ACK seq=7001 ack=91001 len=640; or wait',
      zh: '一个报文段，例如 ACK seq=7001 ack=91001 len=640；或“等待”',
    },
    message: {
      en: 'This is no move. Write control bits and fields, such as SYN seq=7000 or ACK seq=7001 ack=91001 len=640; or wait.',
      zh: '无法读出这一步。请写控制位和各字段，例如 SYN seq=7000 或 ACK seq=7001 ack=91001 len=640；或“等待”。',
    },
  },
  segment: {
    hint: { en: 'the number of a segment or packet, such as 4', zh: '报文段或分组的编号，例如 4' },
    message: {
      en: 'This is not the number of one segment or packet. Write for example 4 or #4.',
      zh: '无法读出报文段或分组的编号。请写例如 4 或 #4。',
    },
  },
  field: {
    hint: {
      en: 'one of flags, seq, ack, len',
      zh: '控制位（flags）、序号（seq）、确认号（ack）、数据字节数（len）之一',
    },
    message: {
      en: 'This is not the name of a field. Write flags, seq, ack or len.',
      zh: '不是字段的名称。请写控制位、序号、确认号或数据字节数。',
    },
  },
  content: {
    hint: {
      en: 'a number, decimal or 0x hexadecimal; or control bits, such as SYN, ACK',
      zh: '数字，十进制或以 0x 开头的十六进制；或控制位，例如 SYN, ACK',
    },
    message: {
      en: 'This is neither a whole number from 0 up nor a list of control bits, or may be both. Write for example 7001 or SYN, ACK.',
      zh: '无法确定是非负整数还是控制位。请写例如 7001 或 SYN, ACK。',
    },
  },
  moment: {
    hint: {
      en: 'a time; seconds, unless you write a unit; or "never"',
      zh: '时间；不写单位时按秒计；若不会发生，写“不会”',
    },
    message: {
      en: 'This is neither a time nor "never". Write for example 127, 2 min 7 s, 500 ms or never.',
      zh: '既不是时间，也不是“不会”。请写例如 127、2 分 7 秒、500 毫秒 或 不会。',
    },
  },
  side: {
    hint: { en: 'client, server, both or neither', zh: '客户端、服务器、双方 或 都不' },
    message: {
      en: 'Write client, server, both or neither.',
      zh: '请写 客户端、服务器、双方 或 都不。',
    },
  },
  notice: {
    hint: {
      en: 'ECONNRESET (reset), ETIMEDOUT (timed out), EOF (end of data) or nothing',
      zh: 'ECONNRESET（连接被重置）、ETIMEDOUT（超时）、EOF（数据结束）或“无”',
    },
    message: {
      en: 'Write ECONNRESET, ETIMEDOUT, EOF or nothing.',
      zh: '请写 ECONNRESET（连接被重置）、ETIMEDOUT（超时）、EOF（数据结束）或“无”。',
    },
  },
  isn: {
    hint: { en: 'a number, decimal or 0x hexadecimal', zh: '数字，十进制或以 0x 开头的十六进制' },
    message: {
      en: 'This is not a whole number from 0 up. Write digits only, such as 4294967295 or 0xffffffff.',
      zh: '无法读出非负整数。请只写数字，例如 4294967295 或 0xffffffff。',
    },
  },
  order: {
    hint: { en: 'letters in order, such as C A B', zh: '按顺序写出字母，例如 C A B' },
    message: {
      en: 'This is not a list of letters, each of them once. Write for example C A B.',
      zh: '请按顺序写出字母，每个字母只写一次，例如 C A B。',
    },
  },
};
