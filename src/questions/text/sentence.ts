// One sentence as terms: each phrase with what it asserts or denies, who does it and whose it is, and whether the
// sentence only supposes, wishes or rejects it.
import { type Actors, type Neighbourhood, doerOf, ownerOf } from './actors.js';
import type { Found } from './lexicon.js';
import type { Sentence, Term } from './term.js';
import type { Word } from './words.js';

/** Units of reading over which a negation reaches for its act. */
const negationReach = 14;
/** A second negation this near makes up for the first. */
const doubleReach = 4;

const commas = new Set([',', ':']);
const clauseEnds = new Set([
  ',',
  ':',
  '(',
  ')',
  '、',
  '"',
  '“',
  '”',
  '「',
  '」',
  '[',
  ']',
  '>',
  '/',
  '→',
  '&',
  '⇒',
]);

const nothing: readonly string[] = [];

export function readSentence(
  found: readonly Found[],
  words: readonly Word[],
  actors: Actors,
  from: number,
  startsWithNo: boolean,
): Sentence {
  const voice = new Voice(words, actors);
  const terms = found.map((f) => voice.hear(f));
  const where: Neighbourhood = { terms, words, actors };
  for (const [i, term] of terms.entries()) {
    if (isVerbal(term)) term.doer = doerOf(i, where);
    if (term.class === 'thing' || term.class === 'act') term.owner = ownerOf(i, where);
  }
  return { terms, from, byTag: index(terms), startsWithNo };
}

/** Goes through a sentence from left to right and keeps in mind what governs the next phrase. */
class Voice {
  private clause = 0;
  private piece = 0;
  private supposes = false;
  private supposedClause = -1;
  private purpose = false;
  private rejects = false;
  /** A negation that waits for its act. */
  private denial: { from: number; until: number; thing: boolean } | undefined;
  private previous: Term | undefined;

  constructor(
    private readonly words: readonly Word[],
    private readonly actors: Actors,
  ) {}

  hear(f: Found): Term {
    const at = this.words[f.first]?.at ?? 0;
    this.crossMarks(f);
    if (f.steers) this.steer(f);
    if (this.denial && (at > this.denial.until || (f.class === 'actor' && this.denial.thing)))
      this.denial = undefined;
    const denied = this.denial !== undefined && f.class !== 'mark';
    if (f.steers) this.negate(f, at);
    const term = this.termOf(f, at, denied);
    this.previous = term;
    if (f.class === 'act') this.denial = undefined;
    if (f.class === 'thing' && this.denial) this.denial.thing = true;
    return term;
  }

  private termOf(f: Found, at: number, denied: boolean): Term {
    const { tags, opposite, class: kind } = f;
    // A plain literal: with a spread the term is built ten times slower.
    return {
      tags,
      opposite,
      class: kind,
      steers: f.steers,
      first: f.first,
      last: f.last,
      at,
      clause: this.clause,
      piece: this.piece,
      asserted: kind === 'actor' ? withRoles(tags, this.actors) : denied && isVerbal(f) ? opposite : tags,
      denied: denied ? tags : nothing,
      supposed: this.supposes || this.clause === this.supposedClause,
      purpose: this.purpose,
      rejected: this.rejects,
      doer: nothing,
      owner: nothing,
    };
  }

  /** The marks between the phrase before and this one may end a clause. */
  private crossMarks(f: Found): void {
    if (!this.previous) return;
    let comma = false;
    let end = false;
    for (let i = this.previous.last + 1; i < f.first; i++) {
      const word = this.words[i];
      if (word?.kind !== 'mark') continue;
      comma ||= commas.has(word.text);
      end ||= clauseEnds.has(word.text);
    }
    if (comma) this.piece++;
    if (end) this.newClause();
  }

  private newClause(): void {
    this.clause++;
    this.denial = undefined;
  }

  private steer({ tags }: Found): void {
    if (tags.includes('breaks')) this.newClause();
    if (tags.includes('if')) this.supposedClause = this.clause;
    if (tags.includes('supposes')) this.supposes = true;
    if (tags.includes('purpose') && !this.denial) this.purpose = true;
    if (tags.includes('contrast')) this.rejects = this.purpose = this.supposes = false;
    if (tags.includes('reject-next')) this.rejects = true;
  }

  private negate({ tags, first }: Found, at: number): void {
    const before = this.previous;
    // `Hears nothing` is `does not hear`.
    if (tags.includes('none') && before && isVerbal(before) && first === before.last + 1)
      [before.asserted, before.denied] = [before.opposite, before.asserted];
    if (!tags.includes('not')) return;
    const undone = this.denial && at - this.denial.from <= doubleReach;
    this.denial = undone ? undefined : { from: at, until: at + negationReach, thing: false };
  }
}

function isVerbal(f: Found): boolean {
  return f.class === 'act' || f.class === 'manner';
}

function withRoles(names: readonly string[], actors: Actors): readonly string[] {
  return [...names, ...names.map((name) => actors[name]).filter((role) => role !== undefined)];
}

function index(terms: readonly Term[]): Map<string, Term[]> {
  const byTag = new Map<string, Term[]>();
  const add = (tag: string, term: Term): void => {
    const list = byTag.get(tag);
    if (!list) byTag.set(tag, [term]);
    else if (list.at(-1) !== term) list.push(term);
  };
  for (const term of terms) {
    for (const tag of term.asserted) add(tag, term);
    for (const tag of term.denied) add(tag, term);
  }
  return byTag;
}
