// What befell a segment: lost, sent again, copied or injected by the network.
import type { TraceSegment } from '../trace.js';
import type { Labels, Mark } from './labels.js';
import { copyOf } from './relative.js';

export function marksOf(segment: TraceSegment): Mark[] {
  const marks: Mark[] = [];
  if (segment.origin === 'injected') marks.push('injected');
  if (copyOf(segment) !== null) marks.push('duplicate');
  if (segment.retransmission) marks.push('retransmission');
  if (segment.lost) marks.push('lost');
  return marks;
}

/** The marks in words; empty when there are none. */
export function remarkOf(segment: TraceSegment, words: Labels): string {
  const original = copyOf(segment);
  return marksOf(segment)
    .map((mark) => (mark === 'duplicate' && original !== null ? words.copyOf(original) : words.mark[mark]))
    .join(', ');
}
