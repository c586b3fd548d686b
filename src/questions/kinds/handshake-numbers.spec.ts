import { describe, expect, it } from '@jest/globals';
import { isnOf } from '../../../test/support/reckon-numbers.js';
import { type Variant, drawVariant, gradeAnswer, renderSolution } from '../index.js';
import { handshakeNumbers as kind } from './handshake-numbers.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draws = (difficulty: string, n: number) =>
  Array.from({ length: n }, (_, i) => drawVariant(kind, { difficulty }, seedOf(i)));
describe('handshake-numbers', () => {
  it('wraps around in about 7 of 10 hard questions, and in no other', () => {
    const wraps = (variant: Variant) =>
      variant.expected.mistakes.some(({ rules }) => rules.includes('no-modulo'));
    const share = draws('hard', 500).filter(wraps).length / 500;
    expect(share).toBeGreaterThan(0.63);
    expect(share).toBeLessThan(0.77);
    for (const difficulty of ['intro', 'standard']) expect(draws(difficulty, 50).some(wraps)).toBe(false);
  });

  it('gives what follows from an own number exactly what a new run from that number gives', () => {
    const [variant] = draws('standard', 1);
    const { cells } = variant!.expected;
    // A student who slips by 7 in the first acknowledgment has moved the client's ISN by 7.
    const moved = cells.filter(({ id }) => ['1.ack', '2.seq', '3.seq', '4.ack'].includes(id));
    for (const { value, from } of moved) {
      expect(((from?.value ?? 0) + (from?.plus ?? 0)) >>> 0).toBe(value);
    }
    const slipped = Object.fromEntries(moved.map(({ id, value }) => [id, Number(value) + 7]));
    const outcome = gradeAnswer(kind, variant!.expected, {
      cells: { ...kind.solve(variant!.expected).cells, ...slipped },
    });
    const parts = outcome.status === 'graded' ? outcome.grade.parts : [];
    expect(parts.filter(({ followThrough }) => followThrough > 0).map(({ cell }) => cell)).toEqual([
      '2.seq',
      '3.seq',
      '4.ack',
    ]);
  });

  it('explains every number with the student’s own numbers and the clause that decides it', () => {
    const [variant] = draws('intro', 1);
    const { client } = isnOf(variant!);
    const [first] = renderSolution(variant!.expected, 'en').cells;
    expect(first).toMatchObject({
      cell: '1.ack',
      value: String(client + 1),
      arithmetic: `${client} + 1 = ${client + 1}`,
    });
    expect(first?.because[0]?.source).toBe('RFC 9293, 3.10.7.2');
    expect(renderSolution(variant!.expected, 'zh').cells[0]?.because[0]?.text).toMatch(/[\u4e00-\u9fff]/);
  });
});
