// A scenario: timed user calls at both ends and what the network does to which segments. Pure data, JSON in
// snake_case; parse-scenario.ts and parse-call.ts read and check it.

import type { Flag, Host } from './trace.js';

/** User calls at a host, and what else can happen to it. */
export const HOST_CALLS = [
  'listen',
  'connect',
  'send',
  'recv',
  'shutdown',
  'close',
  'abort',
  'vanish',
  'repair',
  'setopt',
  'sysctl',
  'read_auto',
] as const;
/** What is done to the wire between the hosts. */
export const WIRE_CALLS = ['inject', 'block', 'unblock'] as const;

export type CallName = (typeof HOST_CALLS)[number] | (typeof WIRE_CALLS)[number];

/** c or s for the host; isn, or nxt for the number after the highest one seen; then sums. */
export const EXPRESSION = /^([cs])\.(isn|nxt)((?:\s*[+-]\s*\d+)*)$/;

/** A sequence number, or an expression over what was seen on the wire: c.isn, s.nxt, c.nxt-1. */
export type NumberExpression = number | string;

/** Arguments of all calls; each call reads its own. */
export interface CallArgs {
  /** send, recv: octets. */
  n?: number;
  /** send: more will follow (MSG_MORE). */
  more?: boolean;
  /** connect: the ISN of this incarnation. */
  isn?: NumberExpression;
  /** listen, connect: false leaves reading to `recv` calls. */
  auto_read?: boolean;
  /** listen, connect, setopt, sysctl: options by name. */
  opts?: Record<string, number>;
  /** repair: SND.NXT and RCV.NXT of a connection that is simply there. */
  snd?: number;
  rcv?: number;
  /** inject: where to, and the segment. */
  to?: Host;
  flags?: Flag[];
  seq?: NumberExpression;
  ack?: NumberExpression | null;
  len?: number;
  mss?: number;
  win?: number;
  /** block, unblock: all segments from this host. */
  frm?: Host;
  /** A host's name for a second socket; carried, not interpreted. */
  sock?: string;
}

/** An event that a call waits for: "server.eof", "client.recv>=700". */
export interface Trigger {
  host: Host;
  event: 'connected' | 'accepted' | 'eof' | 'recv' | 'error' | 'closed';
  /** recv: octets so far. */
  atLeast: number;
}

export interface ScriptItem {
  t_ms: number;
  host: Host | 'wire';
  call: CallName;
  args: CallArgs;
  trigger: Trigger | null;
}

/** Which segments a rule for the wire counts. */
export const MATCHES = ['SYN', 'SYN-ACK', 'FIN', 'DATA', 'PURE-ACK', 'RST', 'ANY'] as const;
export const ACTIONS = ['drop', 'dup', 'delay'] as const;

export type DropMatch = (typeof MATCHES)[number];

/** What the network does to the nth matching segment of a host. */
export interface DropRule {
  from: Host;
  match: DropMatch;
  /** Counted from 1; [] means all. */
  nth: readonly number[];
  action: (typeof ACTIONS)[number];
  /** dup: how much later the copy arrives; delay: how much later the segment does. */
  ms: number;
}

/** Seeded random trouble. Probabilities are 0 to 1. */
export interface Noise {
  seed: string;
  loss: number;
  duplicate: number;
  /** Probability that a segment is held back, and for how long at most. */
  reorder: number;
  reorder_ms: number;
  /** From this time on the network is well. */
  until_ms: number;
}

export interface Scenario {
  name: string;
  /** What a recorded scenario is about; decides how long it is watched when `until_ms` is null. */
  family: string | null;
  /** One-way delay of segments from each host. */
  link: { delay_ms: Record<Host, number>; mtu: number };
  addresses: Record<Host, string>;
  isn: Record<Host, number>;
  /** ISNs of later incarnations, in order. */
  later_isn: Record<Host, readonly number[]>;
  script: readonly ScriptItem[];
  drops: readonly DropRule[];
  noise: Noise | null;
  /** Virtual time at which the run ends; null: when nothing is left to happen. */
  until_ms: number | null;
}
