// One segment as the octets of an IP packet: RFC 9293 section 3.1 (header, MSS option, checksum) over RFC 791 or RFC 8200.
import { add, point } from '../seq.js';
import type { Flag, TraceSegment } from '../trace.js';
import { RenderLimit } from './limit.js';

export interface Endpoint {
  /** 4 octets (IPv4) or 16 (IPv6), the same for both ends. */
  address: Uint8Array;
  port: number;
}

const CONTROL_BITS: Record<Flag, number> = {
  FIN: 0x01,
  SYN: 0x02,
  RST: 0x04,
  PSH: 0x08,
  ACK: 0x10,
  URG: 0x20,
  ECE: 0x40,
  CWR: 0x80,
};

const PROTOCOL_TCP = 6;
const HOP_LIMIT = 64;
const TCP_HEADER = 20;

/** `identification` goes into the IPv4 header. Throws RenderLimit when the text does not fit into one packet. */
export function ipPacket(
  segment: TraceSegment,
  from: Endpoint,
  to: Endpoint,
  identification: number,
): Uint8Array {
  const tcp = tcpSegment(segment, from, to);
  if (tcp.length + 20 > 0xffff)
    throw new RenderLimit(`${segment.len} octets of text do not fit into one IP packet`);
  const header =
    from.address.length === 4
      ? ipv4Header(tcp.length, from, to, identification)
      : ipv6Header(tcp.length, from, to);
  const packet = new Uint8Array(header.length + tcp.length);
  packet.set(header);
  packet.set(tcp, header.length);
  return packet;
}

function tcpSegment(segment: TraceSegment, from: Endpoint, to: Endpoint): Uint8Array {
  const options = segment.mss === null ? [] : [2, 4, segment.mss >> 8, segment.mss & 0xff];
  const headerLength = TCP_HEADER + options.length;
  const octets = new Uint8Array(headerLength + segment.len);
  const view = new DataView(octets.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint32(4, segment.seq);
  view.setUint32(8, segment.ack ?? 0);
  view.setUint8(12, (headerLength / 4) << 4);
  view.setUint8(
    13,
    segment.flags.reduce((bits, flag) => bits | CONTROL_BITS[flag], 0),
  );
  view.setUint16(14, Math.min(segment.win, 0xffff));
  octets.set(options, TCP_HEADER);
  writeText(octets.subarray(headerLength), segment);
  view.setUint16(16, checksum([pseudoHeader(octets.length, from, to), octets]));
  return octets;
}

/** Each octet is a letter that hangs on its sequence number alone: what is sent again is the same text. */
function writeText(text: Uint8Array, segment: TraceSegment): void {
  const first = segment.flags.includes('SYN') ? segment.seq + 1 : segment.seq;
  for (let k = 0; k < text.length; k += 1) text[k] = 0x61 + (add(point(first), k) % 26);
}

function ipv4Header(payload: number, from: Endpoint, to: Endpoint, identification: number): Uint8Array {
  const octets = new Uint8Array(20);
  const view = new DataView(octets.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, octets.length + payload);
  view.setUint16(4, identification & 0xffff);
  view.setUint16(6, 0x4000); // Don't Fragment
  view.setUint8(8, HOP_LIMIT);
  view.setUint8(9, PROTOCOL_TCP);
  octets.set(from.address, 12);
  octets.set(to.address, 16);
  view.setUint16(10, checksum([octets]));
  return octets;
}

function ipv6Header(payload: number, from: Endpoint, to: Endpoint): Uint8Array {
  const octets = new Uint8Array(40);
  const view = new DataView(octets.buffer);
  view.setUint8(0, 0x60);
  view.setUint16(4, payload);
  view.setUint8(6, PROTOCOL_TCP);
  view.setUint8(7, HOP_LIMIT);
  octets.set(from.address, 8);
  octets.set(to.address, 24);
  return octets;
}

/** RFC 9293 section 3.1; for IPv6 RFC 8200 section 8.1, whose wider fields add up to the same sum. */
function pseudoHeader(length: number, from: Endpoint, to: Endpoint): Uint8Array {
  const octets = new Uint8Array(from.address.length * 2 + 4);
  octets.set(from.address);
  octets.set(to.address, from.address.length);
  const tail = new DataView(octets.buffer, from.address.length * 2);
  tail.setUint16(0, PROTOCOL_TCP);
  tail.setUint16(2, length);
  return octets;
}

/** Ones' complement of the ones' complement sum of 16-bit words (RFC 1071). Only the last part may be of odd length. */
function checksum(parts: Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let k = 0; k < part.length; k += 2) sum += ((part[k] ?? 0) << 8) | (part[k + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
