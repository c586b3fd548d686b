// The plots of what-if: what the users and the network do. Each is played twice, by TCP and by a protocol in which one
// rule is another; what users and network do is the same.
import type { Random } from '../../random.js';
import type { Host, MutationName, Scenario } from '../../tcp/index.js';
import { type Call, close, connect, type Drop, listen, scenarioOf, send, shutdown } from '../scenario.js';
import { drawIsns, drawLengths } from '../draws.js';

export const CHANGES = [
  'two-way-handshake',
  'no-time-wait',
  'three-segment-close',
  'no-fin-retransmission',
] as const satisfies readonly MutationName[];
export type Change = (typeof CHANGES)[number];

/** What is drawn. */
export interface Setting {
  plot: PlotName;
  delay_ms: number;
  isn: Record<Host, number>;
  /** Who closes first, and who second. */
  first: Host;
  second: Host;
  /** When the first thing happens that the change bears upon. */
  begin_ms: number;
  /** Octets of one SEND, and of a longer one. */
  n: number;
  m: number;
  /** The moment at which the states are asked. */
  at_ms: number;
}

interface Plot {
  change: Change;
  /** Who may close first; the client where nobody does. */
  first: readonly Host[];
  calls(setting: Setting): Call[];
  drops?(setting: Setting): Drop[];
  /** A copy of the client's first data that comes this much later than it should. */
  copy_ms?(setting: Setting): number;
}

const OPEN = [listen(), connect()];
const EITHER = ['client', 'server'] as const;
const wire = (t_ms: number, call: 'inject' | 'block', args: Call['args']): Call => ({
  t_ms,
  host: 'wire',
  call,
  args,
});
const oldSyn = ({ begin_ms, isn }: Setting) =>
  wire(begin_ms, 'inject', { to: 'server', flags: ['SYN'], seq: isn.client, mss: 1460 });

/** How long after the first connection is over the client opens the next one, and speaks in it. */
const AGAIN_MS = 700;
const SPEAKS_MS = 400;
/** How long an application takes that is not ready to close. */
const LONG_MS = 60_000;

export const PLOTS = {
  'old SYN, nobody there': {
    change: 'two-way-handshake',
    first: ['client'],
    calls: (s) => [listen(), wire(0, 'block', { frm: 'server' }), oldSyn(s)],
  },
  'old SYN, server speaks': {
    change: 'two-way-handshake',
    first: ['client'],
    calls: (s) => [listen(), oldSyn(s), upon('server', 'accepted', 1, send('server', 0, s.n))],
  },
  'last ACK lost': {
    change: 'no-time-wait',
    first: EITHER,
    calls: (s) => [...OPEN, close(s.first, s.begin_ms), close(s.second, s.begin_ms + 300)],
    drops: ({ first }) => [{ from: first, match: 'PURE-ACK', nth: [first === 'client' ? 2 : 1] }],
  },
  'old data, new connection': {
    change: 'no-time-wait',
    first: ['client'],
    calls: (s) => [
      ...OPEN,
      send('client', 150, s.n),
      close('client', s.begin_ms),
      close('server', s.begin_ms + 200),
      listen('server', s.begin_ms + AGAIN_MS - 100),
      connect('client', s.begin_ms + AGAIN_MS),
      upon('client', 'connected', 2, send('client', speaks(s), s.m)),
      upon('client', 'connected', 2, close('client', s.at_ms + LONG_MS)),
      upon('server', 'accepted', 2, close('server', s.at_ms + LONG_MS + 1_000)),
    ],
    // Just before the client's own data.
    copy_ms: (s) => speaks(s) - s.delay_ms / 2 - 150,
  },
  'server has more to send': {
    change: 'three-segment-close',
    first: ['client'],
    calls: (s) => [
      ...OPEN,
      shutdown('client', s.begin_ms),
      send('server', s.begin_ms + 300, s.n),
      close('server', s.begin_ms + LONG_MS),
    ],
  },
  'first FIN lost': {
    change: 'no-fin-retransmission',
    first: EITHER,
    calls: (s) => [...OPEN, close(s.first, s.begin_ms), upon(s.second, 'eof', 1, close(s.second, 0))],
    drops: ({ first }) => [{ from: first, match: 'FIN', nth: [1] }],
  },
  'second FIN lost': {
    change: 'no-fin-retransmission',
    first: EITHER,
    calls: (s) => [...OPEN, close(s.first, s.begin_ms), close(s.second, s.begin_ms + 300)],
    drops: ({ second }) => [{ from: second, match: 'FIN', nth: [1] }],
  },
} as const satisfies Record<string, Plot>;

export type PlotName = keyof typeof PLOTS;
export const PLOT_NAMES = Object.keys(PLOTS) as readonly PlotName[];

/** When the client of the second connection speaks. */
export function speaks({ begin_ms }: Pick<Setting, 'begin_ms'>): number {
  return begin_ms + AGAIN_MS + SPEAKS_MS;
}

export function drawSetting(plot: PlotName, random: Random): Setting {
  const times = random.field('times');
  const first = random.field('first').pick<Host>(PLOTS[plot].first);
  const [a = 0, b = 0] = drawLengths(random, 2);
  return {
    plot,
    delay_ms: 10 * times.int(1, 5),
    isn: drawIsns(random, 'standard'),
    first,
    second: first === 'client' ? 'server' : 'client',
    begin_ms: 10 * times.int(41, 79),
    n: Math.min(a, b),
    m: Math.max(a, b),
    at_ms: 1_000 * times.int(10, 25),
  };
}

export function settingScenario(setting: Setting): Scenario {
  const { plot, isn, delay_ms } = setting;
  const { calls, drops, copy_ms }: Plot = PLOTS[plot];
  const scenario = scenarioOf(plot, isn, calls(setting), drops?.(setting));
  const copy = copy_ms === undefined ? [] : [copyOfData(copy_ms(setting))];
  return {
    ...scenario,
    script: calls(setting).map((call) => ({ trigger: null, ...call })),
    drops: [...scenario.drops, ...copy],
    // By chance both ends choose the same numbers again.
    later_isn: { client: [isn.client], server: [isn.server] },
    link: { ...scenario.link, delay_ms: { client: delay_ms, server: delay_ms } },
  };
}

function copyOfData(ms: number): Scenario['drops'][number] {
  return { from: 'client', match: 'DATA', nth: [1], action: 'dup', ms };
}

/** The call as soon as its host has seen an event so often, but not before its own time. */
function upon(host: Host, event: 'connected' | 'accepted' | 'eof', atLeast: number, call: Call): Call {
  return { ...call, trigger: { host, event, atLeast } } as Call;
}
