// The words a picture of a trace needs, in English and Chinese. Names of states, flags and fields stay
// as RFC 9293 spells them in every language.
import type { Locale } from '../clauses.js';
import type { Cause, Host, Timer } from '../trace.js';
import { NOT_ASKED } from './blanks.js';

export type Mark = 'lost' | 'retransmission' | 'duplicate' | 'injected';

export interface Labels {
  host: Record<Host, string>;
  mark: Record<Mark, string>;
  /** `copy` of segment `i` made by the network. */
  copyOf: (i: number) => string;
  timer: Record<Timer, string>;
  later: (duration: string) => string;
  laterUnknown: string;
  title: (client: string, server: string) => string;
  caption: (client: string, server: string) => string;
  columns: { segment: string; time: string; from: string; state: (host: string) => string; remark: string };
  blank: (label: string) => string;
  /** A change of state that no segment brought. */
  stateChange: string;
  opening: string;
  arrives: string;
}

export const LABELS: Record<Locale, Labels> = {
  en: {
    host: { client: 'client', server: 'server' },
    mark: { lost: 'lost', retransmission: 'retransmission', duplicate: 'duplicate', injected: 'injected' },
    copyOf: (i) => `duplicate of #${i}`,
    timer: {
      retransmission: 'retransmission timer',
      'delayed-ack': 'delayed-ACK timer',
      'time-wait': 'TIME-WAIT timer',
      keepalive: 'keepalive timer',
      user: 'user timeout',
      'fin-wait-2': 'FIN-WAIT-2 timer',
      'zero-window-probe': 'zero-window-probe timer',
    },
    later: (duration) => `${duration} later`,
    laterUnknown: 'later',
    title: (client, server) => `Segments between ${client} and ${server}`,
    caption: (client, server) => `Segments between ${client} and ${server}, in order`,
    columns: {
      segment: 'No.',
      time: 'Time',
      from: 'From',
      state: (host) => `State of ${host}`,
      remark: 'Remark',
    },
    blank: (label) => (label === NOT_ASKED ? 'not asked' : `to be filled in: ${label}`),
    stateChange: 'change of state',
    opening: 'at the beginning',
    arrives: 'arrives',
  },
  zh: {
    host: { client: '客户端', server: '服务器' },
    mark: { lost: '丢失', retransmission: '重传', duplicate: '重复', injected: '注入' },
    copyOf: (i) => `#${i} 的重复`,
    timer: {
      retransmission: '重传定时器',
      'delayed-ack': '延迟确认定时器',
      'time-wait': 'TIME-WAIT 定时器',
      keepalive: '保活定时器',
      user: '用户超时',
      'fin-wait-2': 'FIN-WAIT-2 定时器',
      'zero-window-probe': '零窗口探测定时器',
    },
    later: (duration) => `${duration} 后`,
    laterUnknown: '稍后',
    title: (client, server) => `${client}与${server}之间的报文段`,
    caption: (client, server) => `${client}与${server}之间的报文段(按先后顺序)`,
    columns: {
      segment: '序号',
      time: '时间',
      from: '发送方',
      state: (host) => `${host}状态`,
      remark: '备注',
    },
    blank: (label) => (label === NOT_ASKED ? '不要求填写' : `待填:${label}`),
    stateChange: '状态变化',
    opening: '起始',
    arrives: '到达',
  },
};

/** Virtual milliseconds as people write them, to a hundredth of a second: 10.7 ms, 74.99 s, 4 min, 2 h 1 min 15 s. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms * 10) / 10} ms`;
  const hundredths = Math.round(ms / 10);
  if (hundredths < 18_000) return `${hundredths / 100} s`;
  const parts: [number, string][] = [
    [Math.floor(hundredths / 360_000), 'h'],
    [Math.floor(hundredths / 6000) % 60, 'min'],
    [(hundredths % 6000) / 100, 's'],
  ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ');
}

/** A moment of virtual time: milliseconds up to ten seconds, then seconds. */
export function moment(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms * 10) / 10} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** What made a host act by itself; null for a segment, which the drawing shows anyway. */
export function causeText(cause: Cause, words: Labels): string | null {
  switch (cause.kind) {
    case 'call':
      return cause.call;
    case 'timer':
      return words.timer[cause.timer];
    case 'segment':
      return null;
  }
}
