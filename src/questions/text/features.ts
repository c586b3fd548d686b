// What the second opinion (opinion.ts) sees of an answer: its words and pairs of words, with roles in place of names,
// and what the lexicon made of them.
import type { Reading } from './reading.js';
import type { Sentence } from './term.js';
import type { Word } from './words.js';

/** The features of each sentence, each once; at most four for a word and a few for a phrase. */
export function featuresOf({ words, sentences }: Reading): Set<string>[] {
  const roles = rolesByWord(sentences);
  return sentences.map((sentence, i) => {
    const seen = new Set<string>();
    addWords(words, sentence, sentences[i + 1]?.from ?? words.length, roles, seen);
    addTerms(sentence, seen);
    return seen;
  });
}

/** `word`, `word word`, and of Chinese also three characters in a row; none over a mark. */
function addWords(
  words: readonly Word[],
  { from }: Sentence,
  to: number,
  roles: ReadonlyMap<number, string>,
  seen: Set<string>,
): void {
  let before = '';
  let earlier = '';
  for (let i = from; i < to; i++) {
    const word = words[i];
    if (!word || word.kind === 'mark') {
      before = earlier = '';
      continue;
    }
    const key = roles.get(i) ?? word.key;
    if (key === before) continue;
    seen.add(key);
    if (before) seen.add(`${before} ${key}`);
    if (earlier && word.kind === 'han') seen.add(`${earlier} ${before} ${key}`);
    earlier = before;
    before = key;
  }
}

/** `=tag` said, `-tag` denied, `=tag@role` done by the role, `=tag>tag` one after the other. */
function addTerms({ terms }: Sentence, seen: Set<string>): void {
  let last = '';
  for (const { asserted, denied, doer, class: kind } of terms) {
    if (kind === 'actor') continue;
    for (const tag of asserted) seen.add(`=${tag}`);
    for (const tag of denied) seen.add(`-${tag}`);
    const said = asserted[0];
    if (said === undefined || kind === 'mark') continue;
    const role = doer.at(-1);
    if (kind === 'act' && role !== undefined) seen.add(`=${said}@${role}`);
    if (last) seen.add(`=${last}>${said}`);
    last = said;
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
