// What hints cost. Points stay with cells, so that those earned are still the sum of the cells': a hint is paid first
// where it was taken, then from the other cells, the last one first; and never with more than was earned.
import type { Grade, HintsTaken } from './kind.js';

/** What an item says of one hint: points, or percent of the question's points. */
export interface HintPrice {
  points: number;
  percent: number;
}

/** What `count` hints to a question worth `possible` points cost together, in points; rounded once. */
export function hintCost(count: number, possible: number, { points, percent }: HintPrice): number {
  return Math.min(possible, count * points + Math.round((count * percent * possible) / 100));
}

/** The grade less what the hints cost. */
export function chargeHints(grade: Grade, { cells, cost }: HintsTaken): Grade {
  if (cost === 0) return grade;
  const parts = grade.parts.map((part) => ({ ...part, hintCost: 0 }));
  const first = parts.filter(({ cell }) => cells.includes(cell));
  const others = parts.filter(({ cell }) => !cells.includes(cell)).toReversed();
  let due = cost;
  for (const part of [...first, ...others]) {
    part.hintCost = Math.min(due, part.earned);
    part.earned -= part.hintCost;
    part.followThrough = Math.min(part.followThrough, part.earned);
    due -= part.hintCost;
  }
  return { ...grade, parts, earned: parts.reduce((sum, { earned }) => sum + earned, 0) };
}
