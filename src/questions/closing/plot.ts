// A connection that carries a little data and is closed: by one end first, with or without the loss of the last ACK,
// or by both at once. And a segment that comes late, after all others.
import type { Host, ProfileName, Scenario, Trace } from '../../tcp/index.js';
import { close, connect, type Drop, listen, scenarioOf, send } from '../scenario.js';

export type ClosePlot = 'client first' | 'server first' | 'last ACK lost' | 'both at once';

export interface Closing {
  profile: ProfileName;
  isn: Record<Host, number>;
  /** One-way delay in milliseconds. */
  delay_ms: number;
  msl_s: number;
  /** Linux's sysctl tcp_fin_timeout; elsewhere there is none. */
  finTimeout_s: number | null;
  /** Octets that each end sends before the close. */
  octets: Record<Host, number>;
  /** When each user closes. */
  close_ms: Record<Host, number>;
  /** Whose last ACK is lost once; null: nobody's. */
  lost: Host | null;
}

/** When the data go out: a round trip apart, whatever the delay. */
const SEND_MS: Record<Host, number> = { client: 150, server: 300 };

export function closingScenario(closing: Closing): Scenario {
  const { isn, delay_ms, msl_s, finTimeout_s, octets, close_ms, lost } = closing;
  const opts = { msl: msl_s * 1_000, ...(finTimeout_s !== null && { tcp_fin_timeout: finTimeout_s }) };
  const set = (host: Host) => ({ t_ms: 0, host, call: 'sysctl', args: { opts } }) as const;
  const calls = [
    set('client'),
    set('server'),
    listen(),
    connect(),
    send('client', SEND_MS.client, octets.client),
    send('server', SEND_MS.server, octets.server),
    close('client', close_ms.client),
    close('server', close_ms.server),
  ];
  const drops: Drop[] = lost === null ? [] : [{ from: lost, match: 'PURE-ACK', nth: [LAST_ACK[lost]] }];
  const scenario = scenarioOf('close', isn, calls, drops);
  return { ...scenario, link: { ...scenario.link, delay_ms: { client: delay_ms, server: delay_ms } } };
}

/** Which of its segments without data is the last ACK: the client has sent the third of the handshake, too. */
const LAST_ACK: Record<Host, number> = { client: 3, server: 2 };

/** A segment that comes when all is over: an old one once more, or the SYN of a new connection. */
export interface Late {
  kind: 'data' | 'fin' | 'old SYN' | 'new SYN';
  to: Host;
  t_ms: number;
}

/** The same exchange with the late segment, up to its arrival. @param trace the exchange without it */
export function withLate(scenario: Scenario, { kind, to, t_ms }: Late, trace: Trace): Scenario {
  const until = { ...scenario, until_ms: t_ms };
  const from: Host = to === 'client' ? 'server' : 'client';
  const delay_ms = scenario.link.delay_ms[from];
  if (kind === 'new SYN') {
    const again = { ...connect(from, t_ms - delay_ms), trigger: null };
    const later = [(scenario.isn[from] + NEW_ISN_AHEAD) >>> 0];
    return {
      ...until,
      script: [...scenario.script, again],
      later_isn: { ...scenario.later_isn, [from]: later },
    };
  }
  const match = { data: 'DATA', fin: 'FIN', 'old SYN': from === 'client' ? 'SYN' : 'SYN-ACK' } as const;
  const copied = trace.segments[originalOf(trace, { kind, to, t_ms })];
  const ms = t_ms - (copied?.t_ms ?? 0) - delay_ms;
  return {
    ...until,
    drops: [...scenario.drops, { from, match: match[kind], nth: [1], action: 'dup', ms }],
  };
}

/** Above all numbers of the first connection, and within the half of the circle that counts as later. */
const NEW_ISN_AHEAD = 1_000_000;

/** The segment of which the late one is a copy; -1 for a new SYN. */
export function originalOf(trace: Trace, { kind, to }: Late): number {
  return trace.segments.findIndex(({ from, len, flags }) => {
    if (from === to || kind === 'new SYN') return false;
    return kind === 'data' ? len > 0 : flags.includes(kind === 'fin' ? 'FIN' : 'SYN');
  });
}
