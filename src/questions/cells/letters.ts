// Numbers in the letters of textbooks: x is the client's ISN, y the server's, and the second segment carries ack = x + 1.
import { withoutName } from './field.js';
import { isNone } from './none.js';
import { parseInteger } from './number.js';

export const LETTERS = { client: 'x', server: 'y' } as const;

type Letter = (typeof LETTERS)[keyof typeof LETTERS];

interface Sum {
  /** null: a number that names no ISN. */
  letter: Letter | null;
  plus: number;
}

/** `x+1`, `X + 1`, `1+x`, `seq = x+1`, `x+1+640`: at most one letter, which is not subtracted. In canonical form, or none. */
export function parseLetters(text: string): string | undefined {
  if (isNone(text)) return 'none';
  const body = withoutName(text).toLowerCase().replace(/\s+/g, '');
  if (!/^[+-]?[^+-]+([+-][^+-]+)*$/.test(body)) return undefined;
  const sum: Sum = { letter: null, plus: 0 };
  for (const [, sign = '', term = ''] of body.matchAll(/([+-]?)([^+-]+)/g)) {
    if (term === LETTERS.client || term === LETTERS.server) {
      if (sum.letter !== null || sign === '-') return undefined;
      sum.letter = term;
    } else {
      const n = parseInteger(term);
      if (n === undefined) return undefined;
      sum.plus += sign === '-' ? -n : n;
    }
  }
  return Number.isSafeInteger(sum.plus) ? writeLetters(sum) : undefined;
}

/** In canonical form: the letter, then what is added; a number alone where there is no letter. */
export function writeLetters({ letter, plus }: Sum): string {
  if (letter === null) return String(plus);
  if (plus === 0) return letter;
  return plus < 0 ? `${letter}${plus}` : `${letter}+${plus}`;
}

/** A canonical value taken apart; null for `none`. */
export function readLetters(value: string): Sum | null {
  const [, letter, plus] = /^([xy])?(.*)$/.exec(value) ?? [];
  const n = plus === '' ? 0 : Number(plus);
  return Number.isNaN(n) ? null : { letter: (letter as Letter | undefined) ?? null, plus: n };
}
