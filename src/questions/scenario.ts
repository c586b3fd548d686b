// What kinds need of a scenario: two hosts on a quiet line, ISNs, and a script of user calls.
import type { Host, Scenario } from '../tcp/index.js';

export type Call = Omit<Scenario['script'][number], 'trigger'>;
export type Drop = Pick<Scenario['drops'][number], 'from' | 'match' | 'nth'>;

/** One-way delay of the line, in milliseconds. */
export const DELAY = 10;

/** Calls at their times in milliseconds, and the segments that the network loses. */
export function scenarioOf(
  name: string,
  isn: Record<Host, number>,
  calls: readonly Call[],
  drops: readonly Drop[] = [],
): Scenario {
  return {
    name,
    family: null,
    link: { delay_ms: { client: DELAY, server: DELAY }, mtu: 1500 },
    addresses: { client: '192.0.2.1:40000', server: '192.0.2.2:80' },
    isn,
    later_isn: { client: [], server: [] },
    script: calls.map((call) => ({ ...call, trigger: null })),
    drops: drops.map((drop) => ({ ...drop, action: 'drop', ms: 0 })),
    noise: null,
    until_ms: null,
  };
}

export function listen(host: Host = 'server', t_ms = 0): Call {
  return { t_ms, host, call: 'listen', args: {} };
}

export function connect(host: Host = 'client', t_ms = 0): Call {
  return { t_ms, host, call: 'connect', args: {} };
}

/** `n` octets; with `more` they wait for what follows. */
export function send(host: Host, t_ms: number, n: number, more = false): Call {
  return { t_ms, host, call: 'send', args: more ? { n, more } : { n } };
}

/** Ends this side's sending; the other side may go on. */
export function shutdown(host: Host, t_ms: number): Call {
  return { t_ms, host, call: 'shutdown', args: {} };
}

export function close(host: Host, t_ms: number): Call {
  return { t_ms, host, call: 'close', args: {} };
}
