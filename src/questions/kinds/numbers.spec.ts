// What all kinds that ask for sequence and acknowledgment numbers have in common.
import { describe, expect, it } from '@jest/globals';
import { expectedNumbers, isnOf, reckonAnswers } from '../../../test/support/reckon-numbers.js';
import { type Derivation, type Kind, type Variant, drawVariant, kinds } from '../index.js';
import type { SegmentFacts } from '../segments/index.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draws = (kind: Kind, params: object, n: number): Variant[] =>
  Array.from({ length: n }, (_, i) => drawVariant(kind, params, seedOf(i)));

/** What a derivation says, reckoned again. */
function continued(from: Derivation | undefined): unknown {
  if (from === undefined) return 'nothing';
  const { value, plus, subtract } = from;
  if (typeof value === 'number') return (subtract ? plus - value : value + plus) >>> 0;
  const [letter, before = '0'] = value.split('+');
  return Number(before) + plus === 0 ? letter : `${letter}+${Number(before) + plus}`;
}

/** Variants reckoned again per example; more with LASTACK_RUNS. */
const RUNS = Number(process.env['LASTACK_RUNS'] ?? 250);

const cases = kinds
  .filter(({ name }) => name.endsWith('-numbers'))
  .flatMap((kind) =>
    kind.examples.map((params) => [kind.name, JSON.stringify(params), kind, params] as const),
  );

describe.each(cases)('%s %s', (_name, _label, kind, params) => {
  it('agrees with an independent reckoning from the printed segments', () => {
    for (const variant of draws(kind, params, RUNS)) {
      expect(expectedNumbers(variant)).toEqual(reckonAnswers(variant, isnOf(variant)));
    }
  });

  it('asks as many cells in every variant', () => {
    const asked = draws(kind, params, 50).map(({ expected }) => expected.cells.length);
    expect(new Set(asked).size).toBe(1);
  });

  it('shows no listener where a connection has ended', () => {
    for (const { prompt } of draws(kind, params, 5)) {
      const { trace } = prompt.facts as unknown as SegmentFacts;
      const made = trace.states.findIndex(({ server }) => server === 'ESTABLISHED');
      expect(trace.states.slice(made).filter(({ server }) => server === 'LISTEN')).toEqual([]);
      expect(trace.segments.slice(1).filter((s) => s.receiver_state === 'LISTEN')).toEqual([]);
    }
  });

  it('derives every number from one before it', () => {
    for (const { expected } of draws(kind, params, 20)) {
      for (const { type, value, from } of expected.cells) {
        if (type === 'flags' || value === 'none') continue;
        expect(continued(from)).toBe(value);
        // Nobody counts back from a later number.
        expect(from?.subtract === true || (from?.plus ?? -1) >= 0).toBe(true);
      }
    }
  });
});

describe('where the params leave the story open', () => {
  it.each([
    ['transfer-numbers', 'intro', ['one-way', 'server-sends']],
    ['transfer-numbers', 'standard', ['both-ways', 'piggyback']],
    ['transfer-numbers', 'hard', ['loss', 'lost-ack']],
    ['teardown-numbers', 'intro', ['client-first', 'server-first']],
    ['teardown-numbers', 'standard', ['data-in-close-wait', 'simultaneous', 'three-segments']],
    ['teardown-numbers', 'hard', ['fin-with-data', 'lost-fin', 'lost-last-ack']],
  ])('%s %s draws all of %j', (name, difficulty, stories) => {
    const kind = kinds.find((each) => each.name === name);
    if (kind === undefined) throw new Error(`no kind ${name}`);
    const drawn = draws(kind, { difficulty }, 40).map(
      ({ prompt }) => (prompt.facts as { story: string }).story,
    );
    expect([...new Set(drawn)].toSorted()).toEqual(stories);
  });
});
