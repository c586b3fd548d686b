// The rules of time against a plain reference model: a walk along the timeline, event by event.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  afterLate,
  type AnswerVerdict,
  endOf,
  type Extension,
  judge,
  mayStart,
  secondsLeft,
  type State,
  STATES,
  type Timing,
  timingFaults,
  timingWith,
} from './timing.js';

const RUNS = Number(process.env['LASTACK_TIMING_RUNS'] ?? 10_000);
const T0 = Date.UTC(2026, 2, 29, 0, 59, 0); // A minute before Europe's clocks change: nothing may depend on it.
const at = (s: number) => new Date(T0 + s * 1000);

const BARE: Timing = {
  opensAt: null,
  dueAt: null,
  closesAt: null,
  graceS: 0,
  latePercent: 0,
  latePeriodS: 60,
  timeLimitS: null,
  attemptsAllowed: null,
};

/** Few instants, so that they often coincide, and some a millisecond off. */
const instant = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(-0.001, 0, 0, 0.001))
  .map(([tick, off]) => at(tick * 30 + off));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const timings: fc.Arbitrary<Timing> = fc.record({
  opensAt: maybe(instant),
  dueAt: maybe(instant),
  closesAt: maybe(instant),
  graceS: fc.constantFrom(0, 1, 30, 60),
  latePercent: fc.constantFrom(0, 10, 25, 60, 100),
  latePeriodS: fc.constantFrom(1, 30, 60, 86_400),
  timeLimitS: maybe(fc.constantFrom(30, 60, 300)),
  attemptsAllowed: maybe(fc.integer({ min: 1, max: 3 })),
});
const extensions: fc.Arbitrary<Extension> = fc.record({
  opensAt: maybe(instant),
  dueAt: maybe(instant),
  closesAt: maybe(instant),
  extraTimePercent: maybe(fc.constantFrom(0, 25, 50, 100)),
  attemptsAllowed: maybe(fc.integer({ min: 1, max: 5 })),
});

/** The model knows the clock only as a list of things that happen, in order; at one instant ends come last. */
function reference(timing: Timing, state: State, startedAt: Date, when: Date): AnswerVerdict {
  const moments: { ms: number; rank: number; what: string }[] = [];
  const add = (date: Date | null, seconds: number, rank: number, what: string) => {
    if (date) moments.push({ ms: date.getTime() + seconds * 1000, rank, what });
  };
  const { opensAt, dueAt, closesAt, graceS, timeLimitS, latePeriodS, latePercent } = timing;
  add(opensAt, 0, 0, 'open');
  add(when, 0, 1, 'answer');
  add(dueAt, 0, 2, 'due');
  add(dueAt, graceS, 3, 'due for good');
  for (const end of [
    closesAt,
    timeLimitS === null ? null : new Date(startedAt.getTime() + timeLimitS * 1000),
  ]) {
    add(end, 0, 2, 'end');
    add(end, graceS, 3, 'end for good');
  }
  moments.sort((a, b) => a.ms - b.ms || a.rank - b.rank);
  const before = new Set<string>();
  for (const { what } of moments) {
    if (what === 'answer') break;
    before.add(what);
  }
  if (state === 'draft' || (opensAt && !before.has('open'))) return { taken: false, why: 'not-open' };
  if (state !== 'published' || before.has('end for good')) return { taken: false, why: 'over' };
  const late = before.has('due for good');
  const periods = late && dueAt ? Math.ceil((when.getTime() - dueAt.getTime()) / 1000 / latePeriodS) : 0;
  let percent = 0;
  for (let period = 1; period <= Math.min(periods, 100); period++) percent += latePercent;
  const inGrace = before.has('end') || (before.has('due') && !late);
  return { taken: true, late, inGrace, latePercent: Math.min(100, percent) };
}

describe('an answer', () => {
  it(`is judged as by the reference model, in ${RUNS} random orders of all dates`, () => {
    fc.assert(
      fc.property(timings, fc.constantFrom(...STATES), instant, instant, (timing, state, startedAt, when) => {
        expect(judge(timing, state, startedAt, when)).toEqual(reference(timing, state, startedAt, when));
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    [-1, { taken: true, late: false, inGrace: false, latePercent: 0 }],
    [0, { taken: true, late: false, inGrace: false, latePercent: 0 }],
    [1, { taken: true, late: false, inGrace: true, latePercent: 0 }],
    [30_000, { taken: true, late: false, inGrace: true, latePercent: 0 }],
    [30_001, { taken: true, late: true, inGrace: false, latePercent: 10 }],
    [60_001, { taken: true, late: true, inGrace: false, latePercent: 20 }],
    [600_000, { taken: true, late: true, inGrace: false, latePercent: 100 }],
  ])('%i ms after the due date is %j', (ms, verdict) => {
    const timing = { ...BARE, dueAt: at(600), graceS: 30, latePercent: 10 };
    expect(judge(timing, 'published', at(0), new Date(at(600).getTime() + ms))).toEqual(verdict);
  });

  it('on a leap day and over a change of the clocks counts seconds, not calendar days', () => {
    const dueAt = new Date('2028-02-28T23:59:59Z');
    const timing = { ...BARE, dueAt, latePercent: 10, latePeriodS: 86_400 };
    const percent = (text: string) => judge(timing, 'published', dueAt, new Date(text));
    expect(percent('2028-02-29T23:59:59Z')).toMatchObject({ latePercent: 10 });
    expect(percent('2028-03-01T00:00:00Z')).toMatchObject({ latePercent: 20 });
  });
});

describe('a learner’s timing', () => {
  it(`takes each field from the learner, else the most generous group, else the assignment (${RUNS} cases)`, () => {
    const cases = fc.tuple(timings, maybe(extensions), fc.array(extensions, { maxLength: 3 }));
    fc.assert(
      fc.property(cases, ([timing, own, groups]) => {
        const result = timingWith(timing, own, groups);
        for (const field of ['opensAt', 'dueAt', 'closesAt', 'attemptsAllowed'] as const) {
          const given = groups.flatMap((group) => (group[field] === null ? [] : [Number(group[field])]));
          const best = field === 'opensAt' ? Math.min(...given) : Math.max(...given);
          const wanted = own?.[field] ?? (given.length > 0 ? best : timing[field]);
          expect(result[field] === null ? null : Number(result[field])).toBe(
            wanted === null ? null : Number(wanted),
          );
        }
        const extras = groups.flatMap(({ extraTimePercent }) => extraTimePercent ?? []);
        const extra = own?.extraTimePercent ?? Math.max(0, ...extras);
        const limit = timing.timeLimitS;
        expect(result.timeLimitS).toBe(limit === null ? null : Math.ceil(limit + (limit * extra) / 100));
        expect(timingWith(result, null, [])).toEqual(result);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('an attempt', () => {
  it.each<[State, number, number, string]>([
    ['draft', 0, 60, 'not-open'],
    ['published', 0, 29, 'not-open'],
    ['published', 0, 30, 'may-start'],
    ['published', 1, 90, 'may-start'],
    ['published', 2, 60, 'exhausted'],
    ['published', 0, 91, 'over'],
    ['closed', 0, 60, 'over'],
    ['archived', 0, 60, 'over'],
  ])('at one that is %s, with %i begun, %i s on: %s', (state, begun, second, verdict) => {
    const timing = { ...BARE, opensAt: at(30), closesAt: at(90), graceS: 60, attemptsAllowed: 2 };
    expect(mayStart(timing, state, begun, at(second))).toBe(verdict);
  });

  it('ends at the close or when its time is up, whichever is first', () => {
    const timing = { ...BARE, closesAt: at(100), timeLimitS: 60 };
    expect(endOf(timing, at(0))).toEqual(at(60));
    expect(endOf(timing, at(50))).toEqual(at(100));
    expect(endOf({ ...timing, timeLimitS: null }, at(50))).toEqual(at(100));
    expect(endOf(BARE, at(50))).toBeNull();
    expect(secondsLeft(at(60), at(0.5))).toBe(59);
    expect(secondsLeft(at(60), at(61))).toBe(0);
    expect(secondsLeft(null, at(61))).toBeNull();
  });
});

it('points stay integers, and no deduction gives points', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 100 }), (earned, percent) => {
      const left = afterLate(earned, percent);
      expect(Number.isInteger(left)).toBe(true);
      expect(Math.abs(left - (earned * (100 - percent)) / 100)).toBeLessThanOrEqual(0.5);
      expect(afterLate(earned, 0)).toBe(earned);
      expect(afterLate(earned, 100)).toBe(0);
    }),
  );
});

it('dates out of order are faults, each at its field', () => {
  expect(
    timingFaults({ ...BARE, opensAt: at(2), dueAt: at(1), closesAt: at(0) }).map((fault) => fault.at),
  ).toEqual(['dueAt', 'closesAt', 'closesAt']);
  expect(timingFaults({ ...BARE, opensAt: at(1), dueAt: at(1), closesAt: at(1) })).toEqual([]);
});
