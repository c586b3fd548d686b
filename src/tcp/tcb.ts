// RFC 9293 section 3.3.1: the transmission control block. A TCB is never changed: a step copies it once,
// works on the copy and hands the copy out. CLOSED has no TCB, so there is none with that state.

import { add, point, type SeqPoint } from './seq.js';
import type { Rules } from './rules.js';
import type { ControlBits } from './segment.js';
import type { State } from './trace.js';

export type OpenState = Exclude<State, 'CLOSED'>;

export interface SendVariables {
  una: SeqPoint;
  nxt: SeqPoint;
  wnd: number;
  wl1: SeqPoint;
  wl2: SeqPoint;
  /** Largest window the peer ever offered: the bound of RFC 5961 on old ACKs. */
  maxWnd: number;
}

export interface ReceiveVariables {
  nxt: SeqPoint;
  wnd: number;
  /** RCV.NXT when the window was last told to the peer. */
  told: SeqPoint;
}

/** An entry of the retransmission queue. */
export interface Sent {
  readonly seq: SeqPoint;
  readonly len: number;
  readonly ctl: ControlBits;
  readonly at: number;
  readonly times: number;
  /** Counted as lost: may be sent again without counting against the window. */
  readonly lost: boolean;
}

/** Text or FIN that arrived before what precedes it. */
export interface Early {
  readonly seq: SeqPoint;
  readonly len: number;
  readonly fin: boolean;
}

/** Round-trip estimation and the current timeout, RFC 6298. Milliseconds. */
export interface Rtt {
  /** null: nothing measured yet. */
  srtt: number | null;
  rttvar: number;
  rto: number;
  /** Linux's running deviation, its maximum in this round trip, and where that round trip ends. */
  mdev: number;
  mdevMax: number;
  roundEnd: SeqPoint;
}

/** Deadlines in virtual milliseconds; Infinity means that the timer is off. */
export interface Deadlines {
  retransmission: number;
  delayedAck: number;
  timeWait: number;
  keepalive: number;
  user: number;
  finWait2: number;
  probe: number;
}

/** Options an application may set on a socket. */
export interface Options {
  nodelay: boolean;
  keepalive: boolean;
  keepIdle_ms: number | null;
  keepInterval_ms: number | null;
  keepProbes: number | null;
  userTimeout_ms: number | null;
  synRetries: number | null;
  finWait2_ms: number | null;
  quickAck: boolean | null;
  autoRead: boolean;
}

/** What the acknowledging side remembers; all from `ato` to `lastText`, and `pushed`, is for `adaptive` profiles alone. */
export interface AckState {
  /** Octets or control bits wait for an acknowledgment. */
  due: boolean;
  full: number;
  /** Interval of delayed ACKs; 0 before the first text. */
  ato: number;
  quick: number;
  interactive: boolean;
  lastText: number;
  rcvMss: number;
  /** Size of the last segment that could have been a full one. */
  lastSize: number;
  /** Parts of a segment that came since the last ACK: a reader who has drained them wants them acknowledged. */
  pushed: number;
  lastInvalid: number;
}

export interface Tcb {
  state: OpenState;
  /** Came from a passive OPEN. */
  passive: boolean;
  /** False only in LISTEN: the remote socket is not yet known. */
  remote: boolean;
  /** This host is the one the scenario calls server; only a mutated rule reads it. */
  server: boolean;
  iss: SeqPoint;
  irs: SeqPoint;
  snd: SendVariables;
  rcv: ReceiveVariables;
  /** MSS this side announces, and the one it may send. */
  ownMss: number;
  mss: number;
  /** Octets handed over by SEND and not yet segmentized. */
  queued: number;
  /** The last SEND said that more would follow. */
  more: boolean;
  fin: 'none' | 'queued' | 'sent';
  sent: readonly Sent[];
  early: readonly Early[];
  /** The peer's FIN has been received in order. */
  finReceived: boolean;
  /** Octets received in order and not yet taken by RECEIVE. */
  unread: number;
  /** Octets that outstanding RECEIVEs still wait for. */
  wanted: number;
  /** CLOSE (not a half close): nobody will read. */
  orphan: boolean;
  rtt: Rtt;
  /** Timeouts in a row, and when the first of them was. */
  retries: number;
  retryingSince: number;
  /** Duplicate ACKs in a row, and the point up to which fast recovery goes. */
  dupAcks: number;
  recover: SeqPoint | null;
  /** Segments that may be in flight, and where slow start ends. */
  cwnd: number;
  ssthresh: number;
  probes: number;
  heard: number;
  deadlines: Deadlines;
  ack: AckState;
  options: Options;
  timeWait_ms: number;
  /** The connection in TIME-WAIT that this one replaced, while its SYN may still turn out to be an old duplicate. */
  replaced: Tcb | null;
}

export const DEFAULT_OPTIONS: Options = {
  nodelay: false,
  keepalive: false,
  keepIdle_ms: null,
  keepInterval_ms: null,
  keepProbes: null,
  userTimeout_ms: null,
  synRetries: null,
  finWait2_ms: null,
  quickAck: null,
  autoRead: true,
};

/** RFC 9293 section 3.7.1: the MSS to assume when the peer names none. */
export const DEFAULT_MSS = 536;

/** A new TCB with all timers off. `iss` is used as soon as this side sends its SYN. */
export function createTcb(state: OpenState, iss: SeqPoint, mss: number, options: Options, rules: Rules): Tcb {
  return {
    state,
    passive: state === 'LISTEN',
    remote: state !== 'LISTEN',
    server: false,
    iss,
    irs: point(0),
    snd: { una: iss, nxt: iss, wnd: 0, wl1: point(0), wl2: point(0), maxWnd: 0 },
    rcv: { nxt: point(0), wnd: rules.receiveWindow, told: point(0) },
    ownMss: mss,
    mss: DEFAULT_MSS,
    queued: 0,
    more: false,
    fin: 'none',
    sent: [],
    early: [],
    finReceived: false,
    unread: 0,
    wanted: 0,
    orphan: false,
    rtt: { srtt: null, rttvar: 0, rto: rules.rto.initial_ms, mdev: 0, mdevMax: 0, roundEnd: iss },
    retries: 0,
    retryingSince: 0,
    dupAcks: 0,
    recover: null,
    cwnd: rules.initialWindow,
    ssthresh: Infinity,
    probes: 0,
    heard: 0,
    deadlines: {
      retransmission: Infinity,
      delayedAck: Infinity,
      timeWait: Infinity,
      keepalive: Infinity,
      user: Infinity,
      finWait2: Infinity,
      probe: Infinity,
    },
    ack: {
      due: false,
      full: 0,
      ato: 0,
      quick: 0,
      interactive: false,
      lastText: -Infinity,
      rcvMss: DEFAULT_MSS,
      lastSize: 0,
      pushed: 0,
      lastInvalid: -Infinity,
    },
    options,
    timeWait_ms: timeWait(rules),
    replaced: null,
  };
}

function timeWait({ timeWaitLasts, msl_ms, finWait2_ms }: Rules): number {
  if (timeWaitLasts === 'tcp_fin_timeout' && finWait2_ms < Infinity) return finWait2_ms;
  return timeWaitLasts === 'MSL' ? msl_ms : 2 * msl_ms;
}

/** Our FIN has been sent, and everything up to it is acknowledged. */
export function finAcknowledged(tcb: Tcb): boolean {
  return tcb.fin === 'sent' && tcb.snd.una === tcb.snd.nxt;
}

/** The octet after the right edge of the peer's window. */
export function sendLimit(tcb: Tcb): SeqPoint {
  return add(tcb.snd.una, tcb.snd.wnd);
}
