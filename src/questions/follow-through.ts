// Follow-through: a cell that is wrong only because an earlier answer was wrong is partly right.
// All arithmetic on sequence numbers is translation-invariant mod 2^32, so simulating again from the student's own
// number moves every later number of the same side by the same distance: no second run is needed.
import type { Given } from './diagnosis.js';
import type { Diagnosis, Expected, ExpectedCell } from './kind.js';

const MODULUS = 2 ** 32;
/** A wrong number this near to the right one may be a slip of arithmetic; anything else must be a known mistake. */
const SLIP = 100;

/**
 * Whether the wrong answer to `cell` is what the right rule makes of the student's own wrong answer to `cell.from`.
 * Nothing follows from a number the student did not work for: 0, a number of the prompt, or any number at all.
 */
export function followsThrough(
  expected: Expected,
  cell: ExpectedCell,
  given: Given,
  diagnosis: Diagnosis | null,
): boolean {
  const from = cell.from;
  const value = given.get(cell.id);
  if (from === undefined || value === undefined || value === cell.value) return false;
  const base = given.get(from.cell);
  const right = expected.cells.find((c) => c.id === from.cell)?.value;
  if (typeof base !== 'number' || typeof right !== 'number' || base === right) return false;
  if (value === 0 || expected.printed.some((n) => n === value)) return false;
  const known = diagnosis?.known === true && diagnosis.evidence.includes(from.cell);
  return value === (base + from.plus) % MODULUS && (known || isSlip(base, right));
}

function isSlip(base: number, right: number): boolean {
  const distance = (((base - right) % MODULUS) + MODULUS) % MODULUS;
  return Math.min(distance, MODULUS - distance) <= SLIP;
}
