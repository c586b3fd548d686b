// When a student is told what: a table of all cases, by aspect, date and state.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ASPECTS, type Circumstances, type ReleaseRules, RELEASES, releaseAt, toldOf } from './release.js';
import { STATES, type Timing } from './timing.js';

const at = (s: number) => new Date(Date.UTC(2026, 10, 22) + s * 1000);
const TIMING: Timing = {
  opensAt: null,
  dueAt: at(100),
  closesAt: at(200),
  graceS: 10,
  latePercent: 0,
  latePeriodS: 60,
  timeLimitS: null,
  attemptsAllowed: 1,
};
const same = (release: (typeof RELEASES)[number]): ReleaseRules => ({
  releaseCorrectness: release,
  releaseDiagnosis: release,
  releaseExpected: release,
  releaseSolution: release,
  released: [],
});
const ALL = { correctness: true, diagnosis: true, expected: true, solution: true };
const NONE = { correctness: false, diagnosis: false, expected: false, solution: false };
const RESULT = { ...NONE, correctness: true, diagnosis: true };
const of = (second: number, more: Partial<Circumstances> = {}): Circumstances => ({
  state: 'published',
  now: at(second),
  timing: TIMING,
  latest: TIMING,
  isDone: false,
  ...more,
});

describe('released is', () => {
  it.each([
    ['at_once, while tries are left, the result alone', 'at_once', of(0), RESULT],
    ['at_once, when no try is left, all', 'at_once', of(0, { isDone: true }), ALL],
    ['after_due, in the grace seconds, nothing', 'after_due', of(110), NONE],
    ['after_due, behind them, all', 'after_due', of(110.001), ALL],
    ['after_close, after the due date, nothing', 'after_close', of(150), NONE],
    ['after_close, behind the close and its grace, all', 'after_close', of(211), ALL],
    ['after_close, closed by hand, all', 'after_close', of(0, { state: 'closed' }), ALL],
    [
      'after_due, without a due date, all after the close',
      'after_due',
      of(211, { timing: { ...TIMING, dueAt: null }, latest: { dueAt: null, closesAt: at(200) } }),
      ALL,
    ],
    [
      'after_due, for one whose date passed while others work, the result alone',
      'after_due',
      of(120, { latest: { dueAt: at(150), closesAt: at(200) } }),
      RESULT,
    ],
    [
      'after_due, for one who still works when the others’ date has passed, nothing',
      'after_due',
      of(120, { timing: { ...TIMING, dueAt: at(150) }, latest: { dueAt: at(150), closesAt: at(200) } }),
      NONE,
    ],
    ['by_hand, at no date, nothing', 'by_hand', of(1e6, { isDone: true, state: 'archived' }), NONE],
  ] as const)('%s', (_, release, circumstances, told) => {
    expect(toldOf(same(release), circumstances)).toEqual(told);
  });

  it('what was released by hand, and no diagnosis without the correctness', () => {
    for (const aspect of ASPECTS) {
      const told = toldOf({ ...same('by_hand'), released: [aspect] }, of(0));
      expect(told).toEqual({ ...NONE, ...(aspect !== 'diagnosis' && { [aspect]: true }) });
    }
    expect(toldOf({ ...same('by_hand'), released: ['correctness', 'diagnosis'] }, of(0))).toEqual(RESULT);
  });
});

it('time never takes back what was told, and the date of the release is when it changes', () => {
  const seconds = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(
      fc.constantFrom(...RELEASES),
      fc.constantFrom(...STATES),
      seconds,
      seconds,
      (release, state, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((s) =>
          toldOf(same(release), of(s, { state })),
        );
        for (const aspect of ASPECTS) expect(!early?.[aspect] || late?.[aspect]).toBe(true);
        const date = releaseAt(release, TIMING);
        if (date && state === 'published')
          expect(toldOf(same(release), of(a)).correctness).toBe(at(a) > date);
      },
    ),
    { numRuns: 2_000 },
  );
});
