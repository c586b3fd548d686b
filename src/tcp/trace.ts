// What a simulated scenario produced: segments, states, events, and for each step the clauses applied.
// The shape is the wire format of `lastack simulate`; its field names are therefore snake_case.

export const HOSTS = ['client', 'server'] as const;
export type Host = (typeof HOSTS)[number];

/** RFC 9293 section 3.3.2. */
export type State =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN-SENT'
  | 'SYN-RECEIVED'
  | 'ESTABLISHED'
  | 'FIN-WAIT-1'
  | 'FIN-WAIT-2'
  | 'CLOSE-WAIT'
  | 'CLOSING'
  | 'LAST-ACK'
  | 'TIME-WAIT';

export type Flag = 'CWR' | 'ECE' | 'URG' | 'ACK' | 'PSH' | 'RST' | 'SYN' | 'FIN';

/** One segment on the wire. Numbers are absolute 32-bit integers; times are milliseconds of virtual time. */
export interface TraceSegment {
  /** Position in `Trace.segments`, from 0, in the order of sending. */
  i: number;
  t_ms: number;
  /** null when the network lost it. */
  t_arrive_ms: number | null;
  /** Place in the global order of sendings and arrivals. */
  ord_sent: number;
  ord_arrive: number | null;
  from: Host;
  flags: Flag[];
  seq: number;
  /** null when the ACK bit is off. */
  ack: number | null;
  /** Octets of text; SYN and FIN not counted. */
  len: number;
  win: number;
  /** MSS option of a SYN, else null. */
  mss: number | null;
  lost: boolean;
  origin: 'simulated' | 'injected' | `duplicate-of-${number}`;
  /** The sender put these octets or control bits on the wire before. */
  retransmission: boolean;
  /** State just after sending, and just after the receiver processed it. */
  sender_state: State;
  receiver_state: State | null;
}

/** Both hosts' states after a change of either. LISTEN: no connection, but a listener. CLOSED: neither. */
export interface StateChange {
  t_ms: number;
  client: State;
  server: State;
  after: string;
}

/** What an application saw: connected, accepted, recv, eof, error, ... */
export interface TraceEvent {
  t_ms: number;
  host: Host;
  event: string;
}

export type Timer =
  'retransmission' | 'delayed-ack' | 'time-wait' | 'keepalive' | 'user' | 'fin-wait-2' | 'zero-window-probe';

export type Cause =
  | { kind: 'call'; call: string }
  /** `segment` is the index of the arriving segment in `Trace.segments`. */
  | { kind: 'segment'; segment: number }
  | { kind: 'timer'; timer: Timer };

/** One event at one host, with the clauses that decided what it did (keys of the clause table). */
export interface Step {
  t_ms: number;
  host: Host;
  cause: Cause;
  before: State;
  after: State;
  /** Indices in `Trace.segments` of what this step sent. */
  sent: number[];
  because: string[];
}

export interface Trace {
  name: string;
  profile: string;
  isn: { client: number; server: number };
  segments: TraceSegment[];
  states: StateChange[];
  events: TraceEvent[];
  steps: Step[];
}
