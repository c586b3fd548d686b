// One cell wrong, all others right: the commonest answer of a student who nearly knows it.
import { describe, expect, it } from '@jest/globals';
import { drawVariant, gradeAnswer, kindOf, renderGrade } from '../index.js';

const SEEDS = Array.from({ length: 20 }, (_, i) => i.toString(16).padStart(64, '0'));

/** The diagnosis of right answers but for one cell, which is off by `by`; of each seed. */
function slips(name: string, difficulty: string, cell: string, by: number) {
  const kind = kindOf(name);
  if (kind === undefined) throw new Error(`no kind ${name}`);
  return SEEDS.map((seed) => {
    const { expected } = drawVariant(kind, { difficulty }, seed);
    const right = expected.cells.find(({ id }) => id === cell)?.value;
    const slip = (Number(right) + by) >>> 0;
    const outcome = gradeAnswer(kind, expected, { cells: { ...kind.solve(expected).cells, [cell]: slip } });
    if (outcome.status !== 'graded') throw new Error('unparsable');
    return outcome.grade;
  });
}

describe('a slip in one cell', () => {
  it.each([
    ['handshake-numbers', 'standard', '4.ack', -1, 'ack-is-last-octet'],
    ['handshake-numbers', 'standard', '3.seq', 1, 'pure-ack-takes-a-number'],
    ['transfer-numbers', 'intro', '4.ack', -1, 'ack-is-last-octet'],
    ['transfer-numbers', 'intro', '4.ack', 1, 'ack-adds-one-always'],
  ])('%s %s: %s off by %p shows %s', (name, difficulty, cell, by, rule) => {
    for (const { diagnosis } of slips(name, difficulty, cell, by)) {
      expect(diagnosis).toEqual({ known: true, partial: true, rules: [rule], evidence: [cell] });
    }
  });

  it('transfer-numbers loss: one acknowledgment beyond the gap shows that it is thought to confirm the newest', () => {
    const kind = kindOf('transfer-numbers');
    if (kind === undefined) throw new Error('no kind');
    for (const seed of SEEDS) {
      const { expected } = drawVariant(kind, { difficulty: 'hard', story: 'loss' }, seed);
      const newest = expected.mistakes.find(({ rules }) => rules.includes('ack-is-not-cumulative'));
      const cells = { ...kind.solve(expected).cells, '7.ack': newest?.values['7.ack'] ?? null };
      expect(gradeAnswer(kind, expected, { cells })).toMatchObject({
        grade: { diagnosis: { known: true, rules: ['ack-is-not-cumulative'], evidence: ['7.ack'] } },
      });
    }
  });

  it('is told as one that shows in that cell only', () => {
    const [grade] = slips('handshake-numbers', 'standard', '4.ack', -1);
    if (grade === undefined) throw new Error('nothing graded');
    expect(renderGrade(grade, 'en').diagnosis?.text).toMatch(/^In 4\.ack you seem to have slipped into this/);
    expect(renderGrade(grade, 'zh').diagnosis?.text).toMatch(/^只在 4\.ack 处/);
  });
});
