// Which misconceptions cannot be held together.
import {
  isMutationName,
  isNumberingMisconception,
  mutate,
  type MutationName,
  numberingUnder,
} from './mutations.js';
import { PROFILES } from './profiles.js';

/**
 * Whether nobody can hold both: they count the same thing otherwise, or the machine they make together depends on which
 * is applied last. Names that are no mutations contradict nothing.
 */
export function contradict(a: string, b: string): boolean {
  if (!isMutationName(a) || !isMutationName(b)) return false;
  if (isNumberingMisconception(a) && isNumberingMisconception(b)) return numberingUnder([a, b]) === null;
  const machine = (...names: MutationName[]) => JSON.stringify(mutate(PROFILES.textbook, names).machine);
  return machine(a, b) !== machine(b, a);
}
