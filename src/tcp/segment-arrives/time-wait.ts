// TIME-WAIT: RFC 9293 section 3.6.1 (MAY-2, a SYN may open the connection anew), and the small socket that Linux
// keeps for TIME-WAIT and for FIN-WAIT-2 after a full close (tcp_timewait_state_process).

import { hasAck, inReach } from '../acceptable.js';
import { resetAt, sendAck } from '../emit.js';
import type { Rules } from '../rules.js';
import { ACK, FIN, RST, SYN, segEnd, segLen, type Segment } from '../segment.js';
import { add, after, before } from '../seq.js';
import { Step, type StepResult } from '../step.js';
import { createTcb, type Tcb } from '../tcb.js';
import { restartTimeWait } from './ack.js';
import { answerUnacceptable } from './challenge.js';
import { enterTimeWait } from './fin.js';
import { acceptSyn } from './listen.js';
import { arrivesSynchronized } from './synchronized.js';

export function arrivesTimeWait(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  if (opensAnew(tcb, seg, rules)) return reopen(tcb, seg, now, rules);
  if (!rules.miniTimeWait) return arrivesSynchronized(tcb, seg, now, rules);
  return arrivesMini(tcb, seg, now, rules);
}

function opensAnew(tcb: Tcb, seg: Segment, rules: Rules): boolean {
  if (!rules.timeWaitAcceptsSyn || !tcb.passive) return false;
  return (seg.ctl & (SYN | RST | ACK)) === SYN && after(seg.seq, tcb.rcv.nxt);
}

/** "A new ISS larger than the largest sequence number used on the previous connection incarnation." */
function reopen(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  const iss = add(tcb.snd.nxt, 65537);
  const fresh: Tcb = { ...createTcb('LISTEN', iss, tcb.ownMss, tcb.options, rules), server: tcb.server };
  if (rules.timeWaitReturns) fresh.replaced = tcb;
  const step = new Step(fresh, now, rules);
  step.cite('9293:3.6.1-reopen');
  acceptSyn(step, seg);
  return step.result();
}

function arrivesMini(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  const step = new Step(tcb, now, rules);
  const inOrder = seg.seq === tcb.rcv.nxt;
  if (inOrder && (seg.ctl & RST) !== 0) {
    step.cite(rules.rfc1337 ? '1337:3-ignore-rst' : '1337:2-assassination');
    if (!rules.rfc1337) step.close();
  } else if (inOrder && segLen(seg) === 0) {
    step.cite('linux:time-wait-ack');
    restartTimeWait(step);
  } else if ((seg.ctl & RST) !== 0) {
    step.cite('9293:3.10.7.4-first-rst');
  } else {
    step.cite('9293:3.10.7.4-first');
    if (hasAck(seg)) restartTimeWait(step);
    answerUnacceptable(step, seg);
  }
  return step.result();
}

/** FIN-WAIT-2 after a full close: only a FIN is of use, text is refused. */
export function arrivesOrphan(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  const step = new Step(tcb, now, rules);
  if (!inReach(tcb, seg)) {
    step.cite('9293:3.10.7.4-first');
    answerUnacceptable(step, seg);
  } else if ((seg.ctl & RST) !== 0) {
    step.cite('9293:3.10.7.4-second');
    step.close();
  } else if ((seg.ctl & SYN) !== 0 && !before(seg.seq, tcb.rcv.nxt)) {
    refuseText(step, seg);
  } else if (!hasAck(seg) || !after(segEnd(seg), tcb.rcv.nxt) || segLen(seg) === 0) {
    step.cite('9293:3.10.7.4-fifth-duplicate');
  } else if ((seg.ctl & FIN) === 0 || segEnd(seg) !== add(tcb.rcv.nxt, 1)) {
    refuseText(step, seg);
  } else {
    step.cite('9293:3.10.7.4-eighth-fin-wait-2');
    step.tcb.rcv.nxt = segEnd(seg);
    step.tcb.finReceived = true;
    enterTimeWait(step);
    sendAck(step);
  }
  return step.result();
}

function refuseText(step: Step, seg: Segment): void {
  step.cite('9293:3.6.1-reset-after-close');
  step.send(resetAt(hasAck(seg) ? seg.ack : step.tcb.snd.nxt));
  step.close();
}
