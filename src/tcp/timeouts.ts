// RFC 9293 section 3.10.8 and the timers of 3.8: what a timer that runs out does.

import { delayedAckExpired } from './ack-policy.js';
import { emit, sendAbort } from './emit.js';
import { keepaliveIdle, keepaliveInterval, keepaliveProbes, synRetries, userTimeout } from './options.js';
import { sendDespiteSillyWindow, sendProbeOctet, transmit } from './output.js';
import { markLost, retransmitFirst } from './retransmission.js';
import { backOff, timeOfRetries } from './rto.js';
import type { Rules } from './rules.js';
import { ACK, FIN } from './segment.js';
import { subtract } from './seq.js';
import { Step, unchanged, type StepResult } from './step.js';
import type { Deadlines, Tcb } from './tcb.js';
import type { Timer } from './trace.js';

/** The deadlines of a TCB by the names that traces use. */
export const TIMERS: readonly (readonly [Timer, keyof Deadlines])[] = [
  ['retransmission', 'retransmission'],
  ['delayed-ack', 'delayedAck'],
  ['time-wait', 'timeWait'],
  ['keepalive', 'keepalive'],
  ['user', 'user'],
  ['fin-wait-2', 'finWait2'],
  ['zero-window-probe', 'probe'],
];

/** What one timer does when it runs out; a timer that does not run does nothing. */
export function timeout(tcb: Tcb | null, timer: Timer, now: number, rules: Rules): StepResult {
  if (tcb === null) return unchanged(null, ['9293:3.10.8-not-running']);
  const step = new Step(tcb, now, rules);
  switch (timer) {
    case 'retransmission':
      retransmission(step);
      break;
    case 'delayed-ack':
      delayedAckExpired(step);
      break;
    case 'time-wait':
      timeWait(step);
      break;
    case 'keepalive':
      keepalive(step);
      break;
    case 'user':
      step.cite('9293:3.10.8-user');
      step.fail('connection aborted due to user timeout');
      step.close();
      break;
    case 'fin-wait-2':
      step.tcb.deadlines.finWait2 = Infinity;
      if (tcb.state === 'FIN-WAIT-2') {
        step.cite('linux:fin-wait-2-timeout');
        step.close();
      }
      break;
    case 'zero-window-probe':
      probe(step);
      break;
    default:
      timer satisfies never;
  }
  return step.result();
}

function timeWait(step: Step): void {
  step.tcb.deadlines.timeWait = Infinity;
  if (step.tcb.state !== 'TIME-WAIT') {
    step.cite('9293:3.10.8-not-running');
    return;
  }
  step.cite('9293:3.10.8-time-wait');
  step.tell({ event: 'closed' });
  step.close();
}

function retransmission(step: Step): void {
  const { tcb, now, rules } = step;
  tcb.deadlines.retransmission = Infinity;
  const first = tcb.sent[0];
  if (first === undefined) {
    step.cite('9293:3.10.8-not-running');
    return;
  }
  if (exhausted(step)) {
    giveUp(step);
    return;
  }
  if (suppressed(step)) return;
  step.cite('9293:3.10.8-retransmission');
  if (tcb.retries === 0) tcb.retryingSince = now;
  tcb.retries += 1;
  const linear = tcb.state === 'SYN-SENT' && tcb.retries <= rules.retries.synLinear;
  if (!linear) backOff(tcb.rtt, rules);
  markLost(tcb);
  retransmitFirst(step);
  tcb.deadlines.retransmission = Math.min(rules.fireAt(now, tcb.rtt.rto), retriesEnd(tcb, rules));
}

/** Linux: the user timeout cuts the wait for the last repetition short. */
function retriesEnd(tcb: Tcb, rules: Rules): number {
  return rules.retries.asTime ? tcb.retryingSince + userTimeout(tcb, rules) : Infinity;
}

/** Counterfactuals: a machine that does not repeat this. */
function suppressed(step: Step): boolean {
  const { tcb, rules } = step;
  const first = tcb.sent[0];
  const finOnly = first !== undefined && (first.ctl & FIN) !== 0 && first.len === 0;
  if (finOnly && !rules.retries.fin) {
    step.cite('counterfactual:fin-once');
    return true;
  }
  if (tcb.state !== 'SYN-RECEIVED' || rules.changed.lostThirdSegment === 'syn-ack') return false;
  step.cite('counterfactual:syn-ack-once');
  if (rules.changed.lostThirdSegment === 'fails') {
    step.fail('ETIMEDOUT');
    step.close();
  }
  return true;
}

function exhausted(step: Step): boolean {
  const { tcb, now, rules } = step;
  if (tcb.state === 'SYN-SENT' || tcb.state === 'SYN-RECEIVED') return tcb.retries >= synRetries(tcb, rules);
  if (tcb.snd.wnd === 0 && tcb.heard > tcb.retryingSince) return false;
  const most = tcb.orphan ? rules.retries.orphan : rules.retries.data;
  if (!rules.retries.asTime) return tcb.retries >= most;
  const limit = tcb.options.userTimeout_ms ?? timeOfRetries(most, rules.rto.min_ms, rules.rto.max_ms);
  return tcb.retries > 0 && now - tcb.retryingSince >= limit;
}

function giveUp(step: Step): void {
  const { tcb } = step;
  step.cite('9293:3.8.3-give-up');
  if (tcb.state === 'SYN-SENT') step.tell({ event: 'connect-failed', error: 'ETIMEDOUT' });
  else if (!tcb.orphan && !(tcb.state === 'SYN-RECEIVED' && tcb.passive)) step.fail('ETIMEDOUT');
  step.close();
}

/** Section 3.8.4. A peer that was heard in the meantime is left in peace. */
function keepalive(step: Step): void {
  const { tcb, now, rules } = step;
  const idle = keepaliveIdle(tcb, rules);
  if (!tcb.options.keepalive || tcb.state === 'TIME-WAIT' || tcb.state === 'LISTEN') {
    tcb.deadlines.keepalive = Infinity;
  } else if (tcb.sent.length > 0 || tcb.queued > 0) {
    tcb.deadlines.keepalive = rules.fireAt(now, idle);
  } else if (now - tcb.heard < idle) {
    tcb.probes = 0;
    tcb.deadlines.keepalive = rules.fireAt(tcb.heard, idle);
  } else if (tcb.probes >= keepaliveProbes(tcb, rules)) {
    step.cite('9293:3.8.4-dead');
    sendAbort(step);
    step.fail('ETIMEDOUT');
    step.close();
  } else {
    step.cite('9293:3.8.4-probe');
    tcb.probes += 1;
    emit(step, subtract(tcb.snd.nxt, rules.keepalive.probeBehind), ACK, 0);
    const interval = keepaliveInterval(tcb, rules);
    tcb.deadlines.keepalive = rules.fireAt(now, interval);
  }
}

/** Section 3.8.6.1: a closed window is asked about again and again, at growing distances. */
function probe(step: Step): void {
  const { tcb, now, rules } = step;
  tcb.deadlines.probe = Infinity;
  if (tcb.queued === 0) return;
  tcb.more = false;
  const before = step.sent.length;
  transmit(step);
  if (step.sent.length > before) return;
  if (sendDespiteSillyWindow(step)) return;
  step.cite('9293:3.8.6.1-probe');
  if (!rules.emptyProbe) {
    sendProbeOctet(step);
    return;
  }
  // A peer that answers is asked for as long as it takes (MUST-36); only what goes unanswered counts.
  if (tcb.retries === 0 || tcb.heard > tcb.retryingSince) {
    tcb.retries = 0;
    tcb.retryingSince = now;
  }
  const most = tcb.orphan ? rules.retries.orphan : rules.retries.data;
  if (tcb.retries >= most || now - tcb.heard > userTimeout(tcb, rules)) {
    giveUp(step);
    return;
  }
  tcb.retries += 1;
  tcb.probes += 1;
  emit(step, subtract(tcb.snd.una, 1), ACK, 0);
  const wait = Math.min(tcb.rtt.rto * 2 ** tcb.probes, rules.rto.max_ms);
  tcb.deadlines.probe = rules.fireAt(now, wait);
}
