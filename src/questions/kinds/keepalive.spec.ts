import { describe, expect, it } from '@jest/globals';
import {
  type Expected,
  drawVariant,
  exchangeOf,
  gradeAnswer,
  renderPrompt,
  validateParams,
} from '../index.js';
import { keepalive as kind } from './keepalive.js';

const seedOf = (i: number) => i.toString(16).padStart(64, '0');
const valuesOf = (expected: Expected) =>
  Object.fromEntries(expected.cells.map(({ id, value }) => [id, value]));
const LINUX = { difficulty: 'intro', idle_s: 7_200, interval_s: 75, probes: 9 };

/** The answers from the words of the task alone, by the sums of any manual. */
function reckoned(task: string): Record<string, unknown> {
  const [idle = NaN, interval = NaN, probes = NaN, ...more] = (task.match(/\d+/g) ?? []).map(Number);
  const unanswered = task.includes('the first probe gets') ? 1 : (more[0] ?? NaN);
  const answered = 1_000 * (idle + unanswered * interval);
  if (task.includes('for good')) return { first: 1_000 * idle, end: 1_000 * (idle + probes * interval) };
  if (task.includes('crashes')) return { end: answered, state: 'CLOSED', hears: 'ECONNRESET' };
  return { answered, reply: 'ACK', next: answered + 1_000 * idle };
}

function diagnosed(expected: Expected, cells: Record<string, string>): readonly string[] | null {
  const outcome = gradeAnswer(kind, expected, { cells });
  const diagnosis = outcome.status === 'graded' ? outcome.grade.diagnosis : undefined;
  return diagnosis?.known === true ? diagnosis.rules : null;
}

describe('keepalive', () => {
  it.each(['silent', 'back', 'rebooted'])('agrees with the sums of its task when the peer is %s', (story) => {
    for (let i = 0; i < 60; i++) {
      const { expected, prompt } = drawVariant(kind, { difficulty: 'hard', story }, seedOf(i));
      const { seq, ...values } = valuesOf(expected);
      expect(values).toEqual(reckoned(renderPrompt(kind, prompt, 'en').task));
      if (story === 'silent') expect(seq).toBe(((prompt.facts as { nxt: number }).nxt - 1) >>> 0);
    }
  });

  it('draws every story of a peer in hard questions, and a silent one in all others', () => {
    const drawn = (difficulty: string) =>
      Array.from({ length: 60 }, (_, i) => drawVariant(kind, { difficulty }, seedOf(i)).prompt.facts);
    const stories = (difficulty: string) =>
      new Set(drawn(difficulty).map((facts) => (facts as { story: string }).story));
    expect(stories('hard')).toEqual(new Set(['silent', 'back', 'rebooted']));
    expect(stories('standard')).toEqual(new Set(['silent']));
  });

  it.each([
    ['7875 s', null],
    ['2 h 11 min 15 s', null],
    ['7200 s', 'keepalive-one-idle'],
    ['7800', 'keepalive-one-probe-short'],
    ['675 s', 'keepalive-without-idle'],
    ['64800 s', 'keepalive-idle-each-time'],
  ])('with the usual settings, giving up after %s shows %p', (end, rule) => {
    const { expected } = drawVariant(kind, LINUX, seedOf(1));
    expect(diagnosed(expected, { first: '2 h', end })).toEqual(rule === null ? null : [rule]);
  });

  it('knows who sends the next probe an interval after an answer', () => {
    const params = { difficulty: 'hard', story: 'back', idle_s: 600, interval_s: 40, probes: 2 };
    const { expected } = drawVariant(kind, params, seedOf(1));
    expect(valuesOf(expected)).toEqual({ answered: 640_000, reply: 'ACK', next: 1_240_000 });
    const answer = { answered: '640 s', reply: 'ack', next: '680 s' };
    expect(diagnosed(expected, answer)).toEqual(['keepalive-answer-changes-nothing']);
  });

  it('knows who takes a reset for no answer', () => {
    const params = { difficulty: 'hard', story: 'rebooted', idle_s: 600, interval_s: 40, probes: 3 };
    const { expected } = drawVariant(kind, params, seedOf(1));
    const answer = { end: '720 s', state: 'established', hears: 'timed out' };
    expect(diagnosed(expected, answer)).toEqual(['keepalive-reset-is-silence']);
  });

  it('shows what came before the silence, and nothing after it', () => {
    const { scenario, trace } = exchangeOf(drawVariant(kind, { difficulty: 'hard' }, seedOf(1)));
    expect(scenario).not.toBeNull();
    expect(trace?.segments).toHaveLength(7);
    expect(trace?.segments.every(({ t_ms }) => t_ms <= 1_000)).toBe(true);
    expect([trace?.events, trace?.steps]).toEqual([[], []]);
  });

  it('refuses an interval as long as the idle time where an answer is to start it anew', () => {
    const params = { story: 'back', idle_s: 60, interval_s: 60 };
    expect(validateParams(kind, params)).toMatchObject({ ok: false, problems: [{ path: 'interval_s' }] });
    expect(validateParams(kind, { ...params, story: 'auto' })).toMatchObject({ ok: true });
    const stories = Array.from({ length: 20 }, (_, i) =>
      drawVariant(kind, { ...params, story: 'auto', difficulty: 'hard' }, seedOf(i)),
    ).map(({ prompt }) => (prompt.facts as { story: string }).story);
    expect(stories).not.toContain('back');
  });
});
