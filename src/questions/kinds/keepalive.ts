// keepalive: when a server with keepalive probes a peer that has fallen silent, with which sequence number, and when it
// gives the connection up (RFC 9293 section 3.8.4).
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { type ProfileName, type Scenario, type Trace, simulate } from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import type { MachineMisconception } from '../i18n/machine-misconceptions.js';
import type { CellValue, ExpectedCell, Kind, Text } from '../kind.js';
import { connect, listen, scenarioOf, send } from '../scenario.js';
import { timesView } from '../times-view.js';

export class KeepaliveParams {
  /** intro and standard: times, the latter with less usual settings. hard: the probe's sequence number, too. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** Seconds without traffic before the first probe; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(86_400)
  idle_s?: number;

  /** Seconds between probes; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600)
  interval_s?: number;

  /** Probes before the peer is given up; drawn when left out. */
  @IsOptional()
  @IsInt()
  @Min(2)
  @Max(20)
  probes?: number;
}

interface Settings {
  idle_s: number;
  interval_s: number;
  probes: number;
}

const USUAL = { idle_s: [7_200], interval_s: [75], probes: [9] };
const DRAWN = {
  idle_s: [30, 60, 120, 300, 600, 900, 1_800, 3_600],
  interval_s: [5, 10, 15, 20, 25, 40, 45, 50],
  probes: [3, 4, 5, 6, 7, 8, 10],
};

/** The settings that somebody reckons with who holds a misconception about the times. */
const RECKONED: Partial<Record<string, (s: Settings) => Settings>> = {
  'keepalive-one-idle': (s) => ({ ...s, probes: 0 }),
  'keepalive-without-idle': (s) => ({ ...s, idle_s: s.interval_s, probes: s.probes - 1 }),
  'keepalive-one-probe-short': (s) => ({ ...s, probes: s.probes - 1 }),
  'keepalive-idle-each-time': (s) => ({ ...s, interval_s: s.idle_s, probes: s.probes - 1 }),
};
const OF_TIMES: readonly MachineMisconception[] = [
  'keepalive-one-probe-short',
  'keepalive-without-idle',
  'keepalive-one-idle',
  'keepalive-idle-each-time',
];
const OF_PROBE: readonly MachineMisconception[] = ['keepalive-probe-at-snd-nxt'];

interface Plan extends Settings {
  /** What is simulated when nothing is misunderstood. */
  scenario: Scenario;
  profile: ProfileName;
  isn: { client: number; server: number };
}

interface Facts extends Settings {
  /** SND.NXT of the server when the probes begin; null where it is not needed. */
  nxt: number | null;
}

const PROFILE: ProfileName = 'textbook';
/** When the client falls silent: after its only data have arrived. */
const SILENT = 2_000;

function scenarioFor({ isn, idle_s, interval_s, probes }: Omit<Plan, 'profile' | 'scenario'>): Scenario {
  const opts = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: idle_s, TCP_KEEPINTVL: interval_s, TCP_KEEPCNT: probes };
  return scenarioOf('keepalive', isn, [
    listen(),
    connect(),
    { t_ms: 50, host: 'server', call: 'setopt', args: { opts } },
    send('client', 1_000, 100),
    { t_ms: SILENT, host: 'wire', call: 'block', args: { frm: 'client' } },
  ]);
}

/** The cells' values and what decided them; times are from the arrival of the client's last segment. */
function observe(trace: Trace): {
  values: Record<string, CellValue | null>;
  because: Record<string, string[]>;
  nxt: number;
} {
  const heard = trace.steps.findLast((step) => step.host === 'server' && step.cause.kind === 'segment');
  const probing = trace.steps.find(
    ({ cause, sent, t_ms }) =>
      cause.kind === 'timer' && cause.timer === 'keepalive' && sent.length > 0 && t_ms > SILENT,
  );
  const end = trace.steps.find(
    (step) => step.host === 'server' && step.after === 'CLOSED' && step.before !== 'CLOSED',
  );
  const since = (t_ms: number | undefined) => (t_ms === undefined ? null : t_ms - (heard?.t_ms ?? 0));
  const probe = probing === undefined ? undefined : trace.segments[probing.sent[0] ?? -1];
  return {
    values: { first: since(probing?.t_ms), end: since(end?.t_ms), seq: probe?.seq ?? null },
    because: { first: probing?.because ?? [], end: end?.because ?? [], seq: probing?.because ?? [] },
    nxt: (trace.isn.server + 1) >>> 0,
  };
}

export const keepalive: Kind<KeepaliveParams, Facts> = cellKind<KeepaliveParams, Facts, Plan>({
  name: 'keepalive',
  version: 2,
  title: { en: 'Keepalive', zh: '保活' },
  params: KeepaliveParams,
  examples: [
    ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
    { difficulty: 'hard', idle_s: 7_200, interval_s: 75, probes: 9 },
  ],
  misconceptions: [...OF_TIMES, ...OF_PROBE],

  draw(params, random) {
    const { difficulty } = params;
    const from = difficulty === 'intro' ? USUAL : DRAWN;
    const drawn = (key: keyof Settings) => params[key] ?? random.field(key).pick(from[key]);
    const settings = { idle_s: drawn('idle_s'), interval_s: drawn('interval_s'), probes: drawn('probes') };
    const isn = { client: 1_000_000, server: random.field('server.isn').int(1_000_000, 4_000_000_000) };
    const reckoned = { ...settings, isn, profile: PROFILE };
    const plan = { ...reckoned, scenario: scenarioFor(reckoned) };
    const { values, because, nxt } = observe(simulate(scenarioFor(plan), { profile: PROFILE }));
    const cell = (id: string, type: 'time' | 'number'): ExpectedCell => {
      const value = values[id];
      if (value === null || value === undefined) throw new Error(`keepalive: nothing to ask for ${id}`);
      return { id, type, points: 2, value, because: because[id] ?? [] };
    };
    const hard = difficulty === 'hard';
    return {
      plan,
      facts: { ...settings, nxt: hard ? nxt : null },
      cells: [cell('first', 'time'), cell('end', 'time'), ...(hard ? [cell('seq', 'number')] : [])],
      printed: hard ? [nxt] : [],
      misconceptions: [],
      maybe: hard ? [...OF_TIMES, ...OF_PROBE] : OF_TIMES,
    };
  },

  predictor(plan, ids) {
    // A probe's number depends on few rules, and is not always asked: each is simulated once.
    const probes = new Map<string, CellValue | null>();
    const probeUnder = (rules: typeof OF_PROBE): CellValue | null => {
      const known = ids.includes('seq') ? probes.get(rules.join(' ')) : null;
      if (known !== undefined) return known;
      const { values } = observe(simulate(scenarioFor(plan), { profile: plan.profile, rules }));
      probes.set(rules.join(' '), values['seq'] ?? null);
      return values['seq'] ?? null;
    };
    return (misconceptions) => {
      const settings = misconceptions.reduce((s: Plan, rule) => ({ ...s, ...RECKONED[rule]?.(s) }), plan);
      const rules = OF_PROBE.filter((rule) => misconceptions.includes(rule));
      const end = observe(simulate(scenarioFor(settings), { profile: plan.profile })).values;
      // Those about times are about the end; nobody holds them of the first probe, or gives it another number for them.
      const told: Record<string, CellValue | null> = {
        first: null,
        end: end['end'] ?? null,
        seq: probeUnder(rules),
      };
      return Object.fromEntries(ids.map((id) => [id, told[id] ?? null]));
    };
  },

  derivation({ idle_s, interval_s, probes, isn }, id) {
    switch (id) {
      case 'end':
        return {
          en: `${idle_s} s + ${probes} × ${interval_s} s = ?`,
          zh: `${idle_s} 秒 + ${probes} × ${interval_s} 秒 = ?`,
        };
      case 'seq': {
        const nxt = (isn.server + 1) >>> 0;
        return {
          en: `SND.NXT is ${nxt}, and a probe is one behind it.`,
          zh: `SND.NXT 为 ${nxt}，探测报文段的序号比它小 1。`,
        };
      }
      default:
        return null;
    }
  },

  render({ facts, blanks }, locale) {
    const { idle_s, interval_s, probes, nxt } = facts;
    const task: Text = {
      en: `A server keeps its connections alive: the first probe goes out after ${idle_s} s without traffic, further ones every ${interval_s} s, and after ${probes} probes without an answer the connection is given up. The client falls silent for good. Times count from the arrival of its last segment.`,
      zh: `服务器启用了保活：空闲 ${idle_s} 秒后发送第一个探测，此后每隔 ${interval_s} 秒再发一个，连续 ${probes} 个探测没有应答就放弃连接。客户端从此不再应答。时间从客户端最后一个报文段到达时算起。`,
    };
    const label = (id: string): Text => {
      if (id === 'first') return { en: 'The first probe is sent after', zh: '发送第一个探测的时间' };
      if (id === 'end') return { en: 'The connection is given up after', zh: '放弃连接的时间' };
      return {
        en: `The sequence number of a probe, when the server’s SND.NXT is ${nxt}`,
        zh: `服务器的 SND.NXT 为 ${nxt} 时，探测报文段的序号`,
      };
    };
    return timesView({ en: 'Keepalive', zh: '保活' }, task, { blanks, facts }, label, locale);
  },
});
