import { describe, expect, it } from '@jest/globals';
import { type ProfileName, type Scenario, simulate } from '../../tcp/index.js';
import { type Variant, drawVariant, renderPrompt } from '../index.js';
import { stateTimeline as kind } from './state-timeline.js';

const draws = (difficulty: string, n: number): Variant[] =>
  Array.from({ length: n }, (_, i) => drawVariant(kind, { difficulty }, i.toString(16).padStart(64, '0')));
const states = (variants: Variant[]) =>
  new Set(variants.flatMap(({ expected }) => expected.cells.map((c) => c.value)));

describe('state-timeline', () => {
  it('goes through ten of the eleven states; LISTEN is where the server begins', () => {
    const all = states(['intro', 'standard', 'hard'].flatMap((difficulty) => draws(difficulty, 200)));
    expect(all).toEqual(
      new Set([
        'CLOSED',
        'SYN-SENT',
        'SYN-RECEIVED',
        'ESTABLISHED',
        'FIN-WAIT-1',
        'FIN-WAIT-2',
        'CLOSE-WAIT',
        'CLOSING',
        'LAST-ACK',
        'TIME-WAIT',
      ]),
    );
  });

  it.each([
    ['intro', 6],
    ['standard', 8],
    ['hard', 10],
  ])('asks as many states in every %s variant', (difficulty, cells) => {
    for (const { expected } of draws(difficulty, 50)) expect(expected.cells).toHaveLength(cells);
  });

  it('shows no state from the first one asked on', () => {
    for (const { prompt } of draws('standard', 50)) {
      const { rows } = renderPrompt(kind, prompt, 'en').table;
      const first = rows.findIndex((row) => row.some((cell) => 'blank' in cell));
      const later = rows.slice(first).flatMap((row) => row.slice(2));
      expect(later.every((cell) => 'blank' in cell || cell.text === '')).toBe(true);
    }
  });

  it('explains each state by what happened at that end', () => {
    for (const { expected } of ['intro', 'standard', 'hard'].flatMap((each) => draws(each, 50))) {
      const { scenario, profile } = expected.plan as unknown as { scenario: Scenario; profile: ProfileName };
      const { steps } = simulate(scenario, { profile });
      for (const { id, value, because } of expected.cells) {
        const own = steps.filter(({ host, after }) => host === id.split('.')[1] && after === value);
        expect(own.map((step) => step.because)).toContainEqual(because);
      }
    }
  });

  it('takes both ends through CLOSING, and from SYN-SENT to SYN-RECEIVED, when they act at once', () => {
    const plots = draws('hard', 200).map(
      ({ expected }) => (expected.plan as { scenario: { name: string } }).scenario.name,
    );
    expect(plots).toEqual(expect.arrayContaining(['both open at once', 'both close at once']));
    for (const state of ['CLOSING', 'SYN-RECEIVED']) expect(states(draws('hard', 200)).has(state)).toBe(true);
  });
});
