// Answers to the questions about a capture, taken from the packets of the file and from nothing else.
import { readPcapng } from './read-pcapng.js';

/** A packet as any tool shows it. */
export interface CapturedSegment {
  /** In the file, from 1. */
  number: number;
  time_ms: number;
  source: number;
  destination: number;
  seq: number;
  ack: number;
  len: number;
  syn: boolean;
  ackBit: boolean;
  fin: boolean;
  /** Whether it carries what was sent before; undefined where the tool does not say. */
  again?: boolean;
}

export function segmentsIn(file: Uint8Array): CapturedSegment[] {
  const { packets } = readPcapng(file);
  return packets.map((packet, i) => ({
    number: i + 1,
    time_ms: Number(packet.time_ns - (packets[0]?.time_ns ?? 0n)) / 1e6,
    source: packet.source.port,
    destination: packet.destination.port,
    seq: packet.seq,
    ack: packet.ack,
    len: packet.text.length,
    fin: (packet.flags & 1) !== 0,
    syn: (packet.flags & 2) !== 0,
    ackBit: (packet.flags & 16) !== 0,
  }));
}

/** @param port the client's; @param at where the capture was taken; @param packet after which the state is asked */
export function answersFrom(
  all: readonly CapturedSegment[],
  { port, at, packet }: { port: number; at: 'client' | 'server'; packet: number },
): Record<string, number | string | null> {
  const own = all.filter(({ source, destination }) => source === port || destination === port);
  const from = (host: 'client' | 'server') =>
    own.filter(({ source }) => (source === port) === (host === 'client'));
  const occupies = ({ len, syn, fin }: CapturedSegment) => len + Number(syn) + Number(fin);
  const isAgain = (s: CapturedSegment) =>
    s.again ??
    own.some(
      (o) =>
        o.number < s.number && o.source === s.source && o.seq === s.seq && occupies(o) > 0 && occupies(s) > 0,
    );
  const octets = (host: 'client' | 'server') =>
    from(host).reduce((sum, s) => sum + (isAgain(s) ? 0 : s.len), 0);
  const [syn, , third] = own;
  return {
    'isn.client': from('client').find((s) => s.syn)?.seq ?? null,
    'isn.server': from('server').find((s) => s.syn)?.seq ?? null,
    'bytes.client': octets('client'),
    'bytes.server': octets('server'),
    closer: own.find(({ fin }) => fin)?.source === port ? 'client' : 'server',
    // Time stamps are whole microseconds.
    rtt: Math.round(Math.round(((third?.time_ms ?? NaN) - (syn?.time_ms ?? NaN)) * 1_000) / 1_000),
    retransmission: own.filter(isAgain).map(({ number }) => number)[0] ?? null,
    state: stateOf(
      own.filter(({ number }) => number <= packet),
      (s) => (s.source === port) === (at === 'client'),
    ),
  };
}

/** RFC 9293's figure 5 for one host, fed with what crossed its interface. */
function stateOf(seen: readonly CapturedSegment[], isOwn: (s: CapturedSegment) => boolean): string {
  let state = 'CLOSED';
  let finEnd: number | null = null;
  for (const s of seen) {
    const acksFin = s.ackBit && finEnd !== null && s.ack === finEnd;
    if (isOwn(s)) {
      if (s.syn) state = s.ackBit ? 'SYN-RECEIVED' : 'SYN-SENT';
      if (s.fin) {
        finEnd = (s.seq + s.len + 1) % 2 ** 32;
        if (state === 'ESTABLISHED') state = 'FIN-WAIT-1';
        if (state === 'CLOSE-WAIT') state = 'LAST-ACK';
      }
      continue;
    }
    if (s.syn && !s.ackBit) state = 'SYN-RECEIVED';
    else if (state === 'SYN-SENT' || state === 'SYN-RECEIVED') state = 'ESTABLISHED';
    if (state === 'FIN-WAIT-1' && acksFin) state = 'FIN-WAIT-2';
    if (state === 'LAST-ACK' && acksFin) state = 'CLOSED';
    if (s.fin && state === 'ESTABLISHED') state = 'CLOSE-WAIT';
    if (s.fin && state === 'FIN-WAIT-1') state = 'CLOSING';
    if (s.fin && state === 'FIN-WAIT-2') state = 'TIME-WAIT';
  }
  return state;
}
