// The rule set a machine follows: where RFC 9293 leaves a choice, or where implementations and learners
// differ from it, the code asks a field of this record. profiles.ts and changes.ts are its only writers.

import type { State } from './trace.js';

export type ProfileName = 'textbook' | 'rfc9293' | 'linux';

/** RFC 6298, all in milliseconds. */
export interface RtoRules {
  initial_ms: number;
  /** Lower bound of the whole RTO. */
  min_ms: number;
  /** Lower bound of the variance term 4 * RTTVAR (RFC 6298: the clock granularity). */
  minVariance_ms: number;
  max_ms: number;
  /** RFC 6298 (5.7): the RTO for data after the SYN had to be sent again. */
  afterSynLoss_ms: number;
  /** `linux`: the mean deviation decays as in tcp_rtt_estimator. */
  estimator: 'rfc6298' | 'linux';
  /** Doubling on each timeout (5.5). */
  backoff: boolean;
}

/** How often and how long a machine repeats itself. */
export interface RetryRules {
  /** Repetitions of a SYN before giving up. */
  syn: number;
  /** The first so many repetitions of a SYN come at equal distances. */
  synLinear: number;
  synAck: number;
  /** Repetitions of data or FIN. With `asTime` the count stands for the time that so many doublings would take. */
  data: number;
  /** The same after the user has closed and gone. */
  orphan: number;
  asTime: boolean;
  /** Whether a lost FIN is sent again at all. */
  fin: boolean;
}

export interface AckRules {
  /** 0: every segment that occupies sequence space is acknowledged at once. */
  delay_ms: number;
  /** An ACK goes out at once when so many full-sized segments wait for one. */
  everyFull: number;
  /** Quick acknowledgments first, delayed ones in interactive use, as Linux does. */
  adaptive: boolean;
  /** A FIN is acknowledged at once even where text is not. */
  finAtOnce: boolean;
  /** Shortest distance between two ACKs of unacceptable segments; 0: no limit. */
  invalidLimit_ms: number;
}

export interface KeepaliveRules {
  idle_ms: number;
  interval_ms: number;
  probes: number;
  /** Sequence number of a probe: SND.NXT-1 draws an answer, SND.NXT does not. */
  probeBehind: 0 | 1;
}

export interface Rules {
  profile: ProfileName;
  rto: RtoRules;
  retries: RetryRules;
  ack: AckRules;
  keepalive: KeepaliveRules;
  /** Maximum segment lifetime. */
  msl_ms: number;
  /** How long FIN-WAIT-2 lasts after a full close; Infinity: no limit. */
  finWait2_ms: number;
  /** How long TIME-WAIT lasts: right is 2 MSL. tcp_fin_timeout bounds the FIN-WAIT-2 of an orphan, where there is such a bound. */
  timeWaitLasts: '2 MSL' | 'MSL' | 'tcp_fin_timeout';
  /** The USER TIMEOUT of OPEN; Infinity: none. */
  userTimeout_ms: number;
  /** When a timer set at `now` really runs out: coarse clocks are late. */
  fireAt: (now: number, delay_ms: number) => number;
  receiveWindow: number;
  /** A second listener remains when a connection comes of it. */
  listenerStays: boolean;
  /** A passive SYN-RECEIVED is a request that is checked by rules of its own. */
  requestSocket: boolean;
  /** SYN with FIN is dropped in LISTEN. */
  dropsSynFin: boolean;
  /** Text or FIN on a SYN or SYN-ACK waits for ESTABLISHED; otherwise it is ignored. */
  textOnSyn: 'queued' | 'ignored';
  /** A RST at RCV.NXT-1 after the peer's FIN counts as exact. */
  rstBehindFin: boolean;
  /** Left edge of the acceptability test. */
  leftEdge: 'strict' | 'lax';
  /** An aborting RST carries an ACK. */
  abortCarriesAck: boolean;
  /** An unacceptable ACK in SYN-SENT makes the SYN go out again this soon; 0: no. */
  synAgainAfter_ms: number;
  /** A SYN-ACK in SYN-RECEIVED (simultaneous open) is answered by an ACK. */
  ackSynAckInSynReceived: boolean;
  /** CLOSE with unread text resets the connection. */
  resetOnUnread: boolean;
  /** Text after a full close resets the connection. */
  resetAfterClose: boolean;
  /** That reset takes its number from the segment's ACK. */
  resetFromAck: boolean;
  /** In TIME-WAIT a new SYN above RCV.NXT opens a new connection. */
  timeWaitAcceptsSyn: boolean;
  /** And when that SYN turns out to be an old duplicate, back to TIME-WAIT (MAY-2). */
  timeWaitReturns: boolean;
  /** Linux's TIME-WAIT minisocket: in-order pure ACKs are not answered, a RST at RCV.NXT ends it. */
  miniTimeWait: boolean;
  rfc1337: boolean;
  /** SEND in SYN-SENT is refused instead of queued. */
  refusesEarlySend: boolean;
  /** Small neighbours are merged when sent again. */
  collapse: boolean;
  /** CLOSE in CLOSE-WAIT enters LAST-ACK although text still has to go out before the FIN. */
  lastAckAtOnce: boolean;
  /** A FIN rides on unsent or uncorked text. */
  finOnText: boolean;
  /** Initial window in segments for sending without acknowledgment; Infinity: no congestion control. */
  initialWindow: number;
  /** A closed window is probed by an empty segment at SND.UNA-1 instead of one octet. */
  emptyProbe: boolean;
  nagle: boolean;
  /** Nagle as amended by Minshall: only small segments in flight hold a small one back. */
  nagleMinshall: boolean;
  /** What a repeated SYN draws in SYN-RECEIVED. */
  repeatedSyn: 'ack' | 'syn-ack';
  /** Segments without ACK, RST and SYN are dropped before anything else is looked at. */
  ackBitFirst: boolean;
  /** RFC 5961: an ACK older than the window draws a challenge ACK. */
  oldAckLimit: boolean;
  /** Where each of these differs from the right rule, a named mutation is in force. */
  changed: ChangedRules;
}

/** Rules of the machine that only a misconception or a counterfactual changes. */
export interface ChangedRules {
  /** SYN-SENT and SYN-RECEIVED are taken for ESTABLISHED; the machine itself is right. */
  establishedAtOnce: boolean;
  /** SYN arrives in LISTEN. */
  synReceivedIsEstablished: boolean;
  /** The active opener does not answer the SYN-ACK. */
  noThirdSegment: boolean;
  /** FIN in FIN-WAIT-1 that does not acknowledge ours. */
  finInFinWait1: State;
  /** FIN in FIN-WAIT-1 that acknowledges ours. */
  finAckInFinWait1: State;
  /** A FIN that comes again in TIME-WAIT starts the 2 MSL anew. */
  timeWaitRestarts: boolean;
  /** Who waits 2 MSL: the side that closed first, both, the passive closer, the server, nobody. */
  timeWaitAt: 'active' | 'both' | 'passive' | 'server' | 'nobody';
  /** The peer's FIN closes this side, too, whether or not the user has more to send. */
  finClosesBoth: boolean;
  /** Comparison that forgets the circle: a point after the wrap counts as old. */
  plainComparison: boolean;
  /** A lost third segment: the right machine repeats the SYN-ACK. */
  lostThirdSegment: 'syn-ack' | 'syn' | 'fails';
  /** How a reset from CLOSED is numbered, or that there is none. */
  refusal: 'right' | 'no-ack' | 'own-seq' | 'none';
  /** A reset that answers an ACK acknowledges, too. */
  resetsAcknowledge: boolean;
  /** A SYN on a synchronized connection ends it. */
  synResets: boolean;
}

export const RIGHT: ChangedRules = {
  establishedAtOnce: false,
  synReceivedIsEstablished: false,
  noThirdSegment: false,
  finInFinWait1: 'CLOSING',
  finAckInFinWait1: 'TIME-WAIT',
  timeWaitRestarts: true,
  timeWaitAt: 'active',
  finClosesBoth: false,
  plainComparison: false,
  lostThirdSegment: 'syn-ack',
  refusal: 'right',
  resetsAcknowledge: false,
  synResets: false,
};
