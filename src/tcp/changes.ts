// The table of misconceptions and counterfactuals: each a named change of the right rules, as data. mutations.ts applies them.

import type { Numbering } from './numbering/rules.js';
import type { Rules } from './rules.js';

export interface Change {
  /** Number in the catalogue of misconceptions; null for a counterfactual. */
  readonly id: number | null;
  readonly en: string;
  readonly zh: string;
  readonly numbering?: Partial<Numbering>;
  readonly machine?: (rules: Rules) => Rules;
}

const changed =
  (change: Partial<Rules['changed']>) =>
  (rules: Rules): Rules => ({
    ...rules,
    changed: { ...rules.changed, ...change },
  });

const keepalive =
  (times: (rules: Rules['keepalive']) => Partial<Rules['keepalive']>) =>
  (rules: Rules): Rules => ({
    ...rules,
    keepalive: { ...rules.keepalive, ...times(rules.keepalive) },
  });

export const CHANGES = {
  'syn-takes-no-number': {
    id: 1,
    en: 'The SYN takes no sequence number.',
    zh: 'SYN 不占序号。',
    numbering: { syn: 0 },
  },
  'pure-ack-takes-a-number': {
    id: 2,
    en: 'A pure ACK takes a sequence number.',
    zh: '纯 ACK 占一个序号。',
    numbering: { pureAck: 1 },
  },
  'syn-counts-four': {
    id: 3,
    en: 'The SYN counts 4 because its number field has 4 octets.',
    zh: 'SYN 占 4，因为序号字段有 4 个字节。',
    numbering: { syn: 4 },
  },
  'syn-counts-three': {
    id: 3,
    en: 'The SYN counts 4 octets, numbered from 0, so 3 is added.',
    zh: 'SYN 占 4 个字节，从 0 数起，所以加 3。',
    numbering: { syn: 3 },
  },
  'third-segment-reuses-isn': {
    id: 4,
    en: 'The third segment carries the ISN again because it has no data.',
    zh: '第三个报文段没有数据，序号仍为 ISN。',
    numbering: { afterSyn: 'isn' },
  },
  'ack-is-last-octet': {
    id: 5,
    en: 'The ACK names the last octet received.',
    zh: '确认号是收到的最后一个字节的序号。',
    numbering: { ack: 'last' },
  },
  'ack-adds-one-always': {
    id: 6,
    en: 'The ACK is sequence number plus length plus one for every segment.',
    zh: '对任何报文段，确认号都是序号加长度再加一。',
    numbering: { ack: 'segment+length+1' },
  },
  'ack-is-seq-plus-one': {
    id: 7,
    en: 'The ACK is always sequence number plus one: it counts segments.',
    zh: '确认号总是序号加一，按报文段计数。',
    numbering: { ack: 'segment+1' },
  },
  'ack-continues-own-numbers': {
    id: 8,
    en: 'The ACK continues the own numbers instead of the peer’s.',
    zh: '确认号沿用自己的序号而不是对端的。',
    numbering: { ack: 'own+length' },
  },
  'synack-ack-from-own-isn': {
    id: 9,
    en: 'The SYN-ACK acknowledges its own ISN plus one.',
    zh: 'SYN-ACK 的确认号是自己的 ISN 加一。',
    numbering: { ackBase: 'own' },
  },
  'seq-and-ack-swapped': {
    id: 10,
    en: 'Sequence and acknowledgment number are swapped.',
    zh: '序号与确认号互换。',
    numbering: { swapped: true },
  },
  'one-number-space': {
    id: 11,
    en: 'Both sides share one number space: the server’s ISN is the client’s.',
    zh: '双方共用一个序号空间：服务器的 ISN 等于客户端的。',
    numbering: { serverIsn: 'shared' },
  },
  'one-number-space-next': {
    id: 11,
    en: 'Both sides share one number space: the server’s ISN follows the client’s.',
    zh: '双方共用一个序号空间：服务器的 ISN 是客户端的下一个。',
    numbering: { serverIsn: 'next' },
  },
  'headers-count-20': {
    id: 12,
    en: 'The TCP header counts as data: 20 octets more.',
    zh: 'TCP 首部也计入数据：多 20 字节。',
    numbering: { header: 20 },
  },
  'headers-count-40': {
    id: 12,
    en: 'TCP and IP headers count as data: 40 octets more.',
    zh: 'TCP 与 IP 首部也计入数据：多 40 字节。',
    numbering: { header: 40 },
  },
  'headers-count-54': {
    id: 12,
    en: 'TCP, IP and Ethernet headers count as data: 54 octets more.',
    zh: 'TCP、IP 与以太网首部也计入数据：多 54 字节。',
    numbering: { header: 54 },
  },
  'relative-numbers': {
    id: 13,
    en: 'The relative numbers that Wireshark shows are the real ones.',
    zh: 'Wireshark 显示的相对序号就是真实序号。',
    numbering: { relative: true },
  },
  'ack-is-not-cumulative': {
    id: 14,
    en: 'The ACK confirms the newest segment, whatever is missing before it.',
    zh: '确认号确认最新到达的报文段，不管之前是否有缺口。',
    numbering: { ack: 'newest' },
  },
  'ack-names-the-segment': {
    id: 15,
    en: 'The ACK repeats the sequence number of the segment received.',
    zh: '确认号就是所收报文段的序号。',
    numbering: { ack: 'segment' },
  },
  'fin-takes-no-number': {
    id: 16,
    en: 'The FIN takes no sequence number.',
    zh: 'FIN 不占序号。',
    numbering: { fin: 0 },
  },
  'fin-with-text-counts-text-only': {
    id: 17,
    en: 'Of a FIN with data only the data counts.',
    zh: '带数据的 FIN 只计数据。',
    numbering: { finWithData: 'data' },
  },
  'fin-with-text-counts-fin-only': {
    id: 17,
    en: 'Of a FIN with data only the FIN counts.',
    zh: '带数据的 FIN 只计 FIN。',
    numbering: { finWithData: 'fin' },
  },
  'last-ack-repeats-fin-number': {
    id: 18,
    en: 'The last ACK repeats the sequence number of the own FIN.',
    zh: '最后的 ACK 沿用自己 FIN 的序号。',
    numbering: { afterFin: 'fin' },
  },
  'closing-ack-takes-a-number': {
    id: 19,
    en: 'The ACK of the peer’s FIN takes a sequence number.',
    zh: '对 FIN 的 ACK 占一个序号。',
    numbering: { finsAck: 1 },
  },
  'no-data-after-fin': {
    id: 20,
    en: 'After the peer’s FIN no data may follow: the second FIN has the number of the ACK before.',
    zh: '对端 FIN 之后不能再有数据：第二个 FIN 的序号与之前的 ACK 相同。',
    numbering: { dataAfterFin: false },
  },
  'third-wave-ack-grows': {
    id: 21,
    en: 'The acknowledgment number grows again in the third wave.',
    zh: '第三次挥手的确认号又加一。',
    numbering: { finAck: 'grown' },
  },
  'no-modulo': {
    id: 22,
    en: 'Sequence numbers do not wrap at 2^32.',
    zh: '序号不会在 2^32 处回绕。',
    numbering: { wrap: 'none' },
  },
  'modulo-one-short': {
    id: 23,
    en: 'Sequence numbers are counted modulo 2^32-1: after it they begin again at 1.',
    zh: '序号按 2^32-1 取模：之后从 1 重新开始。',
    numbering: { wrap: 'to-1' },
  },
  'sequence-saturates': {
    id: 23,
    en: 'Sequence numbers stop at 2^32-1.',
    zh: '序号到 2^32-1 就不再增加。',
    numbering: { wrap: 'saturate' },
  },
  'thirty-one-bits': {
    id: 23,
    en: 'Sequence numbers have 31 bits before the sign.',
    zh: '序号只有 31 位，其余是符号。',
    numbering: { wrap: '31-bit' },
  },
  'plain-comparison': {
    id: 24,
    en: 'After the wrap a small sequence number is an old one.',
    zh: '回绕之后的小序号被当作旧报文段。',
    machine: changed({ plainComparison: true }),
  },
  'third-segment-has-syn': {
    id: 25,
    en: 'The third segment carries SYN, too.',
    zh: '第三个报文段也带 SYN。',
    numbering: { thirdSyn: true },
  },
  'synack-without-ack': {
    id: 25,
    en: 'The second segment carries only SYN.',
    zh: '第二个报文段只带 SYN。',
    numbering: { synAckWithoutAck: true },
  },
  'fin-without-ack': {
    id: 25,
    en: 'A FIN segment carries no ACK bit.',
    zh: 'FIN 报文段不带 ACK 位。',
    numbering: { finWithoutAck: true },
  },
  'first-syn-acks-itself': {
    id: 26,
    en: 'The first SYN acknowledges x+1.',
    zh: '第一个 SYN 的确认号是 x+1。',
    numbering: { firstSyn: 'own' },
  },
  'first-syn-acks-peer-isn': {
    id: 26,
    en: 'The first SYN acknowledges the server’s ISN.',
    zh: '第一个 SYN 的确认号是服务器的 ISN。',
    numbering: { firstSyn: 'peer' },
  },
  'established-at-once': {
    id: 27,
    en: 'A side is ESTABLISHED as soon as its own SYN or SYN-ACK is sent.',
    zh: '发出自己的 SYN 或 SYN-ACK 就进入 ESTABLISHED。',
    machine: changed({ establishedAtOnce: true }),
  },
  'lost-third-resends-syn': {
    id: 28,
    en: 'When the third segment is lost the client sends its SYN again.',
    zh: '第三个报文段丢失时，客户端重发 SYN。',
    machine: changed({ lostThirdSegment: 'syn' }),
  },
  'lost-third-fails': {
    id: 28,
    en: 'When the third segment is lost the connection fails.',
    zh: '第三个报文段丢失，连接就失败。',
    machine: changed({ lostThirdSegment: 'fails' }),
  },
  'time-wait-at-server': {
    id: 29,
    en: 'TIME-WAIT is always on the server.',
    zh: 'TIME-WAIT 总在服务器一侧。',
    machine: changed({ timeWaitAt: 'server' }),
  },
  'time-wait-at-both': {
    id: 30,
    en: 'Both sides always wait 2 MSL.',
    zh: '双方总要等待 2 MSL。',
    machine: changed({ timeWaitAt: 'both' }),
  },
  'time-wait-at-passive-closer': {
    id: 30,
    en: 'The side that closes second waits 2 MSL.',
    zh: '后关闭的一方等待 2 MSL。',
    machine: changed({ timeWaitAt: 'passive' }),
  },
  'time-wait-one-msl': {
    id: 31,
    en: 'TIME-WAIT lasts one MSL.',
    zh: 'TIME-WAIT 持续一个 MSL。',
    machine: (rules) => ({ ...rules, timeWaitLasts: 'MSL' }),
  },
  'time-wait-is-fin-timeout': {
    id: 32,
    en: 'TIME-WAIT lasts as long as tcp_fin_timeout says.',
    zh: 'tcp_fin_timeout 就是 TIME-WAIT 的时长。',
    machine: (rules) => ({ ...rules, timeWaitLasts: 'tcp_fin_timeout' }),
  },
  'fin-in-fin-wait-1-to-fin-wait-2': {
    id: 33,
    en: 'A FIN in FIN-WAIT-1 that does not acknowledge ours leads to FIN-WAIT-2.',
    zh: 'FIN-WAIT-1 收到未确认我方 FIN 的 FIN 会进入 FIN-WAIT-2。',
    machine: changed({ finInFinWait1: 'FIN-WAIT-2' }),
  },
  'fin-in-fin-wait-1-to-time-wait': {
    id: 33,
    en: 'A FIN in FIN-WAIT-1 that does not acknowledge ours leads to TIME-WAIT.',
    zh: 'FIN-WAIT-1 收到未确认我方 FIN 的 FIN 会进入 TIME-WAIT。',
    machine: changed({ finInFinWait1: 'TIME-WAIT' }),
  },
  'finack-in-fin-wait-1-to-fin-wait-2': {
    id: 34,
    en: 'A FIN in FIN-WAIT-1 that acknowledges ours leads to FIN-WAIT-2.',
    zh: 'FIN-WAIT-1 收到确认了我方 FIN 的 FIN 会进入 FIN-WAIT-2。',
    machine: changed({ finAckInFinWait1: 'FIN-WAIT-2' }),
  },
  'finack-in-fin-wait-1-to-closing': {
    id: 34,
    en: 'A FIN in FIN-WAIT-1 that acknowledges ours leads to CLOSING.',
    zh: 'FIN-WAIT-1 收到确认了我方 FIN 的 FIN 会进入 CLOSING。',
    machine: changed({ finAckInFinWait1: 'CLOSING' }),
  },
  'close-wait-ends-by-itself': {
    id: 35,
    en: 'CLOSE-WAIT ends by itself: LAST-ACK follows at once.',
    zh: 'CLOSE-WAIT 会自行结束，立即进入 LAST-ACK。',
    machine: changed({ finClosesBoth: true }),
  },
  'always-four-segments': {
    id: 36,
    en: 'A close always takes four segments.',
    zh: '关闭连接总是四个报文段。',
    machine: (rules) => ({ ...rules, finOnText: false, ack: { ...rules.ack, adaptive: false, delay_ms: 0 } }),
  },
  'always-three-segments': {
    id: 36,
    en: 'A close always takes three segments.',
    zh: '关闭连接总是三个报文段。',
    machine: changed({ finClosesBoth: true }),
  },
  'keepalive-one-idle': {
    id: 39,
    en: 'Keepalive declares the peer dead when the idle time is over.',
    zh: '空闲时间一到，保活就判定对端失效。',
    machine: keepalive(() => ({ probes: 0 })),
  },
  'keepalive-without-idle': {
    id: 39,
    en: 'Keepalive takes interval times probes, without the idle time.',
    zh: '保活总时长是间隔乘次数，不含空闲时间。',
    machine: keepalive((k) => ({ idle_ms: k.interval_ms, probes: k.probes - 1 })),
  },
  'keepalive-one-probe-short': {
    id: 39,
    en: 'Keepalive gives up with the last probe, one interval too early.',
    zh: '发出最后一个探测就放弃，少算一个间隔。',
    machine: keepalive((k) => ({ probes: k.probes - 1 })),
  },
  'keepalive-idle-each-time': {
    id: 39,
    en: 'Keepalive waits the idle time before every probe.',
    zh: '每次探测都要等待整个空闲时间。',
    machine: keepalive((k) => ({ interval_ms: k.idle_ms, probes: k.probes - 1 })),
  },
  'keepalive-probe-at-snd-nxt': {
    id: 40,
    en: 'A keepalive probe carries SND.NXT.',
    zh: '保活探测的序号是 SND.NXT。',
    machine: keepalive(() => ({ probeBehind: 0 })),
  },
  'syn-retries-equally-spaced': {
    id: 41,
    en: 'SYNs are repeated at equal distances.',
    zh: 'SYN 以相等的间隔重传。',
    machine: (rules) => ({ ...rules, rto: { ...rules.rto, backoff: false } }),
  },
  'gives-up-with-last-retry': {
    id: 41,
    en: 'The connection attempt fails with the last repetition.',
    zh: '最后一次重传时连接尝试就失败。',
    machine: (rules) => ({ ...rules, retries: { ...rules.retries, syn: rules.retries.syn - 1 } }),
  },
  'refusal-without-ack': {
    id: 42,
    en: 'The reset for a closed port carries no ACK.',
    zh: '对关闭端口的 RST 不带 ACK。',
    machine: changed({ refusal: 'no-ack' }),
  },
  'refusal-with-own-seq': {
    id: 42,
    en: 'The reset for a closed port carries x+1 as its own sequence number, and no ACK.',
    zh: '对关闭端口的 RST 以 x+1 作为自己的序号，且不带 ACK。',
    machine: changed({ refusal: 'own-seq' }),
  },
  'reset-always-acks': {
    id: 42,
    en: 'Every reset carries an ACK.',
    zh: '任何 RST 都带 ACK。',
    machine: changed({ resetsAcknowledge: true }),
  },
  'time-wait-not-restarted': {
    id: 43,
    en: 'A FIN that comes again in TIME-WAIT does not start the 2 MSL anew.',
    zh: 'TIME-WAIT 中再次收到 FIN 时不重新计时 2 MSL。',
    machine: changed({ timeWaitRestarts: false }),
  },
  'closed-is-silent': {
    id: 44,
    en: 'An end that is CLOSED ignores what arrives.',
    zh: '处于 CLOSED 的一方不理会收到的报文段。',
    machine: changed({ refusal: 'none' }),
  },
  'syn-ends-connection': {
    id: null,
    en: 'What if a SYN reset the connection that it meets?',
    zh: '如果 SYN 会使它遇到的连接复位，会怎样？',
    machine: changed({ synResets: true }),
  },
  'two-way-handshake': {
    id: null,
    en: 'What if two segments opened a connection?',
    zh: '如果只用两次握手会怎样？',
    machine: changed({ synReceivedIsEstablished: true, noThirdSegment: true }),
  },
  'no-time-wait': {
    id: null,
    en: 'What if nobody waited 2 MSL?',
    zh: '如果没有 TIME-WAIT 会怎样？',
    machine: changed({ timeWaitAt: 'nobody' }),
  },
  'three-segment-close': {
    id: null,
    en: 'What if the peer’s FIN closed both directions, whatever is still to be sent?',
    zh: '如果对端的 FIN 同时关闭两个方向，不管是否还有数据，会怎样？',
    machine: changed({ finClosesBoth: true }),
  },
  'no-fin-retransmission': {
    id: null,
    en: 'What if a lost FIN were never sent again?',
    zh: '如果丢失的 FIN 不重传会怎样？',
    machine: (rules) => ({ ...rules, retries: { ...rules.retries, fin: false } }),
  },
  'exact-timers': {
    id: null,
    en: 'What if timers ran out exactly when they are due?',
    zh: '如果定时器分毫不差地到期会怎样？',
    machine: (rules) => ({ ...rules, fireAt: (now, delay_ms) => now + delay_ms }),
  },
} as const satisfies Readonly<Record<string, Change>>;
