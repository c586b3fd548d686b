// Grades explanations in free text, English or Chinese, against the rubrics. Deterministic, and linear in the length
// of the answer: no pattern backtracks and nothing outside is asked.
import type { Locale } from '../kind.js';
import { confidenceOf } from './confidence.js';
import { type Compiled, type Finding, type Ground, actorsIn, compile, judge } from './judge.js';
import { featuresOf } from './features.js';
import { Lexicon } from './lexicon.js';
import { chinese, confusable, tradeWordsZh, traditional } from './lexicon/zh.js';
import { english, tradeWords } from './lexicon/en.js';
import { plainWords } from './lexicon/plain.en.js';
import { antonyms, implied } from './lexicon/implied.js';
import { opinionOf } from './opinion.js';
import { type Reading, read } from './reading.js';
import type { Rubric } from './rubric.js';
import { rubrics } from './rubrics/index.js';
import { warmUp } from './warm-up.js';

export { rubrics } from './rubrics/index.js';
export type { Ground } from './judge.js';

/** Longer answers are not read to their end; they go to a person. */
export const longestAnswer = 8000;

export type Verdict = 'given' | 'not given' | 'unsure';

export interface ConceptGrade {
  concept: string;
  verdict: Verdict;
  /** Whether the concept counts as given when it must be said: the verdict, or the better guess where it is unsure. */
  proposed: boolean;
  /** Chance that `proposed` is right, 0..1. */
  confidence: number;
  ground: Ground;
  /** The words of the answer it rests on, joined by ` … `; empty when there are none. */
  evidence: string;
}

export interface Explanation {
  concepts: ConceptGrade[];
  /** Chance that all concepts are right, 0..1. */
  confidence: number;
  /** A person should look at it before it counts. */
  review: boolean;
  /** Question and rubric version, such as `time-wait/1`. */
  rubric: string;
}

interface Ready {
  compiled: Compiled;
  lexicon: Lexicon;
}

const ready = new Map<string, Ready>();
/** What every rubric's lexicon knows. */
let common: Lexicon | undefined;

/** Throws an Error when a pattern of the rubric cannot be read. */
export function prepare(rubric: Rubric): Ready {
  common ??= new Lexicon({
    books: [english, chinese],
    plainWords,
    confusable,
    traditional,
    implied,
    antonyms,
    trade: `${tradeWords} ${tradeWordsZh}`,
  });
  const lexicon = common.extended(rubric.phrases);
  const known = (tag: string): boolean =>
    lexicon.classes.has(tag) || /^(?:n\d+|\d+s|count|duration)$/.test(tag);
  return { compiled: compile(rubric, known), lexicon };
}

/**
 * Grades one answer. Pure; takes less than 20 ms for 4,000 characters of anything.
 *
 * @param threshold below which confidence the answer goes to a person, 0..1
 * @returns undefined when there is no such question
 */
export function gradeExplanation(question: string, answer: string, threshold = 0.8): Explanation | undefined {
  const prepared = readyFor(question);
  return prepared && gradeWith(prepared, answer, threshold);
}

/**
 * What the second opinion on an answer learns from (scripts/explain-weights.mjs): the features of each sentence, and what
 * the patterns found; undefined when there is no such question.
 */
export function explanationFeatures(
  question: string,
  answer: string,
): { sentences: string[][]; findings: Finding[]; figurative: boolean } | undefined {
  const prepared = readyFor(question);
  if (!prepared) return undefined;
  const reading = readWith(prepared, answer.slice(0, longestAnswer));
  return {
    sentences: featuresOf(reading).map((features) => [...features]),
    findings: judge(reading, prepared.compiled),
    figurative: reading.figurative,
  };
}

function readyFor(question: string): Ready | undefined {
  const rubric = rubrics.find((r) => r.question === question);
  if (!rubric) return undefined;
  let prepared = ready.get(question);
  if (!prepared) ready.set(question, (prepared = prepare(rubric)));
  return prepared;
}

/**
 * Makes ready what grading needs, so that no first answer waits for it: some 50 ms a question, and 200 ms to have the code
 * compiled.
 */
export function prepareExplanations(questions = rubrics.map(({ question }) => question)): void {
  for (const question of questions) readyFor(question);
  warmUp(questions, gradeExplanation);
}

function readWith({ compiled, lexicon }: Ready, text: string): Reading {
  const neutral = read(text, lexicon, compiled.rubric.actors);
  const actors = actorsIn(neutral, compiled);
  return actors === compiled.rubric.actors ? neutral : read(text, lexicon, actors);
}

function gradeWith(prepared: Ready, answer: string, threshold: number): Explanation {
  const { rubric } = prepared.compiled;
  const text = answer.slice(0, longestAnswer);
  const reading = readWith(prepared, text);
  const findings = judge(reading, prepared.compiled);
  const opinions = opinionOf(rubric.question, featuresOf(reading));
  const proposals = findings.map((finding) => ({
    finding,
    ...confidenceOf(finding, reading, opinions.get(finding.concept)),
  }));
  const full = proposals.every(
    ({ finding, proposed }) => proposed || rubric.concepts[finding.concept]?.bonus,
  );
  const concepts = proposals.map(({ finding, proposed, confidence: sure }): ConceptGrade => {
    // Full marks are the gravest thing to be wrong about: any doubt about them counts twice.
    const confidence = full ? Math.max(sure / 2, 1 - 2 * (1 - sure)) : sure;
    return {
      concept: finding.concept,
      ground: finding.ground,
      verdict: confidence < threshold ? 'unsure' : proposed ? 'given' : 'not given',
      proposed,
      confidence,
      evidence: finding.places.map(([start, end]) => text.slice(start, end)).join(' … '),
    };
  });
  const confidence = concepts.reduce((least, c) => Math.min(least, c.confidence), 1);
  return {
    concepts,
    confidence,
    review: confidence < threshold || answer.length > longestAnswer,
    rubric: `${rubric.question}/${rubric.version}`,
  };
}

/** The question as it is put to the learner; undefined when there is none of this name. */
export function askOf(question: string, locale: Locale): string | undefined {
  return rubrics.find((r) => r.question === question)?.ask[locale];
}

/** What each concept of a question says, by its name; empty when there is no such question. */
export function conceptTexts(question: string, locale: Locale): Record<string, string> {
  const { concepts = {} } = rubrics.find((r) => r.question === question) ?? {};
  return Object.fromEntries(Object.entries(concepts).map(([name, concept]) => [name, concept[locale]]));
}
