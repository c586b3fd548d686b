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

/**
 * A figure of a concept: a duration (`75s`) or a count (`n10`) that is its own, and whether the concept is nothing without
 * it; or the step from one sequence number to the next.
 */
export type Figure = { is: string; needed: boolean } | { step: number };

export interface Concept {
  en: string;
  zh: string;
  bonus?: boolean;
  needs: readonly Need[];
  /** Patterns that take the concept away where they are asserted; not where they are supposed or wished. */
  denied: readonly string[];
  /** Patterns that make the concept doubtful. */
  doubted?: readonly string[];
  figure?: Figure;
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
  /** Durations that follow from the figures of the concepts, as [least, most] seconds. */
  follows?: readonly (readonly [number, number])[];
  phrases: readonly PhraseBook[];
}
