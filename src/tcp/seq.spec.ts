import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { add, after, atOrBefore, before, distance, inWindow, length, point, subtract } from './seq.js';

const TOP = 2 ** 32;
const points = fc.nat({ max: TOP - 1 }).map(point);
const near = fc.integer({ min: 1, max: 2 ** 31 - 1 });

describe('sequence numbers', () => {
  test('wrap at 2^32, in both directions', () => {
    expect(add(point(TOP - 1), 1)).toBe(0);
    expect(add(point(TOP - 1), length(10))).toBe(9);
    expect(subtract(point(0), 1)).toBe(TOP - 1);
    expect(point(-1)).toBe(TOP - 1);
    expect(length(TOP + 3)).toBe(3);
  });

  test('compare along the circle: 5 comes after 2^32 - 3', () => {
    expect(before(point(TOP - 3), point(5))).toBe(true);
    expect(after(point(5), point(TOP - 3))).toBe(true);
    expect(before(point(5), point(TOP - 3))).toBe(false);
    expect(after(point(TOP - 3), point(5))).toBe(false);
    expect(distance(point(TOP - 3), point(5))).toBe(8);
  });

  test('a window that spans the wrap holds both sides of it and not its right edge', () => {
    expect(inWindow(point(TOP - 3), point(TOP - 3), 8)).toBe(true);
    expect(inWindow(point(4), point(TOP - 3), 8)).toBe(true);
    expect(inWindow(point(5), point(TOP - 3), 8)).toBe(false);
    expect(inWindow(point(TOP - 4), point(TOP - 3), 8)).toBe(false);
    expect(inWindow(point(7), point(7), 0)).toBe(false);
  });

  test('what is added comes after, and the distance back is what was added', () => {
    fc.assert(
      fc.property(points, near, (p, n) => {
        const q = add(p, n);
        expect(distance(p, q)).toBe(n);
        expect(subtract(q, n)).toBe(p);
        expect([before(p, q), after(q, p), atOrBefore(p, q), atOrBefore(q, p)]).toEqual([
          true,
          true,
          true,
          false,
        ]);
        expect([before(p, p), after(p, p), atOrBefore(p, p)]).toEqual([false, false, true]);
      }),
    );
  });
});
