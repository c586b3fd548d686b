// RFC 9293 section 3.10.7.4: SYN-RECEIVED and all later states. The eight checks, in their order.

import { acceptable, acknowledgesNew, hasAck } from '../acceptable.js';
import { acknowledge, quickly } from '../ack-policy.js';
import { refuse, resetAt, sendAck } from '../emit.js';
import { transmit } from '../output.js';
import { retransmitFirst } from '../retransmission.js';
import type { Rules } from '../rules.js';
import { ACK, FIN, RST, SYN, URG, segEnd, type Segment } from '../segment.js';
import { after, before, subtract } from '../seq.js';
import { Step, type StepResult } from '../step.js';
import type { Tcb } from '../tcb.js';
import { checkAck, restartTimeWait } from './ack.js';
import { answerUnacceptable, challenge } from './challenge.js';
import { processText, takeEarly } from './text.js';

export function arrivesSynchronized(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  const step = new Step(tcb, now, rules);
  if (rules.changed.synResets && (seg.ctl & SYN) !== 0 && step.tcb.state !== 'SYN-RECEIVED') {
    resetBySyn(step, seg);
    return step.result();
  }
  const wasSynReceived = tcb.state === 'SYN-RECEIVED';
  if (rules.ackBitFirst && (seg.ctl & (ACK | RST | SYN)) === 0) {
    step.cite('9293:3.10.7.4-fifth-no-ack');
    return step.result();
  }
  const passed = isSynAckOfBoth(step, seg) ? { ...seg, ctl: seg.ctl & ~SYN, seq: step.tcb.rcv.nxt } : seg;
  if (
    checkSequence(step, passed) &&
    checkReset(step, passed) &&
    checkSecurity(step, passed) &&
    checkSyn(step, passed)
  ) {
    step.tcb.heard = now;
    if (rules.changed.lostThirdSegment === 'syn')
      step.tcb.sent = step.tcb.sent.filter((e) => (e.ctl & SYN) === 0);
    checkRest(step, passed, wasSynReceived);
  }
  if (passed !== seg && rules.ackSynAckInSynReceived && !step.isClosed) {
    quickly(step);
    sendAck(step);
  }
  return step.result();
}

/** A misconception: whoever opens anew has given up the connection, so this side does, too. */
function resetBySyn(step: Step, seg: Segment): void {
  step.cite('counterfactual:syn-resets');
  step.send(hasAck(seg) ? resetAt(seg.ack) : refuse(segEnd(seg)));
  step.fail('ECONNRESET');
  step.close();
}

/** Figure 7: in a simultaneous open the peer's SYN,ACK repeats its SYN, so table 6 would refuse the ACK it carries. */
function isSynAckOfBoth(step: Step, seg: Segment): boolean {
  const { tcb } = step;
  if (tcb.state !== 'SYN-RECEIVED' || tcb.passive) return false;
  const fits =
    seg.seq === tcb.irs && (seg.ctl & (SYN | RST)) === SYN && hasAck(seg) && acknowledgesNew(tcb, seg.ack);
  if (fits) step.cite('9293:3.5-figure-7');
  return fits;
}

function checkSequence(step: Step, seg: Segment): boolean {
  const { tcb, rules } = step;
  if (acceptable(tcb, seg, rules)) return true;
  if ((seg.ctl & RST) !== 0) {
    if (exactBehindFin(step, seg)) return true;
    step.cite('9293:3.10.7.4-first-rst');
    return false;
  }
  if (
    tcb.state === 'SYN-RECEIVED' &&
    rules.repeatedSyn === 'syn-ack' &&
    seg.seq === tcb.irs &&
    seg.ctl === SYN
  ) {
    step.cite('course:syn-again');
    tcb.deadlines.retransmission = Infinity;
    retransmitFirst(step);
    tcb.deadlines.retransmission = step.now + tcb.rtt.rto;
    return false;
  }
  step.cite('9293:3.10.7.4-first');
  const sameFin = (seg.ctl & FIN) !== 0 && segEnd(seg) === tcb.rcv.nxt;
  if (tcb.state === 'TIME-WAIT' && sameFin && hasAck(seg)) restartTimeWait(step);
  if (
    rules.leftEdge === 'lax' &&
    (seg.ctl & SYN) === 0 &&
    before(seg.seq, tcb.rcv.nxt) &&
    segEnd(seg) !== seg.seq
  )
    quickly(step);
  return answerUnacceptable(step, seg);
}

/** Linux: a reset from before the peer's own FIN was acknowledged counts as exact. */
function exactBehindFin(step: Step, seg: Segment): boolean {
  const { tcb, rules } = step;
  if (!rules.rstBehindFin || seg.seq !== subtract(tcb.rcv.nxt, 1)) return false;
  return tcb.state === 'CLOSE-WAIT' || tcb.state === 'LAST-ACK' || tcb.state === 'CLOSING';
}

function checkReset(step: Step, seg: Segment): boolean {
  if ((seg.ctl & RST) === 0) return true;
  const { tcb, rules } = step;
  const exact = seg.seq === tcb.rcv.nxt || exactBehindFin(step, seg);
  if (!exact) {
    step.cite('5961:3-rst');
    return challenge(step);
  }
  if (tcb.state === 'SYN-RECEIVED') {
    resetSynReceived(step);
    return false;
  }
  step.cite('9293:3.10.7.4-second');
  if (tcb.state === 'CLOSING' || tcb.state === 'LAST-ACK' || tcb.state === 'TIME-WAIT')
    step.tell({ event: 'closed' });
  else step.fail(tcb.state === 'CLOSE-WAIT' && rules.profile === 'linux' ? 'EPIPE' : 'ECONNRESET');
  step.close();
  return false;
}

function resetSynReceived(step: Step): void {
  const { tcb } = step;
  if (tcb.replaced !== null) {
    step.cite('9293:3.6.1-return');
    step.restore(tcb.replaced);
    return;
  }
  if (tcb.passive) {
    step.cite('9293:3.10.7.4-second-passive');
    backToListen(step);
    return;
  }
  step.cite('9293:3.10.7.4-second-active');
  step.tell({
    event: 'connect-failed',
    error: step.rules.profile === 'linux' ? 'ECONNRESET' : 'ECONNREFUSED',
  });
  step.close();
}

/** The half-made connection is forgotten; the passive OPEN behind it still stands. */
function backToListen(step: Step): void {
  const { tcb } = step;
  tcb.state = 'LISTEN';
  tcb.remote = false;
  tcb.sent = [];
  tcb.early = [];
  tcb.retries = 0;
  tcb.snd.una = tcb.iss;
  tcb.snd.nxt = tcb.iss;
  tcb.deadlines.retransmission = Infinity;
  tcb.deadlines.delayedAck = Infinity;
}

function checkSecurity(step: Step, seg: Segment): boolean {
  if (seg.foreign !== true) return true;
  step.cite('9293:3.10.7.4-third');
  step.send(hasAck(seg) ? resetAt(seg.ack) : refuse(segEnd(seg)));
  if (step.tcb.state !== 'SYN-RECEIVED') {
    step.fail('ECONNRESET');
    step.close();
  }
  return false;
}

function checkSyn(step: Step, seg: Segment): boolean {
  if ((seg.ctl & SYN) === 0) return true;
  const { tcb } = step;
  if (tcb.state === 'SYN-RECEIVED' && tcb.passive) {
    step.cite('9293:3.10.7.4-fourth-syn-received');
    backToListen(step);
    return false;
  }
  step.cite('5961:4-syn');
  return challenge(step);
}

/** Fifth to eighth check, then what is now to be sent. */
function checkRest(step: Step, seg: Segment, wasSynReceived: boolean): void {
  const { tcb, rules } = step;
  if (!hasAck(seg)) {
    step.cite('9293:3.10.7.4-fifth-no-ack');
    return;
  }
  let atOnce = false;
  if (checkAck(step, seg)) {
    if ((seg.ctl & URG) !== 0) step.cite('9293:3.10.7.4-sixth');
    if (resetsOrphan(step, seg)) return;
    if (wasSynReceived) takeEarly(step);
    atOnce = processText(step, seg);
    if (rules.ack.finAtOnce && (seg.ctl & FIN) !== 0) atOnce = true;
  }
  if (step.isClosed) return;
  transmit(step);
  acknowledge(step, atOnce || tcb.state === 'TIME-WAIT' || tcb.state === 'CLOSING');
}

/** Section 3.6.1 (SHLD-3): nobody will ever read this text, and the peer should know. */
function resetsOrphan(step: Step, seg: Segment): boolean {
  const { tcb, rules } = step;
  if (!rules.resetAfterClose || !tcb.orphan) return false;
  if (tcb.state !== 'FIN-WAIT-1' && tcb.state !== 'FIN-WAIT-2') return false;
  if (seg.len === 0 || !after(segEnd(seg), tcb.rcv.nxt)) return false;
  step.cite('9293:3.6.1-reset-after-close');
  step.send(resetAt(rules.resetFromAck && seg.ack !== null ? seg.ack : tcb.snd.nxt));
  step.close();
  return true;
}
