// RFC 9293 section 3.10.7.4, fifth check: what the peer has of ours, and what that does to each state.

import { acknowledgesNew, ackInRange } from '../acceptable.js';
import { denyAck } from '../emit.js';
import { finWait2, restartUserTimeout } from '../options.js';
import { duplicateAck, newAck, removeAcknowledged } from '../retransmission.js';
import { FIN, SYN, type Segment } from '../segment.js';
import { after, atOrBefore, before, distance, type SeqPoint } from '../seq.js';
import type { Step } from '../step.js';
import { finAcknowledged } from '../tcb.js';
import { challenge } from './challenge.js';
import { established } from './established.js';
import { enterTimeWait } from './fin.js';

type Acking = Segment & { readonly ack: SeqPoint };

/** Returns whether the segment goes on to the sixth check. */
export function checkAck(step: Step, seg: Acking): boolean {
  const { tcb, rules } = step;
  if (rules.oldAckLimit && !ackInRange(tcb, seg.ack, rules)) {
    step.cite('5961:5-old-ack');
    return challenge(step);
  }
  if (tcb.state === 'SYN-RECEIVED' && !completeHandshake(step, seg)) return false;
  if (!takeAck(step, seg)) return false;
  switch (tcb.state) {
    case 'ESTABLISHED':
    case 'FIN-WAIT-2':
    case 'CLOSE-WAIT':
      return true;
    case 'FIN-WAIT-1':
      if (finAcknowledged(tcb)) {
        step.cite('9293:3.10.7.4-fifth-fin-wait-1');
        enterFinWait2(step);
      }
      return true;
    case 'CLOSING':
      if (finAcknowledged(tcb)) {
        step.cite('9293:3.10.7.4-fifth-closing');
        enterTimeWait(step);
        return false;
      }
      return true;
    case 'LAST-ACK':
      return lastAck(step);
    case 'TIME-WAIT':
      return timeWait(step, seg);
    case 'LISTEN':
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
      return false;
    default:
      return tcb.state satisfies never;
  }
}

function completeHandshake(step: Step, seg: Acking): boolean {
  const { tcb } = step;
  if (!acknowledgesNew(tcb, seg.ack)) {
    step.cite('9293:3.10.7.4-fifth-syn-received-bad');
    step.send(denyAck(seg, step.rules));
    return false;
  }
  step.cite('9293:3.10.7.4-fifth-syn-received');
  tcb.snd.wnd = seg.wnd;
  tcb.snd.wl1 = seg.seq;
  tcb.snd.wl2 = seg.ack;
  established(step);
  // A CLOSE that had to wait for ESTABLISHED is carried out now (3.10.4).
  if (tcb.fin === 'queued') tcb.state = 'FIN-WAIT-1';
  return true;
}

/** ESTABLISHED processing, common to all synchronized states. */
function takeAck(step: Step, seg: Acking): boolean {
  const { tcb } = step;
  if (after(seg.ack, tcb.snd.nxt)) {
    step.cite('9293:3.10.7.4-fifth-future');
    return challenge(step);
  }
  const fresh = after(seg.ack, tcb.snd.una);
  if (fresh) {
    step.cite('9293:3.10.7.4-fifth-new');
    const newly = countNewly(step, seg.ack);
    tcb.snd.una = seg.ack;
    removeAcknowledged(step, seg.ack);
    newAck(step, seg.ack, newly);
    tcb.probes = 0;
    restartUserTimeout(tcb, step.now, step.rules);
  }
  const windowBefore = tcb.snd.wnd;
  if (!before(seg.ack, tcb.snd.una)) updateWindow(step, seg);
  if (!fresh) {
    step.cite('9293:3.10.7.4-fifth-duplicate');
    const pure = seg.len === 0 && (seg.ctl & (SYN | FIN)) === 0;
    if (pure && seg.ack === tcb.snd.una && tcb.snd.wnd === windowBefore) duplicateAck(step);
  }
  return true;
}

function countNewly(step: Step, ack: SeqPoint): number {
  let n = 0;
  for (const entry of step.tcb.sent) {
    if (atOrBefore(entry.seq, ack) && distance(entry.seq, ack) >= entry.len) n += 1;
  }
  return n;
}

/** SND.WL1 < SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =< SEG.ACK): the segment is not older than the last update. */
function updateWindow(step: Step, seg: Acking): void {
  const { snd } = step.tcb;
  if (before(snd.wl1, seg.seq) || (snd.wl1 === seg.seq && atOrBefore(snd.wl2, seg.ack))) {
    // Only a closed window is probed. The override timer of a silly one runs on: else a peer that opens its window
    // octet by octet would put off for ever what waits (3.8.6.2.1).
    if (snd.wnd === 0 && seg.wnd > 0) {
      step.tcb.deadlines.probe = Infinity;
      if (step.tcb.sent.length === 0) step.tcb.retries = 0;
    }
    snd.wnd = seg.wnd;
    snd.maxWnd = Math.max(snd.maxWnd, seg.wnd);
    snd.wl1 = seg.seq;
    snd.wl2 = seg.ack;
  }
}

function enterFinWait2(step: Step): void {
  const { tcb, now, rules } = step;
  tcb.state = 'FIN-WAIT-2';
  const wait = finWait2(tcb, rules);
  if (tcb.orphan && wait !== Infinity) {
    step.cite('linux:fin-wait-2-timer');
    tcb.deadlines.finWait2 = rules.fireAt(now, wait);
  }
}

function lastAck(step: Step): boolean {
  const { tcb, rules } = step;
  if (!finAcknowledged(tcb)) return true;
  const at = rules.changed.timeWaitAt;
  if (at === 'both' || at === 'passive' || (at === 'server' && tcb.server)) {
    step.cite('counterfactual:time-wait-here');
    tcb.state = 'TIME-WAIT';
    tcb.sent = [];
    tcb.deadlines.timeWait = rules.fireAt(step.now, tcb.timeWait_ms);
    return false;
  }
  step.cite('9293:3.10.7.4-fifth-last-ack');
  step.tell({ event: 'closed' });
  step.close();
  return false;
}

/** Only a retransmission of the remote FIN can arrive here: acknowledge it, and wait 2 MSL again. */
function timeWait(step: Step, seg: Segment): boolean {
  if ((seg.ctl & FIN) !== 0) restartTimeWait(step);
  return true;
}

export function restartTimeWait(step: Step): void {
  const { tcb, now, rules } = step;
  if (!rules.changed.timeWaitRestarts) {
    step.cite('counterfactual:wait-goes-on');
    return;
  }
  step.cite('9293:3.10.7.4-fifth-time-wait');
  tcb.deadlines.timeWait = rules.fireAt(now, tcb.timeWait_ms);
}
