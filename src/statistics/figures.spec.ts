// The figures of an item by hand: what is right, what is not answered, and what waits for a person.
import { expect, it } from '@jest/globals';
import { figures } from './figures.js';
import type { Observation } from './statistics.queries.js';

const seen = (learnerId: string, itemId: string, rest: Partial<Observation>): Observation => ({
  learnerId,
  itemId,
  possible: 10,
  best: null,
  first: null,
  tries: 0,
  seconds: null,
  ...rest,
});
const isA = ({ itemId }: Observation) => itemId === 'a';

it('the best and the first answer of those who answered make the facility', () => {
  const all = [
    seen('ada', 'a', { best: 10, first: 5, tries: 2, seconds: 30 }),
    seen('bo', 'a', { best: 0, first: 0, tries: 1, seconds: 10 }),
    seen('cy', 'a', {}),
  ];
  expect(figures(all, isA)).toMatchObject({
    learners: 3,
    answered: 2,
    facility: 0.5,
    firstFacility: 0.25,
    medianSeconds: 20,
    meanTries: 1.5,
  });
});

it('an answer that waits for a person is not held to be wrong', () => {
  const waiting = seen('bo', 'a', { tries: 1, seconds: 10 });
  const all = [seen('ada', 'a', { best: 10, first: 10, tries: 1 }), waiting];
  expect(figures(all, isA)).toMatchObject({ answered: 2, facility: 1, firstFacility: 1 });
  expect(figures([waiting], isA)).toMatchObject({ answered: 1, facility: null });
});

it('nor does it count against the rest; what was never answered does', () => {
  const others = ['ada', 'cy', 'di'].flatMap((learnerId, i) => [
    seen(learnerId, 'a', { best: i * 5, first: i * 5, tries: 1 }),
    seen(learnerId, 'b', { best: i * 5, first: i * 5, tries: 1 }),
  ]);
  const bo = seen('bo', 'b', { best: 10, first: 10, tries: 1 });
  const waits = figures([...others, bo, seen('bo', 'a', { tries: 1 })], isA);
  const gaveUp = figures([...others, bo, seen('bo', 'a', {})], isA);
  expect(waits.discrimination).toBeCloseTo(1, 10);
  expect(gaveUp.discrimination).toBeLessThan(0.9);
});
