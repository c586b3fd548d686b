// Wrong answers that are another's key: which are found, and which are not held against anybody.
import { expect, it } from '@jest/globals';
import { drawVariant, kindOf, type CellValue, type Expected } from '../questions/index.js';
import { copiesIn, type Given, type Key, MOST_CHANCE } from './copies.js';

const kind = kindOf('handshake-numbers');
if (!kind) throw new Error('no such kind');
const LEARNERS = 60;
const seed = (i: number) => i.toString(16).padStart(64, '0');
const keys: Key[] = Array.from({ length: LEARNERS }, (_, i) => ({
  itemId: 'item',
  learnerId: `learner-${i}`,
  expected: drawVariant(kind, { difficulty: 'standard' }, seed(i)).expected,
}));
const expectedOf = (i: number): Expected =>
  keys[i]?.expected ?? { cells: [], mistakes: [], printed: [], plan: null };

/** What learner `i` got wrong, by cell. */
function given(i: number, wrong: Record<string, CellValue>): Given {
  return {
    submissionId: `submission-${i}`,
    itemId: 'item',
    learnerId: `learner-${i}`,
    wrong: new Map(Object.entries(wrong)),
  };
}
const numbersOf = (i: number) =>
  Object.fromEntries(
    expectedOf(i).cells.flatMap(({ id, type, value }) => (type === 'number' ? [[id, value]] : [])),
  );

it('who types another’s numbers is found, with whose they are and how improbable that is', () => {
  const [copy, ...rest] = copiesIn(keys, [given(3, numbersOf(7)), given(4, { 's1.seq': 12_345_678 })]);
  expect(rest).toEqual([]);
  expect(copy).toMatchObject({ submissionId: 'submission-3', learnerId: 'learner-3', otherId: 'learner-7' });
  expect(copy?.cells.length).toBeGreaterThan(0);
  expect(copy?.chance).toBeCloseTo(LEARNERS / 2 ** 32, 12);
});

it('a known mistake, a small number and a common word are nobody’s key', () => {
  const mistakes = keys.flatMap(({ expected }, i) => expected.mistakes.map(({ values }) => given(i, values)));
  expect(mistakes.length).toBeGreaterThan(LEARNERS);
  expect(copiesIn(keys, mistakes)).toEqual([]);
  const words = keys.map((_, i) => given(i, { 's2.flags': 'SYN+ACK', 's1.ack': 0, 's2.seq': 1 }));
  expect(copiesIn(keys, words)).toEqual([]);
});

it('with one question for all there is nothing to copy', () => {
  const same = keys.map((key) => ({ ...key, expected: expectedOf(0) }));
  expect(copiesIn(same, [given(3, numbersOf(0))])).toEqual([]);
});

it('random wrong numbers are not suspected', () => {
  const random = keys.flatMap((_, i) =>
    Array.from({ length: 50 }, (__, n) =>
      given(i, { 's1.seq': (i * 7_919_317 + n * 104_729_111) % 2 ** 32 }),
    ),
  );
  expect(copiesIn(keys, random)).toEqual([]);
  expect(MOST_CHANCE).toBeLessThanOrEqual(0.001);
});
