// Cuts an answer into words: Latin words by their letters, Chinese by the character (the lexicon joins them again),
// numbers with their value. One pass, no backtracking; every word knows where in the answer it stands.
import { hanNumber, isHanDigit } from './numbers.js';

export interface Word {
  kind: 'latin' | 'han' | 'number' | 'mark';
  /** The word in lower case, after NFKC; for a mark its character. */
  text: string;
  /** As it is looked up: the stem of a Latin word, set by the lexicon. */
  key: string;
  /** Where it stands in the answer: [start, end). */
  start: number;
  end: number;
  /** Where it stands in units of reading: a Latin word or number counts 2, a Chinese character 1, a mark 0. */
  at: number;
  /** Of a number; a number in Chinese takes `span` words. */
  value?: number;
  span?: number;
  /** Written in capitals: `A` is an endpoint, `a` an article. */
  capital: boolean;
}

interface Folded {
  text: string;
  capital: boolean;
  index: number;
}

/** The words of an answer, in order. */
export function words(answer: string): Word[] {
  const chars = fold(answer);
  const out: Word[] = [];
  let at = 0;
  const add = (kind: Word['kind'], from: number, to: number, text: string, value?: number): void => {
    const first = chars[from];
    const start = first?.index ?? 0;
    const end = chars[to]?.index ?? answer.length;
    out.push({ kind, text, key: text, start, end, at, value, capital: first?.capital ?? false });
    at += kind === 'mark' ? 0 : kind === 'han' ? 1 : 2;
  };
  for (let i = 0; i < chars.length;) {
    const from = i;
    const kind = kindOf(chars[i]?.text ?? '');
    if (kind === 'space') i++;
    else if (kind === 'letter') {
      while (kindOf(chars[i]?.text ?? '') === 'letter' || isApostrophe(chars, i)) i++;
      latin(join(chars, from, i), (text) => add('latin', from, i, text));
    } else if (kind === 'digit') {
      while (kindOf(chars[i]?.text ?? '') === 'digit' || isGrouping(chars, i)) i++;
      const text = join(chars, from, i).replaceAll(',', '');
      add('number', from, i, text, Number(text));
    } else if (kind === 'han' && isHanDigit(chars[i]?.text ?? '')) {
      while (isHanDigit(chars[i]?.text ?? '') && i - from < 12) i++;
      const text = join(chars, from, i);
      for (let k = from; k < i; k++) add('han', k, k + 1, chars[k]?.text ?? '');
      const first = out.at(from - i);
      if (first) Object.assign(first, { value: hanNumber(text), span: i - from });
    } else {
      i++;
      add(kind === 'han' ? 'han' : 'mark', from, i, chars[from]?.text ?? '');
    }
  }
  return out;
}

/** NFKC and lower case, one character at a time, so that places in the answer are kept. */
function fold(answer: string): Folded[] {
  const out: Folded[] = [];
  let index = 0;
  for (const char of answer) {
    const composed = isPlain(char) ? char : char.normalize('NFKC');
    const shown = composed.length > 4 ? char : composed;
    const text = shown.toLowerCase();
    if (text.length === 1)
      out.push({ text: text === '’' || text === '‘' ? "'" : text, capital: text !== shown, index });
    else for (const one of text) out.push({ text: one, capital: text !== shown, index });
    index += char.length;
  }
  return out;
}

/** ASCII and the common Chinese characters are their own NFKC. */
function isPlain(char: string): boolean {
  return char < '\u0080' || (char >= '\u4e00' && char <= '\u9fff');
}

type Kind = 'space' | 'letter' | 'digit' | 'han' | 'mark';

function kindOf(char: string): Kind {
  if (char === '') return 'mark';
  if (char >= 'a' && char <= 'z') return 'letter';
  if (char >= '0' && char <= '9') return 'digit';
  if (char === ' ' || char === '\t' || char === '_' || char === '-' || char === '\u00a0') return 'space';
  const code = char.codePointAt(0) ?? 0;
  if ((code >= 0x3400 && code <= 0x9fff) || code === 0x3007) return 'han';
  if (code >= 0xc0 && code < 0x250 && code !== 0xd7 && code !== 0xf7) return 'letter';
  return 'mark';
}

function isApostrophe(chars: Folded[], i: number): boolean {
  return chars[i]?.text === "'" && kindOf(chars[i + 1]?.text ?? '') === 'letter';
}

/** A point or comma inside of a number. */
function isGrouping(chars: Folded[], i: number): boolean {
  const char = chars[i]?.text;
  if (kindOf(chars[i + 1]?.text ?? '') !== 'digit') return false;
  if (char === '.') return true;
  const three = [1, 2, 3].every((k) => kindOf(chars[i + k]?.text ?? '') === 'digit');
  return char === ',' && three && kindOf(chars[i + 4]?.text ?? '') !== 'digit';
}

function join(chars: Folded[], from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += chars[i]?.text ?? '';
  return text;
}

const contracted: Record<string, string[]> = {
  cannot: ['can', 'not'],
  "can't": ['can', 'not'],
  cant: ['can', 'not'],
  "won't": ['will', 'not'],
  wont: ['will', 'not'],
  dont: ['do', 'not'],
  doesnt: ['does', 'not'],
  didnt: ['did', 'not'],
  isnt: ['is', 'not'],
  couldnt: ['could', 'not'],
  wouldnt: ['would', 'not'],
  "let's": ['let', 'us'],
};

const VERBS = new Map([
  ['s', 'is'],
  ['m', 'am'],
  ['d', 'would'],
  ['ll', 'will'],
  ['re', 'are'],
  ['ve', 'have'],
]);

/** Parts a contraction: doesn't -> does not, server's -> server 's, it's -> it is. */
function latin(text: string, add: (text: string) => void): void {
  const known = Object.hasOwn(contracted, text) ? contracted[text] : undefined;
  if (known) return known.forEach(add);
  const cut = text.indexOf("'");
  if (cut < 0) return add(text);
  const head = text.slice(0, cut);
  const tail = text.slice(cut + 1);
  if (tail === 't' && head.endsWith('n')) {
    add(head.slice(0, -1));
    add('not');
  } else if (tail === 's' && !['it', 'that', 'there', 'he', 'she', 'what'].includes(head)) {
    add(head);
    add("'s");
  } else {
    add(head);
    add(VERBS.get(tail) ?? tail);
  }
}
