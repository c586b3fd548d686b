// One segment in the notation that scenarios and traces share: `S. 300(0) ack 1001 win 65535 mss 1460`.
import { FLAG_LETTERS } from './shape.js';
import type { Flag } from '../trace.js';

export interface WrittenSegment {
  flags: readonly Flag[];
  seq: number | string;
  len: number;
  ack?: number | string | null;
  win?: number;
  mss?: number | null;
}

export function segmentNotation({ flags, seq, len, ack, win, mss }: WrittenSegment): string {
  const letters = flags.map((flag) => FLAG_LETTERS[flag]).join('');
  return [
    `${letters === '' ? '-' : letters} ${seq}(${len})`,
    ack === null || ack === undefined ? '' : ` ack ${ack}`,
    win === undefined ? '' : ` win ${win}`,
    mss === null || mss === undefined ? '' : ` mss ${mss}`,
  ].join('');
}
