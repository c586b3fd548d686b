// A trace as a capture file (pcapng, draft-ietf-opsawg-pcapng): one interface at one of the two hosts, raw IP packets, a
// comment on each. Opens in Wireshark.
import type { Host, Trace, TraceSegment } from '../trace.js';
import type { Locale } from '../clauses.js';
import { LABELS, type Labels } from './labels.js';
import { ipPacket, type Endpoint } from './packet.js';
import { remarkOf } from './remark.js';
import { printable } from './svg.js';

export interface CaptureOptions {
  /**
   * Where the capture is taken. A host's own segments appear when it sends them, lost ones too; the peer's when they arrive.
   * What was injected or copied on the wire is only seen by the host it reaches. Default `client`.
   */
  at?: Host;
  /** IP version. Default 4. */
  ip?: 4 | 6;
  /** Default 49152 and 50000. */
  ports?: Record<Host, number>;
  /** Unix time in milliseconds of the trace's time 0. Default 2024-01-01T00:00:00Z. */
  epoch_ms?: number;
  /** Resolution of time stamps. Default nanoseconds. */
  resolution?: 'microseconds' | 'nanoseconds';
  locale?: Locale;
  /** Whether each packet has a comment that says what it is. Default true; a question to the reader has none. */
  comments?: boolean;
}

/** One of several connections between the same two hosts. */
export interface Connection {
  trace: Trace;
  ports: Record<Host, number>;
}

/** Addresses set aside for documentation: RFC 5737 and RFC 3849. */
const ADDRESSES: Record<4 | 6, Record<Host, number[]>> = {
  4: { client: [192, 0, 2, 1], server: [198, 51, 100, 1] },
  6: {
    client: [0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    server: [0x20, 0x01, 0x0d, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  },
};
const PORTS: Record<Host, number> = { client: 49152, server: 50000 };

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const OPTION = { comment: 1, interfaceName: 2, resolution: 9, application: 4 } as const;
const LINKTYPE_RAW = 101;
const EPOCH_2024_MS = Date.UTC(2024, 0, 1);

/** The octets of a whole file. Throws RenderLimit when a segment's text fits into no packet. */
export function pcapng(trace: Trace, options: CaptureOptions = {}): Uint8Array {
  return captureFile([{ trace, ports: options.ports ?? PORTS }], options);
}

/** The same with several connections in one file, their packets in the order of their times. */
export function captureFile(
  connections: readonly Connection[],
  options: Omit<CaptureOptions, 'ports'> = {},
): Uint8Array {
  const at = options.at ?? 'client';
  const addresses = ADDRESSES[options.ip ?? 4];
  const perSecond = options.resolution === 'microseconds' ? 1e6 : 1e9;
  const words = LABELS[options.locale ?? 'en'];
  const identification: Record<Host, number> = { client: 0, server: 0 };

  const sides = connections.map(({ trace, ports }) => {
    const end = (host: Host): Endpoint => ({ address: Uint8Array.from(addresses[host]), port: ports[host] });
    const clauses = new Map(trace.steps.flatMap((step) => step.sent.map((i) => [i, step.because] as const)));
    return { trace, clauses, ends: { client: end('client'), server: end('server') } };
  });
  const blocks = [sectionHeader(), interfaceDescription(at, perSecond)];
  for (const { connection, segment, t_ms } of capturedTogether(
    connections.map(({ trace }) => trace),
    at,
  )) {
    const side = sides[connection];
    if (side === undefined) continue;
    const { trace, clauses, ends } = side;
    const to = segment.from === 'client' ? ends.server : ends.client;
    const packet = ipPacket(segment, ends[segment.from], to, (identification[segment.from] += 1));
    const stamp = timestamp(options.epoch_ms ?? EPOCH_2024_MS, t_ms, perSecond);
    const remark = options.comments === false ? null : comment(segment, trace, clauses, words);
    blocks.push(enhancedPacket(packet, stamp, remark));
  }
  return concatenate(blocks);
}

/** What an interface at `at` sees of several connections, in order; the first packet is number 1 in Wireshark. */
export function capturedTogether(
  traces: readonly Pick<Trace, 'segments'>[],
  at: Host,
): { connection: number; segment: TraceSegment; t_ms: number }[] {
  const packets = traces.flatMap(({ segments }, connection) =>
    captured(segments, at).map((packet) => ({ connection, ...packet })),
  );
  return traces.length > 1 ? packets.sort((a, b) => a.t_ms - b.t_ms) : packets;
}

/** What an interface at `at` sees, in order. */
export function captured(segments: TraceSegment[], at: Host): { segment: TraceSegment; t_ms: number }[] {
  return segments
    .flatMap((segment) => {
      if (segment.from === at) {
        return segment.origin === 'simulated'
          ? [{ segment, t_ms: segment.t_ms, order: segment.ord_sent }]
          : [];
      }
      const { t_arrive_ms, ord_arrive } = segment;
      return t_arrive_ms === null
        ? []
        : [{ segment, t_ms: t_arrive_ms, order: ord_arrive ?? segment.ord_sent }];
    })
    .sort((a, b) => a.order - b.order);
}

/** `#6 ACK, client TIME-WAIT; lost`, and the clauses that had it sent. */
function comment(segment: TraceSegment, trace: Trace, clauses: Map<number, string[]>, words: Labels): string {
  const peer: Host = segment.from === 'client' ? 'server' : 'client';
  const states = [
    segment.origin === 'simulated' ? `${words.host[segment.from]} ${segment.sender_state}` : null,
    segment.receiver_state === null ? null : `${words.host[peer]} ${segment.receiver_state}`,
  ].filter((state) => state !== null);
  const because = clauses.get(segment.i) ?? [];
  return [
    `#${segment.i} ${segment.flags.join('+')}`,
    states.join(', '),
    remarkOf(segment, trace.segments, words),
    because.length > 0 ? `[${because.join(' ')}]` : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function timestamp(epoch_ms: number, t_ms: number, perSecond: number): bigint {
  const perMillisecond = perSecond / 1000;
  return BigInt(epoch_ms) * BigInt(perMillisecond) + BigInt(Math.round(t_ms * perMillisecond));
}

function sectionHeader(): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, 0x1a2b3c4d, true);
  view.setUint16(4, 1, true);
  view.setBigInt64(8, -1n, true); // length of the section: not stated
  return block(BLOCK.section, body, [[OPTION.application, encode('LastAck')]]);
}

function interfaceDescription(at: Host, perSecond: number): Uint8Array {
  const body = new Uint8Array(8);
  new DataView(body.buffer).setUint16(0, LINKTYPE_RAW, true);
  return block(BLOCK.interface, body, [
    [OPTION.interfaceName, encode(at)],
    [OPTION.resolution, Uint8Array.of(Math.log10(perSecond))],
  ]);
}

function enhancedPacket(packet: Uint8Array, stamp: bigint, text: string | null): Uint8Array {
  const body = new Uint8Array(20 + padded(packet.length));
  const view = new DataView(body.buffer);
  view.setUint32(4, Number(stamp >> 32n), true);
  view.setUint32(8, Number(stamp & 0xffff_ffffn), true);
  view.setUint32(12, packet.length, true);
  view.setUint32(16, packet.length, true);
  body.set(packet, 20);
  return block(BLOCK.packet, body, text === null ? [] : [[OPTION.comment, encode(text)]]);
}

/** Every block states its length in front and behind; body and options end on 32-bit boundaries. */
function block(type: number, body: Uint8Array, options: [number, Uint8Array][]): Uint8Array {
  const optionsLength = options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 4);
  const length = 12 + body.length + optionsLength;
  const octets = new Uint8Array(length);
  const view = new DataView(octets.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  octets.set(body, 8);
  let offset = 8 + body.length;
  for (const [code, value] of options) {
    view.setUint16(offset, code, true);
    view.setUint16(offset + 2, value.length, true);
    octets.set(value, offset + 4);
    offset += 4 + padded(value.length);
  }
  view.setUint32(length - 4, length, true);
  return octets;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function concatenate(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** UTF-8, as ECMAScript alone gives it: the simulator knows neither Node nor a browser. */
function encode(text: string): Uint8Array {
  const bytes = encodeURIComponent(printable(text)).replace(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}
