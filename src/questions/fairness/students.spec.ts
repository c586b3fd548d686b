import { describe, expect, it } from '@jest/globals';
import { drawVariant, kinds } from '../index.js';
import { asksNumbers, diagnoseStudents } from './students.js';

/** In each cohort; 10,000 with LASTACK_RUNS=10000. */
const STUDENTS = Number(process.env['LASTACK_RUNS'] ?? 200);

const cases = kinds
  .filter(asksNumbers)
  .flatMap((kind) =>
    kind.examples.map((params) => [kind.name, JSON.stringify(params), kind, params] as const),
  );

describe.each(cases)('students of %s %s', (_name, _label, kind, params) => {
  const seen = diagnoseStudents(kind, (seed) => drawVariant(kind, params, seed).expected, STUDENTS);

  it('who follow one wrong rule throughout hear its name', () => {
    expect(seen.singles.students).toBeGreaterThanOrEqual(STUDENTS);
    expect(seen.singles.named / seen.singles.students).toBeGreaterThanOrEqual(0.98);
  });

  it('who follow two wrong rules hear both in at least nine of ten cases', () => {
    // A question with a single rule has no pairs.
    const share = seen.pairs.students === 0 ? 1 : seen.pairs.named / seen.pairs.students;
    expect(share).toBeGreaterThanOrEqual(0.9);
  });
});

it('what is not told apart is counted', () => {
  const kind = kinds.find(({ name }) => name === 'teardown-numbers');
  if (kind === undefined) throw new Error('no such kind');
  const draw = (seed: Uint8Array) => drawVariant(kind, { difficulty: 'intro' }, seed).expected;
  const { pairs, inseparable, masked } = diagnoseStudents(kind, draw, 15);
  // A FIN that takes no number makes the last ACK repeat the FIN's, whatever is believed of that.
  expect({ ...pairs, inseparable, masked }).toEqual({ students: 15, named: 14, inseparable: 1, masked: 1 });
});
