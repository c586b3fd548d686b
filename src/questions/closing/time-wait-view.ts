// The words of time-wait.
import { duration } from '../../tcp/render/labels.js';
import type { ProfileName } from '../../tcp/index.js';
import { type Exchange, exchangeView } from '../exchange.js';
import { hosts } from '../i18n/terms.js';
import type { Locale, Prompt, Text, View } from '../kind.js';
import type { Late } from './plot.js';

export interface TimeWaitFacts extends Exchange {
  profile: ProfileName;
  msl_s: number;
  finTimeout_s: number | null;
  delay_ms: number;
  /** `of`: the number of the segment that comes once more; -1 for a new one. */
  late: (Late & { of: number }) | null;
}

const TITLE: Text = { en: 'TIME-WAIT', zh: '时间等待（TIME-WAIT）' };

export function renderTimeWait(prompt: Prompt<TimeWaitFacts>, locale: Locale): View {
  const { facts } = prompt;
  const paragraphs = [exchangeTask(facts), ...(facts.late === null ? [] : [lateTask(facts, facts.late)])];
  const task: Text = {
    en: paragraphs.map(({ en }) => en).join('\n\n'),
    zh: paragraphs.map(({ zh }) => zh).join('\n\n'),
  };
  return exchangeView(TITLE, task, facts, prompt, (id) => label(id, facts), locale);
}

function exchangeTask(facts: TimeWaitFacts): Text {
  const { delay_ms, late } = facts;
  const tcp = tcpOf(facts);
  const part = late === null ? { en: '', zh: '' } : { en: '(a) ', zh: '（1）' };
  return {
    en: `${part.en}A client and a server talk and close their connection as drawn; from the close on the states are not shown. No other segment is sent. A segment arrives ${delay_ms} ms after it is sent, unless it is lost. ${tcp.en} Times count from the first segment; give them to the millisecond.`,
    zh: `${part.zh}客户端与服务器通信后释放连接，如图所示，从释放连接开始不再标出状态。除图中报文段外没有其他报文段；未丢失的报文段在发出 ${delay_ms} ms 后到达。${tcp.zh}时间从第一个报文段发出时算起，精确到毫秒。`,
  };
}

function tcpOf({ profile, msl_s, finTimeout_s }: TimeWaitFacts): Text {
  switch (profile) {
    case 'textbook':
      return { en: `For both ends the MSL is ${msl_s} s.`, zh: `双方的最长报文段寿命 MSL 为 ${msl_s} s。` };
    case 'rfc9293':
      return {
        en: `Both ends follow RFC 9293, with an MSL of ${msl_s} s.`,
        zh: `双方遵循 RFC 9293，最长报文段寿命 MSL 为 ${msl_s} s。`,
      };
    case 'linux':
      return {
        en: `Both ends run Linux: its MSL is ${msl_s} s, a constant of the kernel; net.ipv4.tcp_fin_timeout is set to ${finTimeout_s}. Take timers to run out exactly when they are due.`,
        zh: `双方运行 Linux：MSL 为 ${msl_s} s，是内核中的常量；net.ipv4.tcp_fin_timeout 设为 ${finTimeout_s}。假定计时器准时到期。`,
      };
    default:
      return profile satisfies never;
  }
}

function lateTask({ msl_s, trace }: TimeWaitFacts, late: NonNullable<TimeWaitFacts['late']>): Text {
  const { to, kind, of, t_ms } = late;
  const at = duration(t_ms);
  const from = to === 'client' ? 'server' : 'client';
  if (kind === 'new SYN') {
    return {
      en: `(b) Suppose that the ${from} then opens a new connection from the same port to the same port, where a process listens again. Its SYN, with a sequence number above all that it has used so far, arrives at the ${to} at ${at}. This TCP makes use of the permission that RFC 9293, 3.6.1 (MAY-2) gives for such a SYN.`,
      zh: `（2）假设此后${hosts[from].zh}用相同的端口再次发起连接，对方仍有进程在监听。新的 SYN 的序号大于此前用过的所有序号，于 ${at} 到达${hosts[to].zh}。该 TCP 实现了 RFC 9293 3.6.1 节（MAY-2）对这种 SYN 的许可。`,
    };
  }
  // By its definition nothing outlives the MSL; that it may is why one wants to know what is met.
  const tooOld = t_ms - (trace.segments[of]?.t_ms ?? 0) > msl_s * 1_000;
  const kept: Text = tooOld
    ? {
        en: `a faulty router had kept although no segment should live longer than the MSL`,
        zh: `滞留在有故障的路由器中（本来任何报文段的存活时间都不应超过 MSL）`,
      }
    : { en: 'the network had held up', zh: '在网络中滞留' };
  return {
    en: `(b) Suppose that, besides, a second copy of segment ${of}, which ${kept.en}, arrives at the ${to} at ${at}.`,
    zh: `（2）假设除此之外，报文段 ${of} 的一个副本${kept.zh}，于 ${at} 到达${hosts[to].zh}。`,
  };
}

function label(id: string, { late }: TimeWaitFacts): Text {
  const part = late === null ? { en: '', zh: '' } : { en: '(a) ', zh: '（1）' };
  const host = id.startsWith('client') ? hosts.client : hosts.server;
  switch (id.replace(/^(client|server)\./, '')) {
    case 'waits':
      return { en: 'Which end goes through TIME-WAIT', zh: '哪一方经过 TIME-WAIT 状态' };
    case 'wait':
      return {
        en: `${part.en}The ${host.en} starts its 2 MSL timer, for the last time, at`,
        zh: `${part.zh}${host.zh}（最后一次）启动 2MSL 计时器的时刻`,
      };
    case 'closed':
      return {
        en: `${part.en}The ${host.en} reaches CLOSED at`,
        zh: `${part.zh}${host.zh}进入 CLOSED 的时刻`,
      };
    case 'late.state':
      return {
        en: `(b) The state in which that segment finds the ${late?.to}`,
        zh: `（2）该报文段到达时${hosts[late?.to ?? 'client'].zh}的状态`,
      };
    default:
      return {
        en: `(b) The control bits of what the ${late?.to} sends at once in reply`,
        zh: `（2）${hosts[late?.to ?? 'client'].zh}立即发出的应答的控制位`,
      };
  }
}
