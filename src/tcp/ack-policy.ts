// RFC 9293 section 3.8.6.3: when to acknowledge. `textbook` does it at once; `rfc9293` delays up to every second
// full-sized segment; `linux` begins with quick acknowledgments and delays them once the talk is interactive.

import { ATO_MIN_MS, sendAck } from './emit.js';
import { distance } from './seq.js';
import type { Rules } from './rules.js';
import type { Step } from './step.js';
import { DEFAULT_MSS, type Tcb } from './tcb.js';

/** Linux: greatest delay of an ACK, and the most quick ACKs in a row. */
const DELAY_MAX_MS = 200;
const MAX_QUICK = 16;
/** Linux: an ACK that may wait no time at all goes out at the next tick of its 4 ms clock, on average half a tick away. */
const TICK_MS = 2;

/** This side sent text: soon after having received some, that is a conversation. */
export function textSent(step: Step): void {
  const ack = step.tcb.ack;
  if (step.rules.ack.adaptive && step.now - ack.lastText < ack.ato) ack.interactive = true;
}

/** `len` octets of text arrived in order, with or without PSH. */
export function textReceived(step: Step, len: number, pushed: boolean): void {
  const { tcb, now, rules } = step;
  const ack = tcb.ack;
  ack.due = true;
  measure(tcb, len, pushed);
  if (!rules.ack.adaptive) return;
  if (ack.ato === 0) {
    grantQuick(tcb, tcb.rcv.wnd);
    ack.ato = ATO_MIN_MS;
  } else {
    const gap = now - ack.lastText;
    if (gap <= ATO_MIN_MS / 2) ack.ato = ack.ato / 2 + ATO_MIN_MS / 2;
    else if (gap < ack.ato) ack.ato = Math.min(ack.ato / 2 + gap, tcb.rtt.rto);
    else if (gap > tcb.rtt.rto) grantQuick(tcb, tcb.rcv.wnd);
  }
  ack.lastText = now;
}

/** What a full segment of the peer is (tcp_measure_rcv_mss): the largest seen, or a size that came twice. */
function measure(tcb: Tcb, len: number, pushed: boolean): void {
  const ack = tcb.ack;
  if (len >= ack.rcvMss) {
    ack.rcvMss = Math.min(len, tcb.ownMss);
    ack.full += 1;
    if (pushed) ack.pushed = Math.max(1, ack.pushed);
    return;
  }
  if (len >= DEFAULT_MSS) {
    ack.full += 1;
    const twice = len === ack.lastSize;
    ack.lastSize = len;
    if (twice) {
      ack.rcvMss = len;
      return;
    }
  }
  ack.pushed += 1;
}

function grantQuick(tcb: Tcb, window: number): void {
  const quick = Math.min(MAX_QUICK, Math.max(2, Math.floor(window / (2 * tcb.ack.rcvMss))));
  tcb.ack.quick = Math.max(tcb.ack.quick, quick);
}

/** Something came twice or out of place; the peer needs to hear of it at once. */
export function quickly(step: Step): void {
  const { tcb } = step;
  tcb.ack.due = true;
  if (!step.rules.ack.adaptive) return;
  tcb.ack.interactive = false;
  tcb.ack.ato = ATO_MIN_MS;
  grantQuick(tcb, tcb.rcv.wnd);
}

/** At the end of a segment's processing: sends the ACK that is due now, or sets the timer for it. */
export function acknowledge(step: Step, atOnce: boolean): void {
  const { tcb, rules } = step;
  if (!tcb.ack.due) return;
  if (atOnce || mustNow(step) || readerWaits(tcb, rules)) {
    step.cite('9293:3.8.6.3-ack');
    sendAck(step);
    return;
  }
  step.cite('9293:3.8.6.3-delay');
  const delay = rules.ack.adaptive ? adaptiveDelay(tcb) : rules.ack.delay_ms;
  tcb.deadlines.delayedAck = Math.min(tcb.deadlines.delayedAck, step.now + delay);
}

/** tcp_cleanup_rbuf of Linux: an application that has read all there is acknowledges what was pushed. */
function readerWaits(tcb: Tcb, rules: Rules): boolean {
  if (!rules.ack.adaptive || tcb.unread > 0 || tcb.orphan) return false;
  return tcb.ack.pushed > 1 || (tcb.ack.pushed > 0 && !tcb.ack.interactive);
}

function mustNow(step: Step): boolean {
  const { tcb, rules } = step;
  const ack = tcb.ack;
  if (rules.ack.delay_ms === 0 || tcb.options.quickAck === true) return true;
  if (!rules.ack.adaptive) return ack.full >= rules.ack.everyFull;
  if (distance(tcb.rcv.told, tcb.rcv.nxt) > ack.rcvMss) return true;
  if (ack.quick > 0 && !ack.interactive) return true;
  return tcb.deadlines.delayedAck <= step.now + ack.ato / 4;
}

/** tcp_send_delayed_ack of Linux. */
function adaptiveDelay(tcb: Tcb): number {
  let ato = tcb.ack.ato;
  if (ato === 0) return TICK_MS;
  if (ato > ATO_MIN_MS) {
    let max = tcb.ack.interactive ? DELAY_MAX_MS : 500;
    if (tcb.rtt.srtt !== null && tcb.rtt.srtt > 0) max = Math.min(max, Math.max(tcb.rtt.srtt, ATO_MIN_MS));
    ato = Math.min(ato, max);
  }
  return Math.min(ato, DELAY_MAX_MS) + TICK_MS;
}

/** The delayed-ACK timer fired. */
export function delayedAckExpired(step: Step): void {
  const { tcb, rules } = step;
  tcb.deadlines.delayedAck = Infinity;
  if (!tcb.ack.due) return;
  if (rules.ack.adaptive) {
    if (tcb.ack.interactive) {
      tcb.ack.interactive = false;
      tcb.ack.ato = ATO_MIN_MS;
    } else {
      tcb.ack.ato = Math.min(tcb.ack.ato * 2, tcb.rtt.rto);
    }
  }
  step.cite('9293:3.8.6.3-delayed');
  sendAck(step);
}

/**
 * Sets RCV.WND to what the buffer holds; a right edge once offered is not taken back. It moves on by a worthwhile step
 * only, or when all is read: small steps would draw small segments (section 3.8.6.2.2, MUST-39).
 */
export function offerWindow(step: Step): void {
  const { tcb, rules } = step;
  const free = rules.receiveWindow - tcb.unread;
  const gain = free - tcb.rcv.wnd;
  const worthwhile = Math.min(rules.receiveWindow / 2, tcb.ownMss);
  if (rules.ack.adaptive || tcb.unread === 0 || gain >= worthwhile) tcb.rcv.wnd = Math.max(tcb.rcv.wnd, free);
}
