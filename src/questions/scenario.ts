// What kinds need of a scenario: two hosts on a quiet line, ISNs, and a script of user calls.
import type { Host, Scenario } from '../tcp/index.js';

type Call = Omit<Scenario['script'][number], 'trigger'>;
type Drop = Scenario['drops'][number];

/** One-way delay of the line, in milliseconds. */
export const DELAY = 10;

/** Calls at their times in milliseconds, and the segments that the network loses. */
export function scenarioOf(
  name: string,
  isn: Record<Host, number>,
  calls: readonly Call[],
  drops: readonly Omit<Drop, 'action' | 'ms'>[] = [],
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
