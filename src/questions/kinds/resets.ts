// resets: what a segment meets that finds no connection, or one that it does not fit: whether it is answered by a reset,
// with which numbers, and what becomes of both ends (RFC 9293 sections 3.5.1, 3.5.2 and 3.10.7, figures 8, 10 and 11).
import { IsIn } from 'class-validator';
import {
  type Host,
  type ProfileName,
  type Scenario,
  type Trace,
  type TraceSegment,
  simulate,
} from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { canonicalFlags } from '../cells/index.js';
import { DIFFICULTIES, type Difficulty, drawIsns, drawLengths } from '../draws.js';
import { type Exchange, exchangeView, veiled } from '../exchange.js';
import type { MachineMisconception } from '../i18n/machine-misconceptions.js';
import { hosts, whichTcp } from '../i18n/terms.js';
import type { CellType, CellValue, ExpectedCell, Kind, Text } from '../kind.js';
import { type Call, connect, DELAY, type Drop, listen, scenarioOf, send } from '../scenario.js';

export class ResetsParams {
  /**
   * intro: the segment finds no connection. standard: a listener, or a connection that it does not fit. hard: an end that
   * is opening one, and an answer to what it never sent.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';
}

type Story = 'refused' | 'forgotten' | 'listening' | 'anew' | 'old-ack' | 'half-open' | 'old-syn' | 'silent';

const STORIES: Record<Difficulty, readonly Story[]> = {
  intro: ['refused', 'forgotten'],
  standard: ['listening', 'anew', 'old-ack'],
  hard: ['half-open', 'old-syn', 'silent'],
};

interface Drawn {
  isn: Record<Host, number>;
  /** A number of an earlier connection, or of the one opened anew. */
  other: number;
  octets: number;
}

interface Plan {
  scenario: Scenario;
  /** Whom the segment meets, and when. */
  host: Host;
  meets_ms: number;
}

/** All up to the segment that is asked about, and its place. */
interface Facts extends Exchange {
  story: Story;
  host: Host;
  segment: number;
}

const PROFILE: ProfileName = 'textbook';
const TITLE: Text = { en: 'When a reset is sent', zh: '何时发送 RST' };
const RULES: readonly MachineMisconception[] = [
  'closed-is-silent',
  'refusal-without-ack',
  'refusal-with-own-seq',
  'reset-always-acks',
  'syn-ends-connection',
];

const CELLS = {
  reply: 'flags',
  seq: 'ack',
  ack: 'ack',
  receiver: 'state',
  sender: 'state',
} as const satisfies Record<string, CellType>;
type Cell = keyof typeof CELLS;
const CELL_NAMES = Object.keys(CELLS) as readonly Cell[];

const OPEN = [listen(), connect()];
const CRASH = 100;
const AGAIN = 200;

function planOf(story: Story, { isn, other, octets }: Drawn): Plan {
  const made = (host: Host, meets_ms: number, calls: readonly Call[], drops: readonly Drop[] = []): Plan => ({
    scenario: { ...scenarioOf(story, isn, calls, drops), until_ms: meets_ms + 2 * DELAY },
    host,
    meets_ms,
  });
  const crash = (host: Host): Call => ({ t_ms: CRASH, host, call: 'vanish', args: {} });
  const anew: Call = { ...connect('client', AGAIN), args: { isn: other } };
  const old = (args: Call['args']): Call => ({
    t_ms: AGAIN,
    host: 'wire',
    call: 'inject',
    args: { to: 'server', ...args },
  });
  const halfOpen = [...OPEN, send('client', CRASH / 2, octets), crash('client'), anew];
  const lost = (from: Host, match: Drop['match'], n: number): Drop[] => [{ from, match, nth: [n] }];
  switch (story) {
    case 'refused':
      return made('server', DELAY, [connect()]);
    case 'forgotten':
      return made('server', AGAIN + DELAY, [...OPEN, crash('server'), send('client', AGAIN, octets)]);
    case 'listening': {
      const up = listen('server', CRASH + DELAY);
      return made('server', AGAIN + DELAY, [...OPEN, crash('server'), up, send('client', AGAIN, octets)]);
    }
    case 'anew':
      return made('server', AGAIN + DELAY, halfOpen);
    case 'half-open':
      return made('client', AGAIN + 2 * DELAY, halfOpen);
    case 'silent': {
      const speaks = send('server', 2 * AGAIN, octets);
      return made(
        'client',
        2 * AGAIN + DELAY,
        [...OPEN, crash('client'), anew, speaks],
        lost('client', 'SYN', 2),
      );
    }
    case 'old-ack': {
      const stray = old({ flags: ['ACK'], seq: 'c.nxt', ack: other });
      return made('server', AGAIN, [...OPEN, stray], lost('server', 'SYN-ACK', 1));
    }
    case 'old-syn':
      return made(
        'client',
        AGAIN + DELAY,
        [...OPEN, old({ flags: ['SYN'], seq: other })],
        lost('client', 'SYN', 1),
      );
    default:
      return story satisfies never;
  }
}

const peerOf = (host: Host): Host => (host === 'client' ? 'server' : 'client');

interface Met {
  segment: TraceSegment;
  seen: Record<Cell, { value: CellValue; because: string[] }>;
}

/** The segment, its answer, and both states as soon as an answer has arrived, or would have; undefined if it never comes. */
function observe(trace: Trace, { host, meets_ms }: Plan): Met | undefined {
  const steps = trace.steps.filter(({ cause }) => cause.kind === 'segment');
  const meeting = steps.find((step) => step.host === host && step.t_ms === meets_ms);
  if (meeting?.cause.kind !== 'segment') return undefined;
  const segment = trace.segments[meeting.cause.segment];
  if (segment === undefined) return undefined;
  const reply = trace.segments[meeting.sent[0] ?? -1];
  const answered_ms = meets_ms + DELAY;
  const peer = peerOf(host);
  const heard = steps.find((step) => step.host === peer && step.t_ms === answered_ms);
  const states = trace.states.findLast(({ t_ms }) => t_ms <= answered_ms);
  const { because } = meeting;
  return {
    segment,
    seen: {
      reply: { value: reply === undefined ? 'none' : canonicalFlags(reply.flags), because },
      seq: { value: reply?.seq ?? 'none', because },
      ack: { value: reply?.ack ?? 'none', because },
      receiver: { value: states?.[host] ?? 'CLOSED', because },
      sender: { value: states?.[peer] ?? 'CLOSED', because: heard?.because ?? because },
    },
  };
}

/** A number that the prompt shows, or the end of the segment that is answered. */
function continues(
  value: CellValue,
  shown: readonly TraceSegment[],
  met: TraceSegment,
): ExpectedCell['from'] {
  if (typeof value !== 'number' || value === 0) return undefined;
  if (shown.some(({ seq, ack }) => seq === value || ack === value)) return { cell: null, value, plus: 0 };
  return { cell: null, value: met.seq, plus: (value - met.seq) >>> 0 };
}

export const resets: Kind<ResetsParams, Facts> = cellKind<ResetsParams, Facts, Plan>({
  name: 'resets',
  version: 1,
  title: TITLE,
  params: ResetsParams,
  examples: DIFFICULTIES.map((difficulty) => ({ difficulty })),
  misconceptions: RULES,

  draw({ difficulty }, random) {
    const story = random.field('story').pick(STORIES[difficulty]);
    const isn = drawIsns(random, difficulty);
    const other = random.field('other').int(10_000_000, 2 ** 32 - 10_000_000);
    const [octets = 0] = drawLengths(random, 1);
    const plan = planOf(story, { isn, other, octets });
    const trace = simulate(plan.scenario, { profile: PROFILE });
    const met = observe(trace, plan);
    if (met === undefined) throw new Error(`resets: nothing arrives in ${story}`);
    const segments = trace.segments.slice(0, met.segment.i + 1);
    const cells = CELL_NAMES.map((id): ExpectedCell => {
      const cell = { id, type: CELLS[id], points: 2, ...met.seen[id] };
      const from = continues(cell.value, segments, met.segment);
      return from === undefined ? cell : { ...cell, from };
    });
    const exchange = veiled({ ...trace, segments }, plan.meets_ms);
    return {
      plan,
      facts: { story, host: plan.host, segment: met.segment.i, ...exchange },
      cells,
      printed: segments.flatMap(({ seq, ack }) => (ack === null ? [seq] : [seq, ack])),
      misconceptions: [],
      maybe: RULES,
    };
  },

  predictor(plan) {
    const met = (rules: readonly MachineMisconception[]) =>
      observe(simulate(plan.scenario, { profile: PROFILE, rules }), plan);
    const right = met([])?.segment.flags.join();
    return (misconceptions) => {
      const told = met(RULES.filter((rule) => misconceptions.includes(rule)));
      // A rule that lets another segment arrive says nothing of the one that is shown.
      const seen = told?.segment.flags.join() === right ? told?.seen : undefined;
      return (id) => seen?.[id as Cell].value ?? null;
    };
  },

  render(prompt, locale) {
    const { story, host, segment, trace } = prompt.facts;
    const [receiver, sender] = [hosts[host], hosts[peerOf(host)]];
    const ask: Text = {
      en: `What does the ${receiver.en} answer at once when segment ${segment} arrives, and in which states are both ends as soon as the answer has arrived? A field that the answer does not have is "none", and so are all three if there is no answer.`,
      zh: `报文段 ${segment} 到达时，${receiver.zh}立即如何应答？应答到达之后双方各处于什么状态？应答中没有的字段写“无”；若不应答，三项都写“无”。`,
    };
    const which = whichTcp(trace.profile);
    const task: Text = {
      en: `${WORDS[story].en} ${ask.en} ${which.en}`,
      zh: `${WORDS[story].zh}${ask.zh}${which.zh}`,
    };
    const labels: Record<Cell, Text> = {
      reply: { en: 'Control bits of the answer', zh: '应答的控制位' },
      seq: { en: 'Its sequence number', zh: '应答的序号' },
      ack: { en: 'Its acknowledgment number', zh: '应答的确认号' },
      receiver: { en: `State of the ${receiver.en} afterwards`, zh: `此后${receiver.zh}的状态` },
      sender: { en: `State of the ${sender.en} afterwards`, zh: `此后${sender.zh}的状态` },
    };
    const label = (id: string) => labels[id as Cell];
    return exchangeView(TITLE, task, prompt.facts, prompt, label, locale, 'absolute');
  },
});

const WORDS: Record<Story, Text> = {
  refused: { en: 'Nobody listens at the server.', zh: '服务器上没有进程在监听。' },
  forgotten: {
    en: 'The server’s host crashes and is up again; nobody listens there.',
    zh: '服务器主机崩溃后重新启动，没有进程在监听。',
  },
  listening: {
    en: 'The server’s host crashes and is up again; its application listens as before.',
    zh: '服务器主机崩溃后重新启动，应用程序照常监听。',
  },
  anew: {
    en: 'The client’s host crashes, is up again, and opens the connection anew from the same port.',
    zh: '客户端主机崩溃后重新启动，并从同一端口重新打开连接。',
  },
  'half-open': {
    en: 'The client’s host crashes, is up again, and opens the connection anew from the same port.',
    zh: '客户端主机崩溃后重新启动，并从同一端口重新打开连接。',
  },
  silent: {
    en: 'The client’s host crashes, is up again, and opens the connection anew from the same port; its SYN is lost.',
    zh: '客户端主机崩溃后重新启动，并从同一端口重新打开连接，但它的 SYN 丢失了。',
  },
  'old-ack': {
    en: 'While the connection is opened, an old ACK of an earlier one arrives.',
    zh: '正在建立连接时，一个属于早先连接的旧 ACK 到达。',
  },
  'old-syn': {
    en: 'The client’s SYN is lost; an old SYN of an earlier connection arrives instead.',
    zh: '客户端的 SYN 丢失了，到达的是早先连接的一个旧 SYN。',
  },
};
