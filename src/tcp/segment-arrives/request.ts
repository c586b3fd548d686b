// What Linux does where RFC 9293 section 3.10.7.4 has a passive SYN-RECEIVED: the connection is only a request in
// the listener's queue (tcp_check_req), and a connection is made of it when its ACK comes.

import { hasAck, inReach } from '../acceptable.js';
import { refuse, resetAt } from '../emit.js';
import { retransmitFirst } from '../retransmission.js';
import type { Rules } from '../rules.js';
import { RST, SYN, segEnd, type Segment } from '../segment.js';
import { add } from '../seq.js';
import { Step, type StepResult } from '../step.js';
import type { Tcb } from '../tcb.js';
import { answerUnacceptable } from './challenge.js';
import { arrivesSynchronized } from './synchronized.js';

export function arrivesRequest(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  const step = new Step(tcb, now, rules);
  if (seg.seq === tcb.irs && seg.ctl === SYN) {
    repeatSynAck(step);
  } else if (hasAck(seg) && seg.ack !== add(tcb.iss, 1)) {
    step.cite('9293:3.10.7.4-fifth-syn-received-bad');
    if ((seg.ctl & RST) === 0) step.send(resetAt(seg.ack));
  } else if (!inReach(tcb, seg)) {
    step.cite('9293:3.10.7.4-first');
    if ((seg.ctl & RST) === 0) answerUnacceptable(step, seg);
  } else if ((seg.ctl & RST) !== 0) {
    step.cite('9293:3.10.7.4-second-passive');
    step.close();
  } else if ((seg.ctl & SYN) !== 0 && seg.seq !== tcb.irs) {
    step.cite('linux:request-syn');
    step.send(hasAck(seg) ? resetAt(seg.ack) : refuse(segEnd(seg)));
    step.close();
  } else if (!hasAck(seg)) {
    step.cite('9293:3.10.7.4-fifth-no-ack');
  } else {
    return arrivesSynchronized(tcb, withoutSyn(tcb, seg), now, rules);
  }
  return step.result();
}

/** The same SYN again: the same SYN-ACK again, and its timer starts anew. */
function repeatSynAck(step: Step): void {
  const { tcb, now, rules } = step;
  step.cite('linux:syn-again-request');
  retransmitFirst(step);
  const wait = tcb.rtt.rto;
  tcb.deadlines.retransmission = rules.fireAt(now, wait);
}

function withoutSyn(tcb: Tcb, seg: Segment): Segment {
  return (seg.ctl & SYN) !== 0 ? { ...seg, seq: tcb.rcv.nxt, ctl: seg.ctl & ~SYN } : seg;
}
