// What to tell a student who misreads a list of segments or a capture: mistakes of reading, which no rule of the simulator
// makes. See misconceptions.ts.
import type { MisconceptionText } from './misconception-text.js';

const handshake: MisconceptionText['right'] = {
  en: 'Three segments open a connection: SYN, then SYN and ACK in reply, then an ACK; only then come data.',
  zh: '建立连接依次需要三个报文段：SYN、作为应答的 SYN+ACK、ACK，然后才有数据。',
};

export const readingMisconceptions = {
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
} satisfies Record<string, MisconceptionText>;
