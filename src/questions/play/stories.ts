// What a student plays: which side, what to bring about, and what the peer and the network do. The moves are those of
// the same connection simulated at both ends, so each story fixes how many turns there are.
import type { Host } from '../../tcp/index.js';
import type { Difficulty } from '../draws.js';
import type { Text } from '../kind.js';
import { type Call, close, connect, type Drop, listen, send, shutdown } from '../scenario.js';

export const STORY_NAMES = [
  'open',
  'accept',
  'client-closes',
  'server-closes-last',
  'lost-data',
  'half-close',
  'lost-last-ack',
] as const;
export type StoryName = (typeof STORY_NAMES)[number];

/** Lengths of data: the student's first and second, and the peer's. */
export type Lengths = Readonly<Record<'first' | 'second' | 'peer', number>>;

export interface PlayStory {
  role: Host;
  /** The calls of both sides; the student's become turns. */
  calls(lengths: Lengths): Call[];
  drops?: readonly Drop[];
  goal(lengths: Lengths): Text;
}

/** As many turns in all stories of a difficulty. */
export const USUAL: Record<Difficulty, readonly StoryName[]> = {
  intro: ['open', 'accept'],
  standard: ['client-closes', 'server-closes-last'],
  hard: ['lost-data', 'half-close', 'lost-last-ack'],
};

const OPEN = [listen(), connect()];

export const STORIES: Record<StoryName, PlayStory> = {
  open: {
    role: 'client',
    calls: ({ first }) => [...OPEN, send('client', 200, first)],
    goal: ({ first }) => ({
      en: `Open the connection, then send ${first} octets in one segment.`,
      zh: `请打开连接，然后用一个报文段发送 ${first} 字节数据。`,
    }),
  },
  accept: {
    role: 'server',
    calls: ({ first, peer }) => [...OPEN, send('client', 100, peer), send('server', 400, first)],
    goal: ({ first }) => ({
      en: `You listen. Accept the connection and take the client’s data, then send ${first} octets in one segment.`,
      zh: `你正在监听。请接受连接并接收客户端的数据，然后用一个报文段发送 ${first} 字节数据。`,
    }),
  },
  'client-closes': {
    role: 'client',
    calls: ({ first }) => [...OPEN, send('client', 200, first), close('client', 400), close('server', 500)],
    goal: ({ first }) => ({
      en: `Open the connection, send ${first} octets in one segment, and when they are acknowledged, close; the server then closes, too.`,
      zh: `请打开连接，用一个报文段发送 ${first} 字节数据，得到确认后关闭；随后服务器也会关闭。`,
    }),
  },
  'server-closes-last': {
    role: 'server',
    calls: ({ first, peer }) => [
      ...OPEN,
      send('client', 100, peer),
      send('server', 300, first),
      close('client', 500),
      close('server', 700),
    ],
    goal: ({ first }) => ({
      en: `You listen. Accept the connection and take the client’s data, answer with ${first} octets in one segment, and when the client has closed, close, too.`,
      zh: `你正在监听。请接受连接并接收客户端的数据，用一个报文段回复 ${first} 字节数据；客户端关闭之后，你也关闭。`,
    }),
  },
  'lost-data': {
    role: 'client',
    calls: ({ first, peer }) => [
      ...OPEN,
      send('client', 200, first),
      send('server', 1_600, peer),
      close('client', 2_000),
      close('server', 2_200),
    ],
    drops: [{ from: 'client', match: 'DATA', nth: [1] }],
    goal: ({ first }) => ({
      en: `Open the connection, send ${first} octets in one segment, take the server’s answer, then close; the server then closes, too.`,
      zh: `请打开连接，用一个报文段发送 ${first} 字节数据，接收服务器的回复，然后关闭；随后服务器也会关闭。`,
    }),
  },
  'half-close': {
    role: 'client',
    calls: ({ first, second, peer }) => [
      ...OPEN,
      send('client', 200, first),
      send('client', 400, second),
      shutdown('client', 600),
      send('server', 800, peer),
      close('server', 1_000),
    ],
    goal: ({ first, second }) => ({
      en: `Open the connection, send ${first} octets, then ${second} octets, each in one segment, and close your side. The server still has something to say before it closes, too.`,
      zh: `请打开连接，先后各用一个报文段发送 ${first} 字节和 ${second} 字节数据，然后关闭你这一侧。服务器在关闭之前还有数据要发送。`,
    }),
  },
  'lost-last-ack': {
    role: 'client',
    calls: ({ first, second }) => [
      ...OPEN,
      send('client', 200, first),
      send('client', 400, second),
      close('client', 600),
      close('server', 800),
    ],
    drops: [{ from: 'client', match: 'PURE-ACK', nth: [2] }],
    goal: ({ first, second }) => ({
      en: `Open the connection, send ${first} octets, then ${second} octets, each in one segment, and close; the server then closes, too.`,
      zh: `请打开连接，先后各用一个报文段发送 ${first} 字节和 ${second} 字节数据，然后关闭；随后服务器也会关闭。`,
    }),
  },
};
