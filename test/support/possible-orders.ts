// An independent judge of orders: in which orders of sending can two hosts have sent these segments, over a line that loses
// nothing and lets nothing overtake, but may take any time? RFC 9293's counting by the simplest means.

export interface LooseSegment {
  from: 'client' | 'server';
  flags: readonly string[];
  seq: number;
  ack: number | null;
  len: number;
}

interface Host {
  /** SND.NXT; null before its SYN. */
  next: number | null;
  /** The end of everything it has sent so far, in order. */
  ends: number[];
  /** How much of the peer's `ends` its last acknowledgment covers. */
  acknowledged: number;
}

const wire = (n: number): number => n % 2 ** 32;
const occupies = ({ len, flags }: LooseSegment): number =>
  len + (flags.includes('SYN') ? 1 : 0) + (flags.includes('FIN') ? 1 : 0);

/** All orders, as lists of places in `segments`; at most `limit`. */
export function possibleOrders(segments: readonly LooseSegment[], limit = 10): number[][] {
  const found: number[][] = [];
  const extend = (order: number[], hosts: Record<'client' | 'server', Host>): void => {
    if (found.length >= limit) return;
    if (order.length === segments.length) {
      found.push(order);
      return;
    }
    for (const [i, segment] of segments.entries()) {
      if (order.includes(i)) continue;
      const peer = segment.from === 'client' ? 'server' : 'client';
      const after = sent(segment, hosts[segment.from], hosts[peer]);
      if (after !== null) extend([...order, i], { ...hosts, [segment.from]: after });
    }
  };
  const fresh = (): Host => ({ next: null, ends: [], acknowledged: 0 });
  extend([], { client: fresh(), server: fresh() });
  return found;
}

/** The host after it has sent this; null when it cannot send it now, whatever has reached it of what the peer has sent. */
function sent(segment: LooseSegment, own: Host, peer: Host): Host | null {
  const { flags, seq, ack } = segment;
  const syn = flags.includes('SYN');
  if (syn !== (own.next === null)) return null;
  if (syn && segment.from === 'server' && peer.ends.length === 0) return null;
  if (own.next !== null && seq !== own.next) return null;
  let { acknowledged } = own;
  if (ack !== null) {
    // The last of the peer's segments that ends there; an acknowledgment never goes back.
    const reached = peer.ends.lastIndexOf(ack) + 1;
    if (reached === 0 || reached < acknowledged) return null;
    // Nobody acknowledges for nothing, and nobody sends data before his SYN is acknowledged.
    if (occupies(segment) === 0 && !grows(own, peer, reached)) return null;
    if (!syn && occupies(segment) > 0 && !peerHasAcknowledged(peer)) return null;
    acknowledged = reached;
  }
  const end = wire(seq + occupies(segment));
  return { next: end, ends: [...own.ends, end], acknowledged };
}

function grows(own: Host, peer: Host, reached: number): boolean {
  return peer.ends[reached - 1] !== (own.acknowledged === 0 ? undefined : peer.ends[own.acknowledged - 1]);
}

/** Both of our hosts acknowledge a SYN in their first segment with an ACK bit: one of them has been sent. */
function peerHasAcknowledged(peer: Host): boolean {
  return peer.acknowledged > 0;
}
