// Draws that several kinds share: how hard, which initial sequence numbers, how much data.
import type { Random } from '../random.js';
import type { Host } from '../tcp/index.js';

export const DIFFICULTIES = ['intro', 'standard', 'hard'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** The last sequence number before 0. */
export const TOP = 2 ** 32 - 1;

/** ISNs with no wrap near: five digits to begin with, else anything of 32 bits. */
export function drawIsns(random: Random, difficulty: Difficulty): Record<Host, number> {
  const [min, max] = difficulty === 'intro' ? [10_000, 99_000] : [1_000_000, TOP - 1_000_000];
  return {
    client: random.field('client.isn').int(min, max),
    server: random.field('server.isn').int(min, max),
  };
}

/** An ISN from which SYN and handshake stay below 2^32 and the next `octets` of data cross it. */
export function isnWithinData(random: Random, host: Host, octets: number): number {
  return random.field(`${host}.isn.near`).int(TOP - octets, TOP - 1);
}

/** `n` different lengths of data, each within one segment and longer than any header, so that no wrong rule meets its own constant. */
export function drawLengths(random: Random, n: number): number[] {
  const stream = random.field('lengths');
  const lengths = new Set<number>();
  while (lengths.size < n) lengths.add(stream.int(60, 1400));
  return [...lengths];
}
