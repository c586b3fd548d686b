// What an assignment is worth.

/** What an attempt is worth. Items that are drawn are all worth the same. */
export function possibleOf({
  items,
  drawItems,
}: {
  items: { points: number; counts?: string }[];
  drawItems: number | null;
}): number {
  const counting = items.filter(({ counts }) => counts !== 'dropped');
  return counting.slice(0, drawItems ?? counting.length).reduce((sum, { points }) => sum + points, 0);
}
