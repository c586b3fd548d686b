import { describe, expect, it } from '@jest/globals';
import { isnOf } from '../../../test/support/reckon-numbers.js';
import { STORY_NAMES } from '../handshake/stories.js';
import { type Variant, drawVariant, gradeAnswer, renderPrompt, renderSolution } from '../index.js';
import { NOTATIONS } from '../segments/notation.js';
import { handshakeNumbers as kind } from './handshake-numbers.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draws = (difficulty: string, n: number, story = 'usual') =>
  Array.from({ length: n }, (_, i) => drawVariant(kind, { difficulty, story }, seedOf(i)));

const valuesOf = ({ expected }: Variant) =>
  Object.fromEntries(expected.cells.map(({ id, value }) => [id, value]));

describe('handshake-numbers', () => {
  it('wraps around in about 7 of 10 hard questions, and in no other', () => {
    const wraps = (variant: Variant) =>
      variant.expected.mistakes.some(({ rules }) => rules.includes('no-modulo'));
    const share = draws('hard', 500, 'auto').filter(wraps).length / 500;
    expect(share).toBeGreaterThan(0.63);
    expect(share).toBeLessThan(0.77);
    for (const difficulty of ['intro', 'standard'])
      expect(draws(difficulty, 50, 'auto').some(wraps)).toBe(false);
  });

  it('gives what follows from an own number exactly what a new run from that number gives', () => {
    const [variant] = draws('standard', 1);
    const { cells } = variant!.expected;
    // A student who slips by 7 in the first acknowledgment has moved the client's ISN by 7.
    const moved = cells.filter(({ id }) => ['1.ack', '2.seq', '3.seq', '4.ack'].includes(id));
    for (const { value, from } of moved) {
      expect((Number(from?.value) + (from?.plus ?? 0)) >>> 0).toBe(value);
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

  it('draws every story when it is hard, with as many cells', () => {
    const variants = draws('hard', 200, 'auto');
    const facts = variants.map(({ prompt }) => prompt.facts as { story: string });
    expect(new Set(facts.map(({ story }) => story))).toEqual(new Set(STORY_NAMES));
    expect(new Set(variants.map(({ expected }) => expected.cells.length))).toEqual(new Set([10]));
  });

  it.each(STORY_NAMES.flatMap((story) => NOTATIONS.map((notation) => [story, notation] as const)))(
    'tells at least ten wrong rules apart in %s, %s',
    (story, notation) => {
      for (let i = 0; i < 20; i++) {
        const { expected } = drawVariant(kind, { difficulty: 'standard', story, notation }, seedOf(i));
        expect(expected.mistakes.length).toBeGreaterThanOrEqual(10);
      }
    },
  );

  it('sends a lost SYN again with the same number, and acknowledges nothing with it', () => {
    const [variant] = draws('hard', 1, 'lost-syn');
    const { client } = isnOf(variant!);
    expect(valuesOf(variant!)).toMatchObject({ '0.ack': 'none', '1.seq': client });
  });

  it('sends the ISN once more on the SYN-ACKs of a simultaneous open', () => {
    const [variant] = draws('standard', 1, 'simultaneous');
    const { client, server } = isnOf(variant!);
    expect(valuesOf(variant!)).toMatchObject({
      '2.flags': 'SYN+ACK',
      '2.ack': client + 1,
      '3.flags': 'SYN+ACK',
      '3.seq': client,
      '3.ack': server + 1,
    });
  });

  it('asks in letters, shows them, and reads them as people write them', () => {
    const variant = drawVariant(kind, { difficulty: 'hard', story: 'usual', notation: 'letters' }, seedOf(1));
    const { expected, prompt } = variant;
    const { text } = renderPrompt(kind, prompt, 'en');
    expect(text).toContain('SYN seq=x ');
    const { cells } = kind.solve(expected);
    expect(cells).toMatchObject({ '0.ack': 'none', '1.ack': 'x+1', '2.seq': 'x+1', '2.ack': 'y+1' });
    const typed = { '0.ack': 0, '1.ack': 'ack = X + 1', '2.seq': '１＋ｘ', '2.ack': '序号：y+1' };
    expect(gradeAnswer(kind, expected, { cells: { ...cells, ...typed } })).toMatchObject({
      grade: { diagnosis: null },
    });
    expect(gradeAnswer(kind, expected, { cells: { ...cells, '2.seq': 'x+y' } }).status).toBe('unparsable');
  });

  it('lets what follows from an own mistake in letters follow', () => {
    const params = { difficulty: 'standard', story: 'usual', notation: 'letters' };
    const { expected } = drawVariant(kind, params, seedOf(1));
    const cells = { ...kind.solve(expected).cells, '2.seq': 'x+3', '3.seq': 'x+3' };
    const outcome = gradeAnswer(kind, expected, { cells });
    const parts = outcome.status === 'graded' ? outcome.grade.parts : [];
    expect(parts.filter(({ followThrough }) => followThrough > 0).map(({ cell }) => cell)).toEqual(['3.seq']);
    expect(renderSolution(expected, 'en').cells.find(({ cell }) => cell === '2.seq')?.arithmetic).toBe(
      '[1.ack] x+1 + 0 = x+1',
    );
  });
});
