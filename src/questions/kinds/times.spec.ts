// Times reckoned again by the simplest means from what a prompt says, with nothing of the simulator.
import { expect, it } from '@jest/globals';
import { drawVariant, type Expected, kindOf } from '../index.js';

/** Variants reckoned again per case; another number with LASTACK_RUNS. */
const RUNS = Number(process.env['LASTACK_RUNS'] ?? 1_000);

const reckon: Record<string, (facts: Record<string, number>, id: string) => number | undefined> = {
  keepalive: ({ idle_s = 0, interval_s = 0, probes = 0, unanswered = 0, nxt = 0 }, id) => {
    // Where nobody answers, no probe is counted as unanswered before one that is.
    const answered = 1_000 * (idle_s + interval_s * (unanswered === 0 ? probes : unanswered));
    if (id === 'first') return 1_000 * idle_s;
    if (id === 'next') return answered + 1_000 * idle_s;
    if (id === 'end' || id === 'answered') return answered;
    return id === 'seq' ? (nxt - 1) >>> 0 : undefined;
  },
  'handshake-retry': ({ retries = 0 }, id) => {
    const timeouts = id === 'end' ? retries + 1 : Number(id.split('-')[1]);
    let seconds = 0;
    for (let i = 0, timeout = 1; i < timeouts; i++, timeout *= 2) seconds += timeout;
    return 1_000 * seconds;
  },
};

it.each(Object.keys(reckon).flatMap((name) => ['intro', 'standard', 'hard'].map((d) => [name, d] as const)))(
  '%s %s agrees with an independent reckoning',
  (name, difficulty) => {
    const kind = kindOf(name);
    if (kind === undefined) throw new Error(`no kind ${name}`);
    let compared = 0;
    for (let i = 0; i < RUNS; i++) {
      const { prompt, expected } = drawVariant(kind, { difficulty }, i.toString(16).padStart(64, '0'));
      compared += agree(expected, prompt.facts as Record<string, number>, name);
    }
    expect(compared).toBeGreaterThanOrEqual(RUNS);
  },
);

function agree({ cells }: Expected, facts: Record<string, number>, name: string): number {
  let compared = 0;
  for (const { id, value } of cells) {
    const reckoned = reckon[name]?.(facts, id);
    if (reckoned === undefined) continue;
    expect([id, value]).toEqual([id, reckoned]);
    compared += 1;
  }
  return compared;
}
