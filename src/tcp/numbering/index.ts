// The numbers that somebody who counts by wrong rules would write on the segments of a simulated trace.
// The simulator decides what is sent, lost and received; here both hosts only keep their books differently.
// Under the right rules the trace's own numbers come out, which numbering.spec.ts holds over many traces.
import type { Flag, Host, Trace, TraceSegment } from '../trace.js';
import { Books, type Offsets } from './books.js';
import { peerOf, type Sending, sendingsOf } from './history.js';
import type { Numbering } from './rules.js';

export { type Numbering, RIGHT_NUMBERING } from './rules.js';

/** What a student writes for one segment. A number without modulo may be 2^32 or more. */
export type Written = Pick<TraceSegment, 'flags' | 'seq' | 'ack' | 'len'>;

/** What is written on the segment at a place in the trace; undefined where there is none. */
export type WrittenAt = (segment: number) => Written | undefined;

/**
 * Gives out how the segments of `trace` look under any rules; they are counted as far as they are looked at. Injected
 * segments stay as they are; a copy by the network shows what its original does.
 *
 * @param printed the segments whose sequence numbers can be read and need no counting; by default none but the ISNs
 */
export function renumberer(trace: Trace, printed?: ReadonlySet<number>): (rules: Numbering) => WrittenAt {
  const sendings = sendingsOf(trace, printed ?? new Set());
  const originals = originalsOf(trace);
  return (rules) => {
    const books = new Books(rules);
    const written: Written[] = [];
    let counted = 0;
    return (place) => {
      const i = originals.get(place) ?? place;
      while (counted < sendings.length) {
        const next = sendings[counted];
        if (next === undefined || next.segment.i > i) break;
        written[next.segment.i] = write(next, books.send(next), trace, rules);
        counted += 1;
      }
      return written[i] ?? trace.segments[i];
    };
  };
}

/** Of what the network made twice: the original of each copy. */
function originalsOf({ segments }: Trace): Map<number, number> {
  const originals = new Map<number, number>();
  for (const { i, origin } of segments) {
    const original = origin === 'simulated' ? undefined : /^duplicate-of-(\d+)$/.exec(origin)?.[1];
    if (original !== undefined) originals.set(i, Number(original));
  }
  return originals;
}

function write({ segment, third }: Sending, offsets: Offsets, trace: Trace, rules: Numbering): Written {
  const own = startOf(segment.from, trace, rules);
  const peer = startOf(peerOf(segment.from), trace, rules);
  const base = rules.ackBase === 'own' || rules.ack === 'own+length' ? own : peer;
  const seq = onTheWire(own + offsets.seq, rules);
  const ack = offsets.ack === null ? firstAck(own, peer, rules) : onTheWire(base + offsets.ack, rules);
  const swapped = rules.swapped && offsets.ack !== null && ack !== null;
  return {
    flags: controlBits(segment.flags, third, rules),
    seq: swapped ? ack : seq,
    ack: swapped ? seq : ack,
    len: segment.len,
  };
}

/** The number that a host's numbers are counted from. */
function startOf(host: Host, { isn }: Trace, rules: Numbering): number {
  if (rules.relative) return 0;
  if (host === 'client' || rules.serverIsn === 'own') return isn[host];
  return isn.client + Number(rules.serverIsn === 'next');
}

function firstAck(own: number, peer: number, rules: Numbering): number | null {
  switch (rules.firstSyn) {
    case 'none':
      return null;
    case 'own':
      return onTheWire(own + 1, rules);
    case 'peer':
      return onTheWire(peer, rules);
    default:
      return rules.firstSyn satisfies never;
  }
}

const TOP = 2 ** 32 - 1;

function onTheWire(n: number, rules: Numbering): number {
  if (n >= 0 && n <= TOP) return n;
  switch (rules.wrap) {
    case 'modulo':
      return n >>> 0;
    case 'none':
      return n;
    case 'to-1':
      return n < 0 ? n >>> 0 : n - TOP;
    case 'saturate':
      return n < 0 ? 0 : TOP;
    case '31-bit':
      return n < 0 ? n >>> 0 : n - TOP - 1 + 2 ** 31;
    default:
      return rules.wrap satisfies never;
  }
}

function controlBits(flags: Flag[], third: boolean, rules: Numbering): Flag[] {
  if (third && rules.thirdSyn) return ['SYN', ...flags];
  const drops =
    (rules.synAckWithoutAck && flags.includes('SYN')) || (rules.finWithoutAck && flags.includes('FIN'));
  return drops ? flags.filter((flag) => flag !== 'ACK') : flags;
}
