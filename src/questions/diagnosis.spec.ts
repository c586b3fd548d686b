import { describe, expect, it } from '@jest/globals';
import { diagnose } from './diagnosis.js';
import type { CellValue, Expected, ExpectedCell, Mistake } from './kind.js';

// The running example: x = 7000, y = 91000, 640 octets of data.
const right: Record<string, number> = { synAck: 7001, third: 7001, data: 7001, ack: 7641 };
const expected: Expected = {
  cells: Object.entries(right).map(([id, value]) => ({ id, type: 'number', points: 2, value, because: [] })),
  mistakes: [
    { rules: ['syn-takes-no-number'], values: { synAck: 7000, third: 7000, data: 7000, ack: 7640 } },
    { rules: ['pure-ack-takes-a-number'], values: { data: 7002, ack: 7642 } },
    { rules: ['ack-is-last-octet'], values: { synAck: 7000, ack: 7640 } },
    { rules: ['headers-count-20'], values: { ack: 7661 } },
  ],
  printed: [7000, 91000],
  plan: null,
};

const told = (values: Mistake['values']) => (cell: ExpectedCell) => values[cell.id] ?? cell.value;
const noPairs = () => told({});
const given = (cells: Record<string, CellValue>) => new Map(Object.entries({ ...right, ...cells }));

describe('a diagnosis', () => {
  it('is not made of right or missing answers', () => {
    expect(diagnose(expected, given({}), noPairs)).toBeNull();
    expect(diagnose(expected, new Map(), noPairs)).toBeNull();
  });

  it('goes by the whole answer where rules share the value of a cell', () => {
    expect(diagnose(expected, given({ synAck: 7000, ack: 7640 }), noPairs)).toEqual({
      known: true,
      partial: false,
      rules: ['ack-is-last-octet'],
      evidence: ['synAck', 'ack'],
    });
    const all = given({ synAck: 7000, third: 7000, data: 7000, ack: 7640 });
    expect(diagnose(expected, all, noPairs)).toMatchObject({ rules: ['syn-takes-no-number'] });
  });

  it('takes the more common rule where the answered cells cannot tell two apart', () => {
    const onlyOne = new Map<string, CellValue>([['synAck', 7000]]);
    expect(diagnose(expected, onlyOne, noPairs)).toMatchObject({ rules: ['syn-takes-no-number'] });
  });

  it('still names the rule when one cell more is wrong for another reason', () => {
    const slip = given({ synAck: 7000, third: 7000, data: 7000, ack: 123 });
    expect(diagnose(expected, slip, noPairs)).toEqual({
      known: true,
      partial: false,
      rules: ['syn-takes-no-number'],
      evidence: ['synAck', 'third', 'data'],
    });
  });

  it('says so when no known rule explains the answer', () => {
    expect(diagnose(expected, given({ third: 5, ack: 6 }), noPairs)).toEqual({ known: false });
    // One cell of three explained, and two right answers contradict the rule.
    expect(diagnose(expected, given({ synAck: 7000, third: 5, ack: 6 }), noPairs)).toEqual({ known: false });
  });

  it('names for one cell alone the rule that makes its value, and says that it was not followed elsewhere', () => {
    // Both explain it; acknowledging the last octet contradicts one right cell, the SYN without a number three.
    expect(diagnose(expected, given({ ack: 7640 }), noPairs)).toEqual({
      known: true,
      partial: true,
      rules: ['ack-is-last-octet'],
      evidence: ['ack'],
    });
    expect(diagnose(expected, given({ data: 7002 }), noPairs)).toMatchObject({
      partial: true,
      rules: ['pure-ack-takes-a-number'],
    });
  });

  it('finds two rules at once by simulating them together', () => {
    const asked: string[] = [];
    const predict = (rules: readonly string[]) => {
      asked.push(rules.join(' '));
      const both = ['pure-ack-takes-a-number', 'headers-count-20'].every((rule) => rules.includes(rule));
      return told(both ? { data: 7002, ack: 7662 } : {});
    };
    expect(diagnose(expected, given({ data: 7002, ack: 7662 }), predict)).toEqual({
      known: true,
      partial: false,
      rules: ['pure-ack-takes-a-number', 'headers-count-20'],
      evidence: ['data', 'ack'],
    });
    // Only pairs with a rule that explains something by itself are worth a simulation.
    expect(asked.every((pair) => pair.includes('pure-ack-takes-a-number'))).toBe(true);
  });

  it('tries every pair when no rule explains a cell by itself', () => {
    const predict = (rules: readonly string[]) =>
      told(rules.join(' ') === 'ack-is-last-octet headers-count-20' ? { synAck: 1, ack: 2 } : {});
    expect(diagnose(expected, given({ synAck: 1, ack: 2 }), predict)).toMatchObject({
      rules: ['ack-is-last-octet', 'headers-count-20'],
    });
  });

  it('states the other pairs that make the very same answer', () => {
    const predict = (rules: readonly string[]) =>
      told(rules.includes('headers-count-20') && rules.length === 2 ? { third: 1, ack: 7661 } : {});
    const diagnosis = diagnose(expected, given({ third: 1, ack: 7661 }), predict);
    expect(diagnosis).toMatchObject({ rules: ['headers-count-20', 'syn-takes-no-number'] });
    expect(diagnosis).toHaveProperty('alternatives', [
      ['headers-count-20', 'pure-ack-takes-a-number'],
      ['headers-count-20', 'ack-is-last-octet'],
    ]);
  });

  it('simulates nothing when one rule explains everything', () => {
    const never = () => {
      throw new Error('simulated');
    };
    expect(diagnose(expected, given({ data: 7002, ack: 7642 }), never)).toMatchObject({ known: true });
  });

  it('prefers one rule to two that explain as much', () => {
    const same = () => told({ synAck: 7000, third: 7000, data: 7000, ack: 7640 });
    const slip = given({ synAck: 7000, third: 7000, data: 7000, ack: 123 });
    expect(diagnose(expected, slip, same)).toMatchObject({ rules: ['syn-takes-no-number'] });
  });
});
