import { expect, it } from '@jest/globals';
import { Random } from '../random.js';
import { MOST_KEYS, RateLimit } from './rate-limit.js';

const CALLS = 10_000;

it(`in ${CALLS} calls at random times, what remains is what is taken, and a refusal is never too early or too long`, () => {
  const random = new Random('51'.repeat(16)).field('rate');
  const rate = new RateLimit(7, 60);
  /** The plain model: when each key's taken calls began their window, and how many there were. */
  const model = new Map<string, { from: number; used: number }>();
  const told = new Map<string, { remaining: number; until: number }>();
  let now = 0;
  let refused = 0;
  for (let i = 0; i < CALLS; i++) {
    now += random.int(0, 4_000);
    const key = `k${random.int(0, 4)}`;
    const window = model.get(key);
    const current = window && now < window.from + 60_000 ? window : { from: now, used: 0 };
    const mayPass = current.used < 7;
    const before = told.get(key);
    const answer = rate.take(key, now);
    if (mayPass) model.set(key, { from: current.from, used: current.used + 1 });
    expect(answer.isTaken).toBe(mayPass);
    expect(answer.remaining).toBe(7 - (current.used + (mayPass ? 1 : 0)));
    // Whoever was told that something remains, gets it; who waits as long as was said, too.
    if (before && (before.remaining > 0 || now >= before.until)) expect(answer.isTaken).toBe(true);
    expect(answer.resetS).toBe(Math.ceil((current.from + 60_000 - now) / 1000));
    told.set(key, { remaining: answer.remaining, until: now + answer.resetS * 1000 });
    if (!answer.isTaken) refused++;
  }
  expect(refused).toBeGreaterThan(CALLS / 10);
});

it('a look uses nothing up', () => {
  const rate = new RateLimit(1, 60);
  for (let i = 0; i < 5; i++) expect(rate.look('k', 0)).toEqual({ isTaken: true, remaining: 1, resetS: 60 });
  expect(rate.take('k', 0)).toEqual({ isTaken: true, remaining: 0, resetS: 60 });
  expect(rate.take('k', 59_999)).toEqual({ isTaken: false, remaining: 0, resetS: 1 });
  expect(rate.take('k', 60_000)).toMatchObject({ isTaken: true, remaining: 0 });
});

it('as many keys as anybody makes up are bounded, and forgotten with their windows', () => {
  const rate = new RateLimit(1, 60);
  for (let i = 0; i < 3 * MOST_KEYS; i++) rate.take(`k${i}`, i / 1000);
  expect(rate.keys).toBe(MOST_KEYS);
  expect(rate.look(`k${3 * MOST_KEYS - 1}`, 30).isTaken).toBe(false);
  rate.take('k', 120_000);
  expect(rate.keys).toBe(1);
});
