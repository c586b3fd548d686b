// How a handshake may go (RFC 9293 section 3.5, figures 6 to 8): what is called, what the network loses, and which
// numbers are asked. Every story asks as many as every other, so that it is drawn without making a question longer.
import type { NumberingMisconception, ProfileName } from '../../tcp/index.js';
import type { Difficulty } from '../draws.js';
import type { Text } from '../kind.js';
import { type Call, connect, type Drop, listen, send } from '../scenario.js';
import type { SegmentField } from '../segments/index.js';
import type { Role } from './roles.js';

export const STORY_NAMES = [
  'usual',
  'data-on-third',
  'lost-syn',
  'lost-syn-ack',
  'lost-third',
  'lost-third-before-data',
  'simultaneous',
] as const;
export type StoryName = (typeof STORY_NAMES)[number];

export type Asked = readonly `${Role}.${SegmentField}`[];

export interface HandshakeStory {
  /** With lengths of data to use, each below one MSS; the last call is for `hard` only. */
  calls(lengths: readonly [number, number, number]): Call[];
  drops?: readonly Drop[];
  /** Six cells, and nine. */
  intro: Asked;
  standard: Asked;
  /** Data after those, whose number is asked in `hard`: it tells what an ACK of data was thought to take. */
  last: 'data2' | 'data3';
  /** Misconceptions that make no sense here, or hide behind others too often to be named. */
  not?: readonly NumberingMisconception[];
  /** Those that play it; by default all. */
  profiles?: readonly ProfileName[];
  task: Text;
}

/** Long after everything that a loss makes come again. */
const LATER = 3_000;

/** Between one sending of data and the next: longer than any delay of an ACK. */
const PAUSE = 300;

const SO_MANY_HEADERS: readonly NumberingMisconception[] = ['headers-count-40', 'headers-count-54'];

const OPEN = [listen(), connect()];
const thenData = (lengths: readonly number[], t_ms: number): Call[] =>
  lengths.map((n, i) => send('client', t_ms + i * PAUSE, n));

const AFTER: Asked = ['synack.flags', 'synack.ack', 'third.flags', 'third.seq', 'third.ack'];

/** The cells of a story at a difficulty: 6, 9 or 10. */
export function askedIn({ intro, standard, last }: HandshakeStory, difficulty: Difficulty): Asked {
  const spared = standard.includes('data.ack') ? 'data.ack' : 'reply.seq';
  const most = standard.filter((cell) => cell !== spared);
  return { intro, standard, hard: ['syn.ack' as const, ...most, `${last}.seq` as const] }[difficulty];
}

export const STORIES: Record<StoryName, HandshakeStory> = {
  usual: {
    calls: ([n, m]) => [...OPEN, ...thenData([n, m], 100)],
    intro: ['synack.ack', 'third.seq', 'third.ack', 'data.seq', 'reply.seq', 'reply.ack'],
    standard: [...AFTER, 'data.seq', 'data.ack', 'reply.seq', 'reply.ack'],
    last: 'data2',
    task: {
      en: 'A client opens a connection to a server and then sends data.',
      zh: '客户端与服务器通过三报文握手建立连接，随后客户端发送数据。',
    },
  },
  'data-on-third': {
    calls: ([n, m, last]) => [
      listen(),
      { ...connect(), args: { opts: { TCP_QUICKACK: 0 } } },
      send('client', 5, n),
      ...thenData([m, last], 400),
    ],
    intro: ['synack.ack', 'data.seq', 'data.ack', 'reply.seq', 'reply.ack', 'data2.seq'],
    standard: [
      'synack.flags',
      'synack.ack',
      'data.flags',
      'data.seq',
      'data.ack',
      'reply.seq',
      'reply.ack',
      'data2.seq',
      'data2.ack',
    ],
    profiles: ['textbook', 'rfc9293'],
    last: 'data3',
    task: {
      en: 'A client opens a connection to a server; its third segment carries data already.',
      zh: '客户端与服务器通过三报文握手建立连接，第三个报文段就携带数据。',
    },
  },
  'lost-syn': {
    calls: ([n, m]) => [...OPEN, ...thenData([n, m], LATER)],
    drops: [{ from: 'client', match: 'SYN', nth: [1] }],
    intro: ['syn2.seq', 'synack.ack', 'third.seq', 'third.ack', 'data.seq', 'reply.ack'],
    standard: ['syn2.seq', ...AFTER, 'data.seq', 'reply.seq', 'reply.ack'],
    last: 'data2',
    task: {
      en: 'A client opens a connection to a server. Its first SYN is lost, and it sends it again.',
      zh: '客户端与服务器建立连接。第一个 SYN 丢失，客户端重传。',
    },
  },
  'lost-syn-ack': {
    calls: ([n, m]) => [...OPEN, ...thenData([n, m], LATER)],
    drops: [{ from: 'server', match: 'SYN-ACK', nth: [1] }],
    intro: ['synack2.seq', 'synack2.ack', 'third.seq', 'third.ack', 'data.seq', 'reply.ack'],
    standard: [
      'synack.ack',
      'synack2.seq',
      'third.flags',
      'third.seq',
      'third.ack',
      'data.seq',
      'data.ack',
      'reply.seq',
      'reply.ack',
    ],
    profiles: ['textbook'],
    last: 'data2',
    task: {
      en: 'A client opens a connection to a server. The server’s first SYN-ACK is lost.',
      zh: '客户端与服务器建立连接。服务器的第一个 SYN-ACK 丢失。',
    },
  },
  'lost-third': {
    calls: ([n, m]) => [...OPEN, ...thenData([n, m], LATER)],
    drops: [{ from: 'client', match: 'PURE-ACK', nth: [1] }],
    intro: ['synack2.seq', 'synack2.ack', 'third2.seq', 'third2.ack', 'data.seq', 'reply.ack'],
    standard: [
      'synack.ack',
      'third.seq',
      'third.ack',
      'synack2.seq',
      'third2.seq',
      'data.seq',
      'data.ack',
      'reply.seq',
      'reply.ack',
    ],
    not: SO_MANY_HEADERS,
    last: 'data2',
    task: {
      en: 'A client opens a connection to a server. Its third segment, the ACK, is lost, so the server sends its SYN-ACK again.',
      zh: '客户端与服务器建立连接。第三个报文段（ACK）丢失，于是服务器重传 SYN-ACK。',
    },
  },
  'lost-third-before-data': {
    calls: ([n, m]) => [...OPEN, ...thenData([n, m], 300)],
    drops: [{ from: 'client', match: 'PURE-ACK', nth: [1] }],
    intro: ['synack.ack', 'third.seq', 'third.ack', 'data.seq', 'reply.seq', 'reply.ack'],
    standard: [...AFTER, 'data.seq', 'data.ack', 'reply.seq', 'reply.ack'],
    last: 'data2',
    task: {
      en: 'A client opens a connection to a server. Its third segment, the ACK, is lost; the data that it sends soon after carry the acknowledgment again.',
      zh: '客户端与服务器建立连接。第三个报文段（ACK）丢失，但客户端不久发送的数据又带上了这个确认。',
    },
  },
  simultaneous: {
    calls: ([n, m]) => [connect('client'), connect('server'), ...thenData([n, m], 100)],
    intro: ['clientsSynack.seq', 'clientsSynack.ack', 'synack.ack', 'data.seq', 'reply.seq', 'reply.ack'],
    standard: [
      'synack.flags',
      'synack.ack',
      'clientsSynack.flags',
      'clientsSynack.seq',
      'clientsSynack.ack',
      'data.seq',
      'data.ack',
      'reply.seq',
      'reply.ack',
    ],
    not: ['third-segment-reuses-isn', ...SO_MANY_HEADERS],
    profiles: ['textbook', 'rfc9293'],
    last: 'data2',
    task: {
      en: 'Client and server open the connection at the same time; their SYNs cross.',
      zh: '客户端与服务器同时主动打开连接，两个 SYN 在途中交错。',
    },
  },
};
