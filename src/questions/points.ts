// Integer points for the cells of a question, so that they sum to its total.

/**
 * Shares of `total` in proportion to `weights` (all > 0), by largest remainder, earlier ones first on a tie. Each share is
 * at least 1 if there are enough points for that; else as many as there are points get 1, the heaviest first.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(total) || total < 1) throw new RangeError('points are a positive integer');
  const least = total >= weights.length ? 1 : 0;
  const free = total - least * weights.length;
  const sum = weights.reduce((a, b) => a + b, 0);
  const floors = weights.map((weight) => least + Math.floor((free * weight) / sum));
  const left = total - floors.reduce((a, b) => a + b, 0);
  const lucky = weights
    .map((weight, i) => ({ i, weight, rest: (free * weight) % sum }))
    .sort((a, b) => b.rest - a.rest || b.weight - a.weight || a.i - b.i)
    .slice(0, left);
  for (const { i } of lucky) floors[i] = (floors[i] ?? 0) + 1;
  return floors;
}
