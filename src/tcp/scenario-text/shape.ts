// The JSON spelling of a scenario: what both spellings mean. Its field names are the wire format's.
import type { ACTIONS, DropMatch } from '../scenario.js';
import type { Flag, Host } from '../trace.js';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type PerHost<T> = { client: T; server: T };

export interface ScenarioShape {
  name?: string;
  family?: string;
  description?: string;
  /** Delay of the segments from that host. */
  link?: { delay_ms?: Partial<PerHost<number>>; mtu?: number };
  /** `address:port` */
  addresses?: Partial<PerHost<string>>;
  /** null: not known, because it is never used. */
  isn?: Partial<PerHost<number | null>>;
  /** ISNs of later incarnations, in order. */
  later_isn?: Partial<PerHost<number[]>>;
  /** Seeded random trouble. */
  noise?: { [key: string]: Json };
  /** Virtual time at which the run ends. */
  until_ms?: number;
  script: ScriptLine[];
  drops: WireRule[];
}

/** A user call at a host, or something done to the wire between them. */
export interface ScriptLine {
  t_ms: number;
  host: Host | 'wire';
  call: string;
  args: { [key: string]: Json };
  /** Done in reaction to this event (`server.eof`, `client.recv>=700`), not at `t_ms`. */
  trigger?: string;
}

/** What the wire does to the nth matching segment of a host. */
export interface WireRule {
  from: Host;
  match: DropMatch;
  nth: number | number[] | 'all';
  action: (typeof ACTIONS)[number];
  /** How much later a delayed segment or a copy arrives. */
  ms?: number;
}

/** Calls whose most usual argument needs no name. */
export const FIRST_ARGUMENT: ReadonlyMap<string, string> = new Map([
  ['send', 'n'],
  ['recv', 'n'],
  ['shutdown', 'how'],
  ['block', 'frm'],
  ['unblock', 'frm'],
]);

/** Control bits as packetdrill writes them. */
export const FLAG_LETTERS: Record<Flag, string> = {
  SYN: 'S',
  FIN: 'F',
  RST: 'R',
  PSH: 'P',
  ACK: '.',
  URG: 'U',
  ECE: 'E',
  CWR: 'W',
};

/** A string that may stand without quotes: it reads as neither a number nor a keyword. */
export const WORD = /^(?!(?:true|false|null)$)[A-Za-z_][A-Za-z0-9_.+-]*$/;
