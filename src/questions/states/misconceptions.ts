// The misconceptions about states, the most common first.
import type { MachineMisconception } from '../i18n/machine-misconceptions.js';

export const STATE_MISCONCEPTIONS: readonly MachineMisconception[] = [
  'established-at-once',
  'fin-in-fin-wait-1-to-time-wait',
  'fin-in-fin-wait-1-to-fin-wait-2',
  'finack-in-fin-wait-1-to-fin-wait-2',
  'finack-in-fin-wait-1-to-closing',
  'close-wait-ends-by-itself',
  'time-wait-at-server',
  'time-wait-at-both',
  'time-wait-at-passive-closer',
];

/** Those of the names that are about states; unknown names are left out. */
export function stateMisconceptions(names: readonly string[]): MachineMisconception[] {
  return STATE_MISCONCEPTIONS.filter((rule) => names.includes(rule));
}
