// The words of what-if: what the users and the network do, which rule is changed, and what is asked.
import { duration } from '../../tcp/render/labels.js';
import type { Difficulty } from '../draws.js';
import { type Exchange, exchangeView } from '../exchange.js';
import { hosts } from '../i18n/terms.js';
import type { Locale, Prompt, Text, View } from '../kind.js';
import { type Change, type Setting, speaks } from './plots.js';

export interface WhatIfFacts extends Exchange, Setting {
  change: Change;
  difficulty: Difficulty;
}

const TITLE: Text = { en: 'What if', zh: '如果规则变了' };

export function renderWhatIf(prompt: Prompt<WhatIfFacts>, locale: Locale): View {
  const { facts } = prompt;
  const parts = [story(facts), drawing(facts), RULES[facts.change], asked(facts, prompt.blanks.length)];
  const task: Text = {
    en: parts.map(({ en }) => en).join('\n\n'),
    zh: parts.map(({ zh }) => zh).join('\n\n'),
  };
  return exchangeView(TITLE, task, facts, prompt, (id) => label(id, facts), locale);
}

const RULES: Record<Change, Text> = {
  'two-way-handshake': {
    en: 'Now change the protocol: two segments open a connection. The server is ESTABLISHED as soon as it has answered a SYN by its SYN-ACK, the client as soon as it has received the SYN-ACK that answers its own SYN; there is no third segment.',
    zh: '现在改变协议：只用两个报文段建立连接（两报文握手）。服务器对 SYN 发出 SYN-ACK 后立即进入 ESTABLISHED，客户端收到对自己 SYN 的 SYN-ACK 后立即进入 ESTABLISHED，没有第三个报文段。',
  },
  'no-time-wait': {
    en: 'Now change the protocol: there is no TIME-WAIT. Who would enter it sends the last ACK and is CLOSED at once.',
    zh: '现在改变协议：没有 TIME-WAIT。本应进入该状态的一方发出最后的 ACK 后立即进入 CLOSED。',
  },
  'three-segment-close': {
    en: 'Now change the protocol: a connection is closed by three segments. Who receives the first FIN answers by FIN and ACK in one segment at once, whether or not its application has more to send, and waits in LAST-ACK for the third.',
    zh: '现在改变协议：用三个报文段释放连接。收到第一个 FIN 的一方不论应用是否还有数据要发送，都立即以 FIN 和 ACK 合一的报文段应答，并在 LAST-ACK 等待第三个报文段。',
  },
  'no-fin-retransmission': {
    en: 'Now change the protocol: a FIN without data is sent once only. If it is lost it is not sent again, and no timer ends the wait for its ACK.',
    zh: '现在改变协议：不带数据的 FIN 只发送一次，丢失也不重传，也没有计时器结束对其确认的等待。',
  },
};

function story(facts: WhatIfFacts): Text {
  const { first, second, begin_ms, n, m } = facts;
  const [a, b] = [hosts[first], hosts[second]];
  const at = (ms: number) => duration(ms);
  switch (facts.plot) {
    case 'old SYN, nobody there':
      return {
        en: `A server listens: a passive OPEN, for one connection. At ${at(begin_ms)} an old SYN of a client arrives that the network had held up; the client has no connection any more, and all that is sent to it is lost.`,
        zh: `服务器处于监听状态（一次被动打开，只接受一个连接）。${at(begin_ms)} 时，某客户端的一个在网络中滞留已久的旧 SYN 到达；该客户端早已没有连接，而且发给它的报文段全部丢失。`,
      };
    case 'old SYN, server speaks':
      return {
        en: `A server listens: a passive OPEN, for one connection. As soon as it has one its application sends a greeting of ${n} octets. At ${at(begin_ms)} an old SYN of a client arrives that the network had held up; the client’s host is up, but has no connection, and wants none.`,
        zh: `服务器处于监听状态（一次被动打开，只接受一个连接），其应用在连接一建立时就发送 ${n} 字节的问候数据。${at(begin_ms)} 时，某客户端的一个在网络中滞留已久的旧 SYN 到达；客户端主机在运行，但没有连接，也不想建立连接。`,
      };
    case 'last ACK lost':
      return {
        en: `A client and a server have a connection. The ${a.en} closes it at ${at(begin_ms)}, the ${b.en} at ${at(begin_ms + 300)}. The first ACK of the FIN of the ${b.en} is lost.`,
        zh: `连接建立后，${a.zh}于 ${at(begin_ms)} 关闭连接，${b.zh}于 ${at(begin_ms + 300)} 关闭。对${b.zh}的 FIN 的第一个确认丢失。`,
      };
    case 'old data, new connection':
      return {
        en: `A client sends ${n} octets, of which the network makes a second copy and holds it up. The client closes at ${at(begin_ms)}, the server at ${at(begin_ms + 200)}, and a process there listens again. At ${at(begin_ms + 700)} the client’s application tries to open a connection once more, between the same ports. If it gets one, both ends happen to choose the same ISNs as before, and at ${at(speaks(facts))} the client sends ${m} other octets; just before these, the old copy arrives at the server. Later both ends close.`,
        zh: `客户端发送 ${n} 字节，网络复制了该报文段，副本滞留在网络中。客户端于 ${at(begin_ms)} 关闭，服务器于 ${at(begin_ms + 200)} 关闭，随后服务器上的进程再次监听。${at(begin_ms + 700)} 时，客户端的应用试图用相同的端口再次建立连接。如果成功，双方恰好又选择了与上次相同的初始序号，客户端于 ${at(speaks(facts))} 发送另外 ${m} 字节；就在这些数据到达之前，旧的副本到达服务器。之后双方关闭连接。`,
      };
    case 'server has more to send':
      return {
        en: `The client has sent all and closes its direction at ${at(begin_ms)}. The server’s application still wants to send ${n} octets at ${at(begin_ms + 300)}, and closes a minute after the client.`,
        zh: `客户端数据已发完，于 ${at(begin_ms)} 关闭自己的方向。服务器的应用还要在 ${at(begin_ms + 300)} 发送 ${n} 字节，并在客户端关闭一分钟之后才关闭。`,
      };
    case 'first FIN lost':
      return {
        en: `The ${a.en} closes at ${at(begin_ms)}; its FIN is lost the first time. The ${b.en} closes as soon as it hears that the ${a.en} has.`,
        zh: `${a.zh}于 ${at(begin_ms)} 关闭连接，它的 FIN 第一次发送时丢失。${b.zh}一得知对方已关闭就关闭连接。`,
      };
    case 'second FIN lost':
      return {
        en: `The ${a.en} closes at ${at(begin_ms)}, the ${b.en} at ${at(begin_ms + 300)}; the FIN of the ${b.en} is lost the first time.`,
        zh: `${a.zh}于 ${at(begin_ms)} 关闭连接，${b.zh}于 ${at(begin_ms + 300)} 关闭；${b.zh}的 FIN 第一次发送时丢失。`,
      };
    default:
      return facts.plot satisfies never;
  }
}

function drawing({ delay_ms, at_ms, veil_ms }: WhatIfFacts): Text {
  const until = duration(at_ms);
  return {
    en: `The drawing shows what TCP makes of it up to ${until}${veil_ms === null ? '' : ', later states veiled'}. A segment takes ${delay_ms} ms; an MSL is 2 min.`,
    zh: `下图是 TCP 在 ${until} 之前的实际过程${veil_ms === null ? '' : '，后面的状态不标出'}。报文段的传播时延为 ${delay_ms} ms，MSL 为 2 分钟。`,
  };
}

function asked({ difficulty }: WhatIfFacts, blanks: number): Text {
  const parts: Text[] = [
    {
      en: 'All else stays as it is: what the users do and when, and what the network does.',
      zh: '其他一切不变：用户的操作及其时间，以及网络的行为。',
    },
    {
      en: 'Here an end is harmed if, unlike under TCP, a connection that it has made is ended by an RST or stays for ever, or its application, having a connection, gets octets of another connection or never gets octets that the other application sent to it.',
      zh: '这里所说的“受害”是指与真实的 TCP 相比：该端已建立的连接被 RST 终止或永远不能结束，或者其应用（拥有连接时）收到了属于另一连接的字节，或者永远收不到对方应用发给它的字节。',
    },
  ];
  if (difficulty !== 'intro') {
    parts.push({
      en: 'Lost are octets that one application sends, or tries to, on a connection and the other one never gets.',
      zh: '“丢失的字节”指一方应用在连接上发送（或试图发送）而对方应用永远没有收到的字节。',
    });
  }
  const join = (locale: Locale) => parts.map((part) => part[locale]).join(locale === 'en' ? ' ' : '');
  return { en: `${join('en')} Fill in the ${blanks} blanks.`, zh: `${join('zh')}请填写 ${blanks} 个空格。` };
}

function label(id: string, { at_ms }: WhatIfFacts): Text {
  const at = duration(at_ms);
  const host = id.endsWith('client') ? hosts.client : hosts.server;
  switch (id) {
    case 'tcp.client':
    case 'tcp.server':
      return {
        en: `TCP itself: state of the ${host.en} at ${at}`,
        zh: `真实的 TCP：${at} 时${host.zh}的状态`,
      };
    case 'client':
    case 'server':
      return {
        en: `Changed protocol: state of the ${host.en} at ${at}`,
        zh: `改变后的协议：${at} 时${host.zh}的状态`,
      };
    case 'reset':
      return { en: 'Changed protocol: the end at which an RST arrives', zh: '改变后的协议：收到 RST 的一方' };
    case 'lost':
      return { en: 'Changed protocol: octets lost', zh: '改变后的协议：丢失的字节数' };
    case 'astray':
      return {
        en: 'Changed protocol: octets that an application gets although they belong to another connection',
        zh: '改变后的协议：应用收到的属于另一连接的字节数',
      };
    default:
      return { en: 'Changed protocol: the end that is harmed', zh: '改变后的协议：受害的一方' };
  }
}
