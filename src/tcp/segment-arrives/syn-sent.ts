// RFC 9293 section 3.10.7.3: this side has sent its SYN. Check ACK, RST, security, SYN, in this order.

import { acknowledgesNew, hasAck } from '../acceptable.js';
import { acknowledge } from '../ack-policy.js';
import { denyAck, refuse, resetAt, sendAck } from '../emit.js';
import { sendSyn, transmit } from '../output.js';
import { removeAcknowledged } from '../retransmission.js';
import type { Rules } from '../rules.js';
import { ACK, FIN, RST, SYN, segEnd, type Segment } from '../segment.js';
import { Step, type StepResult } from '../step.js';
import type { Tcb } from '../tcb.js';
import { established } from './established.js';
import { takeSyn } from './listen.js';
import { keepEarly, processText } from './text.js';

export function arrivesSynSent(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  const step = new Step(tcb, now, rules);
  if (hasAck(seg) && !acknowledgesNew(step.tcb, seg.ack)) {
    badAck(step, seg);
  } else if ((seg.ctl & RST) !== 0) {
    reset(step, seg);
  } else if (seg.foreign === true) {
    step.cite('9293:3.10.7.3-third');
    step.send(hasAck(seg) ? resetAt(seg.ack) : refuse(segEnd(seg)));
  } else if ((seg.ctl & SYN) === 0) {
    step.cite('9293:3.10.7.3-fifth');
  } else if ((seg.ctl & ACK) !== 0) {
    synAck(step, seg);
  } else {
    simultaneous(step, seg);
  }
  return step.result();
}

function badAck(step: Step, seg: Segment & { readonly ack: Segment['seq'] }): void {
  const { tcb, now, rules } = step;
  step.cite('9293:3.10.7.3-first-bad');
  if ((seg.ctl & RST) === 0) step.send(denyAck(seg, rules));
  if (rules.synAgainAfter_ms > 0 && tcb.retries === 0) {
    step.cite('linux:syn-again');
    tcb.deadlines.retransmission = rules.fireAt(now, rules.synAgainAfter_ms);
  }
}

function reset(step: Step, seg: Segment): void {
  if ((seg.ctl & ACK) === 0) {
    step.cite('9293:3.10.7.3-second-no-ack');
    return;
  }
  step.cite('9293:3.10.7.3-second');
  step.tell({ event: 'connect-failed', error: 'ECONNREFUSED' });
  step.close();
}

/** The peer's SYN with an ACK of ours: ESTABLISHED. */
function synAck(step: Step, seg: Segment): void {
  const { tcb, rules } = step;
  step.cite('9293:3.10.7.3-fourth');
  takeSyn(step, seg);
  tcb.snd.una = seg.ack ?? tcb.snd.una;
  tcb.snd.wl2 = tcb.snd.una;
  removeAcknowledged(step, tcb.snd.una);
  established(step);
  if (rules.changed.noThirdSegment) step.cite('counterfactual:two-way');
  else if (tcb.options.quickAck === false && tcb.queued > 0) acknowledgeWithText(step);
  else sendAck(step);
  if (rules.textOnSyn === 'queued' && seg.len + (seg.ctl & FIN) > 0) {
    step.cite('9293:3.10.7.3-fourth-text');
    const atOnce = processText(step, { ...seg, seq: tcb.rcv.nxt, ctl: seg.ctl & ~SYN });
    acknowledge(step, atOnce || (seg.ctl & FIN) !== 0);
  }
  transmit(step);
  if (rules.changed.lostThirdSegment === 'syn') doubtSyn(step);
}

/** Text that was queued in SYN-SENT carries the acknowledgment, where TCP_QUICKACK is off and the window takes it. */
function acknowledgeWithText(step: Step): void {
  step.cite('9293:3.10.7.3-fourth-queued');
  transmit(step);
  if (step.sent.length === 0) sendAck(step);
}

/** A misconception: the SYN stays on the retransmission queue until the peer is heard again. */
function doubtSyn(step: Step): void {
  const { tcb, now } = step;
  tcb.sent = [{ seq: tcb.iss, len: 0, ctl: SYN, at: now, times: 1, lost: false }, ...tcb.sent];
  tcb.deadlines.retransmission = now + tcb.rtt.rto;
}

/** Both sides opened actively. */
function simultaneous(step: Step, seg: Segment): void {
  const { tcb, rules } = step;
  step.cite('9293:3.10.7.3-fourth-no-ack');
  takeSyn(step, seg);
  tcb.state = 'SYN-RECEIVED';
  // The timer of the SYN is that of the SYN,ACK, too.
  const running = tcb.deadlines.retransmission;
  sendSyn(step, true);
  tcb.deadlines.retransmission = running;
  if (rules.textOnSyn === 'queued') keepEarly(step, seg);
}
