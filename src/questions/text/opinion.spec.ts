import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confidenceOf } from './confidence.js';
import { explanationFeatures, rubrics } from './index.js';
import type { Finding } from './judge.js';
import { opinionOf } from './opinion.js';

const features = (question: string, answer: string): Set<string> =>
  new Set(explanationFeatures(question, answer));

const silence: Finding = { concept: 'A', ground: 'silent', places: [] };

describe('the second opinion', () => {
  it('knows every concept of every rubric', () => {
    for (const { question, concepts } of rubrics)
      expect([...opinionOf(question, []).keys()].sort()).toEqual(Object.keys(concepts).sort());
  });

  it('holds a concept likelier where it is explained, in whatever words', () => {
    const likely = (answer: string): number =>
      opinionOf('time-wait', [features('time-wait', answer)]).get('A')?.whole ?? 0;
    const explained = likely(
      'If that final reply goes missing, the other host asks again and we answer it again.',
    );
    expect(explained).toBeGreaterThan(likely('It frees memory and lets the application rest.') + 0.2);
  });

  it('does not fall, for the sentence that speaks most for a concept, with what is added', () => {
    const sentences = [
      'The last ACK may be lost.',
      'The FIN comes again.',
      'UDP has no connections.',
      '旧报文消失。',
    ];
    const some = fc.array(fc.constantFrom(...sentences), { maxLength: 4 });
    const holds = (before: string[], more: string[]): boolean => {
      const best = (list: string[]): number =>
        opinionOf(
          'time-wait',
          list.map((s) => features('time-wait', s)),
        ).get('B')?.best ?? 0;
      return best([...before, ...more]) >= best(before);
    };
    fc.assert(fc.property(some, some, holds));
  });

  it('never makes a concept final that the patterns did not find', () => {
    const reading = { words: [], sentences: [], setAside: false, figurative: false };
    expect(confidenceOf(silence, reading, { whole: 0.99, best: 0.99 })).toEqual({
      proposed: true,
      confidence: 0.7,
    });
    expect(confidenceOf(silence, reading, { whole: 0.01, best: 0.01 }).proposed).toBe(false);
  });

  it('is not heard where the answer speaks to the grader', () => {
    const reading = { words: [], sentences: [], setAside: true, figurative: false };
    expect(confidenceOf(silence, reading, { whole: 0.99, best: 0.99 }).proposed).toBe(false);
  });
});
