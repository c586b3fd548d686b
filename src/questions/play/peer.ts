// A student's moves against the simulated peer (RFC 9293 section 3.10.7): each arrives there as a segment from outside, and what
// the peer sends is all that is told. The clock is that of the turns, so the same moves always get the same replies.
import {
  type Flag,
  type Host,
  type ProfileName,
  type Scenario,
  simulateInto,
  type State,
  type Tcb,
  type Trace,
  type TraceSegment,
} from '../../tcp/index.js';
import { moveOf, readMove } from '../cells/index.js';
import { DELAY } from '../scenario.js';

export interface PlayPlan {
  /** Both sides as they should act; in the play the student's calls are left out. */
  scenario: Scenario;
  profile: ProfileName;
  role: Host;
  turns: Turn[];
}

export interface Turn {
  /** When the student's segment leaves. */
  t_ms: number;
  /** The network loses it. */
  lost: boolean;
}

/** What came from the peer, as a move is written, and when. */
export interface Arrival {
  t_ms: number;
  segment: string;
}

export interface PlayedTurn {
  turn: number;
  t_ms: number;
  move: string;
  /** What arrives between this turn and the next. */
  replies: Arrival[];
  /** The peer took the segment: it was acceptable and in its place. */
  legal: boolean;
  /** How the peer stands when the next turn begins, counted from both ISNs: to be held against a right play. */
  standing: string;
}

export interface Play {
  /** What arrives before the first turn. */
  begins: Arrival[];
  turns: PlayedTurn[];
}

/** After the last turn this long is waited for replies. */
const LAST_WAIT = 100;
const TOP = 2 ** 32 - 1;
/** Of IPv4 and TCP. */
const HEADERS = 40;

/** The turns that a right trace of the plan's scenario gives. */
export function turnsOf(trace: Trace, role: Host): Turn[] {
  return ownSegments(trace, role).map(({ t_ms, lost }) => ({ t_ms, lost }));
}

export function ownSegments(trace: Trace, role: Host): TraceSegment[] {
  return trace.segments.filter(({ from }) => from === role);
}

/** Plays the first moves, in canonical form; those beyond the last turn are not looked at. */
export function playMoves(plan: PlayPlan, moves: readonly string[]): Play {
  const { role, turns } = plan;
  const peer: Host = role === 'client' ? 'server' : 'client';
  const seen = new Watcher(peer);
  simulateInto(scenarioOf(plan, moves), { profile: plan.profile }, seen);
  const end = (k: number) => turns[k]?.t_ms ?? (turns.at(-1)?.t_ms ?? 0) + LAST_WAIT;
  const arriving = (after: number, until: number) =>
    seen.sent
      .filter(({ t_ms }) => t_ms + DELAY > after && t_ms + DELAY <= until)
      .map((segment): Arrival => ({ t_ms: segment.t_ms + DELAY, segment: moveOf(segment) }));
  return {
    begins: arriving(-1, end(0)),
    turns: moves.slice(0, turns.length).map((move, k): PlayedTurn => {
      const t_ms = end(k);
      const until = end(k + 1);
      const standing = seen.standings.findLast((each) => each.t_ms <= until)?.standing ?? 'CLOSED';
      return {
        turn: k + 1,
        t_ms,
        move,
        replies: arriving(t_ms, until),
        legal: isWritable(move) && (turns[k]?.lost === true || seen.took.has(t_ms + DELAY)),
        standing,
      };
    }),
  };
}

/** Whether the fields can hold the numbers of a move at all. */
function isWritable(move: string): boolean {
  const segment = readMove(move);
  return segment !== null && segment.seq <= TOP && (segment.ack ?? 0) <= TOP;
}

function scenarioOf({ scenario, role, turns }: PlayPlan, moves: readonly string[]): Scenario {
  const to: Host = role === 'client' ? 'server' : 'client';
  const wire = { host: 'wire', trigger: null } as const;
  const injected = moves.slice(0, turns.length).flatMap((move, k) => {
    const segment = readMove(move);
    const turn = turns[k];
    if (segment === null || turn === undefined || turn.lost) return [];
    const { seq, ack, len } = segment;
    const flags = segment.flags === 'none' ? [] : (segment.flags.split('+') as Flag[]);
    // Without the option the peer would send no more than 536 octets at a time.
    const mss = flags.includes('SYN') ? { mss: scenario.link.mtu - HEADERS } : {};
    const args = { to, flags, seq: seq >>> 0, ack: ack === null ? null : ack >>> 0, len, ...mss };
    return [{ ...wire, t_ms: turn.t_ms + DELAY, call: 'inject' as const, args }];
  });
  // The student's host itself is silent: it would refuse whatever comes, since nothing is open there.
  const silence = { ...wire, t_ms: 0, call: 'block' as const, args: { frm: role } };
  const peers = scenario.script.filter(({ host }) => host === to);
  return {
    ...scenario,
    script: [silence, ...peers, ...injected],
    until_ms: (turns.at(-1)?.t_ms ?? 0) + LAST_WAIT,
  };
}

/** Clauses under which a segment is refused, answered only by an ACK, or dropped. */
const REFUSED =
  /^9293:3\.10\.7\.(1-|2-(first|second|fourth)|3-(first-bad|second|fifth)|4-(first$|first-rst|second|third|fourth|fifth-no-ack|fifth-syn-received-bad|fifth-future|seventh-beyond))|^5961|challenge/;

/** What the peer did. */
class Watcher {
  readonly sent: TraceSegment[] = [];
  /** When a segment arrived that was taken. */
  readonly took = new Set<number>();
  readonly standings: { t_ms: number; standing: string }[] = [];

  constructor(private readonly peer: Host) {}

  segment(segment: TraceSegment): void {
    if (segment.from === this.peer && segment.origin === 'simulated') this.sent.push(segment);
  }

  step(step: Trace['steps'][number], tcb: Tcb | null): void {
    if (step.host !== this.peer) return;
    const { t_ms, cause, because, after } = step;
    const refused = because.some((clause) => REFUSED.test(clause));
    if (cause.kind === 'segment' && !refused) this.took.add(t_ms);
    this.standings.push({ t_ms, standing: standingOf(after, tcb) });
  }

  arrived(): void {
    // What a segment does is told by its step.
  }

  state(): void {
    // As above.
  }

  event(): void {
    // Applications are not seen from outside.
  }
}

function standingOf(state: State, tcb: Tcb | null): string {
  if (tcb === null || state === 'LISTEN') return state;
  const received = (tcb.rcv.nxt - tcb.irs) >>> 0;
  const acknowledged = (tcb.snd.una - tcb.iss) >>> 0;
  return `${state} ${received} ${acknowledged}`;
}
