// The few numbers of statistics that are needed, as pure functions. Each names where it is written down.

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? 0, sorted[Math.floor(half)] ?? 0];
  return (low + high) / 2;
}

/**
 * Pearson's correlation of pairs; null when one side does not vary. Of a right-or-wrong item with the rest of the test
 * it is the corrected point-biserial correlation (Lord and Novick, Statistical Theories of Mental Test Scores, 1968, 15.4).
 */
export function correlation(pairs: readonly (readonly [number, number])[]): number | null {
  const x = mean(pairs.map(([a]) => a));
  const y = mean(pairs.map(([, b]) => b));
  if (x === null || y === null) return null;
  let [xx, yy, xy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
    xy += (a - x) * (b - y);
  }
  const spread = Math.sqrt(xx * yy);
  return spread < 1e-12 ? null : Math.max(-1, Math.min(1, xy / spread));
}

/** How many values lie in each of `bins` equal parts of 0..1; 1 belongs to the last. */
export function histogram(shares: readonly number[], bins: number): number[] {
  const counts = Array<number>(bins).fill(0);
  for (const share of shares) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(share * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** A test of a table of counts for independence of its rows and columns (Pearson's chi-square). */
export interface Independence {
  chiSquare: number;
  degrees: number;
  p: number;
}

/** The least that each cell is expected to hold for the approximation to do (Cochran, Biometrics 10, 1954). */
const LEAST_EXPECTED = 5;

/** null when the table is too thin to be tested. */
export function independence(table: readonly (readonly number[])[]): Independence | null {
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = (table[0] ?? []).map((_, j) => table.reduce((sum, row) => sum + (row[j] ?? 0), 0));
  const total = rows.reduce((sum, count) => sum + count, 0);
  if (rows.length < 2 || columns.length < 2) return null;
  let chiSquare = 0;
  for (const [i, row] of table.entries()) {
    for (const [j, count] of row.entries()) {
      const expected = ((rows[i] ?? 0) * (columns[j] ?? 0)) / total;
      if (!(expected >= LEAST_EXPECTED)) return null;
      chiSquare += (count - expected) ** 2 / expected;
    }
  }
  const degrees = (rows.length - 1) * (columns.length - 1);
  return { chiSquare, degrees, p: chiSquareTail(chiSquare, degrees) };
}

/** P-values adjusted so that of all tests made together one in twenty errs (Holm, Scand. J. Statist. 6, 1979). */
export function holm(p: readonly number[]): number[] {
  const order = p.map((value, i) => ({ value, i })).toSorted((a, b) => a.value - b.value);
  const adjusted = [...p];
  let highest = 0;
  order.forEach(({ value, i }, rank) => {
    highest = Math.max(highest, Math.min(1, value * (p.length - rank)));
    adjusted[i] = highest;
  });
  return adjusted;
}

const PRECISION = 1e-14;
const MOST_TERMS = 1_000;

/** The probability of a chi-square as large as this by chance: the regularised upper gamma function Q(k/2, x/2). */
export function chiSquareTail(chiSquare: number, degrees: number): number {
  if (chiSquare <= 0) return 1;
  const [a, x] = [degrees / 2, chiSquare / 2];
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && Math.abs(term) > Math.abs(sum) * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Abramowitz and Stegun, 6.5.31, evaluated by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < PRECISION) break;
  }
  return fraction;
}

/** ln of the gamma function for x > 0 (Lanczos, SIAM J. Numer. Anal. B 1, 1964, with g = 7 and nine terms). */
function logGamma(x: number): number {
  let sum = 0.99999999999980993;
  for (const [i, coefficient] of LANCZOS.entries()) sum += coefficient / (x + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
