// teardown-numbers: the numbers of closing a connection (RFC 9293 section 3.6): u, v and w of the textbooks, and what
// becomes of them when data follow the first FIN, ride on it, or when a FIN or the last ACK is lost.
import { IsIn } from 'class-validator';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import type { NumberingMisconception } from '../../tcp/index.js';
import { close, send, shutdown } from '../scenario.js';
import type { SegmentCell } from '../segments/index.js';
import { type Story, storyKind } from '../segments/story-kind.js';

const STORY_NAMES = [
  'client-first',
  'server-first',
  'data-in-close-wait',
  'fin-with-data',
  'three-segments',
  'simultaneous',
  'lost-fin',
  'lost-last-ack',
] as const;
type StoryName = (typeof STORY_NAMES)[number];

export class TeardownNumbersParams {
  /**
   * intro: one side closes, then the other. standard: the server sends data in between, or closes so soon that three segments
   * do, or both close at once. hard: the first FIN carries data, and numbers often wrap around; or a FIN or the last ACK is lost.
   */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** How the connection ends; `auto` draws one of the difficulty. */
  @IsIn(['auto', ...STORY_NAMES])
  story: StoryName | 'auto' = 'auto';
}

const HANDSHAKE: readonly SegmentCell[] = ['1.ack', '2.seq', '2.ack'];

/** Whoever closes first, no data: u is printed, v is not. */
const FOUR_SEGMENTS = {
  asked: ['4.ack', '5.seq', '5.ack', '6.seq', '6.ack'],
  veiled: ['2.ack', '3.ack', '4.seq'],
} as const satisfies Partial<Story>;

const OF_FIN: readonly NumberingMisconception[] = [
  'fin-takes-no-number',
  'last-ack-repeats-fin-number',
  'third-wave-ack-grows',
  'relative-numbers',
  'seq-and-ack-swapped',
];

const OF_DATA: readonly NumberingMisconception[] = [
  'ack-is-last-octet',
  'ack-adds-one-always',
  'ack-is-seq-plus-one',
  'headers-count-20',
  'headers-count-40',
  'headers-count-54',
];

const STORIES: Record<StoryName, Story> = {
  'client-first': {
    profile: 'textbook',
    calls: () => [close('client', 100), close('server', 300)],
    ...FOUR_SEGMENTS,
    misconceptions: [...OF_FIN, 'pure-ack-takes-a-number'],
    task: {
      en: 'The client closes the connection, later the server does. A dot stands for a number that is not asked. Fill in the missing numbers.',
      zh: '客户端先关闭连接，随后服务器也关闭（四报文挥手）。圆点表示不要求填写的数。请填写缺少的序号和确认号。',
    },
  },
  'server-first': {
    profile: 'textbook',
    calls: () => [close('server', 100), close('client', 300)],
    asked: FOUR_SEGMENTS.asked,
    veiled: ['1.ack', '2.seq', '3.ack', '4.seq'],
    misconceptions: [...OF_FIN, 'pure-ack-takes-a-number'],
    task: {
      en: 'The server closes the connection, later the client does. A dot stands for a number that is not asked. Fill in the missing numbers.',
      zh: '服务器先关闭连接，随后客户端也关闭（四报文挥手）。圆点表示不要求填写的数。请填写缺少的序号和确认号。',
    },
  },
  'data-in-close-wait': {
    profile: 'textbook',
    calls: ([a = 0, b = 0]) => [
      send('client', 100, a),
      shutdown('client', 200),
      send('server', 300, b),
      close('server', 400),
    ],
    asked: ['5.flags', '5.seq', '6.seq', '6.ack', '8.ack', '9.flags', '9.seq', '9.ack', '10.seq', '10.ack'],
    veiled: [...HANDSHAKE, '3.seq', '3.ack', '4.seq', '4.ack', '5.ack', '7.seq', '7.ack', '8.seq'],
    misconceptions: [
      'syn-takes-no-number',
      'no-data-after-fin',
      'pure-ack-takes-a-number',
      ...OF_FIN,
      ...OF_DATA,
      'fin-without-ack',
    ],
    task: {
      en: 'The client has said all and closes its side; the server still sends data before it closes, too. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '客户端数据已发完，先关闭自己一侧；服务器在关闭之前仍有数据要发送（四报文挥手）。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
  },
  'fin-with-data': {
    profile: 'rfc9293',
    calls: ([a = 0, b = 0]) => [
      send('client', 100, a, true),
      shutdown('client', 100),
      send('server', 300, b),
      close('server', 600),
    ],
    asked: ['3.flags', '3.seq', '4.seq', '4.ack', '6.ack', '7.flags', '7.seq', '7.ack', '8.seq', '8.ack'],
    veiled: [...HANDSHAKE, '3.ack', '5.seq', '5.ack', '6.seq'],
    misconceptions: [
      'syn-takes-no-number',
      'fin-with-text-counts-text-only',
      'fin-with-text-counts-fin-only',
      'no-data-after-fin',
      'pure-ack-takes-a-number',
      ...OF_FIN,
      ...OF_DATA,
      'fin-without-ack',
    ],
    task: {
      en: 'The client’s FIN rides on its last data; the server still sends data before it closes, too. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '客户端的 FIN 随最后的数据一起发送；服务器在关闭之前仍有数据要发送。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
  },
  'three-segments': {
    profile: 'linux',
    calls: ([a = 0]) => [send('client', 100, a), close('client', 300), close('server', 312)],
    asked: ['4.ack', '5.flags', '5.seq', '5.ack', '6.flags', '6.seq', '6.ack', '7.flags', '7.seq', '7.ack'],
    veiled: [...HANDSHAKE, '3.ack', '4.seq'],
    misconceptions: [
      'syn-takes-no-number',
      'pure-ack-takes-a-number',
      'fin-takes-no-number',
      'last-ack-repeats-fin-number',
      'relative-numbers',
      'seq-and-ack-swapped',
      ...OF_DATA,
      'fin-without-ack',
    ],
    task: {
      en: 'After its data the client closes; the server closes so soon that its FIN carries the acknowledgment, too. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '客户端发完数据后关闭连接；服务器随即关闭，它的 FIN 同时带上了确认，因此只需三个报文段。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
  },
  simultaneous: {
    profile: 'textbook',
    calls: ([a = 0]) => [send('client', 100, a), close('client', 300), close('server', 300)],
    asked: ['4.ack', '5.flags', '5.seq', '5.ack', '6.flags', '6.seq', '7.seq', '7.ack', '8.seq', '8.ack'],
    veiled: [...HANDSHAKE, '3.ack', '4.seq', '6.ack'],
    misconceptions: [
      'syn-takes-no-number',
      'pure-ack-takes-a-number',
      'fin-takes-no-number',
      'last-ack-repeats-fin-number',
      'relative-numbers',
      'seq-and-ack-swapped',
      ...OF_DATA,
      'fin-without-ack',
    ],
    task: {
      en: 'After the client’s data both sides close at the same time; their FINs cross. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '客户端发完数据后，双方同时关闭连接，两个 FIN 在途中交错。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
  },
  'lost-fin': {
    profile: 'textbook',
    calls: () => [close('client', 100), close('server', 2000)],
    drops: [{ from: 'client', match: 'FIN', nth: [1] }],
    asked: ['3.seq', '4.seq', '5.flags', '5.seq', '5.ack', '6.flags', '6.seq', '6.ack', '7.seq', '7.ack'],
    veiled: [...HANDSHAKE, '3.ack', '4.ack'],
    misconceptions: [...OF_FIN, 'syn-takes-no-number', 'pure-ack-takes-a-number', 'fin-without-ack'],
    task: {
      en: 'The client closes and its FIN is lost; later the server closes. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '客户端关闭连接，但它的 FIN 丢失；随后服务器也关闭。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
  },
  'lost-last-ack': {
    profile: 'textbook',
    calls: () => [close('client', 100), close('server', 300)],
    drops: [{ from: 'client', match: 'PURE-ACK', nth: [2] }],
    asked: ['4.ack', '5.seq', '5.ack', '6.flags', '6.seq', '6.ack', '7.seq', '7.ack', '8.seq', '8.ack'],
    veiled: ['2.ack', '3.ack', '4.seq'],
    misconceptions: [...OF_FIN, 'pure-ack-takes-a-number'],
    task: {
      en: 'The client closes, later the server does, and the last ACK is lost. A dot stands for a number that is not asked. Fill in the missing numbers and control bits.',
      zh: '客户端先关闭连接，随后服务器也关闭，最后的 ACK 丢失。圆点表示不要求填写的数。请填写缺少的序号、确认号和控制位。',
    },
  },
};

export const teardownNumbers = storyKind<StoryName>({
  name: 'teardown-numbers',
  version: 3,
  title: { en: 'Numbers of the close', zh: '连接释放的序号与确认号' },
  params: TeardownNumbersParams,
  stories: STORIES,
  usual: {
    intro: ['client-first', 'server-first'],
    standard: ['data-in-close-wait', 'three-segments', 'simultaneous'],
    hard: ['fin-with-data', 'lost-fin', 'lost-last-ack'],
  },
});
