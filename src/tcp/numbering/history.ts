// What each sender of a trace has behind it when it sends a segment, in the trace's own numbers: the same by whatever
// rules somebody counts. All offsets are from an ISN and unbounded.
import type { Flag, Host, Trace, TraceSegment } from '../trace.js';

/** A segment as it is sent. Other segments are named by their places in the trace. */
export interface Sending {
  segment: TraceSegment;
  /** Where it begins, and what occupies sequence space. */
  start: number;
  text: number;
  syn: boolean;
  fin: boolean;
  /** Occupies no sequence space and only acknowledges. */
  pureAck: boolean;
  /** Its sequence number is printed, so nobody counts up to it. */
  printed: boolean;
  /** How far it begins from where all that its sender sent before ends. */
  gap: number;
  /** Whether its sender's next segment follows on it. */
  advances: boolean;
  /** The segment that had these numbers first, if it is sent again. */
  first: number | null;
  /** Whether this is the third segment of a handshake that its sender began. */
  third: boolean;
  /** Its sender's FIN before it. */
  ownFin: number | null;
  /** Whether its sender has received the peer's FIN. */
  peerFin: boolean;
  /** null: it acknowledges nothing. */
  acknowledges: Acknowledgment | null;
}

export interface Acknowledgment {
  /** The number, right as it is. */
  right: number;
  /** The segment that ends there, and the one received last. */
  received: number | null;
  newest: number | null;
  /** A FIN after an ACK of the peer's FIN. */
  finAgain: boolean;
}

/** What one host has sent and received so far. */
class History {
  /** The next number to send. */
  private next = 0;
  private active = false;
  private ownFin: number | null = null;
  private peerFin = false;
  private peerFinAcknowledged = false;
  /** Segments sent by where they begin, and received by where they end. */
  private readonly sent = new Map<number, number>();
  private readonly received = new Map<number, number>();
  private newest: number | null = null;

  send(segment: TraceSegment, isn: Trace['isn'], printed: boolean): Sending {
    const item = itemOf(segment, isn);
    const { start, syn, fin, pureAck } = item;
    const end = endOf(item);
    const sending: Sending = {
      segment,
      ...item,
      printed,
      gap: start - this.next,
      advances: end > this.next || (pureAck && start === this.next),
      first: segment.retransmission ? (this.sent.get(start) ?? null) : null,
      third: pureAck && this.active && this.next === 1,
      ownFin: this.ownFin,
      peerFin: this.peerFin,
      acknowledges: segment.ack === null ? null : this.acknowledge(segment.ack, segment, isn, fin),
    };
    if (end > this.next) {
      this.sent.set(start, segment.i);
      this.next = end;
    }
    this.active ||= syn && segment.ack === null;
    if (fin) this.ownFin = segment.i;
    return sending;
  }

  receive(item: Item, i: number): void {
    this.received.set(endOf(item), i);
    this.newest = i;
    this.peerFin ||= item.fin;
  }

  private acknowledge(ack: number, { from }: TraceSegment, isn: Trace['isn'], fin: boolean): Acknowledgment {
    const right = offset(ack, isn[peerOf(from)]);
    const finAgain = fin && this.peerFinAcknowledged;
    this.peerFinAcknowledged ||= this.peerFin;
    return { right, received: this.received.get(right) ?? null, newest: this.newest, finAgain };
  }
}

/** All that the hosts themselves send, in order. Injected segments and copies by the network are in nobody's books. */
export function sendingsOf({ segments, isn }: Trace, printed: ReadonlySet<number>): Sending[] {
  const hosts = { client: new History(), server: new History() };
  const sent = new Map<number, Sending>();
  for (const { segment, arrives } of inOrder(segments)) {
    if (!arrives) {
      if (segment.origin === 'simulated')
        sent.set(segment.i, hosts[segment.from].send(segment, isn, printed.has(segment.i)));
      continue;
    }
    const sending = sent.get(segment.i);
    if (sending !== undefined) hosts[peerOf(segment.from)].receive(sending, segment.i);
  }
  return [...sent.values()];
}

/** Sendings and arrivals in the order in which they happened. */
function inOrder(
  segments: readonly TraceSegment[],
): { segment: TraceSegment; ord: number; arrives: boolean }[] {
  const happenings: ReturnType<typeof inOrder> = [];
  for (const segment of segments) {
    happenings.push({ segment, ord: segment.ord_sent, arrives: false });
    if (segment.ord_arrive !== null) happenings.push({ segment, ord: segment.ord_arrive, arrives: true });
  }
  return happenings.sort((a, b) => a.ord - b.ord);
}

type Item = Pick<Sending, 'start' | 'text' | 'syn' | 'fin' | 'pureAck'>;

function itemOf({ flags, seq, len, from }: TraceSegment, isn: Trace['isn']): Item {
  const has = (flag: Flag) => flags.includes(flag);
  const [syn, fin] = [has('SYN'), has('FIN')];
  const pureAck = len === 0 && has('ACK') && !syn && !fin && !has('RST');
  return { start: offset(seq, isn[from]), text: len, syn, fin, pureAck };
}

function endOf({ start, text, syn, fin }: Item): number {
  return start + text + Number(syn) + Number(fin);
}

/** How far `seq` lies from the ISN. Numbers up to 2^31 before it, as of a keepalive probe, come out negative. */
function offset(seq: number, isn: number): number {
  return (seq - isn) | 0;
}

export function peerOf(host: Host): Host {
  return host === 'client' ? 'server' : 'client';
}
