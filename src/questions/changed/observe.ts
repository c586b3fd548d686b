// How a run goes out: the states at a moment, who is reset, which octets are lost or go astray, and who is harmed.
import type { Host, Scenario, State, Step, Trace } from '../../tcp/index.js';
import { HOSTS, isGone } from '../closing/observe.js';

export interface Outcome {
  /** At the moment asked. */
  states: Record<Host, State>;
  /** An RST arrives. */
  reset: Record<Host, boolean>;
  /** Octets that the application of this end sent and the other one never got. */
  lost: Record<Host, number>;
  /** Octets that the application of this end got and that were sent on an earlier connection. */
  astray: Record<Host, number>;
  /** A connection that never ends; one that an RST ends after it was made; an application that has one. */
  open: Record<Host, boolean>;
  broken: Record<Host, boolean>;
  connected: Record<Host, boolean>;
}

export function outcomeOf(trace: Trace, scenario: Scenario, at_ms: number): Outcome {
  const both = <T>(of: (host: Host) => T): Record<Host, T> => ({
    client: of('client'),
    server: of('server'),
  });
  const astray = both((host) => octetsAstray(trace, host));
  const got = both((host) => octetsGot(trace, host) - astray[host]);
  const sent = both((host) => octetsSent(trace, scenario, host));
  const final = trace.states.at(-1);
  const now = trace.states.findLast(({ t_ms }) => t_ms <= at_ms);
  return {
    states: both((host) => now?.[host] ?? 'CLOSED'),
    reset: both((host) => resets(trace, host).length > 0),
    lost: { client: sent.client - got.server, server: sent.server - got.client },
    astray,
    open: both((host) => !isGone(final?.[host] ?? 'CLOSED')),
    broken: both((host) => resets(trace, host).some(({ before, after }) => isMade(before) && isGone(after))),
    connected: both((host) =>
      trace.events.some((e) => e.host === host && (e.event === 'connected' || e.event === 'accepted')),
    ),
  };
}

/** Whether an end fares worse: what the prompt calls harmed. */
export function isHarmed(host: Host, changed: Outcome, real: Outcome): boolean {
  const peer = host === 'client' ? 'server' : 'client';
  const spoilt = ({ connected, lost, astray }: Outcome) =>
    connected[host] && (lost[peer] > 0 || astray[host] > 0);
  return (
    (changed.open[host] && !real.open[host]) ||
    (changed.broken[host] && !real.broken[host]) ||
    (spoilt(changed) && !spoilt(real))
  );
}

/** The steps in which an RST arrives at a host. */
export function resets(trace: Trace, host: Host): Step[] {
  return trace.steps.filter(
    ({ host: at, cause }) =>
      at === host && cause.kind === 'segment' && trace.segments[cause.segment]?.flags.includes('RST'),
  );
}

function isMade(state: State): boolean {
  return !isGone(state) && state !== 'SYN-SENT' && state !== 'SYN-RECEIVED';
}

/** What the SENDs that were called asked for. */
function octetsSent(trace: Trace, scenario: Scenario, host: Host): number {
  const calls = trace.steps.filter(
    (s) => s.host === host && s.cause.kind === 'call' && s.cause.call === 'send',
  );
  const sends = scenario.script.filter((item) => item.host === host && item.call === 'send');
  return sends.slice(0, calls.length).reduce((sum, { args }) => sum + (args.n ?? 0), 0);
}

function octetsGot(trace: Trace, host: Host, at?: number): number {
  return trace.events
    .filter((e) => e.host === host && (at === undefined || e.t_ms === at) && e.event.startsWith('recv '))
    .reduce((sum, { event }) => sum + Number(event.slice('recv '.length)), 0);
}

/** Got from copies of what was sent before the peer's latest SYN. */
function octetsAstray(trace: Trace, host: Host): number {
  return trace.steps
    .filter(({ host: at, cause }) => at === host && cause.kind === 'segment' && isStray(trace, cause.segment))
    .reduce((sum, { t_ms }) => sum + octetsGot(trace, host, t_ms), 0);
}

function isStray(trace: Trace, i: number): boolean {
  const copy = trace.segments[i];
  const original = /^duplicate-of-(\d+)$/.exec(copy?.origin ?? '')?.[1];
  if (copy === undefined || original === undefined) return false;
  const arrived = copy.t_arrive_ms ?? 0;
  return trace.segments.some(
    (s) => s.from === copy.from && s.flags.includes('SYN') && s.i > Number(original) && s.t_ms < arrived,
  );
}

/** The ends of which something holds. */
export function endsWhere(of: Record<Host, boolean>): Host[] {
  return HOSTS.filter((host) => of[host]);
}
