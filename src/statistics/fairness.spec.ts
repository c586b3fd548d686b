// A parameter that decides who is right is found; by chance hardly any is.
import { expect, it } from '@jest/globals';
import { Random } from '../random.js';
import { fairnessOf, testItem } from './fairness.js';
import type { Drawn } from './statistics.queries.js';

const stream = new Random('ab'.repeat(32)).field('class');

/** A class of 200; `hard` is right in so many percent of the cases, anything else in half of them. */
function classOf(hard: number): Drawn[] {
  return Array.from({ length: 200 }, () => {
    const story = stream.pick(['plain', 'loss', 'both-at-once']);
    const right = stream.chance(story === 'loss' ? hard : 50);
    const facts = { difficulty: 'hard', wraps: stream.chance(50), msl_s: stream.int(1, 1000) };
    return { facts, plan: { story, scenario: { name: 'x', script: [1, 2] } }, right };
  });
}

const judged = (drawn: Drawn[]) => fairnessOf(testItem('item', drawn));

it('a story that is much harder than the others is named, with its counts', () => {
  const [worst, ...rest] = judged(classOf(5));
  expect(worst).toMatchObject({ parameter: 'story', differs: true, degrees: 2 });
  const loss = worst?.buckets.find(({ value }) => value === 'loss');
  expect((loss?.right ?? 1) / (loss?.learners ?? 1)).toBeLessThan(0.2);
  expect(rest.map(({ parameter }) => parameter).toSorted()).toEqual(['msl_s', 'wraps']);
});

it('in 200 classes where nothing differs, no more than one in ten hears of a difference', () => {
  const alarmed = Array.from({ length: 200 }, () => judged(classOf(50))).filter((tests) =>
    tests.some(({ differs }) => differs),
  );
  expect(alarmed.length).toBeLessThanOrEqual(20);
});

it('a class that is too small is not judged', () => {
  expect(judged(classOf(5).slice(0, 8))).toEqual([]);
});
