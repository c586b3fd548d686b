// How a question writes sequence numbers: as they are on the wire, counted from the ISN as Wireshark shows them, or in
// letters as textbooks do, x for the client's ISN and y for the server's.
import type { Host, Trace } from '../../tcp/index.js';
import { LETTERS, writeLetters } from '../cells/index.js';
import type { CellValue } from '../kind.js';

export const NOTATIONS = ['absolute', 'relative', 'letters'] as const;
export type Notation = (typeof NOTATIONS)[number];

/** Stand for x and y while numbers are reckoned: so far apart, and from 0, that each number is near one of them. */
export const LETTERED_ISNS: Readonly<Record<Host, number>> = { client: 1_000_000_000, server: 3_000_000_000 };
const NEAR = 1_000_000;

/** The trace with the numbers that somebody reckons with in this notation. */
export function reckonedIn(trace: Trace, notation: Notation): Trace {
  return notation === 'relative' ? countedFromIsn(trace) : trace;
}

/** The trace with the numbers to be shown: those in letters are shown by the distance from their ISN. */
export function shownIn(trace: Trace, notation: Notation): Trace {
  return notation === 'absolute' ? trace : countedFromIsn(trace);
}

function countedFromIsn(trace: Trace): Trace {
  const { isn } = trace;
  return {
    ...trace,
    isn: { client: 0, server: 0 },
    segments: trace.segments.map((segment) => ({
      ...segment,
      seq: (segment.seq - isn[segment.from]) >>> 0,
      ack: segment.ack === null ? null : (segment.ack - isn[peerOf(segment.from)]) >>> 0,
    })),
  };
}

/** The canonical value of a number as it was reckoned. */
export function valueIn(n: number, notation: Notation): CellValue {
  if (notation !== 'letters') return n;
  for (const host of ['client', 'server'] as const) {
    const plus = n - LETTERED_ISNS[host];
    if (Math.abs(plus) < NEAR) return writeLetters({ letter: LETTERS[host], plus });
  }
  return String(n);
}

/** How a number of the shown trace is written in the picture of it. */
export function writerIn(notation: Notation): ((n: number, of: Host) => string) | undefined {
  return notation === 'letters' ? (plus, of) => writeLetters({ letter: LETTERS[of], plus }) : undefined;
}

export function peerOf(host: Host): Host {
  return host === 'client' ? 'server' : 'client';
}
