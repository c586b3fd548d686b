import { describe, expect, it } from '@jest/globals';
import { parseJson } from './input.js';
import { printedQuestion } from './question.js';

const OPTIONS = { seed: 's', lang: 'en', params: '{}', format: 'json' };
const text = (kind: string, options: object, answer?: unknown) =>
  String(printedQuestion(kind, { ...OPTIONS, ...options }, answer));
const json = (options: object, answer?: unknown) =>
  JSON.parse(text('handshake-numbers', options, answer)) as Record<string, unknown>;

describe('lastack question', () => {
  it('prints the title once', () => {
    const lines = text('handshake-numbers', { format: 'text' }).split('\n');
    expect(lines.filter((line) => line === 'Numbers of the handshake')).toHaveLength(1);
  });

  it('takes its own output back for full marks, whole or the solution alone', () => {
    const printed = json({ solution: true });
    for (const answer of [printed, printed['solution']])
      expect(json({}, answer)['grade']).toMatchObject({ status: 'graded', earned: 16, possible: 16 });
  });

  it('prints the scenario and the trace that is shown, in which nothing hidden stands', () => {
    const { scenario, trace, solution } = json({ solution: true });
    expect(scenario).toMatchObject({ name: 'usual', isn: expect.any(Object) });
    const { cells } = solution as { cells: Record<string, number> };
    expect(JSON.stringify(trace)).not.toContain(String(cells['4.ack']));
  });

  it('draws the segments, and says so where there are none', () => {
    expect(text('handshake-numbers', { format: 'svg' })).toMatch(/^<svg[^]*<\/svg>\n$/);
    const capture = printedQuestion('handshake-numbers', { ...OPTIONS, format: 'pcapng' });
    if (typeof capture === 'string') throw new Error('no capture');
    expect(Buffer.from(capture).readUInt32BE()).toBe(0x0a0d0d0a);
    const lab = printedQuestion('capture-lab', { ...OPTIONS, format: 'pcapng' });
    if (typeof lab === 'string') throw new Error('no capture');
    expect(Buffer.from(lab).readUInt32BE()).toBe(0x0a0d0d0a);
    expect(() => text('next-state', { format: 'svg' })).toThrow('next-state shows no segments');
  });

  it('names a wrong parameter once', () => {
    expect(() => text('handshake-numbers', { difficulty: 'cruel' })).toThrow(/^difficulty must be/);
  });

  it('tells in one line what is no JSON', () => {
    expect(() => parseJson('rubbish\nagain', 'the answer')).toThrow(/^the answer is not JSON: [^\n]*$/);
  });
});
