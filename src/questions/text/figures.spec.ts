import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { explanationFeatures, gradeExplanation } from './index.js';

interface Labelled {
  id: string;
  question: string;
  answer: string;
}

const own = readFileSync(new URL('../../../test/data/freetext/own.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled);

/** `A wrong, C doubtful`: what is found wrong with the figures of an answer. */
const faults = (question: string, answer: string): string =>
  (explanationFeatures(question, answer)?.findings ?? [])
    .filter(({ figure }) => figure !== undefined)
    .map(({ concept, figure }) => `${concept} ${figure}`)
    .join(', ');

const idle = 'Idle for 2 hours, then a probe every 75 s, and after 10 of them the server closes.';

describe('the figures of an answer', () => {
  it.each([
    ['are right as they stand', idle, ''],
    ['are right in other units', idle.replace('2 hours', '120 minutes').replace('75 s', '1 min 15 s'), ''],
    ['are wrong where another time takes the place of the idle time', idle.replace('2 h', '12 h'), 'A wrong'],
    ['are wrong where another time takes the place of the interval', idle.replace('75', '25'), 'B wrong'],
    ['are wrong where another number of probes is named', idle.replace('10', '9'), 'C wrong'],
    ['are wrong in Chinese', '空闲12小时后每75秒探测一次，10次无响应就关闭。', 'A wrong'],
    ['are doubtful beside others', `${idle} Some have 5 minutes.`, 'A doubtful, B doubtful'],
    ['are right beside what follows from them', `${idle} That takes another 12.5 minutes.`, ''],
    [
      'are doubtful where one is needed and missing',
      'Idle for 2 hours; ten probes later it closes.',
      'B doubtful',
    ],
  ])('%s', (_, answer, expected) => {
    expect(faults('keepalive', answer)).toBe(expected);
  });

  it.each([
    ['a sequence number and the next', 'The SYN counts as one: seq 100 is acknowledged with 101.', ''],
    ['one that is left out', 'The SYN counts: seq 100 is acknowledged with 102.', 'A doubtful'],
    ['two that are added', 'The SYN takes sequence numbers, so the ACK is u+2.', 'A doubtful'],
    ['data that is added', 'The SYN counts as one; with 100 bytes the ACK is x+100.', ''],
  ])('are held against the step from one number to the next: %s', (_, answer, expected) => {
    expect(faults('consume', answer)).toBe(expected);
  });
});

describe('evidence against a concept', () => {
  it('makes a wrong figure a concept that is not given, whatever else the words are like', () => {
    const graded = gradeExplanation('keepalive', idle.replace('2 h', '12 h'));
    expect(graded).toMatchObject({
      review: false,
      concepts: [{ verdict: 'not given' }, { verdict: 'given' }, { verdict: 'given' }],
    });
  });

  it('leaves no concept given for sure that the answer denies or names a doubtful figure for', () => {
    const sure = own
      .filter((_, i) => i % 5 === 0)
      .flatMap(({ id, question, answer }) => {
        const findings = explanationFeatures(question, answer)?.findings ?? [];
        const { concepts = [] } = gradeExplanation(question, answer) ?? {};
        return findings
          .filter(({ ground, figure }) => ground === 'denied' || figure !== undefined)
          .filter(({ concept }) => concepts.find((each) => each.concept === concept)?.verdict === 'given')
          .map(({ concept }) => `${id} ${concept}`);
      });
    expect(sure).toEqual([]);
  });
});
