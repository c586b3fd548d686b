// What may happen to a connection, as scripts: together they visit all eleven states and every arrow of figure 5
// of RFC 9293 that a user, a segment or a timer can take.
import type { ProfileName, Scenario } from '../../tcp/index.js';
import { type Call, close, connect, type Drop, listen, scenarioOf } from '../scenario.js';

export interface Plot {
  profile: ProfileName;
  calls: readonly Call[];
  drops?: readonly Drop[];
  /** Where the run ends; by default when nothing is left to happen. */
  until_ms?: number;
}

const OPEN = [listen(), connect()];
const abort = (host: Call['host'], t_ms: number): Call => ({ t_ms, host, call: 'abort', args: {} });

export const PLOTS = {
  'client closes first': {
    profile: 'textbook',
    calls: [...OPEN, close('client', 100), close('server', 300)],
  },
  'server closes first': {
    profile: 'textbook',
    calls: [...OPEN, close('server', 100), close('client', 300)],
  },
  'both open at once': {
    profile: 'textbook',
    calls: [connect('client'), connect('server'), close('client', 100), close('server', 300)],
  },
  'both close at once': { profile: 'textbook', calls: [...OPEN, close('client', 100), close('server', 100)] },
  // The delayed ACK that merges with the FIN is Linux's; it ends before the listener that Linux keeps comes back.
  'close in three segments': {
    profile: 'linux',
    calls: [...OPEN, close('client', 100), close('server', 112)],
    until_ms: 130,
  },
  'nobody listens': { profile: 'textbook', calls: [connect()] },
  'nobody listens, SYN lost': {
    profile: 'textbook',
    calls: [connect()],
    drops: [{ from: 'client', match: 'SYN', nth: [1] }],
  },
  'server aborts': { profile: 'textbook', calls: [...OPEN, abort('server', 100)] },
  'client aborts': { profile: 'textbook', calls: [...OPEN, abort('client', 100)] },
  'SYN lost': {
    profile: 'textbook',
    calls: [...OPEN, close('client', 3_000), close('server', 3_300)],
    drops: [{ from: 'client', match: 'SYN', nth: [1] }],
  },
  'SYN-ACK lost': {
    profile: 'textbook',
    calls: [...OPEN, close('client', 3_000), close('server', 3_300)],
    drops: [{ from: 'server', match: 'SYN-ACK', nth: [1] }],
  },
  'FIN lost': {
    profile: 'textbook',
    calls: [...OPEN, close('client', 100), close('server', 2_000)],
    drops: [{ from: 'client', match: 'FIN', nth: [1] }],
  },
  'last ACK lost': {
    profile: 'textbook',
    calls: [...OPEN, close('client', 100), close('server', 300)],
    drops: [{ from: 'client', match: 'PURE-ACK', nth: [2] }],
  },
  'client gives up in SYN-SENT': { profile: 'textbook', calls: [...OPEN, close('client', 5)] },
  'server gives up in LISTEN': { profile: 'textbook', calls: [listen(), close('server', 50)] },
  'server closes in SYN-RECEIVED': {
    profile: 'textbook',
    calls: [...OPEN, close('server', 15), close('client', 300)],
  },
} as const satisfies Record<string, Plot>;

export type PlotName = keyof typeof PLOTS;
export const PLOT_NAMES = Object.keys(PLOTS) as readonly PlotName[];

/** The plot's scenario, the same object each time, and the TCP that plays it. */
export function played(name: PlotName): { profile: ProfileName; scenario: Scenario } {
  const made = SCENARIOS.get(name);
  if (made === undefined) throw new RangeError(`no plot ${name}`);
  return made;
}

const SCENARIOS = new Map(
  PLOT_NAMES.map((name) => {
    const { profile, calls, drops, until_ms }: Plot = PLOTS[name];
    const scenario = scenarioOf(name, { client: 1_000, server: 5_000 }, calls, drops);
    return [name, { profile, scenario: { ...scenario, until_ms: until_ms ?? null } }] as const;
  }),
);
