// RFC 9293 section 3.1: what of the header the machine reads, and SEG.LEN. Text is counted, not carried:
// the octet with sequence number n is always the n-th octet of its sender's stream.

import { add, type SeqPoint } from './seq.js';
import type { Flag } from './trace.js';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
export const ECE = 0x40;
export const CWR = 0x80;

/** Control bits as one octet, in the order of the header. */
export type ControlBits = number;

export interface Segment {
  readonly seq: SeqPoint;
  /** Meaningful only with the ACK bit on; null otherwise. */
  readonly ack: SeqPoint | null;
  readonly ctl: ControlBits;
  /** Octets of text. */
  readonly len: number;
  readonly wnd: number;
  /** The MSS option, only ever on a SYN. */
  readonly mss: number | null;
  /** Its sender put some of these octets or control bits on the wire before. */
  readonly again: boolean;
  /** Its security compartment is not that of the connection (sections 3.10.7.2 and 3.10.7.4, third check). */
  readonly foreign?: boolean;
}

/** SEG.LEN: the octets it occupies in sequence space, SYN and FIN counted as one each. */
export function segLen(seg: Segment): number {
  return seg.len + ((seg.ctl & SYN) >> 1) + (seg.ctl & FIN);
}

/** The point after its last octet. */
export function segEnd(seg: Segment): SeqPoint {
  return add(seg.seq, segLen(seg));
}

const NAMES: readonly (readonly [ControlBits, Flag])[] = [
  [CWR, 'CWR'],
  [ECE, 'ECE'],
  [URG, 'URG'],
  [FIN, 'FIN'],
  [SYN, 'SYN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
];

const FLAGS: readonly (readonly Flag[])[] = Array.from({ length: 256 }, (_, ctl) =>
  NAMES.filter(([bit]) => (ctl & bit) !== 0).map(([, name]) => name),
);

/** The names of the control bits that are on, in the order in which people say them: SYN, ACK; FIN, ACK. */
export function flagsOf(ctl: ControlBits): Flag[] {
  return (FLAGS[ctl & 0xff] ?? []).slice();
}

export function ctlOf(flags: readonly Flag[]): ControlBits {
  return NAMES.reduce((ctl, [bit, name]) => (flags.includes(name) ? ctl | bit : ctl), 0);
}

/** A segment that carries neither text nor SYN, FIN or RST: it only acknowledges. */
export function isPureAck(seg: Segment): boolean {
  return seg.len === 0 && (seg.ctl & (SYN | FIN | RST)) === 0 && (seg.ctl & ACK) !== 0;
}
