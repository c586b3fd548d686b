// What befell a segment: lost, sent again, copied or injected by the network.
import type { TraceSegment } from '../trace.js';
import type { Labels, Mark } from './labels.js';
import { copyOf } from './relative.js';

/** `segments` is the trace it belongs to. */
export function marksOf(segment: TraceSegment, segments: readonly TraceSegment[]): Mark[] {
  const marks: Mark[] = [];
  if (segment.origin === 'injected') marks.push('injected');
  if (copyOf(segment) !== null) marks.push('duplicate');
  if (segment.retransmission && !opensBothWays(segment, segments)) marks.push('retransmission');
  if (segment.lost) marks.push('lost');
  return marks;
}

/** The marks in words; empty when there are none. */
export function remarkOf(segment: TraceSegment, segments: readonly TraceSegment[], words: Labels): string {
  const original = copyOf(segment);
  return marksOf(segment, segments)
    .map((mark) => (mark === 'duplicate' && original !== null ? words.copyOf(original) : words.mark[mark]))
    .join(', ');
}

/**
 * The first SYN,ACK of a simultaneous open repeats the number of its host's SYN. An observer counts that as sent again,
 * RFC 9293's figure 7 and its readers do not.
 */
function opensBothWays(segment: TraceSegment, segments: readonly TraceSegment[]): boolean {
  const isSynAck = ({ flags }: TraceSegment): boolean => flags.includes('SYN') && flags.includes('ACK');
  if (!isSynAck(segment)) return false;
  return !segments.some(
    (other) =>
      other.i < segment.i && other.from === segment.from && other.seq === segment.seq && isSynAck(other),
  );
}
