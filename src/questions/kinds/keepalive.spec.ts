import { describe, expect, it } from '@jest/globals';
import { type Expected, drawVariant, gradeAnswer } from '../index.js';
import { keepalive as kind } from './keepalive.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const valueOf = (expected: Expected, id: string) => expected.cells.find((cell) => cell.id === id)?.value;
const LINUX = { difficulty: 'intro', idle_s: 7_200, interval_s: 75, probes: 9 };

describe('keepalive', () => {
  it('agrees with idle + interval × probes', () => {
    for (let i = 0; i < 200; i++) {
      const { expected, prompt } = drawVariant(kind, { difficulty: 'hard' }, seedOf(i));
      const { idle_s, interval_s, probes, nxt } = prompt.facts as Record<string, number>;
      expect(valueOf(expected, 'first')).toBe((idle_s ?? NaN) * 1_000);
      expect(valueOf(expected, 'end')).toBe(
        ((idle_s ?? NaN) + (interval_s ?? NaN) * (probes ?? NaN)) * 1_000,
      );
      expect(valueOf(expected, 'seq')).toBe((nxt ?? NaN) - 1);
    }
  });

  it.each([
    ['7875 s', null],
    ['2 h 11 min 15 s', null],
    ['7200 s', 'keepalive-one-idle'],
    ['7800', 'keepalive-one-probe-short'],
    ['675 s', 'keepalive-without-idle'],
    ['64800 s', 'keepalive-idle-each-time'],
  ])('with the usual settings, giving up after %s shows %p', (end, rule) => {
    const { expected } = drawVariant(kind, LINUX, seedOf(1));
    const outcome = gradeAnswer(kind, expected, { cells: { first: '2 h', end } });
    const diagnosis = outcome.status === 'graded' ? outcome.grade.diagnosis : undefined;
    expect(diagnosis?.known === true ? diagnosis.rules : null).toEqual(rule === null ? null : [rule]);
  });
});
