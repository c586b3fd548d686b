// What to tell a student who misreads a list of segments, a capture, or what an answer means: mistakes of reading, which no
// rule of the simulator makes. See misconceptions.ts.
import type { MisconceptionText } from './misconception-text.js';

const handshake: MisconceptionText['right'] = {
  en: 'Three segments open a connection: SYN, then SYN and ACK in reply, then an ACK; only then come data.',
  zh: '建立连接依次需要三个报文段：SYN、作为应答的 SYN+ACK、ACK，然后才有数据。',
};

export const readingMisconceptions = {
  'keepalive-answer-changes-nothing': {
    wrong: {
      en: 'After the answer the next probe was sent an interval later, as if there had been none.',
      zh: '得到应答之后，仍按探测间隔发送下一个探测，好像没有收到应答。',
    },
    right: {
      en: 'An answer shows the peer alive: the count of probes is 0 again, and the whole idle time starts anew.',
      zh: '应答表明对方存活：探测计数清零，空闲时间重新从头计算。',
    },
    reread: 'RFC 9293, 3.8.4',
  },
  'keepalive-reset-is-silence': {
    wrong: {
      en: 'The reset was taken for no answer: the server went on until all probes were sent.',
      zh: '把 RST 当作没有应答：服务器一直等到所有探测都发完。',
    },
    right: {
      en: 'A host that has forgotten the connection answers a probe with RST; that ends the connection at once, with the error ECONNRESET.',
      zh: '对连接已一无所知的主机以 RST 应答探测；连接立即终止，错误为 ECONNRESET。',
    },
    reread: 'RFC 9293, 3.10.7.4',
  },
  'sorted-across-sides': {
    wrong: {
      en: 'The segments of both sides were sorted by sequence number as if they were counted together.',
      zh: '把双方的报文段放在一起按序号排序，好像双方共用同一套序号。',
    },
    right: {
      en: 'Each side counts its own octets. What was sent before what on the other side, only acknowledgment numbers tell.',
      zh: '双方各自为自己的字节编号；要判断与对方报文段的先后，只能看确认号。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'wrapped-number-is-old': {
    wrong: {
      en: 'Segments with small numbers were taken for early ones, although the numbers had wrapped around.',
      zh: '序号已经回绕，却把序号小的报文段当作早先的报文段。',
    },
    right: {
      en: 'Sequence numbers are compared modulo 2^32: shortly after 4294967295 comes 0, and what follows is newer.',
      zh: '序号按模 2^32 比较：4294967295 之后是 0，其后的序号更新。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'third-ack-forgotten': {
    wrong: {
      en: 'The third segment of the handshake was left out.',
      zh: '漏掉了三报文握手的第三个报文段。',
    },
    right: handshake,
    reread: 'RFC 9293, 3.5',
  },
  'data-before-third-ack': {
    wrong: {
      en: 'The client was taken to go on before the third segment of the handshake.',
      zh: '认为客户端在握手的第三个报文段之前就继续发送了。',
    },
    right: handshake,
    reread: 'RFC 9293, 3.5',
  },
  'synack-first': {
    wrong: {
      en: 'The connection was opened with the segment that answers the SYN.',
      zh: '把对 SYN 的应答放在了最前面。',
    },
    right: handshake,
    reread: 'RFC 9293, 3.5',
  },
  'second-fin-before-ack': {
    wrong: {
      en: 'The second FIN was put before the acknowledgment of the first.',
      zh: '把第二个 FIN 放在了对第一个 FIN 的确认之前。',
    },
    right: {
      en: 'The side that is closed second first acknowledges the FIN it got; its own FIN follows when its application closes.',
      zh: '后关闭的一方先确认收到的 FIN，待应用进程关闭后才发送自己的 FIN。',
    },
    reread: 'RFC 9293, 3.6',
  },
  'ack-before-what-it-acknowledges': {
    wrong: {
      en: 'An acknowledgment was put before the data that it acknowledges.',
      zh: '把确认放在了它所确认的数据之前。',
    },
    right: {
      en: 'An acknowledgment number names the next octet expected: all before it had arrived when it was sent.',
      zh: '确认号是期望收到的下一个字节：发送确认时，此前的字节都已到达。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'acknowledged-is-data': {
    wrong: {
      en: 'The octets were taken from the last relative number, in which SYN and FIN are counted, too.',
      zh: '直接用最后的相对序号作为数据字节数，其中还包括 SYN 和 FIN。',
    },
    right: {
      en: 'SYN and FIN occupy one sequence number each but are no data.',
      zh: 'SYN 和 FIN 各占一个序号，但不是数据。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'octets-sent-again-count-twice': {
    wrong: {
      en: 'Octets that were sent again were counted again.',
      zh: '把重传的字节重复计数了。',
    },
    right: {
      en: 'A retransmission carries the same sequence numbers: these octets reach the application once.',
      zh: '重传使用相同的序号，这些字节只交付给应用进程一次。',
    },
    reread: 'RFC 9293, 3.8.1',
  },
  'ends-exchanged': {
    wrong: { en: 'Client and server were taken for each other.', zh: '把客户端和服务器弄反了。' },
    right: {
      en: 'The client is the side that sends the first SYN; the server answers from the well-known port.',
      zh: '发出第一个 SYN 的一方是客户端；服务器用熟知端口应答。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'other-connection': {
    wrong: {
      en: 'The other connection of the capture was read.',
      zh: '读的是抓包文件中的另一个连接。',
    },
    right: {
      en: 'A connection is known by its two addresses and two ports; filter for the one asked about (tcp.port).',
      zh: '连接由两端的地址和端口共同标识；请先按端口过滤（tcp.port）。',
    },
    reread: 'RFC 9293, 3.3.1',
  },
  'rtt-from-wrong-pair': {
    wrong: {
      en: 'The time between two packets was taken that no round trip lies between.',
      zh: '所取的两个分组之间并没有经过一个往返。',
    },
    right: {
      en: 'Measure from a segment sent here to the arrival of its acknowledgment: at the client from SYN to SYN, ACK, at the server from SYN, ACK to ACK.',
      zh: '应从本端发出报文段量到收到对它的确认：在客户端是 SYN 到 SYN+ACK，在服务器是 SYN+ACK 到 ACK。',
    },
    reread: 'RFC 6298, 3',
  },
  'lost-for-retransmission': {
    wrong: {
      en: 'The packet that was sent first was taken for the one sent again.',
      zh: '把先发送的那个分组当成了重传。',
    },
    right: {
      en: 'Of two segments with the same sequence numbers the later one is the retransmission.',
      zh: '序号相同的两个报文段中，后发送的才是重传。',
    },
    reread: 'RFC 9293, 3.8.1',
  },
} satisfies Record<string, MisconceptionText>;
