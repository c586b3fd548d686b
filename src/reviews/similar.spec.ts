import { describe, expect, it } from '@jest/globals';
import type { Grade, Part } from '../questions/index.js';
import { readingHash, textHash } from './similar.js';

const part = (name: string, proposed: boolean, evidence: string): Part => ({
  cell: `answer.${name}`,
  verdict: 'unsure',
  earned: 0,
  possible: 2,
  follows: false,
  followThrough: 0,
  diagnosis: [],
  because: [],
  concept: { name, proposed, confidence: 0.75, evidence },
});
const grade = (...parts: Part[]): Grade => ({
  parts,
  earned: 0,
  possible: 4,
  diagnosis: null,
  grader: 'explain/1 grader/1 rubric time-wait/1',
});

describe('two texts', () => {
  it.each([
    ['The ACK  is lost.', 'the ack is lost!'],
    ['最后的ACK丢失。', '最后的ＡＣＫ丢失'],
  ])('are the same but for case, spaces and marks: %s and %s', (a, b) => {
    expect(textHash(a)).toEqual(textHash(b));
  });

  it('differ when a word does', () => {
    expect(textHash('The ACK is lost')).not.toEqual(textHash('The FIN is lost'));
  });
});

describe('two readings', () => {
  it('are alike when the findings and their words are', () => {
    const one = grade(part('A', true, 'lost … ACK'), part('B', false, ''));
    expect(readingHash(one)).toEqual(readingHash(grade(part('A', true, 'Lost … ack'), part('B', false, ''))));
    expect(readingHash(one)).not.toEqual(
      readingHash(grade(part('A', false, 'lost … ACK'), part('B', false, ''))),
    );
    expect(readingHash(one)).not.toEqual(
      readingHash({ ...one, grader: 'explain/1 grader/1 rubric time-wait/3' }),
    );
  });

  it('are not alike when nothing was understood of either', () => {
    expect(readingHash(grade(part('A', false, ''), part('B', false, '')))).toBeNull();
  });
});
