// next-state: the state after an event, and the segment sent in reply (RFC 9293 section 3.3.2, figure 5, and 3.10):
// one event, or a chain of them, from any of the eleven states.
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Host, ProfileName, Scenario, State, Trace } from '../../tcp/index.js';
import { blankLines, labelled } from '../blank-list.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import { hosts } from '../i18n/terms.js';
import type { ExpectedCell, Kind, Locale, Prompt, Table, View } from '../kind.js';
import { type Event, eventOf, replyOf, sameEvent, sayEvent, sayState, stepsOf } from '../states/events.js';
import { STATE_MISCONCEPTIONS, stateMisconceptions } from '../states/misconceptions.js';
import { PLOT_NAMES, played } from '../states/plots.js';
import { run } from '../states/run.js';

export class NextStateParams {
  /** intro: one event. standard: three in a row. hard: five. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** How many events in a row; by default as many as the difficulty says. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(6)
  events?: number;
}

const EVENTS: Record<Difficulty, number> = { intro: 1, standard: 3, hard: 5 };

interface Plan {
  scenario: Scenario;
  profile: ProfileName;
  host: Host;
  /** The first of the steps asked, among those of the host. */
  first: number;
}

interface Facts {
  host: Host;
  before: State;
  events: Event[];
}

/** Every stretch of `length` events of one host in some plot, by plot: so that long plots are not drawn more often. */
function stretches(length: number): { plan: Plan; last: number }[] {
  return PLOT_NAMES.flatMap((name) => {
    const plan = played(name);
    const trace = run(plan.scenario, plan.profile);
    return (['client', 'server'] as const).flatMap((host) => {
      const last = stepsOf(trace, host).length - length;
      return last < 0 || delays(trace, host) ? [] : [{ plan: { ...plan, host, first: 0 }, last }];
    });
  });
}

/** Whether a delayed ACK is at work: the prompt does not tell, and the reply depends on it. */
function delays(trace: Trace, host: Host): boolean {
  return stepsOf(trace, host).some(({ because }) => because.some((clause) => clause.endsWith('-delay')));
}

const STRETCHES = new Map([1, 2, 3, 4, 5, 6].map((length) => [length, stretches(length)] as const));

export const nextState: Kind<NextStateParams, Facts> = cellKind<NextStateParams, Facts, Plan>({
  name: 'next-state',
  version: 1,
  title: { en: 'The next state', zh: '下一个状态' },
  params: NextStateParams,
  examples: [...DIFFICULTIES.map((difficulty) => ({ difficulty })), { difficulty: 'hard', events: 4 }],
  misconceptions: STATE_MISCONCEPTIONS,

  draw({ difficulty, events: length = EVENTS[difficulty] }, random) {
    const { plan, last } = random.field('plot').pick(STRETCHES.get(length) ?? []);
    const first = random.field('first').int(0, last);
    const trace = run(plan.scenario, plan.profile);
    const steps = stepsOf(trace, plan.host).slice(first, first + length);
    const cells = steps.flatMap((step, i): ExpectedCell[] => [
      { id: `${i + 1}.state`, type: 'state', points: 2, value: step.after, because: step.because },
      { id: `${i + 1}.reply`, type: 'flags', points: 1, value: replyOf(trace, step), because: step.because },
    ]);
    return {
      plan: { ...plan, first },
      facts: {
        host: plan.host,
        before: steps[0]?.before ?? 'CLOSED',
        events: steps.map((step) => eventOf(trace, step)),
      },
      cells,
      printed: [],
      misconceptions: [],
      maybe: STATE_MISCONCEPTIONS,
    };
  },

  predictor({ scenario, profile, host, first }) {
    const right = stepsOf(run(scenario, profile), host).slice(first);
    return (misconceptions) => {
      const rules = stateMisconceptions(misconceptions);
      const trace = run(scenario, profile, rules);
      const steps = stepsOf(trace, host);
      return (id) => {
        const [n, field] = id.split('.');
        const asked = right[Number(n) - 1];
        const step = asked && sameEvent(steps, asked);
        if (step === undefined) return null;
        return field === 'state' ? step.after : replyOf(trace, step);
      };
    };
  },

  render: renderNextState,
});

const WORDS = {
  title: { en: 'The next state', zh: '下一个状态' },
  event: { en: 'Event', zh: '事件' },
  state: { en: 'State after it', zh: '之后的状态' },
  reply: { en: 'Segment sent', zh: '发送的报文段' },
  caption: { en: 'Events in order', zh: '按先后顺序发生的事件' },
};

function renderNextState(prompt: Prompt<Facts>, locale: Locale): View {
  const { host, before, events } = prompt.facts;
  const word = (key: keyof typeof WORDS) => WORDS[key][locale];
  const name = hosts[host][locale];
  const state = sayState(before, locale);
  const task = {
    en: `A ${name}’s TCP is in the state ${state}. The following happens to it, in this order. Name the state after each event, and the control bits of the segment that it sends at once, or "none".`,
    zh: `${name}的 TCP 处于 ${state}状态，随后依次发生下列事件。请写出每个事件之后的状态，以及它立即发送的报文段的控制位；若不发送，写“无”。`,
  }[locale];
  const rows = events.map((event, i) => [
    { text: String(i + 1) },
    { text: sayEvent(event, locale) },
    { blank: `${i + 1}.state` },
    { blank: `${i + 1}.reply` },
  ]);
  const table: Table = {
    caption: word('caption'),
    columns: ['', word('event'), word('state'), word('reply')],
    rows,
  };
  const list = events.map(
    (event, i) => `  ${i + 1}. ${sayEvent(event, locale)}  -> [${i + 1}.state], [${i + 1}.reply]`,
  );
  const ladder = `${list.join('\n')}\n`;
  const label = (id: string) => {
    const [n = '', field] = id.split('.');
    return `${word('event')} ${n}: ${word(field === 'state' ? 'state' : 'reply')}`;
  };
  const blanks = labelled(prompt.blanks, label, locale);
  return {
    title: word('title'),
    task,
    text: [word('title'), '', task, '', ladder, ...blankLines(blanks, locale), ''].join('\n'),
    table,
    ladder,
    svg: null,
    blanks,
  };
}
