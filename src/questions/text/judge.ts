// Holds a reading against a rubric: for each concept given, not given or unsure, with the words it rests on.
import type { Actors } from './actors.js';
import { type FigureFault, figureFaults } from './figures.js';
import { type Pattern, match, parsePattern, tagsOf } from './pattern.js';
import type { Reading } from './reading.js';
import type { Sentence, Term } from './term.js';
import type { Concept, Need, Rubric } from './rubric.js';

export type Ground =
  | 'said' // every need is said
  | 'nearly' // some need is said, the others are hinted at
  | 'hinted' // every need is hinted at
  | 'doubted' // every need is said, and something that makes it doubtful
  | 'denied' // it is said and taken back, or a denial of it is asserted
  | 'partly' // some need is said, another is not
  | 'silent'; // nothing of it is said

export interface Finding {
  concept: string;
  ground: Ground;
  /** The words that it rests on, in the order of the answer, as [start, end) in it. */
  places: [number, number][];
  /** The sentences that those words stand in. */
  sentences: number[];
  /** It is denied by a sentence that begins with a `but`. */
  retracted: boolean;
  /** What is wrong with the figure that it has in the rubric. */
  figure: FigureFault | undefined;
}

interface CompiledNeed {
  incidental: boolean;
  said: Pattern[];
  hinted: Pattern[];
}

interface CompiledConcept {
  name: string;
  needs: CompiledNeed[];
  /** Denials by a negative, and by saying something else. */
  negated: Pattern[];
  denied: Pattern[];
  doubted: Pattern[];
}

export interface Compiled {
  rubric: Rubric;
  concepts: CompiledConcept[];
  reversed: { names: readonly [string, string]; when: Pattern[]; unless: Pattern[] }[];
}

/** @param known whether a tag stands in the lexicon; a pattern with any other is an error of the rubric */
export function compile(rubric: Rubric, known: (tag: string) => boolean): Compiled {
  const roles = new Set(Object.values(rubric.actors));
  const parse = (source: string): Pattern => {
    const pattern = parsePattern(source);
    for (const tag of tagsOf(pattern))
      if (!known(tag) && !roles.has(tag))
        throw new Error(`${rubric.question}: pattern "${source}" names the unknown tag ${tag}`);
    return pattern;
  };
  const need = ({ said, hinted, incidental = false }: Need): CompiledNeed => ({
    incidental,
    said: said.map(parse),
    hinted: (hinted ?? []).map(parse),
  });
  const concept = ([name, c]: [string, Concept]): CompiledConcept => ({
    name,
    needs: c.needs.map(need),
    negated: c.denied.map(parse).filter(isNegative),
    denied: c.denied.map(parse).filter((pattern) => !isNegative(pattern)),
    doubted: (c.doubted ?? []).map(parse),
  });
  return {
    rubric,
    concepts: Object.entries(rubric.concepts).map(concept),
    reversed: rubric.reversed.map(({ names, when, unless = [] }) => ({
      names,
      when: when.map(parse),
      unless: unless.map(parse),
    })),
  };
}

/** The roles of the names in this answer: the rubric's, with pairs exchanged that the answer uses the other way. */
export function actorsIn(reading: Reading, { rubric, reversed }: Compiled): Actors {
  let actors = rubric.actors;
  const says = (patterns: Pattern[]): boolean =>
    firstMatch(patterns, reading.sentences, isAsserted) !== undefined;
  for (const { names, when, unless } of reversed) {
    const [a, b] = names;
    const [roleOfA, roleOfB] = [actors[a], actors[b]];
    if (roleOfA === undefined || roleOfB === undefined || !says(when) || says(unless)) continue;
    actors = { ...actors, [a]: roleOfB, [b]: roleOfA };
  }
  return actors;
}

const isAsserted = (term: Term): boolean => !term.rejected;
const isRejected = (term: Term): boolean => term.rejected || term.class === 'actor';
const isPlain = (term: Term): boolean => !term.rejected && !term.supposed && !term.purpose;

/** A negative counts as a denial only where it is said outright; `otherwise it would not` denies nothing. */
const isNegative = (pattern: Pattern): boolean =>
  [pattern.anchor, ...pattern.others].some((element) => element.choices.every((choice) => choice.denied));

export function judge(reading: Reading, compiled: Compiled): Finding[] {
  const faults = figureFaults(reading, compiled.rubric);
  return compiled.concepts.map((concept) => ({
    ...judgeConcept(reading, concept),
    figure: faults.get(concept.name),
  }));
}

function judgeConcept({ sentences, words }: Reading, concept: CompiledConcept): Omit<Finding, 'figure'> {
  const said = concept.needs.map((need) => firstMatch(need.said, sentences, isAsserted));
  const hinted = concept.needs.map((need, i) => said[i] ?? firstMatch(need.hinted, sentences, isAsserted));
  const rejected = concept.needs.some((need) => firstMatch(need.said, sentences, isRejected));
  const denial =
    firstMatch(concept.negated, sentences, isPlain) ?? firstMatch(concept.denied, sentences, isAsserted);
  const ground = ((): Ground => {
    if (denial || (rejected && hinted.every(Boolean))) return 'denied';
    if (said.every(Boolean)) {
      if (
        isTakenBack(
          said.flatMap((found) => found ?? []),
          sentences,
        )
      )
        return 'denied';
      return firstMatch(concept.doubted, sentences, isAsserted) ? 'doubted' : 'said';
    }
    if (hinted.every(Boolean)) return said.some(Boolean) ? 'nearly' : 'hinted';
    return hinted.some((found, i) => found && !concept.needs[i]?.incidental) ? 'partly' : 'silent';
  })();
  const terms = new Set(ground === 'denied' && denial ? denial : hinted.flatMap((found) => found ?? []));
  const places = [...terms].sort((a, b) => a.first - b.first);
  return {
    concept: concept.name,
    ground,
    places: places.map((term) => [words[term.first]?.start ?? 0, words[term.last]?.end ?? 0]),
    sentences: [...new Set(places.map((term) => sentences.findIndex((each) => each.terms.includes(term))))],
    retracted: denial !== undefined && sentences.some((each) => retracts(each, denial)),
  };
}

/** `But the server does not open it`: a denial in a sentence whose first word turns against what was said. */
function retracts({ terms }: Sentence, denial: readonly Term[]): boolean {
  return terms.some((term) => denial.includes(term)) && (terms[0]?.tags.includes('contrast') ?? false);
}

/** Whether a later sentence says with a `but` that something the concept rests on is not done: `But it never repeats its FIN`. */
function isTakenBack(evidence: readonly Term[], sentences: readonly Sentence[]): boolean {
  const acts = evidence.filter((term) => term.class === 'act' && term.asserted === term.tags);
  const last = Math.max(...evidence.map((term) => sentences.findIndex(({ terms }) => terms.includes(term))));
  return sentences
    .slice(last + 1)
    .some(
      ({ byTag, terms }) =>
        byTag.has('contrast') &&
        terms.some((term) => isPlain(term) && term.class === 'act' && acts.some((act) => undoes(term, act))),
    );
}

/** The same act denied, of the same doer as far as both are named. */
function undoes(term: Term, act: Term): boolean {
  if (!act.tags.every((tag) => term.denied.includes(tag))) return false;
  return term.doer.length === 0 || act.doer.length === 0 || act.doer.some((role) => term.doer.includes(role));
}

function firstMatch(
  patterns: readonly Pattern[],
  sentences: readonly Sentence[],
  usable: (term: Term) => boolean,
): Term[] | undefined {
  for (const pattern of patterns)
    for (const sentence of sentences) {
      const found = match(pattern, sentence, usable);
      if (found) return found;
    }
  return undefined;
}
