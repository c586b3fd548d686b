// One end of a scenario: its listener, its connection, what its application has seen, and its next ISN.

import { segmentArrives } from './segment-arrives/index.js';
import type { Rules } from './rules.js';
import type { Segment } from './segment.js';
import { add, point, type SeqPoint } from './seq.js';
import { call, type UserCall } from './calls.js';
import { withNewOptions } from './options.js';
import { timeout, TIMERS } from './timeouts.js';
import type { Signal, StepResult } from './step.js';
import { DEFAULT_OPTIONS, createTcb, type Options, type Tcb } from './tcb.js';
import type { Host, State, Timer } from './trace.js';
import type { Trigger } from './scenario.js';

/** RFC 6528: the ISN clock ticks every 4 microseconds. */
const ISN_TICKS_PER_MS = 250;

export class HostState {
  /** A listener that outlives the connections made of it. */
  listener: Tcb | null = null;
  connection: Tcb | null = null;
  rules: Rules;
  /** What was set for sockets of this host before or while they exist. */
  options: Options = DEFAULT_OPTIONS;
  private incarnations = 0;
  private readonly seen: Record<Trigger['event'], number> = {
    connected: 0,
    accepted: 0,
    eof: 0,
    recv: 0,
    error: 0,
    closed: 0,
  };
  /** When the next timer of this host runs out, and which. */
  due = Infinity;
  dueTimer: Timer = 'retransmission';

  constructor(
    readonly name: Host,
    rules: Rules,
    private readonly isn: number,
    private readonly laterIsns: readonly number[],
    readonly mss: number,
  ) {
    this.rules = rules;
  }

  get state(): State {
    if (this.connection !== null) return this.connection.state;
    return this.listener === null ? 'CLOSED' : 'LISTEN';
  }

  /** The ISN of the next incarnation: as the scenario gives them, then by the clock (RFC 9293 section 3.4.1). */
  nextIsn(now: number): SeqPoint {
    const k = this.incarnations;
    this.incarnations += 1;
    if (k === 0) return point(this.isn);
    return point(this.laterIsns[k - 1] ?? this.isn + k * 64_000 + Math.floor(now * ISN_TICKS_PER_MS));
  }

  arrives(seg: Segment, now: number): StepResult {
    const listener = this.listener;
    if (this.connection === null && listener !== null) {
      const result = segmentArrives(listener, seg, now, this.rules);
      if (result.tcb !== null && result.tcb.state !== 'LISTEN') {
        this.listener = { ...listener, iss: this.nextIsn(now) };
        this.settle(result, now);
      }
      return result;
    }
    return this.settle(segmentArrives(this.connection, seg, now, this.rules), now);
  }

  call(user: UserCall, now: number): StepResult {
    if (this.isRequest()) return call(null, user, now, this.rules);
    const result = call(this.connection, user, now, this.rules);
    if (user.call === 'open' && user.passive && this.rules.listenerStays) {
      this.listener = result.tcb;
      return result;
    }
    return this.settle(result, now);
  }

  /** A request in the listener's queue is nothing yet that a user could call. */
  private isRequest(): boolean {
    const tcb = this.connection;
    return this.rules.requestSocket && tcb !== null && tcb.state === 'SYN-RECEIVED' && tcb.passive;
  }

  timeout(timer: Timer, now: number): StepResult {
    return this.settle(timeout(this.connection, timer, now, this.rules), now);
  }

  /** Takes over what a step made of the connection. */
  private settle(result: StepResult, now: number): StepResult {
    let tcb = result.tcb;
    if (
      tcb !== null &&
      tcb.state === 'LISTEN' &&
      this.connection !== null &&
      this.connection.state !== 'LISTEN'
    ) {
      // Back to LISTEN: the next connection needs another ISN (figure 8).
      tcb = this.rules.listenerStays ? null : freshListener(tcb, this.nextIsn(now), this.rules);
    }
    this.connection = tcb;
    this.findDue();
    return result;
  }

  /** A connection that is simply there, with the given numbers. */
  install(snd: number, rcv: number, now: number): void {
    const tcb = createTcb('ESTABLISHED', point(snd - 1), this.mss, this.options, this.rules);
    tcb.snd = {
      ...tcb.snd,
      una: point(snd),
      nxt: point(snd),
      wnd: this.rules.receiveWindow,
      wl1: point(rcv - 1),
    };
    tcb.snd.wl2 = tcb.snd.una;
    tcb.snd.maxWnd = tcb.snd.wnd;
    tcb.irs = point(rcv - 1);
    tcb.rcv = { nxt: point(rcv), wnd: this.rules.receiveWindow, told: point(rcv) };
    tcb.mss = this.mss;
    tcb.heard = now;
    this.connection = tcb;
    this.incarnations += 1;
    this.findDue();
  }

  /** The host crashes and forgets the connection; a listener that outlives its connections comes back with it. */
  vanish(): void {
    this.connection = null;
    this.findDue();
  }

  setOptions(options: Options, now: number): void {
    this.options = options;
    if (this.listener !== null) this.listener = { ...this.listener, options };
    if (this.connection !== null) this.connection = withNewOptions(this.connection, options, now, this.rules);
    this.findDue();
  }

  note(signal: Signal): void {
    if (signal.event === 'recv') this.seen.recv += signal.n;
    else if (signal.event === 'connect-failed') this.seen.error += 1;
    else this.seen[signal.event] += 1;
  }

  hasSeen(trigger: Trigger): boolean {
    return this.seen[trigger.event] >= trigger.atLeast;
  }

  /** Nobody will see this timer run out; the others go on. */
  stop(timer: Timer): void {
    const field = TIMERS.find(([name]) => name === timer)?.[1];
    if (this.connection === null || field === undefined) return;
    const deadlines = { ...this.connection.deadlines, [field]: Infinity };
    this.connection = { ...this.connection, deadlines };
    this.findDue();
  }

  private findDue(): void {
    this.due = Infinity;
    if (this.connection === null) return;
    const { deadlines } = this.connection;
    const { retransmission, delayedAck, timeWait, keepalive, user, finWait2, probe } = deadlines;
    this.due = Math.min(retransmission, delayedAck, timeWait, keepalive, user, finWait2, probe);
    if (this.due === Infinity) return;
    const [timer] = TIMERS.find(([, field]) => deadlines[field] === this.due) ?? [];
    if (timer !== undefined) this.dueTimer = timer;
  }
}

function freshListener(tcb: Tcb, iss: SeqPoint, rules: Rules): Tcb {
  const fresh = createTcb('LISTEN', iss, tcb.ownMss, tcb.options, rules);
  return { ...fresh, server: tcb.server, snd: { ...fresh.snd, una: iss, nxt: add(iss, 0) } };
}
