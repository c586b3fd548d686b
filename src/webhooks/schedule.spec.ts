// When a failed delivery is tried again: bounds, spread, and what an answer can say about it.
import { expect, it } from '@jest/globals';
import { Random } from '../random.js';
import { quietAfter, readRetryAfter, SPREAD, TRIES, waitAfter, WAITS_S } from './schedule.js';

const random = new Random('00'.repeat(16));
const ENDPOINTS = 1_000;
const HOUR_S = 3_600;
const NOW = Date.UTC(2026, 10, 22, 9, 30, 0);

it('is ten tries over three days', () => {
  expect(TRIES).toBe(10);
  expect(WAITS_S.reduce((a, b) => a + b) / HOUR_S).toBe(72);
  expect(waitAfter(10, null, 0.5)).toBeNull();
});

it('each wait lies within a fifth of its length', () => {
  for (const [i, wait] of WAITS_S.entries()) {
    expect(waitAfter(i + 1, null, 0)).toBeCloseTo(wait * (1 - SPREAD));
    expect(waitAfter(i + 1, null, 1 - Number.EPSILON)).toBeCloseTo(wait * (1 + SPREAD));
  }
});

it('of 1,000 endpoints that fail in one second, no second of any wave gets more than 2 %', () => {
  for (let failures = 1; failures < TRIES; failures++) {
    const perSecond = new Map<number, number>();
    for (let i = 0; i < ENDPOINTS; i++) {
      const second = Math.floor(waitAfter(failures, null, drawn(failures, i)) as number);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(ENDPOINTS * 0.02);
  }
});

it.each([
  ['0', 0],
  ['120', 120],
  [' 7 ', 7],
  ['3600', 3600],
  ['3601', 3600],
  ['99999999999999999999', 3600],
  ['Sun, 22 Nov 2026 09:31:00 GMT', 60],
  ['Sun, 22 Nov 2026 09:29:00 GMT', 0],
  ['Sun, 22 Nov 2099 09:30:00 GMT', 3600],
  ['Sunday, 22-Nov-26 09:31:00 GMT', 60],
  ['Sun Nov 22 09:31:00 2026', 60],
  ['-5', null],
  ['1.5', null],
  ['soon', null],
  ['', null],
  ['2026-11-22', null],
  ['Sun, 99 Foo 2026 GMT', null],
  ['0x10', null],
])('Retry-After: %j is read as %j', (header, seconds) => {
  expect(readRetryAfter(header, NOW)).toBe(seconds);
});

it('Retry-After can put a try off, but not bring it forward', () => {
  expect(waitAfter(1, 3600, 0.5)).toBe(3600);
  expect(waitAfter(5, 1, 0.5)).toBe(5 * HOUR_S);
});

it.each([
  [429, null, 30],
  [502, null, 30],
  [503, null, 30],
  [504, null, 30],
  [429, 90, 90],
  [500, 90, 90],
  [500, null, 0],
  [404, null, 0],
  [null, null, 0],
])(
  'an endpoint that answered %j with Retry-After %j is left alone for %j s',
  (status, retryAfterS, quiet) => {
    expect(quietAfter(status, retryAfterS)).toBe(quiet);
  },
);

function drawn(failures: number, endpoint: number): number {
  return random.field(`${failures}/${endpoint}`).uint32() / 2 ** 32;
}
