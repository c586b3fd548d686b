// RFC 9293 section 3.10: the forms of the segments a machine sends, <SEQ=..><ACK=..><CTL=..>.

import type { Rules } from './rules.js';
import { point, type SeqPoint } from './seq.js';
import { ACK, RST, SYN, segEnd, type ControlBits, type Segment } from './segment.js';
import type { Step } from './step.js';

/** Linux: the interval of delayed ACKs that it starts from. */
export const ATO_MIN_MS = 40;

/** A segment of this connection; anything with the ACK bit acknowledges all that was received. */
export function emit(step: Step, seq: SeqPoint, ctl: ControlBits, len: number, again = false): void {
  const tcb = step.tcb;
  const acks = (ctl & ACK) !== 0;
  if (acks) acknowledged(step);
  step.send({
    seq,
    ack: acks ? tcb.rcv.nxt : null,
    ctl,
    len,
    wnd: tcb.rcv.wnd,
    mss: (ctl & SYN) !== 0 ? tcb.ownMss : null,
    again,
  });
}

/** Everything received is now acknowledged. */
function acknowledged(step: Step): void {
  const { tcb } = step;
  const ack = tcb.ack;
  tcb.rcv.told = tcb.rcv.nxt;
  tcb.deadlines.delayedAck = Infinity;
  if (ack.quick > 0) {
    ack.quick -= 1;
    if (ack.quick === 0) ack.ato = ATO_MIN_MS;
  }
  ack.due = false;
  ack.full = 0;
  ack.pushed = 0;
}

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. */
export function sendAck(step: Step): void {
  emit(step, step.tcb.snd.nxt, ACK, 0);
}

/** <SEQ=SND.NXT><CTL=RST>, the reset of an ABORT. */
export function sendAbort(step: Step): void {
  const { tcb, rules } = step;
  emit(step, tcb.snd.nxt, rules.abortCarriesAck ? RST | ACK : RST, 0);
}

/** <SEQ=n><CTL=RST>: takes its number from the segment it answers. */
export function resetAt(seq: SeqPoint): Segment {
  return { seq, ack: null, ctl: RST, len: 0, wnd: 0, mss: null, again: false };
}

/** <SEQ=SEG.ACK><CTL=RST>: the answer to an ACK of what this side never sent. */
export function denyAck(seg: Segment & { readonly ack: SeqPoint }, rules: Rules): Segment {
  const reset = resetAt(seg.ack);
  return rules.changed.resetsAcknowledge ? { ...reset, ctl: RST | ACK, ack: segEnd(seg) } : reset;
}

/** <SEQ=0><ACK=n><CTL=RST,ACK>: the answer to a segment without ACK. */
export function refuse(ack: SeqPoint): Segment {
  return { seq: point(0), ack, ctl: RST | ACK, len: 0, wnd: 0, mss: null, again: false };
}
