// A raw initial sequence number. Wireshark shows a relative one by default, 0, and counts on from it with 1: both are the
// same answer, and a wrong one.
import { parseInteger } from './number.js';

/** What somebody answers who read a relative number. */
export const RELATIVE = 0;

export function parseIsn(text: string): number | undefined {
  const value = parseInteger(text);
  return value === 1 ? RELATIVE : value;
}
