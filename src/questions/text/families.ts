// Finds the families of words (lexicon/families.ts) in a span of an answer, from left to right.
import { families } from './lexicon/families.js';
import { stem } from './stem.js';
import type { Word } from './words.js';

export interface Kin {
  families: readonly string[];
  /** A negative stands shortly before. */
  denied: boolean;
  /** Index of its first word in the answer. */
  at: number;
}

const byKey = new Map<string, string[]>();
let longest = 1;
for (const [name, list] of Object.entries(families))
  for (const word of list.split(' ')) {
    const key = isLatin(word) ? stem(word.toLowerCase()) : word;
    const known = byKey.get(key);
    if (!known) byKey.set(key, [name]);
    else if (!known.includes(name)) known.push(name);
    if (!isLatin(word)) longest = Math.max(longest, word.length);
  }

const negatives = new Set(
  'not no never nobody nothing without cannot none neither nor 不 没 未 无 非 别'.split(' '),
);
/** So many words behind a negative are denied. */
const reach = 4;

function isLatin(word: string): boolean {
  return word < '\u3400';
}

/** @param skips whether the word at an index is not to be read */
export function kinIn(
  words: readonly Word[],
  from: number,
  to: number,
  skips: (index: number) => boolean,
): Kin[] {
  const found: Kin[] = [];
  let negative = -Infinity;
  for (let i = from; i < to; i++) {
    const word = words[i];
    if (!word || word.kind === 'mark' || skips(i)) continue;
    const [key, length] = word.kind === 'han' ? longestAt(words, i, to) : [word.key, 1];
    const names = byKey.get(key);
    if (negatives.has(word.key) && length === 1) negative = i;
    if (names) found.push({ families: names, denied: i > negative && i - negative <= reach, at: i });
    i += length - 1;
  }
  return found;
}

/** The longest Chinese word that starts at `i`, and of how many characters it is. */
function longestAt(words: readonly Word[], i: number, to: number): [string, number] {
  let text = '';
  let best = words[i]?.key ?? '';
  for (let k = i; k < Math.min(to, i + longest) && words[k]?.kind === 'han'; k++) {
    text += words[k]?.key ?? '';
    if (byKey.has(text)) best = text;
  }
  return [best, Math.max(1, best.length)];
}
