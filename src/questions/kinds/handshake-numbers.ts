// handshake-numbers: sequence number, acknowledgment number and flags of the segments that open a connection
// (RFC 9293 section 3.5), and of the first data after them, which shows whether an ACK is thought to take a number.
import { IsIn } from 'class-validator';
import type { Random } from '../../random.js';
import { type Host, PROFILE_NAMES, type ProfileName } from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { DIFFICULTIES, type Difficulty, TOP, drawIsns, drawLengths, isnWithinData } from '../draws.js';
import type { Kind, Text } from '../kind.js';
import type { NumberingMisconception } from '../../tcp/index.js';
import { connect, listen, scenarioOf, send } from '../scenario.js';
import {
  type SegmentCell,
  type SegmentFacts,
  type SegmentPlan,
  segmentDraft,
  segmentPredictor,
} from '../segments/index.js';
import { segmentView } from '../segments/view.js';

export class HandshakeNumbersParams {
  /**
   * intro: numbers only. standard: flags, too. hard: of the
   * numbers only the two ISNs are given, more data follow, and in 7 of 10 questions a number wraps around.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** Which TCP is simulated. */
  @IsIn(PROFILE_NAMES)
  profile: ProfileName = 'textbook';
}

const INTRO: readonly SegmentCell[] = ['1.ack', '2.seq', '2.ack', '3.seq', '4.seq', '4.ack'];
const STANDARD: readonly SegmentCell[] = [
  '1.flags',
  '1.ack',
  '2.flags',
  '2.seq',
  '2.ack',
  '3.seq',
  '3.ack',
  '4.seq',
  '4.ack',
];
const CELLS: Record<Difficulty, readonly SegmentCell[]> = {
  intro: INTRO,
  standard: STANDARD,
  // Ten at most, so that each is worth a point where an item has its usual ten.
  hard: ['0.ack', ...STANDARD.filter((cell) => cell !== '3.ack'), '5.seq'],
};
/** Neither asked nor shown: they would tell a number that is asked. */
const VEILED: Record<Difficulty, readonly SegmentCell[]> = {
  intro: ['3.ack'],
  standard: [],
  hard: ['3.ack', '5.ack'],
};
/** When the drawing ends: before the acknowledgment of the last data, where that is not asked. */
const UNTIL: Record<Difficulty, number | null> = { intro: null, standard: null, hard: 405 };

const INTRO_RULES: readonly NumberingMisconception[] = [
  'syn-takes-no-number',
  'pure-ack-takes-a-number',
  'ack-is-last-octet',
  'third-segment-reuses-isn',
  'ack-is-seq-plus-one',
  'ack-adds-one-always',
  'relative-numbers',
  'seq-and-ack-swapped',
  'synack-ack-from-own-isn',
  'syn-counts-four',
];
const STANDARD_RULES: readonly NumberingMisconception[] = [
  'syn-takes-no-number',
  'pure-ack-takes-a-number',
  'ack-is-last-octet',
  'ack-is-seq-plus-one',
  'third-segment-reuses-isn',
  'ack-adds-one-always',
  'relative-numbers',
  'ack-names-the-segment',
  'seq-and-ack-swapped',
  'synack-ack-from-own-isn',
  'ack-continues-own-numbers',
  'headers-count-20',
  'headers-count-40',
  'headers-count-54',
  'syn-counts-four',
  'synack-without-ack',
  'third-segment-has-syn',
];
const HARD_RULES: readonly NumberingMisconception[] = [
  ...STANDARD_RULES,
  'first-syn-acks-itself',
  'first-syn-acks-peer-isn',
];
const WRAP_RULES: readonly NumberingMisconception[] = ['no-modulo', 'modulo-one-short', 'sequence-saturates'];

function misconceptionsOf(difficulty: Difficulty, { isn, wraps }: Numbers): NumberingMisconception[] {
  const rules = { intro: INTRO_RULES, standard: STANDARD_RULES, hard: HARD_RULES }[difficulty];
  // With an ISN of 2^32 - 1 the SYN would acknowledge 0, which is what a SYN without acknowledgment carries.
  const shown = rules.filter((rule) => rule !== 'first-syn-acks-itself' || isn.client !== TOP);
  if (!wraps) return shown;
  // Where only the last acknowledgment wraps, counting modulo 2^32 - 1 is the same as adding one too many.
  const atOnce = isn.client === TOP || isn.server === TOP;
  return [...shown, ...WRAP_RULES.filter((rule) => rule !== 'modulo-one-short' || atOnce)];
}

const POINTS = { flags: 1, seq: 2, ack: 2, len: 1 };

/** Share of hard questions in which a number wraps around, in percent, and of those where an ISN is 2^32 - 1. */
const WRAPS = 70;
const WRAPS_AT_ONCE = 40;
/** Octets of the second data, of which only the sequence number is asked. */
const MORE_DATA = 100;

interface Numbers {
  isn: Record<Host, number>;
  /** Octets of the client's first data. */
  length: number;
  wraps: boolean;
}

function drawNumbers(difficulty: Difficulty, random: Random): Numbers {
  const isn = drawIsns(random, difficulty);
  const [length = 0] = drawLengths(random, 1);
  const wrap = random.field('wraps');
  if (difficulty !== 'hard' || !wrap.chance(WRAPS)) return { isn, length, wraps: false };
  if (wrap.chance(WRAPS_AT_ONCE)) {
    return { isn: { ...isn, [wrap.pick(['client', 'server'] as const)]: TOP }, length, wraps: true };
  }
  return { isn: { ...isn, client: isnWithinData(random, 'client', length) }, length, wraps: true };
}

const TITLE: Text = { en: 'Numbers of the handshake', zh: '三报文握手的序号与确认号' };

const TASK: Record<Difficulty, Text> = {
  intro: {
    en: 'A client opens a connection to a server and then sends its first data. A dot stands for a number that is not asked. Fill in the missing sequence and acknowledgment numbers.',
    zh: '客户端与服务器通过三报文握手建立连接，随后客户端发送第一批数据。圆点表示不要求填写的数。请填写缺少的序号和确认号。',
  },
  standard: {
    en: 'A client opens a connection to a server and then sends its first data. Fill in the missing numbers and control bits.',
    zh: '客户端与服务器通过三报文握手建立连接，随后客户端发送第一批数据。请填写缺少的序号、确认号和控制位。',
  },
  hard: {
    en: 'A client opens a connection to a server and then sends data twice. Of the numbers only the two initial ones are given, and a dot stands for one that is not asked. Fill in the others and the missing control bits.',
    zh: '客户端与服务器通过三报文握手建立连接，随后客户端两次发送数据。序号中只给出双方的初始序号，圆点表示不要求填写的数。请填写其余序号、确认号和控制位。',
  },
};

export const handshakeNumbers: Kind<HandshakeNumbersParams, HandshakeFacts> = cellKind<
  HandshakeNumbersParams,
  HandshakeFacts,
  SegmentPlan
>({
  name: 'handshake-numbers',
  version: 2,
  title: TITLE,
  params: HandshakeNumbersParams,
  examples: [
    { difficulty: 'intro' },
    { difficulty: 'standard' },
    { difficulty: 'hard' },
    { difficulty: 'standard', profile: 'linux' },
    { difficulty: 'hard', profile: 'rfc9293' },
  ],
  misconceptions: [...HARD_RULES, ...WRAP_RULES],

  draw({ difficulty, profile }, random) {
    const numbers = drawNumbers(difficulty, random);
    const data = [send('client', 100, numbers.length)];
    if (difficulty === 'hard') data.push(send('client', 400, MORE_DATA));
    const scenario = {
      ...scenarioOf('handshake', numbers.isn, [listen(), connect(), ...data]),
      until_ms: UNTIL[difficulty],
    };
    const plan = { scenario, profile, veiled: [...VEILED[difficulty]] };
    const draft = segmentDraft(plan, CELLS[difficulty], POINTS);
    return {
      ...draft,
      facts: { ...draft.facts, difficulty },
      misconceptions: misconceptionsOf(difficulty, numbers),
    };
  },

  predictor: segmentPredictor,

  render: (prompt, locale) => segmentView(TITLE, TASK[prompt.facts.difficulty], prompt, locale),
});

interface HandshakeFacts extends SegmentFacts {
  difficulty: Difficulty;
}
