import { describe, expect, it } from '@jest/globals';
import type { PlotName } from '../changed/plots.js';
import type { WhatIfFacts } from '../changed/view.js';
import { diagnoseStudents } from '../fairness/students.js';
import {
  type Expected,
  drawVariant,
  exchangeOf,
  gradeAnswer,
  renderPrompt,
  renderSolution,
} from '../index.js';
import { whatIf as kind } from './what-if.js';

const RUNS = Number(process.env['LASTACK_RUNS'] ?? 250);
const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draw = (params: object, i: number) => drawVariant(kind, params, seedOf(i));
const factsOf = (variant: ReturnType<typeof draw>) => variant.prompt.facts as WhatIfFacts;
const valuesOf = (expected: Expected) =>
  Object.fromEntries(expected.cells.map(({ id, value }) => [id, value]));

interface Reckoned {
  tcp: [string, string];
  changed: [string, string];
  harmed: string;
  reset?: string;
  lost?: number;
  astray?: number;
}

/** What each plot comes to, reckoned by hand: the states of first and second closer, under TCP and under the change. */
const RECKONED: Record<PlotName, (facts: WhatIfFacts) => Reckoned> = {
  'old SYN, nobody there': () => ({
    tcp: ['CLOSED', 'SYN-RECEIVED'],
    changed: ['CLOSED', 'ESTABLISHED'],
    harmed: 'second',
  }),
  'old SYN, server speaks': ({ n }) => ({
    tcp: ['CLOSED', 'LISTEN'],
    changed: ['CLOSED', 'CLOSED'],
    reset: 'second',
    lost: n,
    harmed: 'second',
  }),
  'last ACK lost': () => ({
    tcp: ['TIME-WAIT', 'CLOSED'],
    changed: ['CLOSED', 'CLOSED'],
    reset: 'second',
    harmed: 'second',
  }),
  'old data, new connection': ({ n }) => ({
    tcp: ['TIME-WAIT', 'LISTEN'],
    changed: ['ESTABLISHED', 'ESTABLISHED'],
    lost: n,
    astray: n,
    harmed: 'second',
  }),
  'server has more to send': ({ n }) => ({
    tcp: ['FIN-WAIT-2', 'CLOSE-WAIT'],
    changed: ['TIME-WAIT', 'CLOSED'],
    lost: n,
    harmed: 'first',
  }),
  'first FIN lost': () => ({
    tcp: ['TIME-WAIT', 'CLOSED'],
    changed: ['FIN-WAIT-1', 'ESTABLISHED'],
    harmed: 'both',
  }),
  'second FIN lost': () => ({
    tcp: ['TIME-WAIT', 'CLOSED'],
    changed: ['FIN-WAIT-2', 'LAST-ACK'],
    harmed: 'both',
  }),
};

function reckon(facts: WhatIfFacts): Record<string, unknown> {
  const { tcp, changed, ...rest } = { reset: 'none', lost: 0, astray: 0, ...RECKONED[facts.plot](facts) };
  const side = (role: unknown) => (role === 'first' ? facts.first : role === 'second' ? facts.second : role);
  return {
    [`tcp.${facts.first}`]: tcp[0],
    [`tcp.${facts.second}`]: tcp[1],
    [facts.first]: changed[0],
    [facts.second]: changed[1],
    ...rest,
    reset: side(rest.reset),
    harmed: side(rest.harmed),
  };
}

describe.each(kind.examples.map((params) => [JSON.stringify(params), params] as const))(
  'what-if %s',
  (_label, params) => {
    it('agrees with a reckoning by hand from what is printed', () => {
      for (let i = 0; i < RUNS; i++) {
        const variant = draw(params, i);
        const facts = factsOf(variant);
        const reckoned = reckon(facts);
        for (const [id, value] of Object.entries(valuesOf(variant.expected)))
          expect([i, facts.plot, id, value]).toEqual([i, facts.plot, id, reckoned[id]]);
      }
    });

    it('asks the same cells in every variant', () => {
      const asked = Array.from({ length: 50 }, (_, i) =>
        draw(params, i)
          .expected.cells.map(({ id }) => id)
          .join(),
      );
      expect(new Set(asked).size).toBe(1);
    });

    it('names the belief of every student who holds one', () => {
      const { singles } = diagnoseStudents(kind, (seed) => drawVariant(kind, params, seed).expected, 100);
      expect(singles.named).toBe(singles.students);
    });
  },
);

describe('what-if', () => {
  it('plays every plot, with either end first where that may be', () => {
    const played = new Set(
      Array.from({ length: 200 }, (_, i) => factsOf(draw({}, i))).map(
        ({ plot, first }) => `${plot}, ${first}`,
      ),
    );
    expect(played.size).toBe(Object.keys(RECKONED).length + 3);
  });

  it('changes the rule that the course asks for', () => {
    for (const change of ['two-way-handshake', 'no-fin-retransmission']) {
      for (let i = 0; i < 20; i++) expect(factsOf(draw({ change }, i)).change).toBe(change);
    }
  });

  it('shows states of TCP up to the moment asked, in hard questions only until the plot begins', () => {
    for (let i = 0; i < 60; i++) {
      const { trace, at_ms, begin_ms } = factsOf(draw({ difficulty: 'hard' }, i));
      expect(Math.max(...trace.segments.map(({ t_ms }) => t_ms))).toBeLessThan(at_ms);
      expect(Math.max(...trace.states.map(({ t_ms }) => t_ms))).toBeLessThanOrEqual(begin_ms);
      expect([trace.steps, trace.events]).toEqual([[], []]);
      const shown = factsOf(draw({ difficulty: 'intro' }, i));
      expect(shown.veil_ms).toBeNull();
      expect(Math.max(...shown.trace.states.map(({ t_ms }) => t_ms))).toBeLessThanOrEqual(shown.at_ms);
    }
  });

  it.each([
    ['no-time-wait', 'closed-is-silent'],
    ['two-way-handshake', 'both-ends-alike'],
    ['three-segment-close', 'nothing-is-lost'],
    ['no-fin-retransmission', 'time-wait-at-both'],
  ])('under %s some question tells %s', (change, rule) => {
    const variants = Array.from({ length: 20 }, (_, i) => draw({ difficulty: 'hard', change }, i));
    const told = variants.flatMap(({ expected }) => expected.mistakes.flatMap(({ rules }) => rules));
    expect(told).toContain(rule);
  });

  it('always tells who thinks that nothing changes', () => {
    for (let i = 0; i < 40; i++) {
      const { expected } = draw({ difficulty: 'intro' }, i);
      const [mistake] = expected.mistakes;
      const cells = { ...kind.solve(expected).cells, ...mistake?.values };
      expect(gradeAnswer(kind, expected, { cells })).toMatchObject({
        grade: { diagnosis: { known: true, rules: ['change-without-effect'] } },
      });
    }
  });

  it('has a clause for every cell of the worked solution', () => {
    for (let i = 0; i < 60; i++) {
      const { cells } = renderSolution(draw({ difficulty: 'hard' }, i).expected, 'en');
      for (const { because } of cells) expect(because.length).toBeGreaterThan(0);
    }
  });

  it('gives out the scenario and the drawing, and says in both languages what harm is', () => {
    const variant = draw({}, 1);
    expect(exchangeOf(variant)).toMatchObject({ scenario: expect.any(Object), trace: expect.any(Object) });
    expect(renderPrompt(kind, variant.prompt, 'en').task).toContain('harmed if');
    expect(renderPrompt(kind, variant.prompt, 'zh').task).toContain('受害');
  });
});
