// RFC 9293 section 3.10.7.2: a SYN makes a connection of a listener.

import { hasAck } from '../acceptable.js';
import { denyAck, refuse } from '../emit.js';
import { sendSyn } from '../output.js';
import type { Rules } from '../rules.js';
import { FIN, RST, SYN, segEnd, type Segment } from '../segment.js';
import { add } from '../seq.js';
import { Step, unchanged, type StepResult } from '../step.js';
import { DEFAULT_MSS, type Tcb } from '../tcb.js';
import { keepEarly } from './text.js';

export function arrivesListen(tcb: Tcb, seg: Segment, now: number, rules: Rules): StepResult {
  if ((seg.ctl & RST) !== 0) return unchanged(tcb, ['9293:3.10.7.2-first']);
  if (hasAck(seg)) return unchanged(tcb, ['9293:3.10.7.2-second'], [denyAck(seg, rules)]);
  if ((seg.ctl & SYN) === 0) return unchanged(tcb, ['9293:3.10.7.2-fourth']);
  if (seg.foreign === true) return unchanged(tcb, ['9293:3.10.7.2-third-security'], [refuse(segEnd(seg))]);
  if ((seg.ctl & FIN) !== 0 && rules.dropsSynFin) return unchanged(tcb, ['linux:syn-fin']);
  const step = new Step(tcb, now, rules);
  step.cite('9293:3.10.7.2-third');
  acceptSyn(step, seg);
  return step.result();
}

/** Makes the step's TCB the passive end of the connection that this SYN asks for. */
export function acceptSyn(step: Step, seg: Segment): void {
  const { tcb, rules } = step;
  tcb.state = 'SYN-RECEIVED';
  tcb.passive = true;
  tcb.remote = true;
  takeSyn(step, seg);
  sendSyn(step, true);
  if (rules.textOnSyn === 'queued') keepEarly(step, seg);
  if (rules.changed.synReceivedIsEstablished) {
    tcb.state = 'ESTABLISHED';
    tcb.sent = [];
    tcb.snd.una = tcb.snd.nxt;
    tcb.deadlines.retransmission = Infinity;
    step.cite('counterfactual:two-way');
    step.tell({ event: 'accepted' });
  }
}

/** RCV.NXT, IRS and the windows from the peer's SYN. */
export function takeSyn(step: Step, seg: Segment): void {
  const { tcb, now } = step;
  tcb.irs = seg.seq;
  tcb.rcv.nxt = add(seg.seq, 1);
  tcb.rcv.told = tcb.rcv.nxt;
  tcb.mss = Math.min(tcb.ownMss, seg.mss ?? DEFAULT_MSS);
  tcb.snd.wnd = seg.wnd;
  tcb.snd.maxWnd = Math.max(tcb.snd.maxWnd, seg.wnd);
  tcb.snd.wl1 = seg.seq;
  tcb.snd.wl2 = tcb.snd.una;
  tcb.heard = now;
}
