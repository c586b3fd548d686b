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

/**
 * Gives out how the segments of `trace` look under any rules, one entry per segment. Injected segments stay as
 * they are; a copy by the network shows what its original does.
 *
 * @param printed the segments whose sequence numbers can be read and need no counting; by default none but the ISNs
 */
export function renumberer(trace: Trace, printed?: ReadonlySet<number>): (rules: Numbering) => Written[] {
  const sendings = sendingsOf(trace, printed ?? new Set());
  const asSent = trace.segments.map(({ flags, seq, ack, len }): Written => ({ flags, seq, ack, len }));
  const copies = copiesIn(trace);
  return (rules) => {
    const books = new Books(rules);
    const written = asSent.slice();
    for (const sending of sendings)
      written[sending.segment.i] = write(sending, books.send(sending), trace, rules);
    for (const { copy, original } of copies) {
      const like = written[original];
      if (like !== undefined) written[copy] = like;
    }
    return written;
  };
}

/** What the network made twice. */
function copiesIn({ segments }: Trace): { copy: number; original: number }[] {
  return segments.flatMap(({ i, origin }) => {
    const original = origin === 'simulated' ? undefined : /^duplicate-of-(\d+)$/.exec(origin)?.[1];
    return original === undefined ? [] : [{ copy: i, original: Number(original) }];
  });
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
