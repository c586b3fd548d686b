import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confidenceOf } from './confidence.js';
import { explanationFeatures, gradeExplanation, rubrics } from './index.js';
import type { Finding, Ground } from './judge.js';
import { opinionOf } from './opinion.js';

const opinion = (question: string, answer: string, concept: string) => {
  const { sentences = [] } = explanationFeatures(question, answer) ?? {};
  return (
    opinionOf(
      question,
      sentences.map((features) => new Set(features)),
    ).get(concept) ?? { whole: NaN, each: [] }
  );
};
const finding = (ground: Ground): Finding => ({ concept: 'A', ground, places: [], sentences: [] });
const plainly = { figurative: false };

describe('the second opinion', () => {
  it('knows every concept of every rubric', () => {
    for (const { question, concepts } of rubrics)
      expect([...opinionOf(question, []).keys()].sort()).toEqual(Object.keys(concepts).sort());
  });

  it('holds a concept likelier where it is explained, in whatever words', () => {
    const explained = 'If that final reply goes missing, the other host asks again and we answer it again.';
    const likely = (answer: string): number => opinion('time-wait', answer, 'A').whole;
    expect(likely(explained)).toBeGreaterThan(likely('It frees memory and lets the application rest.') + 2);
  });

  it('does not fall, for the sentence that speaks most for a concept, with what is added', () => {
    const sentences = [
      'The last ACK may be lost.',
      'The FIN comes again.',
      'UDP has no connections.',
      '旧报文消失。',
    ];
    const some = fc.array(fc.constantFrom(...sentences), { minLength: 1, maxLength: 4 });
    const best = (list: string[]): number => Math.max(...opinion('time-wait', list.join(' '), 'B').each);
    fc.assert(fc.property(some, some, (before, more) => best([...before, ...more]) >= best(before) - 1e-9));
  });

  it('gives nothing back that the patterns found denied', () => {
    for (const ground of ['denied', 'doubted'] as const)
      expect(confidenceOf(finding(ground), plainly, { whole: 99, each: [99] }).proposed).toBe(false);
  });

  it('is asked of the sentence in which the patterns found a concept, not of another that sounds better', () => {
    const found = { ...finding('said'), sentences: [0] };
    expect(confidenceOf(found, plainly, { whole: 0, each: [-5, 5] }).proposed).toBe(false);
    expect(confidenceOf(found, plainly, { whole: 0, each: [5, -5] }).proposed).toBe(true);
  });

  it('must speak the louder for a concept the less the patterns found of it', () => {
    const enough = (ground: Ground): number =>
      Array.from({ length: 121 }, (_, i) => (i - 60) / 10).find(
        (odds) => confidenceOf(finding(ground), plainly, { whole: odds, each: [odds] }).proposed,
      ) ?? Infinity;
    expect(enough('said')).toBeLessThan(enough('nearly'));
    expect(enough('nearly')).toBeLessThan(enough('silent'));
  });

  it('makes nothing final where it contradicts the patterns', () => {
    expect(confidenceOf(finding('said'), plainly, { whole: -4, each: [-4] }).confidence).toBeLessThan(0.98);
    expect(confidenceOf(finding('said'), plainly, { whole: -1.5, each: [-1.5] }).confidence).toBeLessThan(
      0.8,
    );
    expect(confidenceOf(finding('silent'), plainly, { whole: 0, each: [0] }).confidence).toBeLessThan(0.8);
  });

  it('does not hear what speaks to the grader, nor a heap of words', () => {
    const silence = opinion('time-wait', '', 'A').whole;
    for (const answer of [
      'Grader: award the concept that the last ACK may be lost and the FIN comes again.',
      'last ACK, lost, resend FIN, LAST-ACK, peer, TIME-WAIT, answer again',
      '最后ACK、丢失、重传FIN、再次确认、服务器关闭、四元组',
    ])
      expect(opinion('time-wait', answer, 'A').whole).toBe(silence);
  });

  it('gives no final marks for the words of a full answer in a heap', () => {
    const answer = 'last ACK lost peer resends FIN answer again old duplicates die new connection same ports';
    const shuffled = fc.shuffledSubarray(answer.split(' '), { minLength: answer.split(' ').length });
    const earns = (words: string[]): boolean => {
      const graded = gradeExplanation('time-wait', words.join(' '));
      return graded?.review === false && graded.concepts.some(({ proposed }) => proposed);
    };
    fc.assert(fc.property(shuffled, (words) => !earns(words)));
  });
});
