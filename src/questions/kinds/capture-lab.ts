// capture-lab: the student opens a capture file of his own in Wireshark and reads off it what a connection was: initial
// sequence numbers, round trip, octets, who closed first, what was sent again, which state. The prompt prints no packet.
import { IsIn } from 'class-validator';
import type { Random } from '../../random.js';
import type { Host, Scenario } from '../../tcp/index.js';
import { type Capture, wireOnly } from '../captures/capture.js';
import {
  type CapturePlan,
  packetsOf,
  PROFILE,
  READING_MISTAKES,
  readings,
  STATE_MISTAKES,
  stateAfter,
} from '../captures/readings.js';
import { blankLines, labelled } from '../blank-list.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty, TOP } from '../draws.js';
import { hosts } from '../i18n/terms.js';
import type {
  CellType,
  Derivation,
  ExpectedCell,
  Kind,
  Locale,
  Prompt,
  TableCell,
  Text,
  View,
} from '../kind.js';
import { type Call, close, connect, type Drop, listen, scenarioOf, send } from '../scenario.js';
import { run } from '../states/run.js';

export class CaptureLabParams {
  /**
   * intro: one connection; numbers, octets, and who closed. standard: the round trip and a state, too. hard: two
   * connections in one file, and something of the one asked about was sent twice.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';
}

const INTRO = ['isn.client', 'isn.server', 'bytes.client', 'bytes.server', 'closer'] as const;
const STANDARD = [...INTRO, 'rtt', 'state'] as const;
const HARD = [...STANDARD, 'retransmission'] as const;
type Question = (typeof HARD)[number];
const ASKED: Record<Difficulty, readonly Question[]> = { intro: INTRO, standard: STANDARD, hard: HARD };

const CELLS: Record<Question, { type: CellType; points: number }> = {
  'isn.client': { type: 'isn', points: 1 },
  'isn.server': { type: 'isn', points: 1 },
  'bytes.client': { type: 'number', points: 2 },
  'bytes.server': { type: 'number', points: 2 },
  closer: { type: 'side', points: 1 },
  rtt: { type: 'time', points: 2 },
  state: { type: 'state', points: 2 },
  retransmission: { type: 'segment', points: 2 },
};

/** How far from the right round trip, in milliseconds, an answer may be. */
const RTT_TOLERANCE = 1;

interface Facts {
  capture: Capture;
  difficulty: Difficulty;
  /** The client's port in the connection asked about. */
  port: number;
  /** After which packet the state is asked. */
  packet: number;
}

export const captureLab: Kind<CaptureLabParams, Facts> = cellKind<CaptureLabParams, Facts, CapturePlan>({
  name: 'capture-lab',
  version: 1,
  title: { en: 'A capture in Wireshark', zh: '用 Wireshark 分析抓包文件' },
  params: CaptureLabParams,
  examples: DIFFICULTIES.map((difficulty) => ({ difficulty })),
  misconceptions: [...READING_MISTAKES, ...STATE_MISTAKES],

  draw({ difficulty }, random) {
    const at = random.field('at').pick(['client', 'server'] as const);
    const [scenario, other] = drawScenarios(difficulty, at, random);
    const ports = drawPorts(random);
    const capture: Capture = {
      at,
      connections: [scenario, ...(other === null ? [] : [other])].map((each, i) => ({
        trace: wireOnly(run(each, PROFILE)),
        ports: { client: ports.client + i * ports.apart, server: ports.server },
      })),
    };
    const changing = packetsOf({ scenario, other, at }).filter(
      ({ segment }) => stateAfter(segment, at) !== 'ESTABLISHED' && !segment.retransmission,
    );
    const packet = random.field('packet').pick(changing).number;
    const plan: CapturePlan = { scenario, other, at, packet };
    const { segments } = run(scenario, PROFILE);
    return {
      plan,
      facts: { capture, difficulty, port: ports.client, packet },
      cells: ASKED[difficulty].map((question) => cellOf(question, plan)),
      // The prompt prints none, but its file holds them.
      printed: segments.flatMap(({ seq, ack }) => (ack === null ? [seq] : [seq, ack])),
      misconceptions: [],
      maybe: [...READING_MISTAKES, ...STATE_MISTAKES],
    };
  },

  predictor: (plan) => (misconceptions) => {
    const read = readings(plan, misconceptions);
    return (id) => read[id] ?? null;
  },

  render: renderLab,
});

function cellOf(id: Question, plan: CapturePlan): ExpectedCell {
  const value = readings(plan, [])[id] ?? null;
  if (value === null) throw new RangeError(`the capture does not show ${id}`);
  const from =
    id === 'bytes.client'
      ? octetsFrom(plan, 'client')
      : id === 'bytes.server'
        ? octetsFrom(plan, 'server')
        : null;
  return {
    id,
    ...CELLS[id],
    value,
    because: becauseOf(id, plan),
    ...(from && { from }),
    ...(id === 'rtt' && { tolerance: RTT_TOLERANCE }),
  };
}

/** Octets are what the FIN's number is beyond that of the SYN, less the SYN itself. */
function octetsFrom({ scenario }: CapturePlan, host: Host): Derivation {
  const own = run(scenario, PROFILE).segments.filter(({ from }) => from === host);
  const syn = own.find(({ flags }) => flags.includes('SYN'));
  const fin = own.find(({ flags }) => flags.includes('FIN'));
  return { cell: null, value: fin?.seq ?? 0, plus: -((syn?.seq ?? 0) + 1) };
}

/** The clauses of the step that shows it: that sends the SYN, the FIN, what was sent again, or makes the state. */
function becauseOf(id: Question, plan: CapturePlan): string[] {
  const { segments, steps } = run(plan.scenario, PROFILE);
  const sending = (i: number | undefined) =>
    steps.find(({ sent }) => i !== undefined && sent.includes(i))?.because ?? [];
  switch (id) {
    case 'isn.client':
    case 'rtt':
      return sending(0);
    case 'isn.server':
      return sending(1);
    case 'bytes.client':
    case 'bytes.server':
      return sending(segments.find(({ from, len }) => len > 0 && id === `bytes.${from}`)?.i);
    case 'closer':
      return sending(segments.find(({ flags }) => flags.includes('FIN'))?.i);
    case 'retransmission':
      return sending(segments.find(({ retransmission }) => retransmission)?.i);
    case 'state': {
      const asked = packetsOf(plan).find(({ number }) => number === plan.packet)?.segment;
      if (asked === undefined || asked.from === plan.at) return sending(asked?.i);
      return steps.find(({ cause }) => cause.kind === 'segment' && cause.segment === asked.i)?.because ?? [];
    }
    default:
      return id satisfies never;
  }
}

/** One-way delays, in microseconds; a round trip is less than any pause between two calls. */
const DELAY_US = [4_000, 60_000] as const;
const PAUSE_US = [200_000, 500_000] as const;
/** After something is lost it is sent again within this time. */
const AGAIN_MS = 1_500;

function drawScenarios(difficulty: Difficulty, at: Host, random: Random): [Scenario, Scenario | null] {
  const delays = random.field('delays');
  const delay_ms = { client: delays.int(...DELAY_US) / 1_000, server: delays.int(...DELAY_US) / 1_000 };
  const hard = difficulty === 'hard';
  const drop: Drop | null = hard ? { from: at, match: 'DATA', nth: [random.field('drop').int(1, 2)] } : null;
  const asked = drawConnection(
    'asked',
    { exchanges: difficulty === 'intro' ? 1 : 2, drop },
    delay_ms,
    random,
  );
  return [asked, hard ? drawConnection('other', { exchanges: 1, drop: null }, delay_ms, random) : null];
}

interface Course {
  /** How often the client sends and the server answers. */
  exchanges: number;
  drop: Drop | null;
}

function drawConnection(
  name: string,
  { exchanges, drop }: Course,
  delay_ms: Record<Host, number>,
  random: Random,
): Scenario {
  const times = random.field(`${name}.times`);
  const isns = random.field(`${name}.isns`);
  const lengths = random.field(`${name}.lengths`);
  const closer = random.field(`${name}.closer`).pick(['client', 'server'] as const);
  let t_ms = name === 'other' ? times.int(100_000, 900_000) / 1_000 : 0;
  const later = () => {
    t_ms += times.int(...PAUSE_US) / 1_000 + (drop === null ? 0 : AGAIN_MS);
    return t_ms;
  };
  const calls: Call[] = [listen(), connect('client', t_ms)];
  for (let i = 0; i < exchanges; i++) {
    calls.push(send('client', later(), lengths.int(60, 1_400)));
    // An answer of two segments, unless one of them could be lost: then it is one.
    calls.push(send('server', later(), drop === null ? lengths.int(1_500, 2_800) : lengths.int(60, 1_400)));
  }
  calls.push(close(closer, later()), close(closer === 'client' ? 'server' : 'client', later()));
  const isn = { client: isns.int(LEAST_ISN, TOP - LEAST_ISN), server: isns.int(LEAST_ISN, TOP - LEAST_ISN) };
  const scenario = scenarioOf('capture-lab', isn, calls, drop === null ? [] : [drop]);
  return { ...scenario, link: { ...scenario.link, delay_ms }, until_ms: t_ms + UNTIL };
}

const LEAST_ISN = 1_000_000;
/** How long the capture goes on after the last call: before the end of TIME-WAIT. */
const UNTIL = 5_000;

function drawPorts(random: Random): { client: number; server: number; apart: number } {
  const stream = random.field('ports');
  return {
    client: stream.int(49_152, 65_000),
    server: stream.pick([80, 443, 8080]),
    apart: stream.int(1, 500),
  };
}

const WORDS = {
  caption: { en: 'Questions about the capture', zh: '关于抓包文件的问题' },
  columns: { en: ['Question', 'Answer'], zh: ['问题', '答案'] },
};

function taskOf({ capture, port, difficulty }: Facts, locale: Locale): string {
  const at = hosts[capture.at][locale];
  const server = capture.connections[0]?.ports.server ?? 0;
  const several = difficulty === 'hard';
  return {
    en: [
      `Open the capture file of this question (pcapng) in Wireshark. It was taken at the ${at}’s interface.`,
      several
        ? `It holds two connections; all questions are about the one in which the client has port ${port} (the server has port ${server}).`
        : `It holds one connection, from port ${port} of the client to port ${server} of the server.`,
      'Packets are numbered as in Wireshark’s column No. Octets of data are the payload of TCP without any headers; octets that were sent twice count once.',
    ].join(' '),
    zh: [
      `请用 Wireshark 打开本题的抓包文件（pcapng）。抓包位置在${at}的网络接口。`,
      several
        ? `文件中有两个连接，以下问题都只针对客户端端口为 ${port} 的那个连接（服务器端口为 ${server}）。`
        : `文件中有一个连接，从客户端的端口 ${port} 到服务器的端口 ${server}。`,
      '分组编号以 Wireshark 的 No. 列为准。数据字节数指 TCP 的有效载荷，不含任何首部；重传的字节只计一次。',
    ].join(''),
  }[locale];
}

function labelOf(id: string, { capture, packet }: Facts): Text {
  const at = hosts[capture.at];
  const labels: Record<Question, Text> = {
    'isn.client': {
      en: 'Initial sequence number of the client: the raw one, as it is in the segment',
      zh: '客户端的初始序号（报文段中的真实值，即 raw）',
    },
    'isn.server': {
      en: 'Initial sequence number of the server: the raw one, as it is in the segment',
      zh: '服务器的初始序号（报文段中的真实值，即 raw）',
    },
    'bytes.client': {
      en: 'Octets of data from the client to the server',
      zh: '客户端发给服务器的数据字节数',
    },
    'bytes.server': {
      en: 'Octets of data from the server to the client',
      zh: '服务器发给客户端的数据字节数',
    },
    closer: { en: 'Which side closed first?', zh: '哪一方先关闭连接？' },
    rtt: {
      en: `Round-trip time during the handshake, in whole milliseconds, written with the unit (ms); ${RTT_TOLERANCE} ms more or less is right, too`,
      zh: `握手期间的往返时间，精确到毫秒，请写明单位（ms）；相差 ${RTT_TOLERANCE} ms 以内均算正确`,
    },
    state: {
      en: `State of the ${at.en} right after packet ${packet}`,
      zh: `${at.zh}在分组 ${packet} 之后的状态`,
    },
    retransmission: { en: 'Which packet is the retransmission?', zh: '哪个分组是重传？' },
  };
  return labels[id as Question];
}

function renderLab({ blanks, facts }: Prompt<Facts>, locale: Locale): View {
  const title = captureLab.title[locale];
  const task = taskOf(facts, locale);
  const views = labelled(blanks, (id) => labelOf(id, facts)[locale], locale);
  const ladder = `${views.map(({ id, label }) => `  ${label}  [${id}]`).join('\n')}\n`;
  return {
    title,
    task,
    text: [title, '', task, '', ...blankLines(views, locale), ''].join('\n'),
    table: {
      caption: WORDS.caption[locale],
      columns: [...WORDS.columns[locale]],
      rows: views.map(({ id, label }): TableCell[] => [{ text: label }, { blank: id }]),
    },
    ladder,
    svg: null,
    blanks: views,
  };
}
