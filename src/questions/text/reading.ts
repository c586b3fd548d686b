// Reads an answer: into words, phrases and sentences of terms, without what is no answer. Rubrics match their patterns
// against this.
import type { Actors } from './actors.js';
import { addressed, isWordBag } from './address.js';
import type { Found, Lexicon } from './lexicon.js';
import { readSentence } from './sentence.js';
import type { Sentence } from './term.js';
import { takeBack } from './take-back.js';
import { type Word, words } from './words.js';

export interface Reading {
  words: Word[];
  sentences: Sentence[];
  /** Of each word whether it is set aside: it speaks to the grader, or is one of a heap of words. */
  setAside: readonly boolean[];
  /** It speaks in pictures (of phones, letters, doors), or has hardly a word of the trade. */
  figurative: boolean;
}

/** An answer shorter than this many units of reading may do without the words of the trade. */
const shortAnswer = 22;

const sentenceEnds = new Set(['.', '!', '?', ';', '。', '\n', '…']);
const noes = new Set(['no', 'wait', 'nope', 'wrong', 'sorry', '不', '对', '错', '哦']);
const fillers = new Set(['well', 'oh', 'but', 'hm', ',', '…']);

/** @param actors the roles of the endpoints' names */
export function read(answer: string, lexicon: Lexicon, actors: Actors): Reading {
  const list = words(answer);
  lexicon.look(list);
  const found = lexicon.find(list);
  const sentences: Sentence[] = [];
  const setAside = list.map(() => false);
  let next = 0;
  let goesOn = false;
  for (const [from, to] of splitSentences(list)) {
    const inside: Found[] = [];
    for (let f = found[next]; f && f.first < to; f = found[++next]) inside.push(f);
    const own = list.slice(from, to);
    const away = addressed(own, inside, from, goesOn);
    goesOn = away.goesOn;
    const empty =
      isWordBag(own) || isWordBag(own.slice(0, away.from)) || inside.some((f) => f.tags.includes('mention'));
    setAside.fill(
      true,
      empty ? from : Math.min(to, from + away.from),
      empty ? to : Math.min(to, from + away.to),
    );
    const kept = empty ? [] : inside.filter((f) => f.first < from + away.from || f.first >= from + away.to);
    sentences.push(readSentence(kept, list, actors, from, startsWithNo(list, from)));
  }
  takeBack(sentences);
  return { words: list, sentences, setAside, figurative: isFigurative(list, found, lexicon) };
}

/** Spans of words [from, to), each with more than marks in it. */
function splitSentences(list: readonly Word[]): [number, number][] {
  const spans: [number, number][] = [];
  let from = 0;
  let spoken = false;
  for (const [i, word] of list.entries()) {
    if (word.kind !== 'mark') spoken = true;
    else if (spoken && sentenceEnds.has(word.text) && !isAbbreviation(list, i)) {
      spans.push([from, i + 1]);
      from = i + 1;
      spoken = false;
    }
  }
  if (spoken) spans.push([from, list.length]);
  return spans;
}

/** The points of `e.g.`, `i.e.` and `...`. */
function isAbbreviation(list: readonly Word[], i: number): boolean {
  const [before, after] = [list[i - 1], list[i + 1]];
  if (list[i]?.text !== '.') return false;
  if (before?.text === '.' || after?.text === '.') return true;
  if (before?.kind !== 'latin' || before.text.length > 1 || before.capital) return false;
  return after !== undefined && (after.start === list[i]?.end || !after.capital);
}

/** `No, ...`, `Wait, no: ...`, `不对，...`: one or more noes up to the first mark. */
function startsWithNo(list: readonly Word[], start: number): boolean {
  let from = start;
  while (from < start + 3 && fillers.has(list[from]?.text ?? '')) from++;
  const first = from;
  while (from < first + 3 && noes.has(list[from]?.text ?? '')) from++;
  return from > first && [',', '.', '!', ':'].includes(list[from]?.text ?? '');
}

function isFigurative(list: readonly Word[], found: readonly Found[], lexicon: Lexicon): boolean {
  if (found.some((f) => f.tags.includes('no-answer'))) return false;
  if (found.some((f) => f.tags.includes('analogy')) && lexicon.countTrade(list) <= 2) return true;
  return (list.at(-1)?.at ?? 0) >= shortAnswer && lexicon.countTrade(list) <= 1;
}
