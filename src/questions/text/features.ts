// What the second opinion (opinion.ts) sees of an answer: its words and pairs of words, with roles in place of names,
// what the lexicon made of them, the families that they belong to, and what stands behind a `but`.
import { type Kin, kinIn } from './families.js';
import type { Reading } from './reading.js';
import type { Sentence } from './term.js';
import { turnIn } from './turns.js';

/** The feature of a sentence in which the answer turns against itself. */
export const turn = '&turn';

interface Span extends Pick<Reading, 'words' | 'setAside'> {
  from: number;
  to: number;
}

/** The features of each sentence, each once; a few for a word, up to its length, and a few for a phrase. */
export function featuresOf({ words, sentences, setAside }: Reading): Set<string>[] {
  const roles = rolesByWord(sentences);
  return sentences.map((sentence, i) => {
    const seen = new Set<string>();
    const span = { words, setAside, from: sentence.from, to: sentences[i + 1]?.from ?? words.length };
    addWords(span, roles, seen);
    addTerms(sentence, seen);
    const kin = kinIn(words, span.from, span.to, (at) => setAside[at] ?? false);
    addFamilies(kin, sentence, seen);
    addBehindTurn(kin, sentence, span, seen);
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

/** Families this many words apart still make a pair. */
const near = 8;
/** More of them in one sentence are not paired, so that a heap of words takes no longer than others. */
const mostPairs = 1500;

/** `%family`, `%-family` denied, `%family>family` and `%@role>family` one shortly after the other. */
function addFamilies(kin: readonly Kin[], sentence: Sentence, seen: Set<string>): void {
  const row = kin.flatMap(({ families, denied, at }) => {
    for (const name of families) {
      seen.add(`%${name}`);
      if (denied) seen.add(`%-${name}`);
    }
    return families.map((name) => ({ at, name: denied ? `-${name}` : name }));
  });
  for (const { class: kind, asserted, tags, first } of sentence.terms)
    if (kind === 'actor' && asserted.length > tags.length)
      row.push({ at: first, name: `@${asserted.at(-1) ?? ''}` });
  row.sort((a, b) => a.at - b.at);
  let pairs = 0;
  for (const [i, { at, name }] of row.entries())
    for (let k = i + 1; k < row.length && pairs < mostPairs; k++) {
      const next = row[k];
      if (!next || next.at - at > near) break;
      if (next.at === at || next.name === name) continue;
      seen.add(`%${name}>${next.name}`);
      pairs++;
    }
}

/** `&family`, `&=tag`, `&=-tag`: what stands behind a turn of the answer against itself (turns.ts). */
function addBehindTurn(kin: readonly Kin[], { terms }: Sentence, span: Span, seen: Set<string>): void {
  const from = turnIn(span.words, span.from, span.to, (at) => span.setAside[at] ?? false);
  if (from === undefined) return;
  seen.add(turn);
  for (const { families, denied, at } of kin)
    if (at >= from) for (const name of families) seen.add(`&${denied ? '-' : ''}${name}`);
  for (const { first, class: kind, asserted, denied } of terms) {
    if (first < from || kind === 'actor' || kind === 'mark') continue;
    for (const tag of asserted.slice(0, 2)) seen.add(`&=${tag}`);
    for (const tag of denied.slice(0, 1)) seen.add(`&=-${tag}`);
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
