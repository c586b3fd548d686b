// One event at one host. A step copies the TCB, works on the copy, and collects what it sent, what the user
// hears, and the clauses that decided it.

import type { ClauseKey } from './clauses.js';
import { copyTcb } from './copy-tcb.js';
import type { Rules } from './rules.js';
import type { Segment } from './segment.js';
import type { OpenState, Tcb } from './tcb.js';

/** What the user of this side hears. */
export type Signal =
  | { event: 'connected' | 'accepted' | 'eof' | 'closed' }
  | { event: 'recv'; n: number }
  | { event: 'error' | 'connect-failed'; error: string };

export interface StepResult {
  /** null: CLOSED, there is no TCB. */
  tcb: Tcb | null;
  sent: Segment[];
  signals: Signal[];
  because: ClauseKey[];
}

export class Step {
  readonly sent: Segment[] = [];
  readonly signals: Signal[] = [];
  readonly because: ClauseKey[] = [];
  /** The working copy; meaningless once `closed`. */
  readonly tcb: Tcb;
  /** The state in which this step found the connection. */
  readonly before: OpenState;
  private closed = false;
  private closing = false;

  constructor(
    tcb: Tcb,
    readonly now: number,
    readonly rules: Rules,
  ) {
    this.tcb = copyTcb(tcb);
    this.before = tcb.state;
  }

  cite(clause: ClauseKey): void {
    this.because.push(clause);
  }

  send(segment: Segment): void {
    this.sent.push(segment);
  }

  tell(signal: Signal): void {
    this.signals.push(signal);
  }

  fail(error: string): void {
    this.signals.push({ event: 'error', error });
  }

  /** Deletes the TCB: the connection is CLOSED when the step ends. */
  close(): void {
    this.closed = true;
  }

  /** Deletes the TCB once this step has sent what it still owes. */
  closeAfterAck(): void {
    this.closing = true;
  }

  /** Takes up an earlier connection again, where it stood; a timer of it that is overdue runs out now. */
  restore(earlier: Tcb): void {
    const timeWait = Math.max(this.now, earlier.deadlines.timeWait);
    Object.assign(this.tcb, copyTcb(earlier), { deadlines: { ...earlier.deadlines, timeWait } });
  }

  get isClosed(): boolean {
    return this.closed;
  }

  result(): StepResult {
    return {
      tcb: this.closed || this.closing ? null : this.tcb,
      sent: this.sent,
      signals: this.signals,
      because: this.because,
    };
  }
}

/** A step without a TCB, or one that changes nothing. */
export function unchanged(tcb: Tcb | null, because: ClauseKey[], sent: Segment[] = []): StepResult {
  return { tcb, sent, signals: [], because };
}
