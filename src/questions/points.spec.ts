import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apportion } from './points.js';

describe('points', () => {
  it.each([
    [10, [2, 2, 2], [4, 3, 3]],
    [10, [1, 2, 1, 2, 2, 2], [1, 2, 1, 2, 2, 2]],
    [3, [1, 1, 1], [1, 1, 1]],
    [2, [1, 2, 2], [0, 1, 1]],
    [100, [1, 3], [25, 75]],
  ])('%p over %j are %j', (total, weights, shares) => expect(apportion(total, weights)).toEqual(shares));

  it('always sum to the total, and none is left without while there are enough', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), weights, (total, list) => {
        const shares = apportion(total, list);
        const enough = total >= list.length;
        return shares.reduce((a, b) => a + b, 0) === total && (!enough || Math.min(...shares) >= 1);
      }),
    );
  });

  it.each([0, -1, 1.5, NaN])('refuse a total of %p', (total) =>
    expect(() => apportion(total, [1])).toThrow(RangeError),
  );
});
