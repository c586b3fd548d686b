// What proofs share: rows of their tables, waiting for something, and how often it happens a second.
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 50;
/** After so many without a pause others have their turn. */
const TURN = 16;
/** Nothing moves for so long: nothing will. */
const STALL_MS = 30_000;

/** A row that holds when what was seen is exactly what is promised. */
export const exactly = (what, seen, promised) => ({ what, seen, promised, holds: seen === promised });
export const shown = (what, seen) => ({ what, seen, promised: 'printed', holds: true });
export const atMost = (what, seen, limit, unit = '') => ({
  what,
  seen: `${seen}${unit}`,
  promised: `<= ${limit}${unit}`,
  holds: seen <= limit,
});
export const atLeast = (what, seen, limit, unit = '') => ({
  what,
  seen: `${seen}${unit}`,
  promised: `>= ${limit}${unit}`,
  holds: seen >= limit,
});

export const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)];

/** Waits until it holds; false when before that `progress` has stood still for too long. */
export async function settled(holds, progress, stallMs = STALL_MS) {
  let last = null;
  let movedAt = Date.now();
  while (!(await holds())) {
    const now = await progress();
    if (now !== last) movedAt = Date.now();
    else if (Date.now() - movedAt > stallMs) return false;
    last = now;
    await sleep(LOOK_MS);
  }
  return true;
}

/**
 * Begins `one` so many times a second, whatever each takes, until `isOver`; then waits for those that are open. Falls
 * behind rather than have more than `most` open.
 */
export async function steadily({ perSecond, isOver, most = Infinity }, one) {
  const begun = performance.now();
  const open = new Set();
  for (let i = 0; !isOver(); i++) {
    const waitMs = begun + (i / perSecond) * 1000 - performance.now();
    // A timer takes a millisecond at least; who is behind must not wait for one each time.
    if (waitMs > 1) await sleep(waitMs);
    else if (i % TURN === 0) await turn();
    if (open.size >= most) await Promise.race(open);
    const running = one(i).finally(() => open.delete(running));
    open.add(running);
  }
  await Promise.all(open);
}

/** A line a few seconds apart: a proof that takes minutes is seen to move. */
export function progress(name, everyMs = 10_000) {
  let saidAt = performance.now();
  return (text) => {
    if (performance.now() - saidAt < everyMs) return;
    saidAt = performance.now();
    console.log(`${name}: ${text()}`);
  };
}
