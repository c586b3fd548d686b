// RFC 9293 section 3.10.7.4, seventh and eighth check: the text in order, what came early, and the FIN.

import { offerWindow, quickly, textReceived } from '../ack-policy.js';
import { FIN, PSH, SYN, segEnd, type Segment } from '../segment.js';
import { add, after, atOrBefore, before, distance, inWindow, type SeqPoint } from '../seq.js';
import type { Step } from '../step.js';
import type { Early } from '../tcb.js';
import { processFin } from './fin.js';

/** Text and FIN of a segment that passed the checks before. Returns whether an ACK must go out at once. */
export function processText(step: Step, seg: Segment): boolean {
  const { tcb } = step;
  const fin = (seg.ctl & FIN) !== 0;
  if (seg.len === 0 && !fin) return false;
  if (tcb.finReceived) return beyondFin(step, seg);
  if (after(seg.seq, tcb.rcv.nxt)) return keepForLater(step, seg, fin);
  if (atOrBefore(segEnd(seg), tcb.rcv.nxt)) {
    step.cite('9293:3.10.7.4-seventh-old');
    quickly(step);
    return true;
  }
  if (tcb.rcv.wnd === 0 && step.rules.leftEdge === 'strict') {
    step.cite('9293:3.10.7.4-first-trim');
    tcb.ack.due = true;
    return true;
  }
  takeInOrder(step, seg.seq, seg.len, fin, (seg.ctl & PSH) !== 0);
  const filling = tcb.early.length > 0;
  takeEarly(step);
  return filling;
}

/** CLOSE-WAIT, CLOSING, LAST-ACK, TIME-WAIT: the peer has said that there is no more. */
function beyondFin(step: Step, seg: Segment): boolean {
  const old = atOrBefore(segEnd(seg), step.tcb.rcv.nxt);
  step.cite(old ? '9293:3.10.7.4-eighth-again' : '9293:3.10.7.4-seventh-beyond-fin');
  if (old) quickly(step);
  return old;
}

/** Octets from `seq` on that are new, as far as the window goes, which must have room for the FIN, too. */
function takeInOrder(step: Step, seq: SeqPoint, len: number, fin: boolean, pushed: boolean): void {
  const { tcb } = step;
  const skipped = distance(seq, tcb.rcv.nxt);
  const offered = len - skipped;
  const room = tcb.rcv.wnd;
  const taken = Math.min(offered, room);
  if (taken > 0) {
    step.cite('9293:3.10.7.4-seventh');
    tcb.rcv.nxt = add(tcb.rcv.nxt, taken);
    tcb.rcv.wnd -= taken;
    tcb.unread += taken;
    textReceived(step, taken, pushed);
  }
  const finFits = offered < room || step.rules.leftEdge === 'lax';
  if (taken < offered || (fin && !finFits)) {
    step.cite('9293:3.10.7.4-first-trim');
    tcb.ack.due = true;
    if (taken < offered) return;
  }
  deliver(step);
  if (fin && finFits) processFin(step);
}

/** Hands what is there to whoever waits for it: an application that reads at once, or outstanding RECEIVEs. */
export function deliver(step: Step): void {
  const { tcb } = step;
  if (tcb.orphan) {
    discard(step);
    return;
  }
  const n = tcb.options.autoRead ? tcb.unread : Math.min(tcb.unread, tcb.wanted);
  if (n > 0) {
    tcb.unread -= n;
    tcb.wanted = Math.max(0, tcb.wanted - n);
    step.tell({ event: 'recv', n });
  }
  offerWindow(step);
}

/** Nobody will read what is there: it makes room for what the peer still has to send. */
export function discard(step: Step): void {
  step.tcb.unread = 0;
  offerWindow(step);
}

/** Section 3.10.7.4: "segments with higher beginning sequence numbers should be held for later processing" (SHLD-31). */
function keepForLater(step: Step, seg: Segment, fin: boolean): boolean {
  const { tcb } = step;
  step.cite('9293:3.10.7.4-seventh-early');
  const room = Math.max(0, tcb.rcv.wnd - distance(tcb.rcv.nxt, seg.seq));
  const len = Math.min(seg.len, room);
  if (len > 0 || (fin && inWindow(seg.seq, tcb.rcv.nxt, tcb.rcv.wnd))) {
    const entry: Early = { seq: seg.seq, len, fin: fin && len === seg.len };
    const held = tcb.early.find(({ seq }) => seq === entry.seq);
    // The same segment sent again is held once.
    if (held === undefined || held.len < entry.len || (entry.fin && !held.fin)) {
      const others = tcb.early.filter((each) => each !== held);
      tcb.early = [...others, entry].sort((x, y) => (before(x.seq, y.seq) ? -1 : 1));
    }
  }
  tcb.ack.due = true;
  return true;
}

/** Text, or a FIN, that rode on a SYN: kept until the connection is established. */
export function keepEarly(step: Step, seg: Segment): void {
  const fin = (seg.ctl & FIN) !== 0;
  if (seg.len === 0 && !fin) return;
  step.cite('9293:3.10.7.2-third-text');
  const seq = (seg.ctl & SYN) !== 0 ? add(seg.seq, 1) : seg.seq;
  step.tcb.early = [...step.tcb.early, { seq, len: seg.len, fin }];
}

/** Takes from what came early all that has become the next. */
export function takeEarly(step: Step): void {
  const { tcb } = step;
  while (tcb.early.length > 0 && !tcb.finReceived) {
    const [next, ...rest] = tcb.early as [Early, ...Early[]];
    if (after(next.seq, tcb.rcv.nxt)) return;
    tcb.early = rest;
    const end = add(next.seq, next.len + (next.fin ? 1 : 0));
    if (after(end, tcb.rcv.nxt)) takeInOrder(step, next.seq, next.len, next.fin, false);
  }
}
