// transfer-numbers: sequence numbers, acknowledgment numbers and lengths while data flow (RFC 9293 section 3.4):
// in one direction, in both, with acknowledgments riding on data, and with a lost segment.
import { IsIn } from 'class-validator';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import type { NumberingMisconception } from '../../tcp/index.js';
import { send } from '../scenario.js';
import type { SegmentCell } from '../segments/index.js';
import { type Story, storyKind } from '../segments/story-kind.js';

const STORY_NAMES = [
  'one-way',
  'server-sends',
  'both-ways',
  'piggyback',
  'loss',
  'lost-ack',
  'lengths',
] as const;
type StoryName = (typeof STORY_NAMES)[number];

export class TransferNumbersParams {
  /**
   * intro: data in one direction. standard: in both, with acknowledgments of their own or riding on data. hard: the second of
   * three segments is lost, or an acknowledgment, for which the next one stands; and numbers often wrap around.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** What happens; `auto` draws one of the difficulty. */
  @IsIn(['auto', ...STORY_NAMES])
  story: StoryName | 'auto' = 'auto';
}

const COMMON: readonly NumberingMisconception[] = [
  'ack-is-last-octet',
  'ack-is-seq-plus-one',
  'ack-adds-one-always',
  'relative-numbers',
  'ack-names-the-segment',
  'headers-count-20',
  'headers-count-40',
  'headers-count-54',
];

const HANDSHAKE: readonly SegmentCell[] = ['1.ack', '2.seq', '2.ack'];

const STORIES: Record<StoryName, Story> = {
  'one-way': {
    profile: 'textbook',
    asked: ['4.ack', '5.seq', '6.ack'],
    veiled: [],
    misconceptions: COMMON,
    task: {
      en: 'After the handshake the client sends data twice. Fill in the missing numbers.',
      zh: '握手之后，客户端两次发送数据。请填写缺少的序号和确认号。',
    },
    calls: ([a = 0, b = 0]) => [send('client', 100, a), send('client', 200, b)],
  },
  'server-sends': {
    profile: 'textbook',
    asked: ['4.ack', '5.seq', '6.ack'],
    veiled: [],
    misconceptions: COMMON,
    task: {
      en: 'After the handshake the server sends data twice. Fill in the missing numbers.',
      zh: '握手之后，服务器两次发送数据。请填写缺少的序号和确认号。',
    },
    calls: ([a = 0, b = 0]) => [send('server', 100, a), send('server', 200, b)],
  },
  'both-ways': {
    profile: 'textbook',
    asked: ['3.seq', '4.ack', '5.seq', '5.ack', '6.seq', '6.ack', '7.seq', '8.seq', '8.ack'],
    veiled: [...HANDSHAKE, '3.ack', '4.seq', '7.ack'],
    misconceptions: [
      'syn-takes-no-number',
      'pure-ack-takes-a-number',
      ...COMMON,
      'seq-and-ack-swapped',
      'ack-continues-own-numbers',
    ],
    task: {
      en: 'After the handshake client and server send data to each other. A dot stands for a number that is not asked. Fill in the missing numbers.',
      zh: '握手之后，客户端与服务器互相发送数据。圆点表示不要求填写的数。请填写缺少的序号和确认号。',
    },
    calls: ([a = 0, b = 0, c = 0]) => [
      send('client', 100, a),
      send('server', 200, b),
      send('client', 300, c),
    ],
  },
  piggyback: {
    profile: 'rfc9293',
    asked: ['3.seq', '3.ack', '4.flags', '4.seq', '4.ack', '5.seq', '5.ack', '6.seq', '6.ack'],
    veiled: HANDSHAKE,
    misconceptions: [
      'syn-takes-no-number',
      'pure-ack-takes-a-number',
      ...COMMON,
      'ack-continues-own-numbers',
    ],
    task: {
      en: 'After the handshake client and server answer each other so soon that their acknowledgments ride on data. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '握手之后，双方很快互相应答，确认随数据一起捎带发送。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
    calls: ([a = 0, b = 0, c = 0]) => [
      send('client', 100, a),
      send('server', 150, b),
      send('client', 200, c),
    ],
  },
  lengths: {
    profile: 'textbook',
    asked: ['3.len', '5.len', '7.seq', '7.len'],
    veiled: [...HANDSHAKE, '3.ack', '4.seq', '5.ack', '6.seq', '7.ack', '8.seq'],
    misconceptions: [
      'ack-is-last-octet',
      'ack-adds-one-always',
      'syn-takes-no-number',
      'pure-ack-takes-a-number',
      'headers-count-20',
      'headers-count-40',
      'headers-count-54',
    ],
    task: {
      en: 'After the handshake the client sends data twice, then the server does. How many octets of data each segment carries is to be found from the numbers. A dot stands for a number that is not asked. Fill in the missing numbers and lengths.',
      zh: '握手之后，客户端两次发送数据，随后服务器发送数据。各报文段的数据字节数需由序号和确认号求出。圆点表示不要求填写的数。请填写缺少的序号和数据字节数。',
    },
    calls: ([a = 0, b = 0, c = 0]) => [
      send('client', 100, a),
      send('client', 200, b),
      send('server', 300, c),
    ],
  },
  loss: {
    profile: 'textbook',
    asked: ['4.seq', '5.seq', '6.ack', '7.ack', '8.seq', '9.ack'],
    veiled: [],
    misconceptions: ['ack-is-not-cumulative', ...COMMON],
    task: {
      en: 'After the handshake the client sends three segments of data at once, and the network loses the second. Fill in the missing numbers.',
      zh: '握手之后，客户端连续发送三个数据报文段，其中第二个在网络中丢失。请填写缺少的序号和确认号。',
    },
    calls: (lengths) => lengths.map((n) => send('client', 100, n)),
    drops: [{ from: 'client', match: 'DATA', nth: [2] }],
    // So that acknowledgments before the wrap show what rule the student follows, and those after it how they wrap.
    wrapsIn: 1,
  },
  'lost-ack': {
    profile: 'textbook',
    asked: ['4.seq', '5.ack', '6.ack', '7.seq', '8.seq', '8.ack'],
    veiled: [],
    misconceptions: [...COMMON, 'pure-ack-takes-a-number'],
    task: {
      en: 'After the handshake the client sends two segments of data, and the first acknowledgment is lost. Nothing is sent again, since the next one is cumulative; later more data follow. Fill in the missing numbers.',
      zh: '握手之后，客户端连续发送两个数据报文段，服务器的第一个确认丢失。由于确认是累积的，无需重传；随后客户端又发送数据。请填写缺少的序号和确认号。',
    },
    calls: ([a = 0, b = 0, c = 0]) => [
      send('client', 100, a),
      send('client', 105, b),
      send('client', 300, c),
    ],
    drops: [{ from: 'server', match: 'PURE-ACK', nth: [1] }],
    wrapsIn: 1,
  },
};

export const transferNumbers = storyKind<StoryName>({
  name: 'transfer-numbers',
  version: 3,
  title: { en: 'Numbers while data flow', zh: '数据传输中的序号与确认号' },
  params: TransferNumbersParams,
  stories: STORIES,
  usual: {
    intro: ['one-way', 'server-sends'],
    standard: ['both-ways', 'piggyback'],
    hard: ['loss', 'lost-ack'],
  },
});
