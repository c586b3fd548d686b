// Who does what, and whose a thing is. Names (client, B, the other side) become roles of the question.
import type { Term } from './term.js';
import type { Word } from './words.js';

/** Name, as the lexicon tags it -> role in this question. */
export type Actors = Readonly<Record<string, string>>;

export interface Neighbourhood {
  terms: readonly Term[];
  words: readonly Word[];
  actors: Actors;
}

/** Words after which an actor is not the one who acts. */
const oblique = new Set([
  'to',
  'from',
  'of',
  'for',
  'with',
  'at',
  'against',
  'between',
  'on',
  'in',
  'into',
  'toward',
  '给',
  '向',
  '对',
  '从',
  '跟',
  '与',
  '到',
  '达',
  '把',
  '往',
  '求',
  '帮',
]);
const reach = { clause: 40, agent: 10, owner: 10 };

/** The names and roles of the doer of the act at `i`; empty when nobody is named. */
export function doerOf(i: number, where: Neighbourhood): readonly string[] {
  const act = where.terms[i];
  if (!act) return [];
  const agent = agentAfter(i, act, where);
  if (agent) return named(agent, where);
  if (isDoneTo(i, act, where)) return [];
  const adjective = isAdjective(i, act, where);
  for (let k = i - 1; k >= 0; k--) {
    const term = where.terms[k];
    if (!term || act.at - term.at > reach.clause) return [];
    if (adjective && term.class === 'act') return [];
    if (term.class !== 'actor' || isPossessive(term, where)) continue;
    if (term.clause < act.clause && isRelative(i, where)) return named(term, where);
    if (isOblique(term, where)) continue;
    return term.clause === act.clause ? named(term, where) : subjectOf(term.clause, k, where);
  }
  return [];
}

/** `The connection is closed`, 连接被关闭: what stands before the act is what it is done to. */
function isDoneTo(i: number, act: Term, where: Neighbourhood): boolean {
  const before = where.terms[i - 1];
  if (before?.clause !== act.clause || !before.tags.includes('connection')) return false;
  return act.first - before.last <= 3;
}

/** `A retransmitted FIN`, 重传的FIN: who gets it is not who sends it. */
function isAdjective(i: number, act: Term, where: Neighbourhood): boolean {
  const next = where.terms[i + 1];
  if (next?.class !== 'thing' || next.first - act.last > 2) return false;
  const word = where.words[act.last];
  if (word?.kind === 'han') return where.words[act.last + 1]?.text === '的';
  return next.first === act.last + 1 && (word?.text.endsWith('ed') ?? false);
}

/** Whether the clause of the act at `i` tells of the actor right before it: `the client, which ...`. */
function isRelative(i: number, where: Neighbourhood): boolean {
  const clause = where.terms[i]?.clause;
  let first = i;
  while (where.terms[first - 1]?.clause === clause) first--;
  const key = where.words[where.terms[first]?.first ?? 0]?.key ?? '';
  return key === 'which' || key === 'who' || key === 'that';
}

/** An act without a doer in its own clause has that of the clause before: its first actor. */
function subjectOf(clause: number, from: number, where: Neighbourhood): readonly string[] {
  let subject: Term | undefined;
  for (let k = from; k >= 0 && k > from - 12; k--) {
    const term = where.terms[k];
    if (term?.clause !== clause) break;
    if (term.class !== 'actor' || isOblique(term, where) || isPossessive(term, where)) continue;
    const before = where.terms[k - 1];
    const objectOf = before && before.last + 1 === term.first && before.class === 'act';
    if (!objectOf) subject = term;
  }
  return subject && !subject.tags.includes('other') ? named(subject, where) : [];
}

function agentAfter(i: number, act: Term, where: Neighbourhood): Term | undefined {
  for (let k = i + 1; k < where.terms.length; k++) {
    const term = where.terms[k];
    if (!term || term.at - act.at > reach.agent || term.clause !== act.clause) return undefined;
    if (term.class === 'act') return undefined;
    if (term.class === 'actor') return wordBefore(term, where) === 'by' ? term : undefined;
  }
  return undefined;
}

/** The names and roles of the owner of the thing at `i`: `the server's FIN`, `FIN of the server`, 服务器发的FIN. */
export function ownerOf(i: number, where: Neighbourhood): readonly string[] {
  const thing = where.terms[i];
  if (!thing) return [];
  const next = where.terms[i + 1];
  if (next?.class === 'actor' && next.first - thing.last <= 3 && next.clause === thing.clause) {
    const before = wordBefore(next, where);
    if ((before === 'of' || before === 'from') && !isPossessive(next, where)) return named(next, where);
  }
  for (let k = i - 1; k >= 0; k--) {
    const term = where.terms[k];
    if (!term || thing.at - term.at > reach.owner || term.clause !== thing.clause) return [];
    if (term.class === 'thing' || (term.class === 'act' && wordAfter(term, where) !== '的')) return [];
    if (term.class !== 'actor') continue;
    if (isPossessive(term, where) || between(term, thing, '的', where)) return named(term, where);
    return [];
  }
  return [];
}

function named(term: Term, where: Neighbourhood): readonly string[] {
  const roles = term.tags.map((name) => where.actors[name]).filter((role) => role !== undefined);
  return roles.length === 0 ? [] : [...term.tags, ...roles];
}

function isOblique(term: Term, where: Neighbourhood): boolean {
  // 收到A以前发的: A is who sent it.
  if (where.words[term.first - 2]?.key === '收') return false;
  return oblique.has(wordBefore(term, where)) || isBeneficiary(term, where);
}

/** 为……的客户端: for whom it is done; not 因为, 认为, 以为. */
function isBeneficiary(term: Term, where: Neighbourhood): boolean {
  for (let i = term.first - 1; i >= Math.max(1, term.first - 8); i--) {
    const word = where.words[i];
    if (word?.kind !== 'han') return false;
    if (word.key === '为') return !'因认以成作视'.includes(where.words[i - 1]?.key ?? ' ');
  }
  return false;
}

function isPossessive(term: Term, where: Neighbourhood): boolean {
  const after = wordAfter(term, where);
  return after === "'s" || after === '的' || after === "'";
}

function wordBefore(term: Term, where: Neighbourhood): string {
  const before = where.words[term.first - 1]?.key ?? '';
  return before === 'the' || before === 'a' ? (where.words[term.first - 2]?.key ?? '') : before;
}

function wordAfter(term: Term, where: Neighbourhood): string {
  return where.words[term.last + 1]?.key ?? '';
}

function between(a: Term, b: Term, word: string, where: Neighbourhood): boolean {
  for (let i = a.last + 1; i < b.first; i++) if (where.words[i]?.key === word) return true;
  return false;
}
