// RFC 9293 sections 3.10.1 to 3.10.6: the user calls OPEN, SEND, RECEIVE, CLOSE and ABORT.

import { acknowledge, offerWindow } from './ack-policy.js';
import { sendAbort } from './emit.js';
import { finWait2, restartUserTimeout } from './options.js';
import { sendSyn, transmit } from './output.js';
import type { Rules } from './rules.js';
import { deliver, discard } from './segment-arrives/text.js';
import type { SeqPoint } from './seq.js';
import { Step, type StepResult } from './step.js';
import { createTcb, type Options, type Tcb } from './tcb.js';

export interface Open {
  call: 'open';
  passive: boolean;
  /** Whether the remote socket is named: an active OPEN needs it. */
  remote: boolean;
  /** The initial send sequence number to use, at once or when a SYN arrives. */
  iss: SeqPoint;
  mss: number;
  options: Options;
  /** This host is the scenario's server. */
  server: boolean;
}

export type UserCall =
  | Open
  | { call: 'send'; n: number; more: boolean; remote?: boolean }
  /** n: null takes all there is. */
  | { call: 'receive'; n: number | null }
  /** CLOSE of the RFC: no more to send; `close` also ends reading, as close(2) does. */
  | { call: 'shutdown' | 'close' }
  | { call: 'abort' };

/** What one user call does. Errors are signals with the words of the RFC. */
export function call(tcb: Tcb | null, user: UserCall, now: number, rules: Rules): StepResult {
  if (user.call === 'open') return open(tcb, user, now, rules);
  if (tcb === null) return refused(null, '9293:3.10-closed', 'connection does not exist');
  const step = new Step(tcb, now, rules);
  switch (user.call) {
    case 'send':
      send(step, user.n, user.more, user.remote ?? false);
      break;
    case 'receive':
      receive(step, user.n);
      break;
    case 'shutdown':
    case 'close':
      close(step, user.call === 'close');
      break;
    case 'abort':
      abort(step);
      break;
    default:
      user satisfies never;
  }
  return step.result();
}

function refused(tcb: Tcb | null, clause: StepResult['because'][number], error: string): StepResult {
  return { tcb, sent: [], signals: [{ event: 'error', error }], because: [clause] };
}

function open(tcb: Tcb | null, user: Open, now: number, rules: Rules): StepResult {
  if (tcb !== null && (tcb.state !== 'LISTEN' || user.passive)) {
    return refused(tcb, '9293:3.10.1-exists', 'connection already exists');
  }
  if (!user.passive && !user.remote) {
    return refused(tcb, '9293:3.10.1-unspecified', 'remote socket unspecified');
  }
  const fresh = createTcb(user.passive ? 'LISTEN' : 'SYN-SENT', user.iss, user.mss, user.options, rules);
  const step = new Step({ ...fresh, server: user.server }, now, rules);
  if (user.passive) step.cite('9293:3.10.1-passive');
  else startActive(step, tcb === null ? '9293:3.10.1-active' : '9293:3.10.1-listen');
  return step.result();
}

function startActive(step: Step, clause: StepResult['because'][number]): void {
  const { tcb, now, rules } = step;
  step.cite(clause);
  tcb.state = 'SYN-SENT';
  tcb.passive = false;
  tcb.remote = true;
  sendSyn(step, false);
  restartUserTimeout(tcb, now, rules);
}

function send(step: Step, n: number, more: boolean, remote: boolean): void {
  const { tcb, rules } = step;
  switch (tcb.state) {
    case 'LISTEN':
      if (!remote) {
        step.cite('9293:3.10.1-unspecified');
        step.fail('remote socket unspecified');
        return;
      }
      startActive(step, '9293:3.10.2-listen');
      tcb.queued += n;
      return;
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
      if (rules.refusesEarlySend && tcb.state === 'SYN-SENT') {
        step.cite('linux:send-in-syn-sent');
        step.fail('EAGAIN');
        return;
      }
      if (tcb.fin !== 'none') {
        // A CLOSE waits here for ESTABLISHED (3.10.4): what comes after it is not sent.
        step.cite('9293:3.10.2-closing');
        step.fail('connection closing');
        return;
      }
      step.cite('9293:3.10.2-queue');
      tcb.queued += n;
      tcb.more = more;
      return;
    case 'ESTABLISHED':
    case 'CLOSE-WAIT':
      if (tcb.fin !== 'none') {
        step.cite('9293:3.10.2-closing');
        step.fail('connection closing');
        return;
      }
      tcb.queued += n;
      tcb.more = more;
      if (tcb.deadlines.user === Infinity) restartUserTimeout(tcb, step.now, rules);
      transmit(step);
      return;
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      step.cite('9293:3.10.2-closing');
      step.fail('connection closing');
      return;
    default:
      tcb.state satisfies never;
  }
}

function receive(step: Step, n: number | null): void {
  const { tcb } = step;
  switch (tcb.state) {
    case 'LISTEN':
    case 'SYN-SENT':
    case 'SYN-RECEIVED':
      step.cite('9293:3.10.3-queue');
      tcb.wanted += n ?? 0;
      return;
    case 'ESTABLISHED':
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSE-WAIT':
      if (tcb.unread === 0 && tcb.state === 'CLOSE-WAIT') {
        step.cite('9293:3.10.3-closing');
        step.fail('connection closing');
        return;
      }
      take(step, n ?? tcb.unread);
      return;
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      // SHUT_WR of Linux ends writing alone: what has come can still be read.
      if (step.rules.profile === 'linux' && tcb.unread > 0) {
        take(step, n ?? tcb.unread);
        return;
      }
      step.cite('9293:3.10.3-closing');
      step.fail('connection closing');
      return;
    default:
      tcb.state satisfies never;
  }
}

/** Hands over what is there; tells the peer when that opened the window by much (section 3.8.6.2.2). */
function take(step: Step, n: number): void {
  const { tcb, rules } = step;
  const before = tcb.rcv.wnd;
  tcb.wanted += n;
  if (tcb.unread === 0) {
    step.cite('9293:3.10.3-queue');
    return;
  }
  step.cite('9293:3.10.3-deliver');
  deliver(step);
  offerWindow(step);
  if (windowOpened(step, before) && !tcb.finReceived) {
    step.cite('9293:3.8.6.2.2-window-update');
    tcb.ack.due = true;
    acknowledge(step, true);
  } else if (rules.ack.adaptive) {
    acknowledge(step, false);
  }
}

/** Whether the peer should hear of the window now; Linux tells when it has at least doubled. */
function windowOpened(step: Step, before: number): boolean {
  const { tcb, rules } = step;
  if (rules.ack.adaptive) return 2 * before <= rules.receiveWindow && tcb.rcv.wnd >= Math.max(1, 2 * before);
  return before < tcb.ownMss && tcb.rcv.wnd - before >= Math.min(rules.receiveWindow / 2, tcb.ownMss);
}

function close(step: Step, full: boolean): void {
  const { tcb, rules } = step;
  if (full && tcb.unread > 0) {
    if (rules.resetOnUnread && tcb.state !== 'TIME-WAIT') {
      step.cite('9293:3.6.1-unread');
      sendAbort(step);
      step.close();
      return;
    }
    discard(step);
  }
  const again = tcb.fin !== 'none';
  switch (tcb.state) {
    case 'LISTEN':
    case 'SYN-SENT':
      step.cite(tcb.state === 'LISTEN' ? '9293:3.10.4-listen' : '9293:3.10.4-syn-sent');
      step.fail('closing');
      step.close();
      return;
    case 'SYN-RECEIVED':
      tcb.fin = 'queued';
      if (tcb.queued > 0) {
        step.cite('9293:3.10.4-syn-received-queued');
        break;
      }
      step.cite('9293:3.10.4-syn-received');
      tcb.state = 'FIN-WAIT-1';
      transmit(step);
      break;
    case 'ESTABLISHED':
    case 'CLOSE-WAIT':
      if (again) {
        step.cite('9293:3.10.4-again');
        if (!full || tcb.orphan) step.fail('connection closing');
        break;
      }
      step.cite(tcb.state === 'ESTABLISHED' ? '9293:3.10.4-established' : '9293:3.10.4-close-wait');
      if (tcb.state === 'ESTABLISHED') tcb.state = 'FIN-WAIT-1';
      else if (rules.lastAckAtOnce) tcb.state = 'LAST-ACK';
      tcb.fin = 'queued';
      tcb.more = false;
      transmit(step);
      break;
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      step.cite('9293:3.10.4-again');
      if (!full || tcb.orphan) step.fail('connection closing');
      break;
    default:
      tcb.state satisfies never;
  }
  if (full && !step.isClosed) abandon(step, again);
}

/** close(2): the application is gone; what remains is the machine's. */
function abandon(step: Step, halfClosed: boolean): void {
  const { tcb, now, rules } = step;
  tcb.orphan = true;
  tcb.deadlines.keepalive = Infinity;
  const wait = finWait2(tcb, rules);
  if (halfClosed && tcb.state === 'FIN-WAIT-2' && wait !== Infinity) {
    step.cite('linux:fin-wait-2-timer');
    tcb.deadlines.finWait2 = rules.fireAt(now, wait);
  }
}

function abort(step: Step): void {
  const { tcb } = step;
  switch (tcb.state) {
    case 'LISTEN':
    case 'SYN-SENT':
      step.cite('9293:3.10.5-silent');
      step.fail('connection reset');
      break;
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
    case 'FIN-WAIT-1':
    case 'FIN-WAIT-2':
    case 'CLOSE-WAIT':
      step.cite('9293:3.10.5-reset');
      sendAbort(step);
      step.fail('connection reset');
      break;
    case 'CLOSING':
    case 'LAST-ACK':
    case 'TIME-WAIT':
      step.cite('9293:3.10.5-closing');
      step.tell({ event: 'closed' });
      break;
    default:
      tcb.state satisfies never;
  }
  step.close();
}
