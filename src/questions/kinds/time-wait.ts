// time-wait: which end waits 2 MSL, from when and until when, and what a segment meets that comes late
// (RFC 9293 sections 3.3.2, 3.6 and 3.10.7.4), also when the last ACK is lost or both ends close at once.
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import {
  type Host,
  type MutationName,
  PROFILE_NAMES,
  type ProfileName,
  type Scenario,
  isMutationName,
} from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { sideOf } from '../cells/index.js';
import { type EndSeen, observeClose, observeLate } from '../closing/observe.js';
import { drawClosing, drawLate } from '../closing/draw.js';
import { type ClosePlot, type Closing, closingScenario, originalOf, withLate } from '../closing/plot.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import { veiled } from '../exchange.js';
import type { MachineMisconception } from '../i18n/machine-misconceptions.js';
import type { CellType, CellValue, ExpectedCell, Kind } from '../kind.js';
import { NotWhere } from '../not-where.js';
import { newRun, type Run } from '../states/run.js';
import { type TimeWaitFacts, renderTimeWait } from '../closing/time-wait-view.js';

export class TimeWaitParams {
  /** intro: who waits, and when each end is closed. standard: a late segment, too. hard: a loss, or both at once. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** Which TCP is simulated. */
  @IsIn(PROFILE_NAMES)
  profile: ProfileName = 'textbook';

  /** The maximum segment lifetime in seconds. When left out drawn for `textbook`; of RFC 9293 120, of Linux 30 always. */
  @IsOptional()
  @IsInt()
  @Min(5)
  @Max(600)
  @NotWhere('profile', 'linux', 'msl_s cannot be chosen for linux: it is 30 there')
  msl_s?: number;
}

const PLOTS: Record<Difficulty, readonly ClosePlot[]> = {
  intro: ['client first', 'client first', 'server first'],
  standard: ['client first', 'client first', 'server first'],
  hard: ['last ACK lost', 'both at once'],
};
/** Linux's timers are late by up to an eighth; what is asked is when they are due. */
const RULES: readonly MutationName[] = ['exact-timers'];

const CELLS: Record<string, { type: CellType; points: number }> = {
  waits: { type: 'side', points: 2 },
  'client.wait': { type: 'moment', points: 2 },
  'server.wait': { type: 'moment', points: 2 },
  'client.closed': { type: 'moment', points: 2 },
  'server.closed': { type: 'moment', points: 2 },
  'late.state': { type: 'state', points: 1 },
  'late.reply': { type: 'flags', points: 1 },
};
const INTRO = ['waits', 'client.closed', 'server.closed'];
const FULL = Object.keys(CELLS).filter((id) => id !== 'waits');

const PASSIVE = 'time-wait-at-passive-closer';
const ALL: readonly MachineMisconception[] = [
  'time-wait-at-server',
  'time-wait-at-both',
  PASSIVE,
  'time-wait-one-msl',
  'time-wait-is-fin-timeout',
  'time-wait-not-restarted',
  'fin-in-fin-wait-1-to-time-wait',
  'closed-is-silent',
];

interface Plan {
  profile: ProfileName;
  scenario: Scenario;
  /** Where and when the late segment arrives, and the run in which it does; null: there is none. */
  late: { to: Host; t_ms: number; scenario: Scenario } | null;
  /** Who closes when the other end has; null: both at once. */
  second: Host | null;
}

export const timeWait: Kind<TimeWaitParams, TimeWaitFacts> = cellKind<TimeWaitParams, TimeWaitFacts, Plan>({
  name: 'time-wait',
  version: 2,
  title: { en: 'TIME-WAIT', zh: '时间等待（TIME-WAIT）' },
  params: TimeWaitParams,
  examples: [
    ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
    { difficulty: 'intro', profile: 'linux' },
    { difficulty: 'standard', profile: 'rfc9293', msl_s: 60 },
    { difficulty: 'hard', profile: 'linux' },
  ],
  misconceptions: ALL,

  draw(params, random) {
    const { difficulty, profile } = params;
    const plot = random.field('plot').pick(PLOTS[difficulty]);
    const closing = drawClosing(profile, params.msl_s, plot, random);
    const scenario = closingScenario(closing);
    const run = newRun();
    const trace = run(scenario, profile, RULES);
    const late = difficulty === 'intro' ? null : drawLate(closing, trace, random);
    const plan = {
      profile,
      scenario,
      late: late && { to: late.to, t_ms: late.t_ms, scenario: withLate(scenario, late, trace) },
      second: plot === 'both at once' ? null : secondOf(closing),
    };
    const { msl_s, finTimeout_s, delay_ms } = closing;
    const shows = misconceptionsOf(plot, closing);
    const begun = Math.min(closing.close_ms.client, closing.close_ms.server);
    return {
      plan,
      facts: {
        ...veiled(trace, begun),
        profile,
        msl_s,
        finTimeout_s,
        delay_ms,
        late: late && { ...late, of: originalOf(trace, late) },
      },
      cells: cellsOf(difficulty === 'intro' ? INTRO : FULL, plan, run),
      printed: [...trace.segments.map(({ t_ms }) => t_ms), ...(late ? [late.t_ms] : [])],
      misconceptions: shows,
      maybe: ALL.filter((rule) => !shows.includes(rule) && (SHOWS_IN.get(rule)?.(plot) ?? true)),
    };
  },

  predictor(plan) {
    const run = newRun();
    return (misconceptions) => {
      const rules = [...RULES, ...misconceptions.filter(isMutationName)];
      const values = valuesOf(plan, run, rules);
      return (id) => values[id]?.value ?? null;
    };
  },

  render: renderTimeWait,
});

/** Those that show whatever is drawn. Who waits according to some of them depends on who closes first. */
function misconceptionsOf(plot: ClosePlot, closing: Closing): MachineMisconception[] {
  const { profile, lost } = closing;
  const elsewhere: MachineMisconception[] =
    plot === 'both at once'
      ? ['time-wait-at-server']
      : [secondOf(closing) === 'server' ? 'time-wait-at-server' : PASSIVE, 'time-wait-at-both'];
  return [
    ...elsewhere,
    'time-wait-one-msl',
    ...(profile === 'linux' ? (['time-wait-is-fin-timeout'] as const) : []),
    ...(lost === null ? [] : (['time-wait-not-restarted'] as const)),
  ];
}

/** The plots in which alone these rules can show; a run would find out no more. */
const SHOWS_IN = new Map<MachineMisconception, (plot: ClosePlot) => boolean>([
  [PASSIVE, (plot) => plot !== 'both at once'],
  ['time-wait-not-restarted', (plot) => plot === 'last ACK lost'],
  ['fin-in-fin-wait-1-to-time-wait', (plot) => plot === 'both at once'],
]);

function secondOf({ close_ms }: Closing): Host {
  return close_ms.client < close_ms.server ? 'server' : 'client';
}

/**
 * The close as somebody reckons it. Who lets the wrong end wait alone does so on the segments that are drawn: a machine
 * that did would no longer answer a FIN that comes again, and other segments would be sent. So there both wait, as in
 * the run that is drawn, and the other end is let go where its wait would begin.
 */
function closeUnder(
  { profile, scenario, second }: Plan,
  run: Run,
  rules: readonly MutationName[],
): Record<Host, EndSeen> {
  const alone = rules.includes('time-wait-at-server') ? 'server' : rules.includes(PASSIVE) ? second : null;
  const taken = rules.filter((rule) => rule !== 'time-wait-at-server' && rule !== PASSIVE);
  if (alone === null) return observeClose(run(scenario, profile, taken));
  const seen = observeClose(run(scenario, profile, [...taken, 'time-wait-at-both']));
  const other = alone === 'client' ? 'server' : 'client';
  return { ...seen, [other]: letGo(seen[other]) };
}

function letGo({ wait, closed }: EndSeen): EndSeen {
  return { waits: false, wait: { ...wait, value: null }, closed: { ...closed, value: wait.value } };
}

type Values = Record<string, { value: CellValue; because: string[] }>;

/** What the cells come to under some rules. */
function valuesOf(plan: Plan, run: Run, rules: readonly MutationName[]): Values {
  const { profile, late } = plan;
  const { client, server } = closeUnder(plan, run, rules);
  const never = ({ value, because }: { value: number | null; because: string[] }) => ({
    value: value ?? 'none',
    because,
  });
  const waiting = [client, server].filter(({ waits }) => waits);
  const values: Values = {
    waits: {
      value: sideOf({ client: client.waits, server: server.waits }),
      because: waiting.flatMap(({ wait }) => wait.because),
    },
    'client.wait': never(client.wait),
    'server.wait': never(server.wait),
    'client.closed': never(client.closed),
    'server.closed': never(server.closed),
  };
  if (late === null) return values;
  const met = observeLate(run(late.scenario, profile, rules), late.to, late.t_ms);
  if (met === null) return values;
  return {
    ...values,
    'late.state': { value: met.state, because: met.step.because },
    'late.reply': { value: met.reply, because: met.step.because },
  };
}

function cellsOf(ids: readonly string[], plan: Plan, run: Run): ExpectedCell[] {
  const values = valuesOf(plan, run, RULES);
  return ids.map((id) => {
    const { type, points } = CELLS[id] ?? { type: 'time', points: 1 };
    const seen = values[id];
    if (seen === undefined) throw new RangeError(`time-wait: nothing is seen of ${id}`);
    const from = fromWait(id, ids, values);
    return { id, type, points, ...seen, ...(from && { from }) };
  });
}

/** An end that waits is closed 2 MSL after it began to. */
function fromWait(id: string, ids: readonly string[], values: Values): ExpectedCell['from'] {
  const wait = id.replace('.closed', '.wait');
  const [began, closed] = [values[wait]?.value, values[id]?.value];
  if (wait === id || typeof began !== 'number' || typeof closed !== 'number') return undefined;
  return { cell: ids.includes(wait) ? wait : null, value: began, plus: closed - began };
}
