import { describe, expect, it } from '@jest/globals';
import { reckonNumbers } from '../../../test/support/reckon-numbers.js';
import type { Trace } from '../../tcp/index.js';
import { type Variant, drawVariant, gradeAnswer, renderSolution } from '../index.js';
import { numberingUnder } from '../numbering/misconceptions.js';
import { type SegmentPlan, segmentPredictor } from '../segments.js';
import { handshakeNumbers as kind } from './handshake-numbers.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draws = (difficulty: string, n: number) =>
  Array.from({ length: n }, (_, i) => drawVariant(kind, { difficulty }, seedOf(i)));
const isnOf = ({ prompt }: Variant) => {
  const [syn, synAck] = (prompt.facts as { trace: Trace }).trace.segments;
  return { client: syn?.seq ?? NaN, server: synAck?.seq ?? NaN };
};

describe('handshake-numbers', () => {
  it.each(['intro', 'standard', 'hard'])(
    'agrees with an independent reckoning of %s variants',
    (difficulty) => {
      for (const variant of draws(difficulty, 350)) {
        const value = new Map(variant.expected.cells.map((cell) => [cell.id, cell.value]));
        const printed = (variant.prompt.facts as { trace: Trace }).trace.segments.map((s) => {
          const asked = value.get(`${s.i}.flags`);
          return { ...s, flags: asked === undefined ? s.flags : String(asked).split('+') };
        });
        reckonNumbers(printed, isnOf(variant)).forEach(({ seq, ack }, i) => {
          if (value.has(`${i}.seq`)) expect(value.get(`${i}.seq`)).toBe(seq);
          if (value.has(`${i}.ack`)) expect(value.get(`${i}.ack`)).toBe(ack ?? 'none');
        });
      }
    },
  );

  it('wraps around in about 7 of 10 hard questions, and in no other', () => {
    const wraps = (variant: Variant) =>
      variant.expected.mistakes.some(({ rules }) => rules.includes('no-modulo'));
    const share = draws('hard', 500).filter(wraps).length / 500;
    expect(share).toBeGreaterThan(0.63);
    expect(share).toBeLessThan(0.77);
    for (const difficulty of ['intro', 'standard']) expect(draws(difficulty, 50).some(wraps)).toBe(false);
  });

  it('asks as many cells in every variant of a difficulty', () => {
    for (const [difficulty, cells] of [
      ['intro', 3],
      ['standard', 9],
      ['hard', 10],
    ] as const) {
      expect(new Set(draws(difficulty, 50).map(({ expected }) => expected.cells.length))).toEqual(
        new Set([cells]),
      );
    }
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

describe('a student who follows two wrong rules', () => {
  it.each(['intro', 'standard', 'hard'])(
    'is told both in nearly all %s questions where both show',
    (difficulty) => {
      let students = 0;
      let named = 0;
      for (const { expected } of draws(difficulty, 12)) {
        const predict = segmentPredictor(
          expected.plan as unknown as SegmentPlan,
          expected.cells.map(({ id }) => id),
        );
        const vector = (rules: string[]) => JSON.stringify(predict(rules));
        const rules = expected.mistakes.flatMap((mistake) => mistake.rules);
        for (const pair of rules.flatMap((a, i) => rules.slice(i + 1).map((b) => [a, b]))) {
          // One rule may leave the other nothing to act on: then one is all there is to see.
          const oneShows = rules.some((rule) => vector([rule]) === vector(pair));
          if (numberingUnder(pair) === null || oneShows) continue;
          const outcome = gradeAnswer(kind, expected, { cells: predict(pair) });
          const diagnosis = outcome.status === 'graded' ? outcome.grade.diagnosis : null;
          students += 1;
          if (diagnosis?.known === true && diagnosis.rules.toSorted().join() === pair.toSorted().join())
            named += 1;
        }
      }
      expect(students).toBeGreaterThan(100);
      expect(named / students).toBeGreaterThan(0.9);
    },
  );
});
