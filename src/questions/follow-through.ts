// Follow-through: a cell that is wrong only because an earlier answer was wrong is partly right.
// All arithmetic on sequence numbers is translation-invariant mod 2^32, so simulating again from the student's own
// number moves every later number of the same side by the same distance: no second run is needed.
import { readLetters, writeLetters } from './cells/index.js';
import type { Given } from './diagnosis.js';
import type { CellValue, Derivation, Diagnosis, Expected, ExpectedCell } from './kind.js';

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
  if (from === undefined || from.cell === null || value === undefined || value === cell.value) return false;
  const base = given.get(from.cell);
  if (base === undefined || base === from.value) return false;
  if (value === 0 || expected.printed.some((n) => n === value)) return false;
  const known = diagnosis?.known === true && !diagnosis.partial && diagnosis.evidence.includes(from.cell);
  return value === derived(base, from) && (known || isSlip(base, from.value));
}

/** What the rule makes of another number in the place of `from.value`; null where it makes nothing of it. */
function derived(base: CellValue, { plus, subtract }: Derivation): CellValue | null {
  if (typeof base === 'number') return modulo(subtract ? plus - base : base + plus);
  const sum = readLetters(base);
  return sum === null ? null : writeLetters({ ...sum, plus: sum.plus + plus });
}

/**
 * What `percent` of each cell's points comes to in integers: the sum is rounded once, half a point in the student's favour,
 * so that cells of one point earn their share together where each alone would lose it.
 */
export function followShares(points: readonly number[], percent: number): number[] {
  let exact = 0;
  return points.map((each) => {
    const before = Math.round(exact / 100);
    exact += each * percent;
    return Math.round(exact / 100) - before;
  });
}

function isSlip(base: CellValue, right: CellValue): boolean {
  if (typeof base === 'number' && typeof right === 'number') {
    const distance = modulo(base - right);
    return Math.min(distance, MODULUS - distance) <= SLIP;
  }
  const [a, b] = [readLetters(String(base)), readLetters(String(right))];
  return a !== null && b !== null && a.letter === b.letter && Math.abs(a.plus - b.plus) <= SLIP;
}

function modulo(n: number): number {
  return ((n % MODULUS) + MODULUS) % MODULUS;
}
