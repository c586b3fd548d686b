// What may happen to a connection, as scripts: together they visit all eleven states and every arrow of figure 5
// of RFC 9293 that a user, a segment or a timer can take.
import type { ProfileName } from '../../tcp/index.js';
import { type Call, close, connect, type Drop, listen } from '../scenario.js';

export interface Plot {
  profile: ProfileName;
  calls: readonly Call[];
  drops?: readonly Drop[];
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
  'close in three segments': {
    profile: 'linux',
    calls: [...OPEN, close('client', 100), close('server', 112)],
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

export function plotOf(name: PlotName): Plot {
  return PLOTS[name];
}
