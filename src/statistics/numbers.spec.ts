// Figures from scipy 1.17.1 (scipy.stats.chi2.sf, chi2_contingency) and from tables.
import { describe, expect, it } from '@jest/globals';
import { chiSquareTail, correlation, histogram, holm, independence, mean, median } from './numbers.js';

it.each([
  [3.841458820694124, 1, 0.04999999999999989],
  [0.5, 1, 0.47950012218695337],
  [10, 1, 0.001565402258002549],
  [5.991464547107979, 2, 0.05000000000000007],
  [12.3, 4, 0.015254394655769615],
  [2, 7, 0.9598403687301016],
  [60, 30, 0.0009206823961486636],
  [0.01, 3, 0.9997348349413444],
  [200, 10, 1.6139305336977317e-37],
])('a chi-square of %d at %d degrees has the tail %d', (chiSquare, degrees, p) => {
  expect(chiSquareTail(chiSquare, degrees) / p).toBeCloseTo(1, 9);
});

describe('the test for independence', () => {
  it('says what scipy says', () => {
    const result = independence([
      [30, 10],
      [12, 28],
      [20, 20],
    ]);
    expect(result?.chiSquare).toBeCloseTo(16.28476084538376, 10);
    expect(result?.degrees).toBe(2);
    expect(result?.p).toBeCloseTo(0.00029094380404415265, 12);
  });

  it('is not made of a table that is too thin, or has one row', () => {
    expect(
      independence([
        [3, 4],
        [2, 5],
      ]),
    ).toBeNull();
    expect(independence([[30, 40]])).toBeNull();
    expect(
      independence([
        [30, 0],
        [40, 0],
      ]),
    ).toBeNull();
    expect(independence([])).toBeNull();
  });
});

it('Holm’s correction grows with the number of tests and keeps their order', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

it('a correlation is within -1 and 1, and none where nothing varies', () => {
  expect(
    correlation([
      [1, 2],
      [2, 4],
      [3, 6],
    ]),
  ).toBeCloseTo(1, 12);
  expect(
    correlation([
      [1, 6],
      [2, 4],
      [3, 2],
    ]),
  ).toBeCloseTo(-1, 12);
  // Point-biserial by hand: (M1 - M0) / s * sqrt(pq) = (8 - 4) / sqrt(5) * 0.5.
  expect(
    correlation([
      [0, 3],
      [0, 5],
      [1, 7],
      [1, 9],
    ]),
  ).toBeCloseTo((4 / Math.sqrt(5)) * 0.5, 12);
  expect(
    correlation([
      [1, 2],
      [1, 4],
    ]),
  ).toBeNull();
  expect(correlation([])).toBeNull();
});

it('mean, median and histogram', () => {
  expect([mean([]), mean([1, 2, 6])]).toEqual([null, 3]);
  expect([median([]), median([5]), median([9, 1]), median([3, 1, 2])]).toEqual([null, 5, 5, 2]);
  expect(histogram([0, 0.05, 0.1, 0.999, 1], 10)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
});
