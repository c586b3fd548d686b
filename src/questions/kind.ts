// What a question kind is, and the plain data that passes between it and the service.
// Prompt, Expected, Answer and Grade are JSON: they are stored as they are and survive a round trip unchanged.
// They hold no language; render() and the functions of index.ts put them into words.
import type { Random } from '../random.js';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Locale = 'en' | 'zh';
export const locales: readonly Locale[] = ['en', 'zh'];

/** One sentence in every language of the service. */
export type Text = Readonly<Record<Locale, string>>;

/** What a cell asks for; it decides how an answer is parsed (cells.ts). */
export type CellType =
  | 'number'
  | 'ack'
  | 'letters'
  | 'flags'
  | 'state'
  | 'time'
  | 'moment'
  | 'side'
  | 'notice'
  | 'segment'
  | 'move'
  | 'field'
  | 'content'
  | 'order'
  | 'isn'
  | 'text';

/**
 * A cell's value in canonical form: an integer, or a word. `ack` cells know the word `none`; letters stand for an ISN, as
 * in `x+1`, and know `none`, too; flags are joined by `+` in the order SYN, FIN, RST, ACK; states are named as in
 * RFC 9293; times are milliseconds; a `moment` is a time or, if it never comes, `none`; a `side` is `client`, `server`,
 * `both` or `none`; a `notice` is `ECONNRESET`, `ETIMEDOUT`, `EOF` or `none`. A `segment` is its number; a `move` is a segment as `ACK seq=7001 ack=91001`, or `wait`; a `field` is
 * flags, seq, ack or len, and its `content` a number, flags, or `none`. An `order` is letters, `CABD`. An `isn` is an
 * integer, 0 if it is a relative one. The value of a text is a model answer.
 */
export type CellValue = number | string;

/** A blank of the prompt. Points are integers and sum to the question's total. */
export interface Blank {
  /** Unique in the question and stable within a kind's version, such as `s2.ack`. */
  id: string;
  type: CellType;
  points: number;
  /** Of a text: how many characters it may have. */
  maxLength?: number;
}

/** What the student may see. `facts` is what the kind's own render() needs; the answer is not in it. */
export interface Prompt<Facts = unknown> {
  blanks: Blank[];
  facts: Facts;
}

export interface ExpectedCell extends Blank {
  value: CellValue;
  /** Keys of the clauses that decide the value, in order (9293:3.10.7.4-seventh, ...). */
  because: string[];
  /** What is to be reckoned for it after the cells before it, where that is not one thing. */
  steps?: number;
  /** For a sequence or acknowledgment number: the earlier number of the same side that it continues. */
  from?: Derivation;
  /** Of a number or time that is measured: how far from `value` an answer may be. The prompt states it. */
  tolerance?: number;
  /** Of an order: the letters that the prompt shows, `ABCD`. A corrected key may name fewer of them. */
  among?: string;
  /** Of a text: what it is graded against. */
  explanation?: ExpectedExplanation;
}

/** What a text must explain. Each concept is a part of the grade. */
export interface ExpectedExplanation {
  /** The question of the rubrics (text/rubrics). */
  question: string;
  /** Below this confidence, in percent, a person decides. */
  reviewBelow_percent: number;
  concepts: ExpectedConcept[];
  model: Text;
}

export interface ExpectedConcept {
  name: string;
  /** 0 for a bonus, which is recorded and earns nothing. */
  points: number;
  /** Whether the run of the prompt shows what it is about; the others are of the question in general. */
  shown: boolean;
}

/** A number is `value` + `plus`, mod 2^32; or `plus` - `value`, where it is the distance between two. */
export interface Derivation {
  /** Where that earlier number stands: in another cell, or with null in the prompt. */
  cell: string | null;
  /** An integer, or one in letters. */
  value: CellValue;
  plus: number;
  subtract?: true;
}

/** The cells' values under wrong rules. */
export interface Mistake {
  /** The names of the misconceptions followed, one or two. */
  rules: string[];
  /** Only the cells whose value differs from the right one. */
  values: Record<string, CellValue>;
}

/** What is known about the answer. Never leaves the service before the answer is released. */
export interface Expected {
  cells: ExpectedCell[];
  /** Single misconceptions that show in this variant, the most probable first. */
  mistakes: Mistake[];
  /** The numbers that the prompt shows; repeating one of them is no work of the student's. */
  printed: CellValue[];
  /** What the kind needs to run the simulator again with other rules; its scenario is in here. */
  plan: Json;
}

export interface Variant<Facts = unknown> {
  prompt: Prompt<Facts>;
  expected: Expected;
}

/** A student's answer: per cell what was typed; null, '' or no entry leaves the cell blank. */
export interface Answer {
  cells: Record<string, string | number | null>;
}

/** `unsure`: of a text, where a person is to decide; its points are a proposal. */
export type Verdict = 'correct' | 'wrong' | 'blank' | 'unsure';

/** What was found in a text of one concept. */
export interface ConceptFinding {
  name: string;
  /** Whether it counts as given when it must be said. */
  proposed: boolean;
  /** Chance that `proposed` is right, 0..1; 1 when a person has decided. */
  confidence: number;
  /** The words of the answer it rests on, joined by ` … `. */
  evidence: string;
}

export interface Part {
  cell: string;
  verdict: Verdict;
  earned: number;
  possible: number;
  /** Whether the value is wrong only because an earlier answer of the student was. */
  follows: boolean;
  /** Of `earned`, the points given for that. Rounded over the whole question, so one of several cells may have 0. */
  followThrough: number;
  /** Points that hints have cost here; of a question's hints all together, as far as there are points to pay them. */
  hintCost?: number;
  /** The misconceptions of the diagnosis that this cell is evidence of. */
  diagnosis: string[];
  because: string[];
  /** Of an order that is not right: how many of how many stand in the right order. Points are given for that. */
  inOrder?: { count: number; of: number };
  /** Of a text, which has a part for each concept, `answer.A`. */
  concept?: ConceptFinding;
}

/**
 * The rule set that best explains the wrong cells, and those it explains. `partial`: it was followed there only; cells
 * that are right contradict it. `alternatives`: other rule sets, of as many rules, that make exactly this answer, too.
 * `known: false`: no listed rule explains them.
 */
export type Diagnosis =
  | { known: true; partial: boolean; rules: string[]; evidence: string[]; alternatives?: string[][] }
  | { known: false };

export interface Grade {
  parts: Part[];
  /** Sums over the parts; 0 <= earned <= possible. */
  earned: number;
  possible: number;
  /** null when no cell is wrong. */
  diagnosis: Diagnosis | null;
  /** Kind, kind version and grader version, such as `handshake-numbers/1 grader/1`. */
  grader: string;
}

/** Why a cell (or, with null, the answer as a whole) could not be read. */
export interface Problem {
  cell: string | null;
  message: Text;
}

/**
 * An answer that cannot be read is not wrong: it is handed back and costs no try. The grade of one that needs a review is
 * a proposal.
 */
export type Outcome =
  { status: 'graded' | 'needs-review'; grade: Grade } | { status: 'unparsable'; problems: Problem[] };

export interface GradeOptions {
  /** Share of a cell's points for a value that follows from an earlier wrong one; 0..100, default 50. */
  followThroughPercent?: number;
  /** What was helped with before this answer. */
  hints?: HintsTaken;
}

/** The cells that hints were taken to, and what they cost together, in points. */
export interface HintsTaken {
  cells: readonly string[];
  cost: number;
}

/** A cell of a table: fixed text, or a blank to fill in, by its id. */
export type TableCell = { text: string } | { blank: string };

/** The trace as a table: what a screen reader gets in the place of the ladder. */
export interface Table {
  caption: string;
  columns: string[];
  rows: TableCell[][];
}

/** A blank as a form needs it: what to call it, and how its answer may be written. */
export interface BlankView extends Blank {
  label: string;
  format: string;
}

/** A prompt in words and pictures. Blanks stand in them as their ids. */
export interface View {
  title: string;
  /** What to do, without the trace. */
  task: string;
  /** The complete question as plain text: task, ladder, and the list of blanks. */
  text: string;
  table: Table;
  /** The trace as a ladder of text, or the events as a list. */
  ladder: string;
  /** The same as a complete SVG document; null when there is no exchange to draw. */
  svg: string | null;
  blanks: BlankView[];
}

/** A question kind: a plain object, registered in index.ts. The laws it keeps are in laws.spec.ts. */
export interface Kind<Params extends object = object, Facts = unknown> {
  readonly name: string;
  /** Changes whenever the same seed would give another variant. */
  readonly version: number;
  readonly title: Text;
  /** A class-validator class. */
  readonly params: new () => Params;
  /** Params, given short, that between them reach all the kind can ask; laws and golden variants go over them. */
  readonly examples: readonly Partial<Params>[];
  /** The names of all misconceptions that this kind can diagnose. */
  readonly misconceptions: readonly string[];
  generate(params: Params, random: Random): Variant<Facts>;
  /** The answer that earns full marks; a text is in the given language, by default in English. */
  solve(expected: Expected, locale?: Locale): Answer;
  mistakes(expected: Expected): Mistake[];
  /** The cells, of those asked, that somebody gets wrong who follows these rules together; none if they contradict. */
  predict(expected: Expected, rules: readonly string[]): Mistake['values'];
  /** Hints to a cell, the general one first; none of them holds its value. Without it a kind gives none. */
  hints?(expected: Expected, cell: string): Text[];
  grade(expected: Expected, answer: unknown, options?: GradeOptions): Outcome;
  render(prompt: Prompt<Facts>, locale: Locale): View;
}
