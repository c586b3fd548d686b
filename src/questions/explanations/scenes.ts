// The runs that questions for an explanation show: a script each, in which one mechanism is at work.
import type { Host, Scenario } from '../../tcp/index.js';
import type { Text } from '../kind.js';
import { type Call, close, connect, listen, scenarioOf, send, shutdown } from '../scenario.js';

export type Scene =
  | 'last-ack-lost'
  | 'late-copy'
  | 'old-syn'
  | 'synack-lost'
  | 'data-in-close-wait'
  | 'silent-peer'
  | 'fin-lost';

/** What is drawn of a scene. */
export interface Drawn {
  isn: Record<Host, number>;
  /** Octets of data, two lengths. */
  lengths: readonly [number, number];
  /** Whether data flow first that have no part in it. */
  talks: boolean;
}

interface Stage {
  /** What happens, in words that name no reason. */
  tells: Text;
  play(drawn: Drawn): Scenario;
  /** The prompt shows the run until then, in milliseconds, and asks how it goes on; by default it shows all of it. */
  shownUntil_ms?: number;
}

const OPEN = [listen(), connect()];
/** Data that have no part in what is asked. */
const talk = ({ talks, lengths }: Drawn): Call[] => (talks ? [send('server', 40, lengths[1])] : []);
/** The times are those of the profile. */
const setKeepalive = {
  t_ms: 50,
  host: 'server',
  call: 'setopt',
  args: { opts: { SO_KEEPALIVE: 1 } },
} as const satisfies Call;

export const STAGES: Readonly<Record<Scene, Stage>> = {
  'last-ack-lost': {
    tells: {
      en: 'The client closes first, then the server; the network loses the client’s last ACK.',
      zh: '客户端先关闭，随后服务器关闭；客户端的最后一个 ACK 在网络中丢失。',
    },
    play: (drawn) =>
      scenarioOf(
        'last-ack-lost',
        drawn.isn,
        [...OPEN, ...talk(drawn), close('client', 200), close('server', 400)],
        [{ from: 'client', match: 'PURE-ACK', nth: [drawn.talks ? 3 : 2] }],
      ),
  },
  'late-copy': {
    tells: {
      en: 'The network makes a copy of the client’s data and delivers it only when both sides have closed. In the meantime the client’s program asks for the same connection again, from the same port, and is refused.',
      zh: '网络复制了客户端的数据，直到双方都关闭之后才把这份副本送达。其间客户端程序又用同一端口请求建立同样的连接，被拒绝。',
    },
    play(drawn) {
      const { isn, lengths } = drawn;
      const [old, fresh] = lengths;
      const scenario = scenarioOf('late-copy', isn, [
        ...OPEN,
        send('client', 50, old),
        close('client', 200),
        close('server', 400),
        listen('server', 1_000),
        connect('client', 2_000),
        send('client', 2_100, fresh),
      ]);
      return {
        ...scenario,
        // The numbers of a new connection may happen to continue into those of the old one: here they do.
        later_isn: { client: [(isn.client - fresh) >>> 0], server: [isn.server] },
        drops: [{ from: 'client', match: 'DATA', nth: [1], action: 'dup', ms: 5_000 }],
        until_ms: 300_000,
      };
    },
  },
  'old-syn': {
    tells: {
      en: 'A SYN of a former connection, which had been held up in the network, arrives at the server. The client has not asked for any connection.',
      zh: '一个以前连接的 SYN 在网络中滞留之后到达服务器。客户端此时并没有请求建立连接。',
    },
    play: ({ isn }) =>
      scenarioOf('old-syn', isn, [
        listen(),
        { t_ms: 10, host: 'wire', call: 'inject', args: { to: 'server', flags: ['SYN'], seq: isn.client } },
      ]),
  },
  'synack-lost': {
    tells: {
      en: 'The client opens a connection; the network loses the server’s first SYN-ACK. The server’s program has data to send.',
      zh: '客户端建立连接；服务器的第一个 SYN-ACK 在网络中丢失。服务器程序有数据要发送。',
    },
    play: ({ isn, lengths }) => ({
      ...scenarioOf(
        'synack-lost',
        isn,
        [...OPEN, send('server', 300, lengths[0])],
        [{ from: 'server', match: 'SYN-ACK', nth: [1] }],
      ),
      until_ms: 5_000,
    }),
  },
  'data-in-close-wait': {
    tells: {
      en: 'The client closes its side; the server’s program goes on for a while and closes later.',
      zh: '客户端关闭己方；服务器程序继续工作了一会儿才关闭。',
    },
    play: (drawn) =>
      scenarioOf('data-in-close-wait', drawn.isn, [
        ...OPEN,
        ...talk(drawn),
        shutdown('client', 200),
        send('server', 300, drawn.lengths[0]),
        close('server', 500),
      ]),
  },
  'silent-peer': {
    tells: {
      en: 'The client’s last segment arrives at 1010 ms; then its host crashes. The server uses keepalive with the classic times.',
      zh: '客户端的最后一个报文段在 1010 毫秒到达，随后其主机崩溃。服务器启用了保活，采用经典的时间参数。',
    },
    play: ({ isn, lengths }) =>
      scenarioOf('silent-peer', isn, [
        ...OPEN,
        setKeepalive,
        send('client', 1_000, lengths[0]),
        { t_ms: 1_500, host: 'client', call: 'vanish', args: {} },
        // A host that had come up again would answer with a reset.
        { t_ms: 1_500, host: 'wire', call: 'block', args: { frm: 'server' } },
      ]),
    // The rest would answer the question.
    shownUntil_ms: 2_000,
  },
  'fin-lost': {
    tells: {
      en: 'The client sends data and closes; the network loses its FIN once.',
      zh: '客户端发送数据后关闭；它的 FIN 在网络中丢失一次。',
    },
    play: ({ isn, lengths }) =>
      scenarioOf(
        'fin-lost',
        isn,
        [...OPEN, send('client', 50, lengths[0]), close('client', 100), close('server', 1_500)],
        [{ from: 'client', match: 'FIN', nth: [1] }],
      ),
  },
};

/** The same without keepalive. */
export function withoutKeepalive(scenario: Scenario): Scenario {
  return { ...scenario, script: scenario.script.filter(({ call }) => call !== 'setopt') };
}
