// The numbers that somebody who counts by wrong rules would write on the segments of a simulated trace.
// The simulator decides what is sent, lost and received; here both hosts only keep their books differently.
// Under the right rules the trace's own numbers come out, which numbering.spec.ts holds over many traces.
import type { Flag, Host, Trace, TraceSegment } from '../trace.js';
import { Books, type Entry, type Item } from './books.js';
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
  const happenings = inOrder(trace, printed ?? new Set());
  return (rules) => {
    const books = { client: new Books(rules), server: new Books(rules) };
    const entries = new Map<number, Entry>();
    const written: Written[] = trace.segments.map(({ flags, seq, ack, len }) => ({ flags, seq, ack, len }));
    for (const { segment, item, arrives } of happenings) {
      if (arrives) {
        const entry = entries.get(segment.i);
        if (entry !== undefined) books[peerOf(segment.from)].receive(item, entry);
      } else if (segment.origin === 'simulated') {
        const own = books[segment.from];
        const third = own.isThird(item);
        const right = segment.ack === null ? null : offset(segment.ack, trace.isn[peerOf(segment.from)]);
        const ack = right === null ? null : own.acknowledge(item, right);
        const { seq, entry } = own.send(item);
        entries.set(segment.i, entry);
        written[segment.i] = write(segment, { seq, ack, third }, trace, rules);
      }
    }
    for (const { i, origin } of trace.segments) {
      const original = /^duplicate-of-(\d+)$/.exec(origin)?.[1];
      if (original !== undefined) written[i] = { ...written[i], ...written[Number(original)] } as Written;
    }
    return written;
  };
}

interface Happening {
  ord: number;
  segment: TraceSegment;
  item: Item;
  arrives: boolean;
}

/** Sendings and arrivals in the order in which they happened. */
function inOrder(trace: Trace, printed: ReadonlySet<number>): Happening[] {
  return trace.segments
    .flatMap((segment) => {
      const item = itemOf(segment, trace, printed.has(segment.i));
      const sending = { ord: segment.ord_sent, segment, item, arrives: false };
      if (segment.ord_arrive === null) return [sending];
      return [sending, { ord: segment.ord_arrive, segment, item, arrives: true }];
    })
    .sort((a, b) => a.ord - b.ord);
}

function itemOf(segment: TraceSegment, trace: Trace, printed: boolean): Item {
  const has = (flag: Flag) => segment.flags.includes(flag);
  return {
    start: offset(segment.seq, trace.isn[segment.from]),
    text: segment.len,
    syn: has('SYN'),
    fin: has('FIN'),
    pureAck: segment.len === 0 && has('ACK') && !has('SYN') && !has('FIN') && !has('RST'),
    acknowledges: segment.ack !== null,
    again: segment.retransmission,
    printed,
  };
}

function write(
  segment: TraceSegment,
  offsets: { seq: number; ack: number | null; third: boolean },
  trace: Trace,
  rules: Numbering,
): Written {
  const own = startOf(segment.from, trace, rules);
  const peer = startOf(peerOf(segment.from), trace, rules);
  const base = rules.ackBase === 'own' || rules.ack === 'own+length' ? own : peer;
  const seq = onTheWire(own + offsets.seq, rules);
  const ack = offsets.ack === null ? firstAck(own, peer, rules) : onTheWire(base + offsets.ack, rules);
  const swapped = rules.swapped && offsets.ack !== null && ack !== null;
  return {
    flags: controlBits(segment.flags, offsets.third, rules),
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

function controlBits(flags: readonly Flag[], third: boolean, rules: Numbering): Flag[] {
  const without = (flag: Flag) => flags.filter((f) => f !== flag);
  const acks = flags.includes('ACK');
  if (third && rules.thirdSyn) return ['SYN', ...flags];
  if (flags.includes('SYN') && acks && rules.synAckWithoutAck) return without('ACK');
  if (flags.includes('FIN') && acks && rules.finWithoutAck) return without('ACK');
  return [...flags];
}

/** How far `seq` lies from the ISN. Numbers up to 2^31 before it, as of a keepalive probe, come out negative. */
function offset(seq: number, isn: number): number {
  return (seq - isn) | 0;
}

function peerOf(host: Host): Host {
  return host === 'client' ? 'server' : 'client';
}
