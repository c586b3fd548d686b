// What the second opinion (opinion.ts) sees of an answer: its words and pairs of words, with roles in place of names,
// and what the lexicon made of them.
import type { Reading } from './reading.js';
import type { Sentence } from './term.js';

interface Span extends Pick<Reading, 'words' | 'setAside'> {
  from: number;
  to: number;
}

/** The features of each sentence, each once; a few for a word, up to its length, and a few for a phrase. */
export function featuresOf({ words, sentences, setAside }: Reading): Set<string>[] {
  const roles = rolesByWord(sentences);
  return sentences.map((sentence, i) => {
    const seen = new Set<string>();
    const to = sentences[i + 1]?.from ?? words.length;
    addWords({ words, setAside, from: sentence.from, to }, roles, seen);
    addTerms(sentence, seen);
    return seen;
  });
}

/** `word`, `word word`, of Chinese also three characters in a row, of Latin words `~part`; none over a mark. */
function addWords(
  { words, setAside, from, to }: Span,
  roles: ReadonlyMap<number, string>,
  seen: Set<string>,
): void {
  let before = '';
  let earlier = '';
  for (let i = from; i < to; i++) {
    const word = words[i];
    if (!word || word.kind === 'mark' || setAside[i]) {
      before = earlier = '';
      continue;
    }
    const key = roles.get(i) ?? word.key;
    if (key === before) continue;
    seen.add(key);
    if (word.kind === 'latin' && !roles.has(i)) addParts(word.text, seen);
    if (before) seen.add(`${before} ${key}`);
    if (earlier && word.kind === 'han') seen.add(`${earlier} ${before} ${key}`);
    earlier = before;
    before = key;
  }
}

/** Longer words are no words. */
const longestWord = 24;
const part = 4;

/** Four letters in a row, with its ends marked, so that a misspelt or unknown word is near to those it looks like. */
function addParts(word: string, seen: Set<string>): void {
  const ended = `^${word.slice(0, longestWord)}$`;
  for (let i = 0; i + part <= ended.length; i++) seen.add(`~${ended.slice(i, i + part)}`);
}

/**
 * `=tag` said, `-tag` denied, `!tag` rejected; `=tag@role` done by the role, `=tag#role` owned by it, `=tag>tag` one
 * after the other, `=tag@role>tag` the role does it to that.
 */
function addTerms({ terms }: Sentence, seen: Set<string>): void {
  let last = '';
  for (const { asserted, denied, rejected, doer, owner, class: kind } of terms) {
    if (kind === 'actor') continue;
    for (const tag of asserted) seen.add(`${rejected ? '!' : '='}${tag}`);
    for (const tag of denied) seen.add(`-${tag}`);
    const said = asserted[0] ?? denied[0];
    if (said === undefined || kind === 'mark' || rejected) continue;
    const sign = asserted.length > 0 ? '=' : '-';
    if (last) seen.add(`${last}>${said}`);
    const role = doer.at(-1);
    const whose = owner.at(-1);
    last = `${sign}${said}`;
    if (kind === 'act' && role !== undefined) seen.add((last = `${last}@${role}`));
    else if (kind === 'thing' && whose !== undefined) seen.add(`${last}#${whose}`);
  }
}

/** The role of the endpoint that a word names, as `@role`; `@` for one that has none in this question. */
function rolesByWord(sentences: readonly Sentence[]): Map<number, string> {
  const roles = new Map<number, string>();
  for (const { terms } of sentences)
    for (const { class: kind, asserted, tags, first, last } of terms) {
      if (kind !== 'actor') continue;
      const role = asserted.length > tags.length ? (asserted.at(-1) ?? '') : '';
      for (let i = first; i <= last; i++) roles.set(i, `@${role}`);
    }
  return roles;
}
