import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chargeHints, hintCost } from './hint-cost.js';
import { drawVariant, gradeAnswer, type Grade, hintsTo, kindOf, kinds, renderGrade } from './index.js';

const SEED = '00'.repeat(32);

function drawn(name: string, params: object) {
  const kind = kindOf(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return { kind, expected: drawVariant(kind, params, SEED, 10).expected };
}

describe('hints', () => {
  it('tell the rule in general, then the sum without its result', () => {
    const { kind, expected } = drawn('handshake-numbers', { difficulty: 'standard' });
    expect(hintsTo(kind, expected, '3.seq', 'en')).toEqual([
      expect.stringMatching(/^SEND: the text goes out as <SEQ=SND.NXT>.*[(]RFC 9293, 3.10.2[)]$/),
      'Modulo 2^32: [2.seq] + 0 = ?',
    ]);
    expect(hintsTo(kind, expected, '1.ack', 'zh')[1]).toMatch(/^按模 2\^32 计算：\d+ \+ 1 = \?$/);
  });

  it('leave a gap where a clause names the state or the control bits asked for', () => {
    const { kind, expected } = drawn('state-timeline', { difficulty: 'standard' });
    const texts = expected.cells.flatMap(({ id }) => hintsTo(kind, expected, id, 'en'));
    expect(texts.some((text) => /enter □/.test(text))).toBe(true);
  });

  it('of times come to the value', () => {
    for (const [name, cell] of [
      ['keepalive', 'end'],
      ['handshake-retry', 'end'],
    ] as const)
      for (const difficulty of ['standard', 'hard']) {
        const { kind, expected } = drawn(name, { difficulty });
        const value = expected.cells.find(({ id }) => id === cell)?.value;
        if (value === undefined) continue;
        const sum = hintsTo(kind, expected, cell, 'en')[1] ?? '';
        const seconds = sum
          .replace(/[^\d+×]/g, '')
          .split('+')
          .map((term) => term.split('×').reduce((product, n) => product * Number(n), 1))
          .reduce((total, n) => total + n, 0);
        expect(seconds * 1000).toBe(value);
      }
  });

  it('are there for every cell of every kind that asks for numbers, states or times', () => {
    for (const kind of kinds.filter(({ hints }) => hints !== undefined)) {
      const { expected } = drawVariant(kind, kind.examples[0] ?? {}, SEED);
      const without = expected.cells.filter(({ id }) => hintsTo(kind, expected, id, 'en').length === 0);
      expect(without.map(({ id }) => `${kind.name} ${id}`)).toEqual([]);
    }
  });

  it('are none for a cell that does not exist', () => {
    const { kind, expected } = drawn('handshake-numbers', {});
    expect(hintsTo(kind, expected, 'no.cell', 'en')).toEqual([]);
  });
});

describe('what hints cost', () => {
  it('is points, or percent of the question, rounded once', () => {
    expect(hintCost(2, 10, { points: 1, percent: 0 })).toBe(2);
    expect(hintCost(3, 10, { points: 0, percent: 5 })).toBe(2);
    expect(hintCost(9, 4, { points: 1, percent: 0 })).toBe(4);
  });

  it('is paid where the hint was taken first, and parts still add up to what is earned', () => {
    const { kind, expected } = drawn('handshake-numbers', { difficulty: 'intro' });
    const full = kind.solve(expected);
    const hints = { cells: ['2.ack'], cost: 3 };
    const outcome = gradeAnswer(kind, expected, full, { hints });
    if (outcome.status !== 'graded') throw new Error('unreadable');
    const { grade } = outcome;
    expect(grade.earned).toBe(7);
    const paid = grade.parts.map(({ cell, hintCost: cost }) => [cell, cost] as const);
    const own = expected.cells.find(({ id }) => id === '2.ack')?.points ?? 0;
    expect(paid.find(([cell]) => cell === '2.ack')?.[1]).toBe(own);
    expect(paid.at(-1)?.[1]).toBe(3 - own);
    expect(renderGrade(grade, 'en').summary).toBe('7 of 10 points, 3 less for hints');
    expect(renderGrade(grade, 'zh').summary).toBe('得 7 分，满分 10 分（提示扣 3 分）');
  });

  it('never makes a grade negative, nor loses or gains a point', () => {
    const part = fc.record({
      earned: fc.nat(5),
      followThrough: fc.nat(5),
      cell: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.nat(20), (some, cost) => {
        const parts = some.map((each) => ({ ...each, possible: 5, verdict: 'correct', follows: false }));
        const earned = parts.reduce((sum, each) => sum + each.earned, 0);
        const grade = { parts, earned, possible: 30, diagnosis: null, grader: '' } as unknown as Grade;
        const charged = chargeHints(grade, { cells: ['b'], cost });
        expect(charged.earned).toBe(Math.max(0, earned - cost));
        expect(charged.parts.every((each) => each.earned >= 0)).toBe(true);
        expect(charged.parts.reduce((sum, each) => sum + each.earned, 0)).toBe(charged.earned);
      }),
    );
  });
});
