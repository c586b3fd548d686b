// What to tell a student whose answer follows a wrong rule: the rule, what holds instead, and where to read it.
// No text depends on the numbers drawn, so that a whole class can be counted by them.
import type { NumberingMisconception } from '../../tcp/index.js';
import { changeMisconceptions } from './change-misconceptions.js';
import { machineMisconceptions } from './machine-misconceptions.js';
import type { MisconceptionText } from './misconception-text.js';
import { readingMisconceptions } from './reading-misconceptions.js';

// Several names, one thing to learn.
const finWithData: MisconceptionText = {
  wrong: {
    en: 'Of a FIN that carries data only one of the two was counted.',
    zh: '对携带数据的 FIN，只计入了数据和 FIN 之一。',
  },
  right: {
    en: 'Data and FIN both occupy sequence numbers: add the length, and one for the FIN.',
    zh: '数据和 FIN 都消耗序号：先加数据长度，再为 FIN 加 1。',
  },
  reread: 'RFC 9293, 3.4',
};

const headersCounted: MisconceptionText = {
  wrong: { en: 'Header octets were counted as data.', zh: '把首部的字节也计入了数据。' },
  right: {
    en: 'Sequence numbers count the octets of data, SYN and FIN; headers are never counted.',
    zh: '序号只计数据字节以及 SYN 和 FIN，首部从不计数。',
  },
  reread: 'RFC 9293, 3.4',
};

const wrapsWrongly: MisconceptionText = {
  wrong: { en: 'The number after 4294967295 is not the right one.', zh: '4294967295 之后的序号不对。' },
  right: {
    en: 'Sequence numbers are counted modulo 2^32: after 4294967295 come 0, 1, 2, ...',
    zh: '序号按模 2^32 计算：4294967295 之后依次是 0、1、2 等。',
  },
  reread: 'RFC 9293, 3.4',
};

const firstSynAcknowledges: MisconceptionText = {
  wrong: { en: 'The first SYN was given an acknowledgment.', zh: '给第一个 SYN 填写了确认号。' },
  right: {
    en: 'The client has received nothing yet: the ACK bit is off and the field means nothing.',
    zh: '客户端还没有收到任何报文段：ACK 位为 0，确认号字段无效。',
  },
  reread: 'RFC 9293, 3.5',
};

const sharesNumbers: MisconceptionText = {
  wrong: {
    en: 'The server was given the client’s numbers.',
    zh: '服务器沿用了客户端的序号。',
  },
  right: {
    en: 'Each side numbers its own octets, from an ISN of its own.',
    zh: '双方各自为自己发送的字节编号，初始序号互不相关。',
  },
  reread: 'RFC 9293, 3.4',
};

const numbering: Record<NumberingMisconception, MisconceptionText> = {
  'syn-takes-no-number': {
    wrong: { en: 'The SYN was not counted.', zh: '没有把 SYN 计入序号。' },
    right: {
      en: 'A SYN occupies one sequence number, so the octet or acknowledgment after it is ISN + 1.',
      zh: 'SYN 要消耗一个序号，所以它之后的序号和对它的确认号都是初始序号加 1。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'pure-ack-takes-a-number': {
    wrong: {
      en: 'A segment that only acknowledges was counted.',
      zh: '把不带数据的 ACK 报文段也计入了序号。',
    },
    right: {
      en: 'An ACK without data, SYN or FIN occupies no sequence number; the next segment starts where it started.',
      zh: 'ACK 报文段若不携带数据，则不消耗序号，下一个报文段的序号不变。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'syn-counts-four': {
    wrong: {
      en: 'The SYN was counted as four octets, the size of the sequence number field.',
      zh: '把 SYN 按序号字段的 4 个字节来计数。',
    },
    right: { en: 'A SYN occupies exactly one sequence number.', zh: 'SYN 恰好消耗一个序号。' },
    reread: 'RFC 9293, 3.4',
  },
  'syn-counts-three': {
    wrong: {
      en: 'The SYN was counted as three numbers.',
      zh: '把 SYN 计为 3 个序号。',
    },
    right: { en: 'A SYN occupies exactly one sequence number.', zh: 'SYN 恰好消耗一个序号。' },
    reread: 'RFC 9293, 3.4',
  },
  'one-number-space': sharesNumbers,
  'one-number-space-next': sharesNumbers,
  'closing-ack-takes-a-number': {
    wrong: {
      en: 'The ACK of the peer’s FIN was counted.',
      zh: '把对 FIN 的确认报文段也计入了序号。',
    },
    right: {
      en: 'An ACK without data, SYN or FIN occupies no sequence number, during the close as at any other time.',
      zh: '不带数据的 ACK 报文段不消耗序号，释放连接时也一样。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'thirty-one-bits': wrapsWrongly,
  'third-segment-reuses-isn': {
    wrong: { en: 'The third segment was sent with the ISN again.', zh: '第三个报文段又使用了初始序号。' },
    right: {
      en: 'The SYN used up the ISN; every later segment of the client starts at ISN + 1 or after.',
      zh: '初始序号已被 SYN 用掉，客户端此后的报文段从初始序号加 1 开始。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'ack-is-last-octet': {
    wrong: {
      en: 'The acknowledgment names the last octet received.',
      zh: '确认号写成了已收到的最后一个字节的序号。',
    },
    right: {
      en: 'An acknowledgment number is the next sequence number expected, one past the last received.',
      zh: '确认号是期望收到的下一个字节的序号，即已收到的最后一个序号加 1。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'ack-adds-one-always': {
    wrong: { en: 'One was added after counting the data.', zh: '在数据长度之外又多加了 1。' },
    right: {
      en: 'For data the acknowledgment is seq + length; the extra 1 belongs to SYN and FIN only.',
      zh: '对数据的确认号是序号加长度；只有 SYN 和 FIN 才另外加 1。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'ack-is-seq-plus-one': {
    wrong: { en: 'The acknowledgment was always taken as seq + 1.', zh: '一律把确认号当作序号加 1。' },
    right: {
      en: 'Acknowledgments count octets, not segments: add the length of the data.',
      zh: '确认号按字节而不是按报文段计数：要加上数据的长度。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'ack-continues-own-numbers': {
    wrong: {
      en: 'The acknowledgment continues the sender’s own numbers.',
      zh: '确认号接着自己的序号往下数了。',
    },
    right: {
      en: 'An acknowledgment speaks of the peer’s numbers: what the peer is to send next.',
      zh: '确认号属于对方的序号空间：对方接下来应发送的序号。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'synack-ack-from-own-isn': {
    wrong: { en: 'The acknowledgment was built from the wrong ISN.', zh: '确认号用错了初始序号。' },
    right: {
      en: 'A host acknowledges the ISN that its peer chose, plus one.',
      zh: '确认的是对方的初始序号，再加 1。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'seq-and-ack-swapped': {
    wrong: { en: 'The sequence and acknowledgment fields are swapped.', zh: '序号和确认号两个字段写反了。' },
    right: {
      en: 'seq counts what the sender sends, ack what it expects from its peer.',
      zh: '序号是发送方自己的，确认号是期望对方发送的。',
    },
    reread: 'RFC 9293, 3.1',
  },
  'relative-numbers': {
    wrong: {
      en: 'Relative numbers, as Wireshark shows them, were given.',
      zh: '填写的是 Wireshark 显示的相对序号。',
    },
    right: {
      en: 'The numbers on the wire start at the ISN; add it to a relative number.',
      zh: '线路上的序号从初始序号开始：请把相对序号加上初始序号。',
    },
    reread: 'RFC 9293, 3.4.1',
  },
  'ack-is-not-cumulative': {
    wrong: { en: 'The acknowledgment names the newest segment.', zh: '确认号确认了最新到达的报文段。' },
    right: {
      en: 'Acknowledgments are cumulative: while an octet is missing, they stay at it.',
      zh: '确认是累积的：只要缺少某个字节，确认号就停在那里。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'ack-names-the-segment': {
    wrong: {
      en: 'The acknowledgment repeats the number of the segment received.',
      zh: '确认号照抄了收到的报文段的序号。',
    },
    right: {
      en: 'An acknowledgment number is the next sequence number expected.',
      zh: '确认号是期望收到的下一个字节的序号。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'no-modulo': {
    wrong: { en: 'The number went beyond 2^32 - 1.', zh: '序号超过了 2^32 - 1。' },
    right: {
      en: 'Sequence numbers are 32 bits: after 4294967295 comes 0.',
      zh: '序号只有 32 位：4294967295 之后回到 0。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'fin-takes-no-number': {
    wrong: { en: 'The FIN was not counted.', zh: '没有把 FIN 计入序号。' },
    right: {
      en: 'A FIN occupies one sequence number, after the last octet of data.',
      zh: 'FIN 要消耗一个序号，位于最后一个数据字节之后。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'last-ack-repeats-fin-number': {
    wrong: { en: 'The last ACK repeats the number of the FIN.', zh: '最后的 ACK 重复使用了 FIN 的序号。' },
    right: {
      en: 'The FIN used up its number; the ACK after it carries the next one.',
      zh: 'FIN 已用掉它的序号，其后的 ACK 使用下一个序号。',
    },
    reread: 'RFC 9293, 3.6',
  },
  'no-data-after-fin': {
    wrong: {
      en: 'Data sent after the peer’s FIN was not counted.',
      zh: '没有计入在收到对方 FIN 之后发送的数据。',
    },
    right: {
      en: 'In CLOSE-WAIT a host may still send; its FIN comes after all of that data.',
      zh: '处于关闭等待状态的一方仍可发送数据，它的 FIN 排在这些数据之后。',
    },
    reread: 'RFC 9293, 3.6',
  },
  'third-wave-ack-grows': {
    wrong: {
      en: 'The FIN was given an acknowledgment one higher than the ACK before it.',
      zh: 'FIN 报文段的确认号比前一个 ACK 又多了 1。',
    },
    right: {
      en: 'Nothing was received in between, so the acknowledgment number stays the same.',
      zh: '其间没有收到任何报文段，所以确认号不变。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'fin-with-text-counts-text-only': finWithData,
  'fin-with-text-counts-fin-only': finWithData,
  'headers-count-20': headersCounted,
  'headers-count-40': headersCounted,
  'headers-count-54': headersCounted,
  'modulo-one-short': wrapsWrongly,
  'sequence-saturates': wrapsWrongly,
  'synack-without-ack': {
    wrong: { en: 'The second segment lacks the ACK bit.', zh: '第二个报文段缺少 ACK 位。' },
    right: {
      en: 'The second segment answers the SYN: it carries SYN and ACK.',
      zh: '第二个报文段是对 SYN 的应答：SYN 和 ACK 都置 1。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'third-segment-has-syn': {
    wrong: { en: 'The third segment was given a SYN.', zh: '给第三个报文段也置了 SYN。' },
    right: {
      en: 'The client’s SYN has been acknowledged; the third segment carries ACK alone.',
      zh: '客户端的 SYN 已被确认，第三个报文段只有 ACK 置 1。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'fin-without-ack': {
    wrong: { en: 'The FIN lacks the ACK bit.', zh: 'FIN 报文段缺少 ACK 位。' },
    right: {
      en: 'Once a connection is established every segment carries an acknowledgment, a FIN too.',
      zh: '连接建立之后，每个报文段都带有确认，FIN 也不例外。',
    },
    reread: 'RFC 9293, 3.4',
  },
  'first-syn-acks-itself': firstSynAcknowledges,
  'first-syn-acks-peer-isn': firstSynAcknowledges,
};

/** By the name of the misconception. */
export const misconceptionTexts: Readonly<Record<string, MisconceptionText>> = {
  ...numbering,
  ...machineMisconceptions,
  ...changeMisconceptions,
  ...readingMisconceptions,
};
