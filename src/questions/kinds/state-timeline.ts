// state-timeline: the states of both ends after every segment (RFC 9293 section 3.3.2 and figures 6 to 13), through
// opening and close, also when both ends act at once or a segment is lost.
import { IsIn } from 'class-validator';
import type { Host, ProfileName, Scenario, State, Trace } from '../../tcp/index.js';
import { blankLines, labelled } from '../blank-list.js';
import { cellKind } from '../cell-kind.js';
import { canonicalFlags } from '../cells/index.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import { hosts } from '../i18n/terms.js';
import type { ExpectedCell, Kind, Locale, Prompt, TableCell, View } from '../kind.js';
import { sayState } from '../states/events.js';
import { STATE_MISCONCEPTIONS, stateMisconceptions } from '../states/misconceptions.js';
import { type PlotName, played } from '../states/plots.js';
import { run } from '../states/run.js';

export class StateTimelineParams {
  /** intro: three segments of a usual connection. standard: four. hard: five, with both ends at once or a loss. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';
}

const USUAL: readonly PlotName[] = ['client closes first', 'server closes first', 'close in three segments'];
const UNUSUAL: readonly PlotName[] = [
  'both open at once',
  'both close at once',
  'SYN-ACK lost',
  'FIN lost',
  'last ACK lost',
  'server closes in SYN-RECEIVED',
];
const ASKED: Record<Difficulty, { segments: number; plots: readonly PlotName[] }> = {
  intro: { segments: 3, plots: USUAL },
  standard: { segments: 4, plots: USUAL },
  hard: { segments: 5, plots: UNUSUAL },
};

const HOSTS = ['client', 'server'] as const;
type States = Record<Host, State>;

/** What has become of a segment, and both states then. */
interface Moment {
  segment: number;
  from: Host;
  flags: string;
  len: number;
  lost: boolean;
  /** When it was sent; and when it arrived, or again was sent if it was lost. */
  sent_ms: number;
  t_ms: number;
  states: States;
  because: Record<Host, string[]>;
}

/** The moments of a trace in order: each arrival, and the sending of each segment that is lost. */
function momentsOf(trace: Trace): Moment[] {
  const states: States = { client: 'CLOSED', server: 'CLOSED' };
  const entered: Moment['because'] = { client: [], server: [] };
  const moments: Moment[] = [];
  const enter = (i: number, t_ms: number, because: Moment['because']) => {
    const segment = trace.segments[i];
    if (segment === undefined) throw new RangeError(`no segment ${i}`);
    const { from, len, lost } = segment;
    const flags = canonicalFlags(segment.flags);
    const sent_ms = segment.t_ms;
    moments.push({ segment: i, from, flags, len, lost, sent_ms, t_ms, states: { ...states }, because });
  };
  for (const step of trace.steps) {
    if (states[step.host] !== step.after) entered[step.host] = step.because;
    states[step.host] = step.after;
    // The end at which nothing arrives is where it was: what led there decides it.
    if (step.cause.kind === 'segment')
      enter(step.cause.segment, step.t_ms, { ...entered, [step.host]: step.because });
    for (const i of step.sent) if (trace.segments[i]?.lost === true) enter(i, step.t_ms, { ...entered });
  }
  return moments;
}

interface Plan {
  scenario: Scenario;
  profile: ProfileName;
  /** The first moment asked, and how many. */
  first: number;
  count: number;
}

interface Shown extends Pick<Moment, 'from' | 'flags' | 'len' | 'lost' | 'sent_ms' | 't_ms'> {
  /** Blank: the number under which this moment is asked. Else the states, or null where they would tell. */
  asked: number | null;
  states: States | null;
}

interface Facts {
  before: States;
  /** The whole exchange, so that nothing happens that cannot be read. */
  moments: Shown[];
}

export const stateTimeline: Kind<StateTimelineParams, Facts> = cellKind<StateTimelineParams, Facts, Plan>({
  name: 'state-timeline',
  version: 1,
  title: { en: 'States of both ends', zh: '双方的状态变化' },
  params: StateTimelineParams,
  examples: DIFFICULTIES.map((difficulty) => ({ difficulty })),
  misconceptions: STATE_MISCONCEPTIONS,

  draw({ difficulty }, random) {
    const { segments: count, plots } = ASKED[difficulty];
    const fixed = played(random.field('plot').pick(plots));
    const all = momentsOf(run(fixed.scenario, fixed.profile));
    const first = random.field('first').int(0, all.length - count);
    const asked = all.slice(first, first + count);
    const cells = asked.flatMap(({ states, because }, i): ExpectedCell[] =>
      HOSTS.map((host) => ({
        id: `${i + 1}.${host}`,
        type: 'state',
        points: 1,
        value: states[host],
        because: because[host],
      })),
    );
    return {
      plan: { ...fixed, first, count },
      facts: {
        before: { client: 'SYN-SENT', server: opening(fixed.scenario) },
        moments: all.map(({ from, flags, len, lost, sent_ms, t_ms, states }, i): Shown => {
          const n = i - first;
          const asked = n >= 0 && n < count ? n + 1 : null;
          return { from, flags, len, lost, sent_ms, t_ms, asked, states: n < 0 ? states : null };
        }),
      },
      cells,
      printed: [],
      misconceptions: [],
      maybe: STATE_MISCONCEPTIONS,
    };
  },

  predictor({ scenario, profile, first, count }) {
    const right = momentsOf(run(scenario, profile)).slice(first, first + count);
    return (misconceptions) => {
      const moments = momentsOf(run(scenario, profile, stateMisconceptions(misconceptions)));
      return (id) => {
        const [n, host] = id.split('.');
        const asked = right[Number(n) - 1];
        const same = moments.find((m) => m.t_ms === asked?.t_ms && m.segment === asked.segment);
        return same === undefined ? null : same.states[host === 'client' ? 'client' : 'server'];
      };
    };
  },

  render: renderTimeline,
});

/** The server's state when the first SYN is on its way: it listens, or opens actively, too. */
function opening(scenario: Scenario): State {
  return scenario.script.some(({ host, call }) => host === 'server' && call === 'listen')
    ? 'LISTEN'
    : 'SYN-SENT';
}

const WORDS = {
  title: { en: 'States of both ends', zh: '双方的状态变化' },
  caption: { en: 'Segments in the order in which they arrive', zh: '按到达的先后顺序排列的报文段' },
  segment: { en: 'Segment', zh: '报文段' },
  start: { en: 'before', zh: '此前' },
  lost: { en: 'lost', zh: '丢失' },
  time: { en: 'Sent → arrives', zh: '发送 → 到达' },
};

function renderTimeline(prompt: Prompt<Facts>, locale: Locale): View {
  const { before, moments } = prompt.facts;
  const word = (key: keyof typeof WORDS) => WORDS[key][locale];
  const task = {
    en: 'A client and a server exchange these segments, listed in the order in which they arrive. Where it is blank, name the state of both ends as soon as the segment has arrived and been answered; a lost segment counts when it is sent.',
    zh: '客户端与服务器交换下列报文段，按到达的先后顺序排列。请在空格处写出该报文段到达并得到处理之后双方的状态；丢失的报文段以发送时为准。',
  }[locale];
  const say = ({ from, flags, len, lost }: Shown) => {
    const data = len === 0 ? '' : `, ${len}`;
    return `${hosts[from][locale]} → ${flags.replaceAll('+', ', ')}${data}${lost ? ` [${word('lost')}]` : ''}`;
  };
  const times = ({ lost, sent_ms, t_ms }: Shown) => (lost ? `${sent_ms} ms` : `${sent_ms} → ${t_ms} ms`);
  const cell = ({ asked, states }: Shown, host: Host): TableCell => {
    if (asked !== null) return { blank: `${asked}.${host}` };
    return { text: states === null ? '' : sayState(states[host], locale) };
  };
  const start = HOSTS.map((host): TableCell => ({ text: sayState(before[host], locale) }));
  const rows = moments.map((moment): TableCell[] => [
    { text: times(moment) },
    { text: say(moment) },
    ...HOSTS.map((host) => cell(moment, host)),
  ]);
  const table = [[{ text: '' }, { text: word('start') }, ...start], ...rows];
  const ladder = `${table.map((row) => `  ${row.map(plain).join('  |  ')}`).join('\n')}\n`;
  const label = (id: string) => {
    const [n, host] = id.split('.');
    const asked = moments.find((moment) => moment.asked === Number(n));
    const after = asked === undefined ? '' : `${say(asked)} (${times(asked)})`;
    const end = hosts[host === 'client' ? 'client' : 'server'][locale];
    return { en: `state of the ${end} after ${after}`, zh: `${after} 之后${end}的状态` }[locale];
  };
  const blanks = labelled(prompt.blanks, label, locale);
  return {
    title: word('title'),
    task,
    text: [word('title'), '', task, '', ladder, ...blankLines(blanks, locale), ''].join('\n'),
    table: {
      caption: word('caption'),
      columns: [word('time'), word('segment'), hosts.client[locale], hosts.server[locale]],
      rows: table,
    },
    ladder,
    svg: null,
    blanks,
  };
}

function plain(cell: TableCell): string {
  return 'blank' in cell ? `[${cell.blank}]` : cell.text;
}
