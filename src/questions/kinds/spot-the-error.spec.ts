// spot-the-error: one error, in one place, with one right value. Held against a judge that tries every change of one field.
import { describe, expect, it } from '@jest/globals';
import { isPossible, type PrintedSegment, repairsByTrial } from '../../../test/support/possible-trace.js';
import { DIFFICULTIES } from '../draws.js';
import { drawVariant, gradeAnswer, renderPrompt, renderSolution, type Variant } from '../index.js';
import { spotTheError } from './spot-the-error.js';

/** `LASTACK_RUNS=1000` for the full proof. */
const RUNS = Math.min(Number(process.env['LASTACK_RUNS'] ?? 250), 1_000);
const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draws = (difficulty: string, n: number): Variant[] =>
  Array.from({ length: n }, (_, i) => drawVariant(spotTheError, { difficulty }, seedOf(i)));
const shownIn = ({ prompt }: Variant) =>
  (prompt.facts as { trace: { segments: PrintedSegment[] } }).trace.segments;
const solutionOf = ({ expected }: Variant) =>
  Object.fromEntries(expected.cells.map(({ id, value }) => [id, value]));

describe.each(DIFFICULTIES)('an error to be spotted, %s', (difficulty) => {
  it('is impossible, and one change of one field alone makes it possible: the solution', () => {
    for (const variant of draws(difficulty, RUNS)) {
      const segments = shownIn(variant);
      expect(isPossible(segments)).toBe(false);
      expect(repairsByTrial(segments)).toEqual([solutionOf(variant)]);
    }
  });

  it('is in any of the fields that can be wrong, none of them in more than half of the questions', () => {
    const fields = draws(difficulty, 200).map((variant) => String(solutionOf(variant)['field']));
    for (const field of ['flags', 'seq', 'ack', 'len']) {
      const share = fields.filter((each) => each === field).length / fields.length;
      expect(share).toBeGreaterThan(0.05);
      expect(share).toBeLessThan(0.5);
    }
  });

  it('stands in a trace of the same length, give or take one segment', () => {
    const lengths = draws(difficulty, 60).map((variant) => shownIn(variant).length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
  });

  it('is not told by the picture, which shows every field as plain as the others', () => {
    for (const { prompt } of draws(difficulty, 20)) {
      const { svg, table } = renderPrompt(spotTheError, prompt, 'en');
      expect(svg).not.toContain('class="blank"');
      expect(JSON.stringify(table)).not.toContain('"blank"');
      expect(JSON.stringify(prompt.facts)).not.toContain('9293:');
    }
  });

  it('is explained with the numbers of the question', () => {
    for (const { expected } of draws(difficulty, 50)) {
      const value = renderSolution(expected, 'en').cells.find(({ cell }) => cell === 'value');
      expect(value?.because.length).toBeGreaterThan(0);
      const cell = expected.cells.find(({ id }) => id === 'value');
      if (typeof cell?.value === 'number') expect(value?.arithmetic).toMatch(new RegExp(`= ${cell.value}$`));
    }
  });
});

describe('the judge of traces', () => {
  it('finds the repaired trace of every difficulty possible, and more than one repair where there is more than one', () => {
    for (const difficulty of DIFFICULTIES) {
      for (const variant of draws(difficulty, 50)) {
        const { segment, field, value } = solutionOf(variant);
        const right = field === 'flags' ? String(value).split('+') : value;
        const repaired = shownIn(variant).map((s) =>
          s.i === segment ? { ...s, [String(field)]: right } : s,
        );
        expect(isPossible(repaired as PrintedSegment[])).toBe(true);
        // The last acknowledgment one too high: it could also be one octet more that was sent.
        const last = repaired.length - 1;
        const ambiguous = repaired.map((s) => (s.i === last ? { ...s, ack: (s.ack ?? 0) + 1 } : s));
        expect(repairsByTrial(ambiguous as PrintedSegment[]).length).toBeGreaterThan(1);
      }
    }
  });
});

describe('who takes a right field for the wrong one', () => {
  it('is told the rule that leads there', () => {
    const variant = draws('intro', 40).find(({ expected }) =>
      expected.mistakes.some(({ rules }) => rules.includes('pure-ack-takes-a-number')),
    );
    if (variant === undefined) throw new Error('no variant in which the rule shows');
    // The rule makes the first segment after the handshake look wrong.
    const number = (shownIn(variant)[3]?.seq ?? 0) + 1;
    const answer = { cells: { segment: '#3', field: '序号', value: String(number) } };
    expect(gradeAnswer(spotTheError, variant.expected, answer)).toMatchObject({
      status: 'graded',
      grade: { diagnosis: { known: true, rules: ['pure-ack-takes-a-number'] } },
    });
  });
});
