// RFC 9293 section 3.4, table 6: is a segment, or part of it, in the receive window?

import { add, after, before, distance, inWindow, subtract, type SeqPoint } from './seq.js';
import type { Rules } from './rules.js';
import { ACK, FIN, RST, segEnd, segLen, type Segment } from './segment.js';
import type { Tcb } from './tcb.js';

export function acceptable(tcb: Tcb, seg: Segment, rules: Rules): boolean {
  if (rules.changed.plainComparison && seg.seq < tcb.rcv.nxt) return false;
  return rules.leftEdge === 'lax' ? laxlyAcceptable(tcb, seg) : strictlyAcceptable(tcb, seg);
}

/** Table 6, row by row. */
function strictlyAcceptable(tcb: Tcb, seg: Segment): boolean {
  const { nxt, wnd } = tcb.rcv;
  const len = segLen(seg);
  if (wnd === 0) return closedWindowAllows(nxt, seg, len);
  if (len === 0) return inWindow(seg.seq, nxt, wnd);
  return inWindow(seg.seq, nxt, wnd) || inWindow(add(seg.seq, len - 1), nxt, wnd);
}

/**
 * "Special allowance should be made to accept valid ACKs, URGs, and RSTs" while RCV.WND is 0 (3.10.7.4): the ACK of a
 * probe counts, its text is left out later. Once it has probed, a peer's ACKs stand one octet beyond RCV.NXT; who
 * refuses those of a peer that does the same starts an exchange of ACKs without end.
 */
function closedWindowAllows(nxt: SeqPoint, seg: Segment, len: number): boolean {
  return seg.seq === nxt || (len === 0 && (seg.ctl & RST) === 0 && seg.seq === add(nxt, 1));
}

/** tcp_sequence of Linux: the left edge is what the peer was last told; the text may reach beyond the right one. */
function laxlyAcceptable(tcb: Tcb, seg: Segment): boolean {
  const limit = add(tcb.rcv.nxt, tcb.rcv.wnd);
  const end = segEnd(seg);
  if (before(end, tcb.rcv.told)) return false;
  if (!after(end, limit)) return true;
  if (!after(subtract(end, seg.ctl & FIN), limit)) return true;
  return !after(seg.seq, limit) && tcb.unread === 0;
}

/** tcp_in_window of Linux, for what is less than a connection: a request, or the rest of one. */
export function inReach(tcb: Tcb, seg: Segment): boolean {
  const end = add(tcb.rcv.nxt, tcb.rcv.wnd);
  if (seg.seq === tcb.rcv.nxt) return true;
  if (after(segEnd(seg), tcb.rcv.nxt) && before(seg.seq, end)) return true;
  return seg.seq === end && segLen(seg) === 0;
}

/** SND.UNA < SEG.ACK =< SND.NXT. */
export function acknowledgesNew(tcb: Tcb, ack: SeqPoint): boolean {
  return after(ack, tcb.snd.una) && !after(ack, tcb.snd.nxt);
}

/**
 * RFC 5961 section 5: SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT. Linux looks back no further than to what this
 * connection has had acknowledged.
 */
export function ackInRange(tcb: Tcb, ack: SeqPoint, rules: Rules): boolean {
  const acknowledged = distance(tcb.iss, tcb.snd.una) - (tcb.passive ? 1 : 0);
  const back = rules.leftEdge === 'lax' ? Math.min(tcb.snd.maxWnd, acknowledged) : tcb.snd.maxWnd;
  return !before(ack, subtract(tcb.snd.una, back)) && !after(ack, tcb.snd.nxt);
}

export function hasAck(seg: Segment): seg is Segment & { readonly ack: SeqPoint } {
  return (seg.ctl & ACK) !== 0 && seg.ack !== null;
}
