// Markings over every kind: what a correction gives and what it leaves alone.
import { describe, expect, it } from '@jest/globals';
import {
  drawVariant,
  gradeAnswer,
  gradeMarked,
  kinds,
  type Outcome,
  UNMARKED,
  validateParams,
} from './index.js';

const SEED = '5e'.repeat(32);
const gradeOf = (outcome: Outcome) => {
  if (outcome.status !== 'graded') throw new Error('not graded');
  return outcome.grade;
};

describe.each(kinds)('$name', (kind) => {
  const params = validateParams(kind, {});
  if (!params.ok) throw new Error('a kind without default params');
  const { expected } = drawVariant(kind, params.value, SEED);
  const right = kind.solve(expected);
  const known = kind.mistakes(expected).filter(({ rules }) => rules.length === 1);

  it('without a marking is graded as ever', () => {
    expect(gradeMarked(kind, expected, right, UNMARKED)).toEqual(gradeAnswer(kind, expected, right));
  });

  it('gives full marks for a mistake that is accepted in every cell, and still for what is right', () => {
    for (const { rules, values } of known) {
      const accept = Object.keys(values).map((cell) => ({ cell, misconception: rules[0] }));
      const cells = expected.cells.map((cell) => ({ ...cell, value: values[cell.id] ?? cell.value }));
      const mistaken = kind.solve({ ...expected, cells });
      for (const answer of [right, mistaken]) {
        const grade = gradeOf(gradeMarked(kind, expected, answer, { revision: 3, accept }));
        expect([grade.earned, grade.diagnosis]).toEqual([grade.possible, null]);
        expect(grade.grader).toMatch(/ marking\/3$/);
      }
    }
  });

  it('with another key takes the points of the old one', () => {
    for (const { rules, values } of known) {
      const [cell] = Object.keys(values);
      if (cell === undefined) continue;
      const key = [{ cell, misconception: rules[0] }];
      const grade = gradeOf(gradeMarked(kind, expected, right, { revision: 1, key }));
      expect(grade.parts.find((part) => part.cell === cell)?.verdict).toBe('wrong');
    }
  });

  it('gives the points of a cell to everybody', () => {
    const [cell] = expected.cells;
    const full = [cell?.id ?? ''];
    const others = Object.fromEntries(expected.cells.slice(1).map(({ id }) => [id, right.cells[id] ?? null]));
    if (expected.cells.length === 1) return;
    const grade = gradeOf(gradeMarked(kind, expected, { cells: others }, { revision: 1, full }));
    expect(grade.earned).toBe(grade.possible);
  });
});
