import { describe, expect, it } from '@jest/globals';
import type { TraceSegment } from '../../tcp/index.js';
import { drawVariant, exchangeOf, gradeAnswer, locales, renderPrompt } from '../index.js';
import { seedOf } from '../fairness/students.js';
import { resets as kind } from './resets.js';

const RUNS = Number(process.env['LASTACK_RUNS'] ?? 300);
const DIFFICULTIES = ['intro', 'standard', 'hard'];

/** The segments that are printed, the last of which is asked about. */
function shown(seed: number, difficulty: string) {
  const variant = drawVariant(kind, { difficulty }, seedOf(seed));
  const segments = exchangeOf(variant).trace?.segments ?? [];
  const { story } = variant.prompt.facts as { story: string };
  return { ...variant, segments, story };
}

/** The first variant that tells this story. */
function told(story: string) {
  for (const difficulty of DIFFICULTIES)
    for (let seed = 0; seed < 40; seed++) {
      const variant = shown(seed, difficulty);
      if (variant.story === story) return variant;
    }
  throw new Error(`no variant tells ${story}`);
}

const endOf = ({ seq, len, flags }: TraceSegment) =>
  (seq + len + Number(flags.includes('SYN')) + Number(flags.includes('FIN'))) >>> 0;

/** Who is left in which state, by the figures and prose of RFC 9293, sections 3.5 and 3.10.7. */
const AFTERWARDS: Record<string, { receiver: string; sender: string }> = {
  refused: { receiver: 'CLOSED', sender: 'CLOSED' },
  forgotten: { receiver: 'CLOSED', sender: 'CLOSED' },
  listening: { receiver: 'LISTEN', sender: 'CLOSED' },
  // Figure 10, line 4: the ACK is sent; its receiver is to reset the connection in line 5.
  anew: { receiver: 'ESTABLISHED', sender: 'SYN-SENT' },
  // A reset without ACK means nothing in SYN-SENT.
  'old-ack': { receiver: 'SYN-RECEIVED', sender: 'SYN-SENT' },
  'half-open': { receiver: 'SYN-SENT', sender: 'CLOSED' },
  silent: { receiver: 'SYN-SENT', sender: 'CLOSED' },
  // Figure 8, line 5: the listener goes back to LISTEN.
  'old-syn': { receiver: 'SYN-SENT', sender: 'LISTEN' },
};

/** The answer by the rule for resets of section 3.5.2, from the printed segments alone. */
function reckon(story: string, segments: readonly TraceSegment[]) {
  const last = segments.at(-1);
  if (last === undefined) throw new Error('nothing is shown');
  const states = AFTERWARDS[story];
  if (story === 'anew') {
    const own = segments.findLast(({ from }) => from !== last.from);
    const heard = segments.findLast(({ from, i }) => from === last.from && i < last.i);
    return { reply: 'ACK', seq: own && endOf(own), ack: heard && endOf(heard), ...states };
  }
  if (last.ack === null) return { reply: 'RST+ACK', seq: 0, ack: endOf(last), ...states };
  return { reply: 'RST', seq: last.ack, ack: 'none', ...states };
}

describe('resets', () => {
  it.each(DIFFICULTIES)('%s agrees with an independent reckoning', (difficulty) => {
    const stories = new Set<string>();
    for (let seed = 0; seed < RUNS; seed++) {
      const { expected, segments, story } = shown(seed, difficulty);
      expect(Object.fromEntries(expected.cells.map(({ id, value }) => [id, value]))).toEqual(
        reckon(story, segments),
      );
      stories.add(story);
    }
    expect(stories.size).toBe(difficulty === 'intro' ? 2 : 3);
  });

  it.each([
    ['refused', 'refusal-without-ack', { reply: 'RST', seq: '0', ack: 'none' }],
    ['refused', 'closed-is-silent', { reply: 'none', seq: 'none', ack: 'none', sender: 'SYN-SENT' }],
    ['forgotten', 'closed-is-silent', { reply: '无', seq: '无', ack: '无', sender: 'ESTABLISHED' }],
  ])('of a segment in %s, %s is named', (story, rule, wrong) => {
    const { expected } = told(story);
    const answer = { cells: { ...kind.solve(expected).cells, ...wrong } };
    expect(gradeAnswer(kind, expected, answer)).toMatchObject({
      grade: { diagnosis: { known: true, rules: [rule] } },
    });
  });

  it.each(Object.keys(AFTERWARDS))('%s shows no state after the segment', (story) => {
    const { prompt, expected } = told(story);
    for (const locale of locales) {
      const { ladder, text } = renderPrompt(kind, prompt, locale);
      expect(ladder).toContain('[·]');
      expect(text).not.toContain('undefined');
    }
    expect(expected.cells.every(({ because }) => because.length > 0)).toBe(true);
  });
});
