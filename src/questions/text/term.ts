// What a sentence is read into.
import type { Found } from './lexicon.js';

/** A phrase of the answer with its part in the sentence. */
export interface Term extends Found {
  /** Where it stands, in units of reading (words.ts). */
  at: number;
  /** Which clause of the sentence, and which piece between commas. */
  clause: number;
  piece: number;
  /** The tags that hold, and those that are denied; a denied tag asserts its antonym. */
  asserted: readonly string[];
  denied: readonly string[];
  /** In a clause that supposes what is not so (`otherwise`, `without it`, `if`). */
  supposed: boolean;
  /** In a clause that says what for (`so that ...`). */
  purpose: boolean;
  /** What the answer says is not so (`it is a myth that ...`). */
  rejected: boolean;
  /** Names and roles of who does it; empty when nobody is named. */
  doer: readonly string[];
  /** Names and roles of whose it is. */
  owner: readonly string[];
}

export interface Sentence {
  terms: Term[];
  /** Index of its first word. */
  from: number;
  byTag: Map<string, Term[]>;
  /** Opens with `No, ...` or `Wait, ...`. */
  startsWithNo: boolean;
}
