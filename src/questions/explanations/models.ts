// A model answer to each question for an explanation, in each language: shown when the solution is released, and held by
// a test to what the grader asks.
import type { Text } from '../kind.js';

export const MODELS: Readonly<Record<string, Text>> = {
  'time-wait': {
    en: 'The last ACK may be lost. Then the other side, still in LAST-ACK, retransmits its FIN, and the waiting side must still be there to acknowledge it again. Moreover, old delayed segments of this connection die out in the network during the wait, so that they cannot be mistaken for segments of a new connection with the same addresses and ports.',
    zh: '最后一个 ACK 可能丢失，此时处于 LAST-ACK 的对方会重传 FIN，等待的一方必须还在，才能再次确认。另外，本连接旧的、迟到的报文段在等待期间从网络中消失，不会被误认为之后相同四元组的新连接的报文段。',
  },
  'two-way': {
    en: 'A delayed old SYN may arrive at the server, which takes it for a new request. With only two segments the server would regard the connection as established and waste resources on it, while the client never asked for it and ignores the SYN-ACK. The third ACK confirms to the server that the client has received its ISN and really wants this connection.',
    zh: '迟到的旧的 SYN 可能到达服务器，服务器会把它当作新的连接请求。若只有两次握手，服务器会因此进入 ESTABLISHED 并浪费资源，而客户端并没有请求，会忽略 SYN-ACK。第三个 ACK 向服务器确认客户端收到了服务器的 ISN，并且确实要建立这个连接。',
  },
  'four-way': {
    en: 'Each direction is closed independently: a FIN only says that its sender has no more data to send. The passive side acknowledges the FIN at once, but it may still have data to send, so its own FIN comes later in a separate segment.',
    zh: '两个方向独立关闭：FIN 只表示其发送者没有数据要发了。被动方立即确认 FIN，但可能还有数据要发，所以它自己的 FIN 要晚一些才发送。',
  },
  keepalive: {
    en: 'The server has a keepalive timer, which is reset whenever data are received and fires after 2 hours of silence. Then the server sends probe segments, one every 75 seconds. After 10 unanswered probes it gives up and closes the connection.',
    zh: '服务器有一个保活计时器，每收到数据就重置，空闲 2 小时后到期。然后服务器每 75 秒发送一个探测报文段。10 个探测都没有响应，服务器就放弃并关闭连接。',
  },
  consume: {
    en: 'SYN and FIN each consume one sequence number, like one byte of data. Therefore they can be acknowledged unambiguously and retransmitted reliably like data.',
    zh: 'SYN 和 FIN 各消耗一个序号。这样它们就能像数据一样被明确地确认，丢失时可靠地重传。',
  },
};
