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
    ).get(concept) ?? { whole: NaN, each: [], against: 0 }
  );
};
const finding = (ground: Ground): Finding => ({
  concept: 'A',
  ground,
  places: [],
  sentences: [],
  retracted: false,
  figure: undefined,
});
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

  it('needs more than good words to give back what the patterns found denied', () => {
    const proposed = (ground: Ground): boolean =>
      confidenceOf(finding(ground), plainly, { whole: 0.5, each: [0.5], against: 0 }).proposed;
    expect(proposed('silent')).toBe(true);
    for (const ground of ['denied', 'doubted'] as const) expect(proposed(ground)).toBe(false);
  });

  it('gives nothing back that a sentence takes away which begins with a but', () => {
    const retracted = { ...finding('denied'), retracted: true };
    const loud = { whole: 99, each: [99], against: 0 };
    expect(confidenceOf(retracted, plainly, loud)).toMatchObject({ proposed: false, confidence: 0.5 });
  });

  it('hears a sentence that turns against what was said', () => {
    const said = 'The last ACK may be lost, so the FIN comes again and is acknowledged again.';
    const turned = `${said} However, a repeated FIN is ignored in this state and never acknowledged.`;
    expect(opinion('time-wait', turned, 'A').whole).toBeLessThan(opinion('time-wait', said, 'A').whole - 2);
    const odds = { whole: 3, each: [3] };
    const sure = (against: number): number =>
      confidenceOf(finding('said'), plainly, { ...odds, against }).confidence;
    expect(sure(-2)).toBeLessThan(sure(0));
  });

  it('is not moved by what is beside the point', () => {
    const said = 'The last ACK may be lost, so the FIN comes again and is acknowledged again.';
    expect(opinion('time-wait', `${said} A byte has eight bits.`, 'A').whole).toBe(
      opinion('time-wait', said, 'A').whole,
    );
  });

  it('is asked of the sentence in which the patterns found a concept, not of another that sounds better', () => {
    const found = { ...finding('said'), sentences: [0] };
    const sure = (each: number[]): number =>
      confidenceOf(found, plainly, { whole: 0, each, against: 0 }).confidence;
    expect(sure([5, -5])).toBeGreaterThan(sure([-5, 5]));
  });

  it('must speak the louder for a concept the less the patterns found of it', () => {
    const enough = (ground: Ground): number =>
      Array.from({ length: 121 }, (_, i) => (i - 60) / 10).find(
        (odds) => confidenceOf(finding(ground), plainly, { whole: odds, each: [odds], against: 0 }).proposed,
      ) ?? Infinity;
    expect(enough('said')).toBeLessThan(enough('nearly'));
    expect(enough('nearly')).toBeLessThan(enough('silent'));
  });

  it('makes nothing final where it contradicts the patterns', () => {
    const confidence = (ground: Ground, odds: number): number =>
      confidenceOf(finding(ground), plainly, { whole: odds, each: [odds], against: 0 }).confidence;
    expect(confidence('said', -4)).toBeLessThan(0.98);
    expect(confidence('said', -1.5)).toBeLessThan(0.8);
    expect(confidence('silent', 0)).toBeLessThan(0.8);
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
