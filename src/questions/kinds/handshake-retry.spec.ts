import { describe, expect, it } from '@jest/globals';
import { drawVariant, exchangeOf, gradeAnswer } from '../index.js';
import { handshakeRetry as kind } from './handshake-retry.js';

const SEED = '00'.repeat(32);

describe('handshake-retry', () => {
  it.each([2, 3, 4, 5])('doubles the timeout of 1 s after each of %p retransmissions', (retries) => {
    const { expected } = drawVariant(kind, { difficulty: 'standard', retries }, SEED);
    expect(expected.cells.map(({ value }) => value)).toEqual([
      (2 ** retries - 1) * 1_000,
      (2 ** (retries + 1) - 1) * 1_000,
    ]);
  });

  it.each([
    ['5 s', '6 s', 'syn-retries-equally-spaced'],
    ['31 s', '31 s', 'gives-up-with-last-retry'],
  ])('with five retransmissions, %s and %s show %s', (last, end, rule) => {
    const { expected } = drawVariant(kind, { difficulty: 'standard', retries: 5 }, SEED);
    const outcome = gradeAnswer(kind, expected, { cells: { 'again-5': last, end } });
    expect(outcome).toMatchObject({ grade: { diagnosis: { known: true, rules: [rule] } } });
  });
  it.each([
    ['intro', ['SYN']],
    ['hard', ['SYN', 'SYN+ACK', 'ACK']],
  ])('shows in %s the first sending only', (difficulty, flags) => {
    const { trace } = exchangeOf(drawVariant(kind, { difficulty }, SEED));
    expect(trace?.segments.map((segment) => segment.flags.toSorted().reverse().join('+'))).toEqual(flags);
    expect(trace?.segments.at(-1)?.lost).toBe(true);
  });
});
