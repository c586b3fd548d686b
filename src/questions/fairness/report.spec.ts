import { describe, expect, it } from '@jest/globals';
import { drawVariant, kindOf, kinds } from '../index.js';
import { reportOf, stepsOf } from './report.js';
import { seedOf } from './students.js';

const VARIANTS = 60;

const cases = kinds.flatMap((kind) =>
  kind.examples.map((params) => [kind.name, JSON.stringify(params), kind, params] as const),
);

it.each(cases)('every variant of %s %s takes as many steps, or one more', (_name, _label, kind, params) => {
  const steps = Array.from({ length: VARIANTS }, (_, i) =>
    stepsOf(drawVariant(kind, params, seedOf(i)).expected),
  );
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
});

describe('a report', () => {
  const report = (name: string, difficulty: string) => {
    const kind = kindOf(name);
    if (kind === undefined) throw new Error(`no kind ${name}`);
    return reportOf(kind, { difficulty }, 200, (seed) => drawVariant(kind, { difficulty }, seed));
  };

  it('tells the spread of what is drawn, the wraps, and what cannot be told apart', () => {
    const { spread, wraps_percent, steps, misconceptions, different } = report('handshake-numbers', 'hard');
    expect(different).toBe(200);
    expect(wraps_percent).toBeGreaterThan(30);
    const server = spread['scenario.isn.server'];
    expect(server).toMatchObject({ values: expect.any(Number) });
    expect(server && 'max' in server ? server.max : 0).toBeGreaterThan(2 ** 31);
    expect(steps.max - steps.min).toBeLessThanOrEqual(1);
    expect(misconceptions.min).toBeGreaterThan(10);
    expect(misconceptions.inseparable_percent).toBeLessThan(10);
  });

  it('sees that easy questions do not wrap', () => {
    expect(report('handshake-numbers', 'intro').wraps_percent).toBe(0);
  });
});
