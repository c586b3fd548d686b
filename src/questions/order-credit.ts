// Partial credit for an order: the longest increasing run. That is the greatest number of letters, not needing to stand side
// by side, that the answer has in the right order. In the order in which the question shows them (A, B, C, ...) some are in
// order by chance; only what goes beyond that is credited, so that copying earns nothing.

/** Of `answer`, how many letters at most stand in the order of `right`. What `right` does not have is passed over. */
export function longestRun(answer: string, right: string): number {
  // ends[n]: the least place at which a run of n + 1 letters can end.
  const ends: number[] = [];
  for (const letter of answer) {
    const place = right.indexOf(letter);
    if (place < 0) continue;
    const at = ends.findIndex((end) => end >= place);
    ends[at < 0 ? ends.length : at] = place;
  }
  return ends.length;
}

/** How many letters are in order as the question shows them. */
export function runShown(right: string): number {
  return longestRun([...right].sort().join(''), right);
}

/** Of `points`, what an order earns: in proportion to its run beyond the shown one, rounded down; all only if it is right. */
export function orderCredit(answer: string, right: string, points: number): number {
  const shown = runShown(right);
  const gained = Math.max(0, longestRun(answer, right) - shown);
  return right.length === shown ? 0 : Math.floor((points * gained) / (right.length - shown));
}
