// What an assignment is worth.

/** What an attempt is worth. Items that are drawn are all worth the same. */
export function possibleOf({
  items,
  drawItems,
}: {
  items: { points: number }[];
  drawItems: number | null;
}): number {
  return items.slice(0, drawItems ?? items.length).reduce((sum, { points }) => sum + points, 0);
}
