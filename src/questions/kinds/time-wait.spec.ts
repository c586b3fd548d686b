import { describe, expect, it } from '@jest/globals';
import { drawVariant, gradeAnswer, renderPrompt, renderSolution, validateParams } from '../index.js';
import type { TimeWaitFacts } from '../closing/time-wait-view.js';
import { timeWait as kind } from './time-wait.js';

const RUNS = Number(process.env['LASTACK_RUNS'] ?? 250);
const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const draw = (params: object, i: number) => drawVariant(kind, params, seedOf(i));
const factsOf = (variant: ReturnType<typeof draw>) => variant.prompt.facts as TimeWaitFacts;
const HOSTS = ['client', 'server'] as const;

/** Everything again, from what is printed: segments with times of sending and losses, delay, MSL, the late segment. */
function reckon({ trace, delay_ms, msl_s, late }: TimeWaitFacts): Record<string, unknown> {
  const ends = HOSTS.map((host) => {
    const arrived = (from: boolean) => trace.segments.filter((s) => !s.lost && (s.from === host) === from);
    const peersFin = arrived(false)
      .filter((s) => s.flags.includes('FIN'))
      .map((s) => s.t_ms + delay_ms);
    const ownFin = trace.segments.find((s) => s.from === host && s.flags.includes('FIN'))?.t_ms ?? NaN;
    const peerHasIt = Math.min(
      ...arrived(true)
        .filter((s) => s.flags.includes('FIN'))
        .map((s) => s.t_ms + delay_ms),
    );
    const confirmed = (arrived(false).find((s) => s.t_ms >= peerHasIt)?.t_ms ?? NaN) + delay_ms;
    const waits = ownFin < Math.min(...peersFin);
    const wait = Math.max(confirmed, ...peersFin);
    return { waits, wait: waits ? wait : 'none', closed: waits ? wait + 2_000 * msl_s : confirmed };
  });
  const [client, server] = ends;
  const both = [...(client?.waits ? ['client'] : []), ...(server?.waits ? ['server'] : [])];
  const end = late?.to === 'client' ? client : server;
  const over = (late?.t_ms ?? 0) >= (end?.closed ?? 0);
  const acks = late?.kind !== 'new SYN' && trace.segments[late?.of ?? 0]?.ack !== null;
  return {
    waits: both.length === 2 ? 'both' : both[0],
    'client.wait': client?.wait,
    'server.wait': server?.wait,
    'client.closed': client?.closed,
    'server.closed': server?.closed,
    'late.state': over ? 'CLOSED' : 'TIME-WAIT',
    'late.reply': over ? (acks ? 'RST' : 'RST+ACK') : late?.kind === 'new SYN' ? 'SYN+ACK' : 'ACK',
  };
}

const cases = kind.examples.map((params) => [JSON.stringify(params), params] as const);

describe.each(cases)('time-wait %s', (_label, params) => {
  it('agrees with an independent reckoning from what is printed', () => {
    for (let i = 0; i < RUNS; i++) {
      const variant = draw(params, i);
      const reckoned = reckon(factsOf(variant));
      for (const { id, value } of variant.expected.cells)
        expect([i, id, value]).toEqual([i, id, reckoned[id]]);
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

  it('shows no state once the close has begun, and no clause or event', () => {
    for (let i = 0; i < 30; i++) {
      const { trace, veil_ms } = factsOf(draw(params, i));
      const later = trace.segments.filter((s) => s.t_ms >= (veil_ms ?? 0));
      expect(later.length).toBeGreaterThan(3);
      for (const segment of later) {
        expect([segment.sender_state, segment.receiver_state ?? 'ESTABLISHED']).toEqual([
          'ESTABLISHED',
          'ESTABLISHED',
        ]);
      }
      expect([trace.steps, trace.events]).toEqual([[], []]);
    }
  });
});

describe('time-wait', () => {
  it('covers every late segment, in TIME-WAIT and after it, at either end', () => {
    const met = new Set<string>();
    for (const profile of ['textbook', 'rfc9293', 'linux']) {
      for (let i = 0; i < 100; i++) {
        const variant = draw({ difficulty: i % 2 ? 'standard' : 'hard', profile }, i);
        const state = variant.expected.cells.find(({ id }) => id === 'late.state')?.value;
        const { late } = factsOf(variant);
        met.add(`${late?.kind} ${late?.to} ${state}`);
      }
    }
    for (const seen of ['data', 'fin', 'old SYN'].flatMap((k) => HOSTS.map((h) => `${k} ${h}`))) {
      expect([...met]).toEqual(expect.arrayContaining([`${seen} TIME-WAIT`, `${seen} CLOSED`]));
    }
    expect(met).toContain('new SYN server TIME-WAIT');
  });

  it('takes an MSL of the course, but not for Linux', () => {
    const { trace, ...facts } = factsOf(draw({ difficulty: 'intro', profile: 'rfc9293', msl_s: 37 }, 1));
    expect([trace.profile, facts.msl_s]).toEqual(['rfc9293', 37]);
    expect(factsOf(draw({ profile: 'rfc9293' }, 1)).msl_s).toBe(120);
    expect(factsOf(draw({ profile: 'linux' }, 1)).msl_s).toBe(30);
    expect(validateParams(kind, { profile: 'linux', msl_s: 30 })).toMatchObject({
      ok: false,
      problems: [{ path: 'msl_s' }],
    });
  });

  it.each([
    ['240 s of RFC 9293', 'rfc9293', 240_000],
    ['60 s of Linux', 'linux', 60_000],
  ])('2 MSL are the %s', (_name, profile, length) => {
    const { expected } = draw({ difficulty: 'standard', profile }, 3);
    const closed = expected.cells.find(({ from }) => from !== undefined);
    expect(closed?.from?.plus).toBe(length);
  });

  it.each([
    ['intro', 'textbook', 'time-wait-one-msl'],
    ['intro', 'textbook', 'time-wait-at-both'],
    ['intro', 'linux', 'time-wait-is-fin-timeout'],
  ])('%s, %s: always diagnoses %s', (difficulty, profile, rule) => {
    for (let i = 0; i < 50; i++) {
      const { expected } = draw({ difficulty, profile }, i);
      expect(expected.mistakes.some(({ rules }) => rules.includes(rule))).toBe(true);
    }
  });

  it('always diagnoses who forgets the restart after a lost last ACK', () => {
    let lost = 0;
    for (let i = 0; i < 60; i++) {
      const variant = draw({ difficulty: 'hard' }, i);
      if (!factsOf(variant).trace.segments.some((s) => s.lost)) continue;
      lost += 1;
      const rules = variant.expected.mistakes.flatMap((mistake) => mistake.rules);
      expect(rules).toContain('time-wait-not-restarted');
    }
    expect(lost).toBeGreaterThan(15);
  });

  it('gives half for the end of a wait that was begun too early, when the FIN was sent', () => {
    const { expected, prompt } = draw({ difficulty: 'standard' }, 3);
    const { delay_ms } = prompt.facts as TimeWaitFacts;
    const closed = expected.cells.find(({ from }) => from !== undefined);
    const [began, ended] = [Number(closed?.from?.value), Number(closed?.value)].map(
      (t) => `${t - delay_ms} ms`,
    );
    const answer = {
      ...kind.solve(expected).cells,
      [closed?.from?.cell ?? '']: began,
      [closed?.id ?? '']: ended,
    };
    const outcome = gradeAnswer(kind, expected, { cells: answer });
    if (outcome.status !== 'graded') throw new Error('unparsable');
    expect(outcome.grade.parts.find(({ cell }) => cell === closed?.id)).toMatchObject({
      earned: 1,
      follows: true,
    });
  });

  it('has a clause for every cell of the worked solution', () => {
    for (let i = 0; i < 30; i++) {
      const { expected } = draw({ difficulty: i % 2 ? 'hard' : 'standard' }, i);
      for (const { because } of renderSolution(expected, 'zh').cells)
        expect(because.length).toBeGreaterThan(0);
    }
  });

  it('says which part of the question a blank belongs to', () => {
    const { prompt } = draw({ difficulty: 'hard' }, 2);
    const labels = renderPrompt(kind, prompt, 'zh').blanks.map(({ label }) => label.slice(0, 3));
    expect(labels).toEqual(['（1）', '（1）', '（1）', '（1）', '（2）', '（2）']);
  });
});
