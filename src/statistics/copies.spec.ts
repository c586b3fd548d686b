// Wrong answers that are another's key: who copies is found, who does not is suspected as rarely as it is said.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { drawVariant, type Expected, kindOf } from '../questions/index.js';
import { Chances } from './chance.js';
import { type Copy, copiesIn, type Given, type Key, Keys, MOST_CHANCE } from './copies.js';

const LEARNERS = 60;
const DRAWS = 500;
/** Whose answers are made up; LASTACK_COPY_ANSWERS makes them more. */
const ANSWERS = Number(process.env['LASTACK_COPY_ANSWERS'] ?? 1_000);
const CASES = [
  ['handshake-numbers', 'intro'],
  ['handshake-numbers', 'hard'],
  ['teardown-numbers', 'intro'],
  ['teardown-numbers', 'standard'],
] as const;

function draws(name: string, difficulty: string, whose: string, count: number): Expected[] {
  const kind = kindOf(name);
  if (!kind) throw new Error(`there is no kind ${name}`);
  const seed = (i: number) => createHash('sha256').update(`${whose}:${i}`).digest();
  return Array.from({ length: count }, (_, i) => drawVariant(kind, { difficulty }, seed(i)).expected);
}

const numbersOf = ({ cells }: Expected): [string, number][] =>
  cells.flatMap(({ id, value }): [string, number][] => (typeof value === 'number' ? [[id, value]] : []));

function classOf(name: string, difficulty: string) {
  const expected = draws(name, difficulty, 'class', LEARNERS);
  const rows = expected.flatMap((each, i) =>
    numbersOf(each).map(([cell, value]): Key => ({
      questionId: `question-${i}`,
      learnerId: `learner-${i}`,
      cell,
      value,
    })),
  );
  const keys = new Keys(rows);
  const chances = new Chances(draws(name, difficulty, 'nobody', DRAWS));
  const find = (answers: Given[]): Copy[] =>
    copiesIn(
      answers.flatMap((given) => keys.matches(given)),
      chances,
      keys,
    );
  /** All matches with their chance, whatever it is. */
  const chanceOf = (given: Given): number =>
    Math.min(
      1,
      ...keys
        .matches(given)
        .map(({ cells }) => keys.othersThan(given.learnerId) * chances.ofAll(given.wrong, cells)),
    );
  return { expected, find, chanceOf };
}

/** What learner `i` got wrong: all of it that is not right after all. */
function given(i: number, own: Expected, typed: [string, number][]): Given {
  const right = new Map(numbersOf(own));
  const wrong = typed.filter(([cell, value]) => right.has(cell) && right.get(cell) !== value);
  return { submissionId: `submission-${i}`, learnerId: `learner-${i % LEARNERS}`, wrong: new Map(wrong) };
}

describe.each(CASES)('in %s, %s,', (name, difficulty) => {
  const { expected, find, chanceOf } = classOf(name, difficulty);
  const ownOf = (i: number) => expected[i % LEARNERS] as Expected;

  it('who types all of another’s numbers is found, with whose they are', () => {
    const copying = expected.map((own, i) => given(i, own, numbersOf(ownOf(i + 7))));
    const found = find(copying);
    expect(found.length).toBeGreaterThan(LEARNERS * 0.9);
    for (const { learnerId, otherId, chance } of found) {
      expect(Number(otherId.slice(8))).toBe((Number(learnerId.slice(8)) + 7) % LEARNERS);
      expect(chance).toBeLessThanOrEqual(MOST_CHANCE);
    }
  });

  it('a known mistake is nobody’s key', () => {
    const mistaken = expected.flatMap((own, i) =>
      own.mistakes.map(({ values }) => given(i, own, numbersIn(values))),
    );
    expect(mistaken.length).toBeGreaterThan(LEARNERS);
    expect(find(mistaken).length).toBeLessThanOrEqual(1);
  });

  it(`of ${ANSWERS} answers that look like a key and are nobody’s, no more are suspected than is said`, () => {
    // Numbers of a question that nobody in the class got: the likeliest of all to meet somebody's by chance.
    const others = draws(name, difficulty, 'elsewhere', ANSWERS);
    const chances = others.map((other, i) => chanceOf(given(i, ownOf(i), numbersOf(other))));
    for (const limit of [0.1, 0.01, MOST_CHANCE]) {
      const alarms = chances.filter((chance) => chance <= limit).length;
      const most = ANSWERS * limit + 3 * Math.sqrt(ANSWERS * limit) + 1;
      expect([limit, alarms]).toEqual([limit, Math.min(alarms, Math.floor(most))]);
    }
  }, 600_000);
});

const numbersIn = (values: object): [string, number][] =>
  Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number');

it('a single number of five digits is as improbable as there are learners and such numbers', () => {
  const { expected, chanceOf } = classOf('handshake-numbers', 'intro');
  const [own, other] = expected as [Expected, Expected];
  const [cell, value] = numbersOf(other)[0] as [string, number];
  const chance = chanceOf(given(0, own, [[cell, value]]));
  const exact = (LEARNERS - 1) / 89_000;
  expect(chance).toBeGreaterThan(exact / 3);
  expect(chance).toBeLessThan(exact * 3);
});

it('with one question for all there is nothing to copy', () => {
  const [own] = draws('handshake-numbers', 'standard', 'all', 1) as [Expected];
  const rows = Array.from({ length: LEARNERS }, (_, i) =>
    numbersOf(own).map(([cell, value]): Key => ({
      questionId: `question-${i}`,
      learnerId: `learner-${i}`,
      cell,
      value,
    })),
  );
  const keys = new Keys(rows.flat());
  expect(keys.matches(given(3, own, numbersOf(own)))).toEqual([]);
});
