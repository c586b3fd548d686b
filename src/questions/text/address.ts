// What is no answer: text that speaks to the grader, and heaps of words that make no sentence.
import type { Found } from './lexicon.js';
import type { Word } from './words.js';

export interface Away {
  /** Words [from, to) of the sentence are set aside; from is Infinity when none are. */
  from: number;
  to: number;
  /** The next sentence is set aside as well: this one announced it. */
  goesOn: boolean;
}

const openers = new Set(['(', '[', '<']);
const closers = new Set([')', ']', '>']);

/**
 * What of a sentence is addressed to the grader: a parenthesis that is, or all from the clause on in which it begins.
 *
 * @param list the sentence's words
 * @param found its phrases, which count their words from `offset`
 * @param goesOn what the sentence before said of this one
 */
export function addressed(
  list: readonly Word[],
  found: readonly Found[],
  offset: number,
  goesOn: boolean,
): Away {
  const hit = found.find((f) => f.tags.includes('to-grader'));
  if (!hit && !goesOn) return { from: Infinity, to: Infinity, goesOn: false };
  const announces = list.at(-1)?.text === ':' || list.at(-2)?.text === ':';
  if (!hit) return { from: 0, to: list.length, goesOn: announces };
  const at = hit.first - offset;
  for (let i = at; i >= 0; i--) {
    const text = list[i]?.text ?? '';
    if (closers.has(text)) break;
    if (!openers.has(text)) continue;
    const end = closing(list, at);
    // Who speaks to the grader again behind the parenthesis means all that follows.
    const again = found.some((f) => f.first - offset >= end && f.tags.includes('to-grader'));
    return { from: i, to: again ? list.length : end, goesOn: again && announces };
  }
  let from = at;
  while (from > 0 && !isBoundary(list[from - 1])) from--;
  return { from, to: list.length, goesOn: announces };
}

/** Behind the parenthesis that closes the one open at `from`, whatever opens and closes in it. */
function closing(list: readonly Word[], from: number): number {
  let depth = 1;
  for (let i = from; i < list.length; i++) {
    const text = list[i]?.text ?? '';
    if (openers.has(text)) depth++;
    if (closers.has(text) && --depth === 0) return i + 1;
  }
  return list.length;
}

function isBoundary(word: Word | undefined): boolean {
  return word?.kind === 'mark' && [',', ':', '、'].includes(word.text);
}

const arrows = new Set(['>', '→', '⇒', '=']);
const grammatical = new Set(
  (
    'a an the is are was were be been it its he she they them their that this these those which who what there here ' +
    'to of in on at by for from with without as if when while until before after because since so then than and or ' +
    'but not no can could may might will would must should shall has have had do does did each every also only both ' +
    'i me my we us our you your one other up once otherwise because therefore thus about per any all some'
  ).split(' '),
);
const grammaticalHan = new Set('的了会就可能若如因所才让使被把要是在到时后并还也没不有它这那对于从为而或且');

/** `A` in capitals may be an endpoint. */
const isGrammatical = (word: Word): boolean =>
  grammatical.has(word.text) && !(word.text === 'a' && word.capital);

/** A heap of words: a list or a row of them with next to nothing that holds a sentence together. */
export function isWordBag(list: readonly Word[]): boolean {
  const bag = { latin: 0, han: 0, grammatical: 0, inflected: 0, pieces: 1, arrows: 0 };
  for (const [i, word] of list.entries()) {
    const before = list[i - 1];
    if (word.kind === 'mark') {
      if (word.text === ',' || word.text === '、') bag.pieces++;
      if (arrows.has(word.text)) bag.arrows++;
      continue;
    }
    if (word.kind === 'han') bag.han++;
    else bag.latin++;
    // In Chinese a space parts the items of a list.
    if (before && before.end < word.start && (word.kind === 'han' || before.kind === 'han')) bag.pieces++;
    if (word.kind === 'han' ? grammaticalHan.has(word.text) : isGrammatical(word)) bag.grammatical++;
    else if (word.kind === 'latin' && /(?:ed|[^suo]s)$/.test(word.text)) bag.inflected++;
  }
  const all = bag.latin + bag.han;
  const holding = (bag.grammatical + bag.inflected / 2) / Math.max(1, all);
  if (bag.arrows > 0) return false;
  if (bag.han > bag.latin)
    return (
      bag.pieces >= 5 &&
      bag.han / bag.pieces < 5 &&
      bag.grammatical / all < (bag.han / bag.pieces < 3 ? 0.2 : 0.1)
    );
  if (bag.latin >= 7 && bag.grammatical === 0) return true;
  return bag.latin >= 6 && holding < (bag.pieces >= 5 ? 0.22 : 0.12);
}
