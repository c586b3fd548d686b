// order-segments: the segments of a connection, shuffled, are put back in order by what one number says of another (RFC
// 9293 section 3.4). Only exchanges are asked in which each segment must follow the one before: it acknowledges it, or the
// same side sends both and the numbers tell which is first.
import { IsIn } from 'class-validator';
import type { Stream } from '../../random.js';
import type { ProfileName, Scenario, TraceSegment } from '../../tcp/index.js';
import { blankLines, labelled } from '../blank-list.js';
import { cellKind } from '../cell-kind.js';
import { canonicalFlags } from '../cells/index.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import { hosts } from '../i18n/terms.js';
import type { ExpectedCell, Kind, Locale, Prompt, Text, View } from '../kind.js';
import { runShown } from '../order-credit.js';
import { drawPlot, type Plot } from '../plots.js';
import { close, send, shutdown } from '../scenario.js';
import { run } from '../states/run.js';

export class OrderSegmentsParams {
  /** intro: seven segments. standard: nine. hard: eleven, and in half of the questions numbers that wrap around. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';
}

/** A pure ACK is always followed by more of its sender. */
const PLOTS: Record<Difficulty, readonly Plot[]> = {
  intro: [
    { profile: 'textbook', calls: () => [close('client', 100), close('server', 300)] },
    { profile: 'textbook', calls: ([a = 0, b = 0]) => [send('client', 100, a), send('server', 200, b)] },
  ],
  standard: [
    {
      profile: 'textbook',
      calls: ([a = 0]) => [send('client', 100, a), close('server', 200), close('client', 300)],
    },
    {
      profile: 'textbook',
      calls: ([, b = 0]) => [send('server', 100, b), close('client', 200), close('server', 300)],
    },
    {
      profile: 'textbook',
      calls: ([a = 0, b = 0, c = 0]) => [
        send('client', 100, a),
        send('server', 200, b),
        send('client', 300, c),
      ],
    },
  ],
  hard: [
    {
      profile: 'textbook',
      calls: ([a = 0, b = 0]) => [
        send('client', 100, a),
        send('server', 200, b),
        close('client', 300),
        close('server', 400),
      ],
    },
    {
      profile: 'rfc9293',
      calls: ([a = 0, b = 0, c = 0]) => [
        send('client', 100, a),
        send('server', 150, b),
        send('client', 200, c),
        close('server', 600),
        close('client', 800),
      ],
    },
    {
      profile: 'rfc9293',
      calls: ([a = 0, b = 0, c = 0, d = 0]) => [
        send('client', 100, a),
        send('server', 500, b),
        send('client', 900, c, true),
        shutdown('client', 900),
        send('server', 1_300, d, true),
        close('server', 1_300),
      ],
    },
  ],
};

/** How many of the segments stand in order as they are shown: no more to copy in one question than in another. */
const IN_ORDER: Record<Difficulty, number> = { intro: 3, standard: 4, hard: 4 };
/** Nearly half of all shuffles are as wanted. */
const MAX_SHUFFLES = 200;

const RULES = [
  'sorted-across-sides',
  'wrapped-number-is-old',
  'second-fin-before-ack',
  'third-ack-forgotten',
  'data-before-third-ack',
  'ack-before-what-it-acknowledges',
  'synack-first',
] as const;
type Rule = (typeof RULES)[number];

interface Plan {
  scenario: Scenario;
  profile: ProfileName;
  /** The segments in the order in which they are shown, by their places in the trace. */
  shown: number[];
}

interface Facts {
  /** In the order in which they are shown: A, B, C, ... */
  segments: Pick<TraceSegment, 'from' | 'flags' | 'seq' | 'ack' | 'len'>[];
}

export const orderSegments: Kind<OrderSegmentsParams, Facts> = cellKind<OrderSegmentsParams, Facts, Plan>({
  name: 'order-segments',
  version: 1,
  title: { en: 'Segments in order', zh: '报文段排序' },
  params: OrderSegmentsParams,
  examples: DIFFICULTIES.map((difficulty) => ({ difficulty })),
  misconceptions: RULES,

  draw({ difficulty }, random) {
    const { scenario, profile } = drawPlot('order-segments', PLOTS, difficulty, 4, random);
    const { segments, steps } = run(scenario, profile);
    const places = segments.map(({ i }) => i);
    const shown = shuffled(places, IN_ORDER[difficulty], random.field('order'));
    const cell: ExpectedCell = {
      id: 'order',
      type: 'order',
      points: segments.length - IN_ORDER[difficulty],
      value: spell(places, shown),
      among: places.map(letter).join(''),
      because: [...new Set(steps.filter(({ sent }) => sent.length > 0).flatMap(({ because }) => because))],
    };
    return {
      plan: { scenario, profile, shown },
      facts: {
        segments: shown
          .flatMap((i) => segments.slice(i, i + 1))
          .map(({ from, flags, seq, ack, len }) => ({ from, flags, seq, ack, len })),
      },
      cells: [cell],
      printed: [],
      misconceptions: [],
      maybe: RULES,
    };
  },

  predictor({ scenario, profile, shown }) {
    const trace = run(scenario, profile);
    return (misconceptions) => {
      const [rule, more] = RULES.filter((each) => misconceptions.includes(each));
      const order = rule === undefined || more !== undefined ? null : ORDERS[rule](trace.segments);
      return () => (order === null ? null : spell(order, shown));
    };
  },

  render: renderOrder,
});

/** A shuffle in which `inOrder` segments, no more and no less, stand in order. */
function shuffled(places: readonly number[], inOrder: number, stream: Stream): number[] {
  for (let i = 0; i < MAX_SHUFFLES; i++) {
    const shown = stream.shuffle(places);
    if (runShown(spell(places, shown)) === inOrder) return shown;
  }
  throw new Error(`${MAX_SHUFFLES} shuffles, and none with ${inOrder} segments in order`);
}

/** An order of places in the trace in the letters under which they are shown. */
function spell(order: readonly number[], shown: readonly number[]): string {
  return order.map((place) => letter(shown.indexOf(place))).join('');
}

function letter(i: number): string {
  return String.fromCharCode(65 + i);
}

/** The order that each mistake makes of a trace; null where there is nothing to mistake. */
const ORDERS: Record<Rule, (segments: readonly TraceSegment[]) => number[] | null> = {
  'sorted-across-sides': (segments) => sorted(segments, (s) => s.seq),
  'wrapped-number-is-old': (segments) =>
    sorted(segments, (s) => (s.from === 'client' ? s.seq : (s.ack ?? 0))),
  'second-fin-before-ack': (segments) => {
    const [first] = segments.filter(isFin);
    const ack = first === undefined ? undefined : segments[first.i + 1];
    const next = ack === undefined ? undefined : segments[ack.i + 1];
    if (ack === undefined || next === undefined || !isPure(ack) || !isFin(next)) return null;
    return exchanged(segments, ack.i);
  },
  'third-ack-forgotten': (segments) => segments.map(({ i }) => i).filter((i) => i !== THIRD),
  'data-before-third-ack': (segments) =>
    segments[THIRD + 1]?.from === 'client' ? exchanged(segments, THIRD) : null,
  'ack-before-what-it-acknowledges': (segments) => {
    const data = segments.find(({ len }) => len > 0);
    return data === undefined ? null : exchanged(segments, data.i);
  },
  'synack-first': (segments) => exchanged(segments, 0),
};

/** The place of the handshake's third segment. */
const THIRD = 2;

const isFin = ({ flags }: TraceSegment): boolean => flags.includes('FIN');
const isPure = (segment: TraceSegment): boolean =>
  segment.len === 0 && canonicalFlags(segment.flags) === 'ACK';

function sorted(segments: readonly TraceSegment[], key: (segment: TraceSegment) => number): number[] {
  return segments.toSorted((a, b) => key(a) - key(b) || a.i - b.i).map(({ i }) => i);
}

/** With the segment at `place` and the next one exchanged. */
function exchanged(segments: readonly TraceSegment[], place: number): number[] {
  return segments.map(({ i }) => (i === place ? place + 1 : i === place + 1 ? place : i));
}

const TASK: Text = {
  en: 'These segments of one connection, which the client opens, were shuffled. None is missing, none was lost, sent twice or overtaken by another, and each side acknowledges all that it has received. Put them in the order in which they were sent: write their letters.',
  zh: '下面是一个连接的全部报文段（由客户端发起），顺序被打乱了。没有遗漏，没有丢失、重传或乱序，每一方发送时都确认了已收到的全部数据。请按发送的先后顺序写出它们的字母。',
};

const WORDS = {
  caption: { en: 'Segments, shuffled', zh: '打乱顺序的报文段' },
  segment: { en: 'Segment', zh: '报文段' },
  from: { en: 'From', zh: '发送方' },
  order: { en: 'the order of sending', zh: '发送的先后顺序' },
} satisfies Record<string, Text>;

function renderOrder({ blanks, facts }: Prompt<Facts>, locale: Locale): View {
  const rows = facts.segments.map(({ from, flags, seq, ack, len }, i) => [
    letter(i),
    hosts[from][locale],
    flags.join('+'),
    String(seq),
    ack === null ? '' : String(ack),
    len === 0 ? '' : String(len),
  ]);
  const ladder = facts.segments.map(({ from, flags, seq, ack, len }, i) => {
    const fields = [
      flags.join('+'),
      `seq=${seq}`,
      ack === null ? '' : `ack=${ack}`,
      len === 0 ? '' : `len=${len}`,
    ];
    return `  ${letter(i)}  ${ARROWS[from][locale]}  ${fields.filter((field) => field !== '').join(' ')}`;
  });
  const views = labelled(blanks, () => WORDS.order[locale], locale);
  const title = orderSegments.title[locale];
  const task = TASK[locale];
  return {
    title,
    task,
    text: [title, '', task, '', ...ladder, '', ...blankLines(views, locale), ''].join('\n'),
    table: {
      caption: WORDS.caption[locale],
      columns: [WORDS.segment[locale], WORDS.from[locale], 'CTL', 'SEQ', 'ACK', 'LEN'],
      rows: rows.map((row) => row.map((text) => ({ text }))),
    },
    ladder: `${ladder.join('\n')}\n`,
    svg: null,
    blanks: views,
  };
}

const ARROWS: Record<TraceSegment['from'], Text> = {
  client: { en: 'client → server', zh: '客户端 → 服务器' },
  server: { en: 'server → client', zh: '服务器 → 客户端' },
};
