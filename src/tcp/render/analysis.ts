// What an observer of one host's interface can tell from the segments alone: sent again, duplicate acknowledgment, keepalive,
// zero window. The definitions are those of Wireshark's TCP analysis, so that both can be held against each other.
import { add, before, offset, point, subtract, type SeqPoint } from '../seq.js';
import type { Host, Trace, TraceSegment } from '../trace.js';
import { captured } from './pcapng.js';

export interface Observed {
  /** Index in `Trace.segments`. */
  segment: number;
  /** Octets or control bits begin before the highest sequence number this host put out. */
  retransmission: boolean;
  /** Pure ACK that repeats the number and window of the one before, when all that was sent has been told. */
  duplicate_ack: boolean;
  /** At most one octet, one below the next sequence number (RFC 9293 section 3.8.4). */
  keep_alive: boolean;
  zero_window: boolean;
  /** The next octet alone, against a closed window (RFC 9293 section 3.8.6.1). */
  zero_window_probe: boolean;
}

interface Direction {
  /** Sequence number of the SYN, or one before the first segment where none was seen. */
  base: number | null;
  /** One past the highest octet or control bit seen. */
  next: SeqPoint | null;
  ack: number;
  window: number | null;
  keepAlive: boolean;
}

/** What `host` sent, as seen at its own interface, in order. */
export function observe(trace: Pick<Trace, 'segments'>, host: Host): Observed[] {
  let sides: Record<Host, Direction> = { client: unseen(), server: unseen() };
  const observed: Observed[] = [];
  for (const { segment } of captured(trace.segments, host)) {
    if (beginsAnew(segment, sides[segment.from])) sides = { client: unseen(), server: unseen() };
    const peer: Host = segment.from === 'client' ? 'server' : 'client';
    const seen = inspect(segment, sides[segment.from], sides[peer]);
    if (segment.from === host) observed.push(seen);
    remember(segment, sides[segment.from], seen);
  }
  return observed;
}

function inspect(segment: TraceSegment, own: Direction, peer: Direction): Observed {
  const { seq, flags, win } = segment;
  const occupied = occupies(segment);
  const control = flags.some((flag) => flag === 'SYN' || flag === 'FIN' || flag === 'RST');
  const keep_alive = own.next !== null && occupied <= 1 && !control && offset(own.next, point(seq)) === -1;
  const repeatsAck =
    !control &&
    occupied === 0 &&
    seq === own.next &&
    segment.ack === own.ack &&
    win !== 0 &&
    win === own.window;
  return {
    segment: segment.i,
    retransmission: own.next !== null && occupied > 0 && !keep_alive && before(point(seq), own.next),
    duplicate_ack: repeatsAck && !peer.keepAlive,
    keep_alive,
    zero_window: win === 0 && !control,
    zero_window_probe: segment.len === 1 && seq === own.next && peer.window === 0,
  };
}

function remember(segment: TraceSegment, own: Direction, seen: Observed): void {
  const end = add(point(segment.seq), occupies(segment));
  own.base ??= segment.flags.includes('SYN') ? segment.seq : subtract(point(segment.seq), 1);
  // A probe may be repeated until the window opens: it does not move on what comes next.
  if (own.next === null || (before(own.next, end) && !seen.zero_window_probe)) own.next = end;
  if (segment.ack !== null) own.ack = segment.ack;
  own.window = segment.win;
  own.keepAlive = seen.keep_alive;
}

/** A SYN with another number than the one this direction began with: an incarnation of its own. */
function beginsAnew(segment: TraceSegment, own: Direction): boolean {
  return segment.flags.includes('SYN') && own.base !== null && own.base !== segment.seq;
}

function unseen(): Direction {
  return { base: null, next: null, ack: 0, window: null, keepAlive: false };
}

function occupies({ len, flags }: TraceSegment): number {
  return len + (flags.includes('SYN') ? 1 : 0) + (flags.includes('FIN') ? 1 : 0);
}
