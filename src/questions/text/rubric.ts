// What a rubric is: per concept what must be said, in patterns (pattern.ts) over tags, and the phrases that mean the
// tags. An instructor extends the phrases of a question in rubrics/<question>.en.ts and .zh.ts, and its concepts in
// rubrics/<question>.ts; a rubric that changed gets a new version.
import type { Locale } from '../kind.js';
import type { PhraseBook } from './lexicon.js';
import type { Actors } from './actors.js';

/** One thing that must be said, in one of several ways. */
export interface Need {
  what: Readonly<Record<Locale, string>>;
  /** Patterns that say it. */
  said: readonly string[];
  /** Patterns that may mean it: with them the concept is unsure. */
  hinted?: readonly string[];
  /** Often said for other reasons: alone it is no sign that the concept was meant. */
  incidental?: boolean;
}

export interface Concept {
  en: string;
  zh: string;
  bonus?: boolean;
  needs: readonly Need[];
  /** Patterns that take the concept away where they are asserted; not where they are supposed or wished. */
  denied: readonly string[];
  /** Patterns that make the concept doubtful. */
  doubted?: readonly string[];
}

export interface Rubric {
  question: string;
  version: number;
  ask: Readonly<Record<Locale, string>>;
  /** Which role each name of an endpoint has, unless `reversed` says otherwise. */
  actors: Actors;
  /** Patterns by which an answer gives two names each other's roles. */
  reversed: readonly {
    names: readonly [string, string];
    when: readonly string[];
    unless?: readonly string[];
  }[];
  concepts: Readonly<Record<string, Concept>>;
  phrases: readonly PhraseBook[];
}
