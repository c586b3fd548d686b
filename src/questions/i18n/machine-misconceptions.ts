// What to tell a student who believes in another machine: other states, other timers. See misconceptions.ts.
import type { MutationName } from '../../tcp/index.js';
import type { MisconceptionText } from './misconception-text.js';

const closing: MisconceptionText['right'] = {
  en: 'A FIN that does not acknowledge the own FIN leads from FIN-WAIT-1 to CLOSING.',
  zh: '在 FIN-WAIT-1 收到的 FIN 若没有确认己方的 FIN，则进入 CLOSING（正在关闭）。',
};
const timeWait: MisconceptionText['right'] = {
  en: 'If it also acknowledges the own FIN, both directions are done: FIN-WAIT-1 goes straight to TIME-WAIT.',
  zh: '若该 FIN 同时确认了己方的 FIN，两个方向都已结束，直接进入 TIME-WAIT（时间等待）。',
};
const waits: MisconceptionText['right'] = {
  en: 'The side that closes first waits 2 MSL, whichever it is; both do only when they close at the same time.',
  zh: '先关闭的一方（无论客户端还是服务器）等待 2MSL；只有同时关闭时双方才都等待。',
};
const keepaliveDeath: MisconceptionText['right'] = {
  en: 'The peer is given up one interval after the last of all probes: idle time + interval × probes.',
  zh: '最后一个探测之后再过一个间隔才放弃：空闲时间 + 间隔 × 探测次数。',
};
const refusal: MisconceptionText['right'] = {
  en: 'A SYN has no acknowledgment number to take a number from: the reset carries seq 0 and the ACK bit, and acknowledges the SYN.',
  zh: 'SYN 没有可供取用的确认号：应答它的 RST 序号为 0，ACK 位置 1，并确认该 SYN。',
};

export const machineMisconceptions = {
  'established-at-once': {
    wrong: {
      en: 'A side was taken for established as soon as it had sent its SYN.',
      zh: '认为发出 SYN 就已建立连接。',
    },
    right: {
      en: 'A connection is established when the own SYN has been acknowledged.',
      zh: '己方的 SYN 得到确认之后，连接才算建立。',
    },
    reread: 'RFC 9293, 3.5',
  },
  'fin-in-fin-wait-1-to-fin-wait-2': {
    wrong: {
      en: 'The peer’s FIN was taken for an acknowledgment of the own one.',
      zh: '把对方的 FIN 当作对己方 FIN 的确认。',
    },
    right: closing,
    reread: 'RFC 9293, 3.6',
  },
  'fin-in-fin-wait-1-to-time-wait': {
    wrong: {
      en: 'A FIN that does not acknowledge the own FIN led to TIME-WAIT.',
      zh: '对方的 FIN 没有确认己方的 FIN，却进入了 TIME-WAIT。',
    },
    right: closing,
    reread: 'RFC 9293, 3.6',
  },
  'finack-in-fin-wait-1-to-fin-wait-2': {
    wrong: {
      en: 'A FIN that acknowledges the own FIN led to FIN-WAIT-2 only.',
      zh: '对方的 FIN 已确认己方的 FIN，却只进入 FIN-WAIT-2。',
    },
    right: timeWait,
    reread: 'RFC 9293, 3.10.7.4',
  },
  'finack-in-fin-wait-1-to-closing': {
    wrong: {
      en: 'A FIN that acknowledges the own FIN led to CLOSING.',
      zh: '对方的 FIN 已确认己方的 FIN，却进入了 CLOSING。',
    },
    right: timeWait,
    reread: 'RFC 9293, 3.10.7.4',
  },
  'close-wait-ends-by-itself': {
    wrong: {
      en: 'CLOSE-WAIT was left without a CLOSE by the user.',
      zh: '没有用户的关闭调用就离开了 CLOSE-WAIT。',
    },
    right: {
      en: 'CLOSE-WAIT lasts until the user of that side closes; only then is the FIN sent.',
      zh: 'CLOSE-WAIT（关闭等待）一直持续到本端用户关闭，那时才发送 FIN。',
    },
    reread: 'RFC 9293, 3.6',
  },
  'time-wait-at-server': {
    wrong: { en: 'TIME-WAIT was put on the server’s side.', zh: '认为 TIME-WAIT 总在服务器一侧。' },
    right: waits,
    reread: 'RFC 9293, 3.6',
  },
  'time-wait-at-both': {
    wrong: { en: 'Both sides were made to wait.', zh: '认为双方总要等待。' },
    right: waits,
    reread: 'RFC 9293, 3.6',
  },
  'time-wait-at-passive-closer': {
    wrong: { en: 'The side that closed second was made to wait.', zh: '认为后关闭的一方等待。' },
    right: waits,
    reread: 'RFC 9293, 3.6',
  },
  'time-wait-one-msl': {
    wrong: { en: 'TIME-WAIT was taken to last one MSL.', zh: '认为 TIME-WAIT 只持续一个 MSL。' },
    right: { en: 'TIME-WAIT lasts two maximum segment lifetimes.', zh: 'TIME-WAIT（时间等待）持续 2MSL。' },
    reread: 'RFC 9293, 3.4.2',
  },
  'time-wait-is-fin-timeout': {
    wrong: {
      en: 'tcp_fin_timeout was taken for the length of TIME-WAIT.',
      zh: '把 tcp_fin_timeout 当作 TIME-WAIT 的时长。',
    },
    right: {
      en: 'In Linux TIME-WAIT lasts 60 s, a constant of the kernel; tcp_fin_timeout bounds FIN-WAIT-2 of a socket that nobody owns any more.',
      zh: 'Linux 中 TIME-WAIT 固定为 60 s，是内核常量；tcp_fin_timeout 限制的是已无进程拥有的套接字停留在 FIN-WAIT-2 的时间。',
    },
    reread: 'tcp(7)',
  },
  'time-wait-not-restarted': {
    wrong: {
      en: 'The 2 MSL were not started anew when the FIN came again.',
      zh: '再次收到 FIN 时没有重新计时 2MSL。',
    },
    right: {
      en: 'A FIN that comes again says that the last ACK was lost: it is acknowledged once more, and the 2 MSL begin anew.',
      zh: '再次收到 FIN 说明最后的 ACK 丢失了：要再次确认，并重新开始计时 2MSL。',
    },
    reread: 'RFC 9293, 3.10.7.4',
  },
  'closed-is-silent': {
    wrong: {
      en: 'An end without a connection was taken to ignore what arrives.',
      zh: '认为没有连接的一方不理会收到的报文段。',
    },
    right: {
      en: 'CLOSED answers every segment but a reset by a reset.',
      zh: '处于 CLOSED（关闭）时，除 RST 外收到任何报文段都以 RST 应答。',
    },
    reread: 'RFC 9293, 3.10.7.1',
  },
  'refusal-without-ack': {
    wrong: {
      en: 'The reset that answers a SYN was sent without ACK.',
      zh: '应答 SYN 的 RST 没有带 ACK。',
    },
    right: refusal,
    reread: 'RFC 9293, 3.10.7.1',
  },
  'refusal-with-own-seq': {
    wrong: {
      en: 'The number that acknowledges the SYN was taken for the reset’s own sequence number.',
      zh: '把确认 SYN 的号码当成了 RST 自己的序号。',
    },
    right: refusal,
    reread: 'RFC 9293, 3.10.7.1',
  },
  'reset-always-acks': {
    wrong: { en: 'Every reset was given an ACK.', zh: '认为任何 RST 都带 ACK。' },
    right: {
      en: 'A reset that answers a segment with ACK takes its sequence number from there, so that it is believed, and carries RST alone.',
      zh: '若收到的报文段带 ACK，RST 就以其确认号为序号，使对方接受，并且只置 RST 位。',
    },
    reread: 'RFC 9293, 3.5.2',
  },
  'syn-ends-connection': {
    wrong: {
      en: 'A SYN was taken to end the connection that it meets.',
      zh: '认为 SYN 会终止它遇到的连接。',
    },
    right: {
      en: 'An end that is synchronized answers an unexpected SYN by an ACK and stays as it is; the peer, if it has lost the connection, resets it.',
      zh: '已同步的一方收到意外的 SYN 时只回一个 ACK，状态不变；对方若确已丢失连接，会用 RST 使其复位。',
    },
    reread: 'RFC 9293, 3.5.1',
  },
  'keepalive-one-idle': {
    wrong: {
      en: 'The peer was given up as soon as the idle time was over.',
      zh: '空闲时间一到就认为对方失效。',
    },
    right: keepaliveDeath,
    reread: 'RFC 9293, 3.8.4',
  },
  'keepalive-without-idle': {
    wrong: {
      en: 'The idle time before the first probe was left out.',
      zh: '没有计入第一次探测之前的空闲时间。',
    },
    right: keepaliveDeath,
    reread: 'RFC 9293, 3.8.4',
  },
  'keepalive-one-probe-short': {
    wrong: {
      en: 'The peer was given up together with the last probe.',
      zh: '发出最后一个探测时就放弃，少算了一个间隔。',
    },
    right: keepaliveDeath,
    reread: 'RFC 9293, 3.8.4',
  },
  'keepalive-idle-each-time': {
    wrong: { en: 'The idle time was waited before every probe.', zh: '每次探测之前都等待整个空闲时间。' },
    right: keepaliveDeath,
    reread: 'RFC 9293, 3.8.4',
  },
  'keepalive-probe-at-snd-nxt': {
    wrong: {
      en: 'The probe was given the next sequence number to be sent.',
      zh: '把保活探测的序号写成了下一个要发送的序号。',
    },
    right: {
      en: 'A probe carries SND.NXT - 1, which the peer has acknowledged already: that is why it must answer.',
      zh: '保活探测的序号是 SND.NXT - 1，对方早已确认过，因此必须应答。',
    },
    reread: 'RFC 9293, 3.8.4',
  },
  'syn-retries-equally-spaced': {
    wrong: { en: 'Retransmissions were spaced equally.', zh: '认为各次重传的间隔相等。' },
    right: {
      en: 'The timeout doubles with every retransmission.',
      zh: '每重传一次，超时时间加倍。',
    },
    reread: 'RFC 6298, 5.5',
  },
  'gives-up-with-last-retry': {
    wrong: {
      en: 'The attempt was given up together with the last retransmission.',
      zh: '最后一次重传时就放弃了。',
    },
    right: {
      en: 'After the last retransmission the timer runs once more before the attempt is given up.',
      zh: '最后一次重传之后，还要再等一次超时才放弃。',
    },
    reread: 'RFC 9293, 3.8.3',
  },
} as const satisfies Partial<Record<MutationName, MisconceptionText>>;

/** A misconception about states or timers that can be diagnosed: it has a text. */
export type MachineMisconception = keyof typeof machineMisconceptions;
