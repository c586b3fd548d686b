// The words of keepalive.
import { exchangeView } from '../exchange.js';
import type { Locale, Prompt, Text, View } from '../kind.js';
import type { Trace } from '../../tcp/index.js';
import type { ProbingName, Settings } from './plot.js';

export interface KeepaliveFacts extends Settings {
  story: ProbingName;
  /** See Probing. */
  unanswered: number;
  /** SND.NXT of the server when the probes begin; null where it is not needed. */
  nxt: number | null;
  /** What came before the silence. */
  trace: Trace;
}

export const TITLE: Text = { en: 'Keepalive', zh: '保活' };

export function keepaliveView(prompt: Prompt<KeepaliveFacts>, locale: Locale): View {
  const { facts } = prompt;
  const settings = settingsOf(facts);
  const happens = storyOf(facts);
  const task = {
    en: `${settings.en} ${happens.en} Neglect the time that segments take. Times count from the arrival of the client’s last data.`,
    zh: `${settings.zh}${happens.zh}不计报文段的传输时延。时间从客户端最后的数据到达时算起。`,
  };
  const exchange = { trace: facts.trace, veil_ms: null };
  return exchangeView(TITLE, task, exchange, prompt, (id) => label(id, facts), locale);
}

function settingsOf({ idle_s, interval_s, probes }: Settings): Text {
  return {
    en: `A server keeps its connections alive: the first probe goes out after ${idle_s} s without traffic, further ones every ${interval_s} s, and after ${probes} probes without an answer the connection is given up.`,
    zh: `服务器启用了保活：空闲 ${idle_s} 秒后发送第一个探测，此后每隔 ${interval_s} 秒再发一个，连续 ${probes} 个探测没有应答就放弃连接。`,
  };
}

function storyOf({ story, unanswered }: KeepaliveFacts): Text {
  const probes = unanswered === 1 ? 'the first probe gets' : `the first ${unanswered} probes get`;
  switch (story) {
    case 'silent':
      return {
        en: 'After what is drawn the client falls silent for good.',
        zh: '图中所示之后，客户端从此不再应答。',
      };
    case 'back':
      return {
        en: `After what is drawn the client cannot be reached for a while: ${probes} no answer, the next one does. Neither side has anything else to send.`,
        zh: `图中所示之后，客户端一度不可达：前 ${unanswered} 个探测没有应答，下一个得到了应答。双方都没有其他数据要发送。`,
      };
    case 'rebooted':
      return {
        en: `After what is drawn the client’s host crashes and starts again: ${probes} no answer; when the next one arrives the host is up, and knows nothing of the connection.`,
        zh: `图中所示之后，客户端主机崩溃并重新启动：前 ${unanswered} 个探测没有应答；下一个到达时主机已经启动，但对该连接一无所知。`,
      };
    default:
      return story satisfies never;
  }
}

function label(id: string, { story, nxt }: KeepaliveFacts): Text {
  switch (id) {
    case 'first':
      return { en: 'The first probe is sent after', zh: '发送第一个探测的时间' };
    case 'end':
      return story === 'rebooted'
        ? { en: 'The server’s connection ends after', zh: '服务器一端连接终止的时间' }
        : { en: 'The connection is given up after', zh: '放弃连接的时间' };
    case 'answered':
      return { en: 'The probe that is answered is sent after', zh: '得到应答的那个探测的发送时间' };
    case 'reply':
      return {
        en: 'The control bits of the answer that shows the client alive',
        zh: '表明客户端仍然存活的应答的控制位',
      };
    case 'next':
      return {
        en: 'If all stays quiet, the next probe after that is sent after',
        zh: '此后若再无通信，下一个探测的发送时间',
      };
    case 'state':
      return {
        en: 'The state of the server at once after the answer to that probe',
        zh: '服务器收到对该探测的应答后立即所处的状态',
      };
    case 'hears':
      return {
        en: 'In the end the server’s application is told',
        zh: '服务器的应用程序最终得知',
      };
    default:
      return {
        en: `The sequence number of a probe, when the server’s SND.NXT is ${nxt}`,
        zh: `服务器的 SND.NXT 为 ${nxt} 时，探测报文段的序号`,
      };
  }
}
