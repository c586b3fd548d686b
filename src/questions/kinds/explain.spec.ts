import { describe, expect, it } from '@jest/globals';
import { PROOFS, shows } from '../explanations/proofs.js';
import { STAGES } from '../explanations/scenes.js';
import { drawVariant, gradeAnswer, locales, renderGrade, renderPrompt, renderSolution } from '../index.js';
import { rubrics } from '../text/index.js';
import { explain } from './explain.js';

const SEED = '5ec0de'.repeat(10) + '0000';
const seeds = Array.from({ length: 12 }, (_, i) => i.toString(16).padStart(64, '0'));
const draw = (params: object, seed = SEED) => drawVariant(explain, params, seed);
const drawn = { isn: { client: 10_000, server: 50_000 }, lengths: [100, 200], talks: false } as const;
const grade = (params: object, answer: unknown) =>
  gradeAnswer(explain, draw(params).expected, { cells: { answer } });

describe('a question for an explanation', () => {
  it.each(rubrics.map(({ question }) => question))(
    '%s: the model answer earns full marks in both languages',
    (question) => {
      const { expected } = draw({ question });
      for (const locale of locales) {
        const outcome = gradeAnswer(explain, expected, explain.solve(expected, locale));
        expect(outcome).toMatchObject({ status: 'graded' });
        if (outcome.status === 'graded') expect(outcome.grade.earned).toBe(outcome.grade.possible);
      }
    },
  );

  it.each(rubrics.map((rubric) => [rubric.question, rubric] as const))(
    '%s: every concept but a bonus has a run that goes wrong without it',
    (question, { concepts }) => {
      for (const [name, { bonus }] of Object.entries(concepts)) {
        const proof = PROOFS[question]?.[name];
        expect(proof === undefined).toBe(bonus === true);
        if (proof) expect([name, shows(proof, STAGES[proof.scene].play(drawn))]).toEqual([name, true]);
      }
    },
  );

  it('gives more for what its own run shows than for what is asked beyond it', () => {
    const runs = seeds.map((seed) => draw({ question: 'time-wait' }, seed).expected);
    const shown = (scene: string) =>
      runs
        .filter(({ plan }) => (plan as { scene: string }).scene === scene)
        .map(({ cells }) => cells[0]?.explanation?.concepts.map(({ points }) => points));
    expect(new Set(shown('last-ack-lost').map(String))).toEqual(new Set(['4,2']));
    expect(new Set(shown('late-copy').map(String))).toEqual(new Set(['2,4']));
  });

  it('shows the run that is asked for, whatever the seed, and refuses one of another question', () => {
    const params = { question: 'two-way', scene: 'synack-lost' };
    const scenes = seeds.map((seed) => (draw(params, seed).expected.plan as { scene: string } | null)?.scene);
    expect(new Set(scenes)).toEqual(new Set(['synack-lost']));
    expect(() => draw({ question: 'two-way', scene: 'late-copy' })).toThrow(/old-syn, synack-lost/);
  });

  it('means the same at every difficulty', () => {
    const answer = 'The last ACK may be lost; the peer resends its FIN and must get another ACK.';
    const verdicts = ['intro', 'standard', 'hard'].map((difficulty) => {
      const outcome = grade({ question: 'time-wait', difficulty }, answer);
      return outcome.status === 'unparsable' ? null : outcome.grade.parts.map(({ verdict }) => verdict);
    });
    expect(verdicts).toEqual([verdicts[0], verdicts[0], verdicts[0]]);
  });

  it('says of each concept whether it is given, and on which words that rests', () => {
    const outcome = grade({ question: 'consume' }, 'A SYN consumes one sequence number.');
    if (outcome.status === 'unparsable') throw new Error('unparsable');
    expect(outcome.grade).toMatchObject({
      parts: [
        { cell: 'answer.A', verdict: 'correct', concept: { name: 'A', evidence: 'SYN … consumes one' } },
        { cell: 'answer.B', verdict: 'wrong', earned: 0 },
      ],
    });
    expect(renderGrade(outcome.grade, 'en').parts[0]?.text).toContain('given: “SYN … consumes one”');
    expect(renderGrade(outcome.grade, 'zh').parts[1]?.text).toContain('未答出');
  });

  it('is graded by a version of its rubric that its grade names', () => {
    for (const { question, version } of rubrics) {
      const outcome = grade({ question }, 'I do not know.');
      const grader = outcome.status === 'unparsable' ? null : outcome.grade.grader;
      expect(grader).toBe(`explain/2 grader/1 rubric ${question}/${version}`);
    }
  });

  it('goes to a person below the threshold of the item, and only then', () => {
    const answer = 'The other side has to send its FIN again, and the wait is there for that.';
    expect(grade({ question: 'time-wait', review_below_percent: 100 }, answer).status).toBe('needs-review');
    expect(grade({ question: 'time-wait', review_below_percent: 0 }, answer).status).toBe('graded');
  });

  it('does not show in the prompt how a silent peer is found', () => {
    const view = renderPrompt(explain, draw({ question: 'keepalive' }).prompt, 'en');
    expect(view.ladder).not.toMatch(/keepalive|7200|7201/);
    expect(view.svg).toMatch(/^<svg/);
    expect(view.table.rows.length).toBeGreaterThan(4);
  });

  it.each(locales)('proves each concept by the right run beside one without it (%s)', (locale) => {
    const { cells } = renderSolution(draw({ question: 'four-way' }).expected, locale);
    const [a, b, c] = cells[0]?.concepts ?? [];
    for (const one of [a, b]) expect(one?.proof?.right.ladder).not.toBe(one?.proof?.without.ladder);
    expect(c).toMatchObject({ concept: 'C', points: 0, proof: null });
    expect(cells[0]?.value).toBe(
      draw({ question: 'four-way' }).expected.cells[0]?.explanation?.model[locale],
    );
  });
});
