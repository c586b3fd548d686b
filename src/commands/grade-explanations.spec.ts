import { describe, expect, it } from '@jest/globals';
import { gradeLine } from './grade-explanations.js';

describe('a line of answers', () => {
  it('is graded with its id, its concepts and the words they rest on', () => {
    const line = JSON.stringify({ id: 7, answer: 'The server sends a probe every 75 seconds.' });
    expect(gradeLine('keepalive', line)).toMatchObject({
      id: 7,
      concepts: ['B'],
      unsure: [],
      review: false,
      evidence: { B: expect.stringContaining('75 seconds') },
    });
  });

  it.each([
    ['no JSON', '{"id":1,', { error: 'not JSON' }],
    ['nothing', '', { error: 'not JSON' }],
    ['null', 'null', { error: expect.any(String) }],
    ['no answer', '{"id":"x"}', { id: 'x', error: expect.any(String) }],
    ['an answer that is no text', '{"id":"x","answer":5}', { id: 'x', error: expect.any(String) }],
  ])('with %s gives an error', (_, line, expected) => {
    expect(gradeLine('keepalive', line)).toEqual(expected);
  });

  it('with an empty answer gives no concept', () => {
    expect(gradeLine('keepalive', '{"id":1,"answer":""}')).toMatchObject({ concepts: [] });
  });
});
