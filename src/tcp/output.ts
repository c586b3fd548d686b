// RFC 9293 sections 3.7 and 3.8.6: what goes out when. Segmentation by MSS, Nagle, the peer's window, and the FIN
// behind the last octet.

import { textSent } from './ack-policy.js';
import { emit } from './emit.js';
import { watch } from './retransmission.js';
import { ACK, FIN, PSH, SYN, type ControlBits } from './segment.js';
import { add, before, distance } from './seq.js';
import type { Step } from './step.js';
import { sendLimit, type Sent, type Tcb } from './tcb.js';

/** Puts something that occupies sequence space on the wire and on the retransmission queue. */
function emitNew(step: Step, ctl: ControlBits, len: number, again = false): void {
  const { tcb, now } = step;
  const seq = tcb.snd.nxt;
  const entry: Sent = { seq, len, ctl, at: now, times: 1, lost: false };
  tcb.snd.nxt = add(seq, len + ((ctl & SYN) >> 1) + (ctl & FIN));
  tcb.sent = tcb.sent.length === 0 ? [entry] : [...tcb.sent, entry];
  emit(step, seq, ctl, len, again);
  if (len > 0) textSent(step);
  watch(step);
}

/** <SEQ=ISS><CTL=SYN>, or with ACK where the peer's SYN is already here. */
export function sendSyn(step: Step, withAck: boolean): void {
  const tcb = step.tcb;
  // In a simultaneous open the SYN,ACK puts the SYN on the wire again.
  const again = tcb.sent.length > 0;
  tcb.snd.una = tcb.iss;
  tcb.snd.nxt = tcb.iss;
  tcb.sent = [];
  tcb.deadlines.retransmission = Infinity;
  emitNew(step, withAck ? SYN | ACK : SYN, 0, again);
}

/** Segments in flight as congestion control counts them: a duplicate ACK says that one has left the network. */
function inFlight(tcb: Tcb): number {
  let n = 0;
  for (const entry of tcb.sent) if (!entry.lost) n += 1;
  return Math.max(0, n - tcb.dupAcks);
}

/** Sends whatever text and FIN the windows and Nagle's rule let out. */
export function transmit(step: Step): void {
  const { tcb } = step;
  while (tcb.queued > 0) {
    const len = Math.min(tcb.queued, tcb.mss, usableWindow(tcb));
    if (len === 0) {
      step.cite('9293:3.8.6-window-closed');
      watch(step);
      return;
    }
    const final = tcb.fin === 'queued' && len === tcb.queued;
    if (tcb.cwnd !== Infinity && !final && inFlight(tcb) >= tcb.cwnd) {
      step.cite('linux:congestion-window');
      return;
    }
    if (mustWait(step, len)) {
      watch(step);
      return;
    }
    sendText(step, len);
  }
  if (tcb.fin === 'queued') sendFin(step);
}

/** Nagle (section 3.7.4) and the silly window (3.8.6.2.1): a small segment that had better wait. */
function mustWait(step: Step, len: number): boolean {
  const { tcb, rules } = step;
  if (len === tcb.mss) return false;
  const last = len === tcb.queued;
  if (!last) {
    // The window cut it short.
    if (tcb.sent.length === 0 && len * 2 >= tcb.snd.maxWnd) return false;
    step.cite('9293:3.8.6.2.1-silly-window');
    return true;
  }
  if (tcb.fin === 'queued') return false;
  if (tcb.more) {
    step.cite('posix:more');
    return true;
  }
  if (!rules.nagle || tcb.options.nodelay) return false;
  const waits = tcb.sent.some((entry) => entry.len > 0 && (!rules.nagleMinshall || entry.len < tcb.mss));
  if (waits) step.cite('9293:3.7.4-nagle');
  return waits;
}

function sendText(step: Step, len: number): void {
  const { tcb, rules } = step;
  tcb.queued -= len;
  const last = tcb.queued === 0;
  step.cite(last ? '9293:3.10.2-segmentize' : '9293:3.7.1-mss');
  let ctl = ACK | (last ? PSH : 0);
  if (last && tcb.fin === 'queued' && rules.finOnText) {
    ctl |= FIN;
    finSent(tcb);
    step.cite('9293:3.10.4-fin-on-text');
  }
  emitNew(step, ctl, len);
}

/** After CLOSE in CLOSE-WAIT, it is the FIN that makes it LAST-ACK (3.10.4). */
function finSent(tcb: Tcb): void {
  tcb.fin = 'sent';
  if (tcb.state === 'CLOSE-WAIT') tcb.state = 'LAST-ACK';
}

function sendFin(step: Step): void {
  finSent(step.tcb);
  step.cite('9293:3.10.4-fin');
  emitNew(step, FIN | ACK, 0);
}

/** What has waited for a larger window long enough goes out as it fits (section 3.8.6.2.1, the override timeout). */
export function sendDespiteSillyWindow(step: Step): boolean {
  const { tcb } = step;
  const usable = usableWindow(tcb);
  if (usable === 0) return false;
  step.cite('9293:3.8.6.2.1-override');
  sendText(step, Math.min(tcb.queued, tcb.mss, usable));
  return true;
}

/** Octets that the peer's window still takes beyond SND.NXT. */
function usableWindow(tcb: Tcb): number {
  const limit = sendLimit(tcb);
  return before(tcb.snd.nxt, limit) ? distance(tcb.snd.nxt, limit) : 0;
}

/** One octet into a closed window (section 3.8.6.1): its answer tells whether the window has opened. */
export function sendProbeOctet(step: Step): void {
  step.tcb.queued -= 1;
  emitNew(step, ACK | PSH, 1);
}
