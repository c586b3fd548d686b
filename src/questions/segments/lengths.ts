// Lengths that are asked: the distance from a segment's own number to the acknowledgment of it that is shown.
import type { Numbering, Trace, TraceSegment, WrittenAt } from '../../tcp/index.js';

interface Acknowledgment {
  segment: number;
  ack: number;
}

/** The first acknowledgment that is shown and names the end of `segment`; null when there is none. */
export function measuredBy(
  trace: Trace,
  segment: TraceSegment,
  hidden: ReadonlySet<string>,
  veiled: ReadonlySet<string> = hidden,
): Acknowledgment | null {
  const end = (segment.seq + segment.len) >>> 0;
  for (const { i, from, ack } of trace.segments) {
    const shown = !hidden.has(`${i}.ack`) && !veiled.has(`${i}.ack`);
    if (from !== segment.from && ack === end && shown) return { segment: i, ack };
  }
  return null;
}

/**
 * The length at which wrong rules of counting lead to the acknowledgment that is shown; null where they do not make it
 * depend on the length, or where nobody would subtract what they wrote down.
 */
export function lengthUnder(
  rules: Numbering,
  trace: Trace,
  written: WrittenAt,
  segment: TraceSegment,
  hidden: ReadonlySet<string>,
): number | null {
  const until = measuredBy(trace, segment, hidden);
  if (until === null || rules.swapped || rules.relative || rules.ackBase === 'own') return null;
  switch (rules.ack) {
    case 'next':
    case 'last':
    case 'segment+length+1': {
      const reckoned = written(until.segment)?.ack ?? null;
      const length = reckoned === null ? -1 : segment.len + ((until.ack - reckoned) | 0);
      return length < 0 ? null : length;
    }
    case 'segment':
    case 'segment+1':
    case 'newest':
    case 'own+length':
      return null;
    default:
      return rules.ack satisfies never;
  }
}
