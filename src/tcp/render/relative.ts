// Sequence numbers relative to the ISN of the incarnation they belong to: what people read, and what
// Wireshark shows. A SYN of a host's own begins a new incarnation; an injected segment does not.
import { offset, point } from '../seq.js';
import type { Host, Trace, TraceSegment } from '../trace.js';

export interface SegmentNumbers {
  seq: number;
  ack: number | null;
}

/** One entry per segment. A number before the ISN comes out negative. */
export function relativeNumbers(trace: Pick<Trace, 'isn' | 'segments'>): SegmentNumbers[] {
  const isn: Record<Host, number> = { ...trace.isn };
  const numbers: SegmentNumbers[] = [];
  for (const segment of trace.segments) {
    const copied = copyOf(segment);
    const original = copied === null ? undefined : numbers[copied];
    if (segment.origin === 'simulated' && segment.flags.includes('SYN')) isn[segment.from] = segment.seq;
    numbers.push(original ?? relativeTo(segment, isn));
  }
  return numbers;
}

/** The segment that the network copied, or null when this is no copy. */
export function copyOf(segment: TraceSegment): number | null {
  const match = /^duplicate-of-(\d+)$/.exec(segment.origin);
  return match ? Number(match[1]) : null;
}

function relativeTo(segment: TraceSegment, isn: Record<Host, number>): SegmentNumbers {
  const peer = segment.from === 'client' ? 'server' : 'client';
  return {
    // A refusal by a host without a connection carries the number 0 itself (RFC 9293, 3.10.7.1).
    seq: isRefusal(segment) ? 0 : offset(point(isn[segment.from]), point(segment.seq)),
    ack: segment.ack === null ? null : offset(point(isn[peer]), point(segment.ack)),
  };
}

function isRefusal(segment: TraceSegment): boolean {
  return segment.seq === 0 && segment.flags.includes('RST') && segment.flags.includes('ACK');
}
