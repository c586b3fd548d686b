// What happens to one host, one event at a time, as its side of a trace; and how to say it.
import type { Flag, Host, State, Step, Timer, Trace } from '../../tcp/index.js';
import { canonicalFlags } from '../cells/index.js';
import { states } from '../i18n/terms.js';
import type { Locale } from '../kind.js';

/** An event without its effect: what a prompt may show. */
export type Event =
  | { kind: 'call'; call: string }
  | { kind: 'timer'; timer: Timer }
  /** `fin`: whether the segment acknowledges this host's FIN; null while it has sent none. */
  | { kind: 'segment'; flags: Flag[]; len: number; fin: boolean | null };

/** The steps of one host, in order. */
export function stepsOf(trace: Trace, host: Host): Step[] {
  return trace.steps.filter((step) => step.host === host);
}

export function eventOf(trace: Trace, step: Step): Event {
  const { cause } = step;
  switch (cause.kind) {
    case 'call':
    case 'timer':
      return cause;
    case 'segment': {
      const segment = trace.segments[cause.segment];
      if (segment === undefined) throw new RangeError(`no segment ${cause.segment}`);
      const fin = trace.segments.find(
        (s) => s.from === step.host && s.flags.includes('FIN') && s.t_ms < step.t_ms,
      );
      const end = fin === undefined ? null : (fin.seq + fin.len + 1) >>> 0;
      return {
        kind: 'segment',
        flags: segment.flags,
        len: segment.len,
        fin: end === null || segment.ack === null ? null : segment.ack === end,
      };
    }
    default:
      return cause satisfies never;
  }
}

/** The control bits of what the step sent first; `none` when it sent nothing. */
export function replyOf(trace: Trace, step: Step): string {
  const [first] = step.sent;
  return first === undefined ? 'none' : canonicalFlags(trace.segments[first]?.flags ?? []);
}

/** The step that the same event causes in another run of the same scenario; undefined where it does not happen. */
export function sameEvent(steps: readonly Step[], step: Step): Step | undefined {
  const { cause, t_ms } = step;
  return steps.find((other) =>
    cause.kind === 'timer'
      ? other.cause.kind === 'timer' && other.cause.timer === cause.timer && other.t_ms >= t_ms
      : other.cause.kind === cause.kind && other.t_ms === t_ms,
  );
}

const CALLS: Readonly<Record<string, { en: string; zh: string }>> = {
  listen: { en: 'passive OPEN by the user', zh: '用户被动打开（passive OPEN）' },
  connect: { en: 'active OPEN by the user', zh: '用户主动打开（active OPEN）' },
  close: { en: 'CLOSE by the user', zh: '用户关闭（CLOSE）' },
  shutdown: { en: 'CLOSE by the user', zh: '用户关闭（CLOSE）' },
  abort: { en: 'ABORT by the user', zh: '用户异常中止（ABORT）' },
  send: { en: 'SEND by the user', zh: '用户发送数据（SEND）' },
};

const TIMERS: Record<Timer, { en: string; zh: string }> = {
  retransmission: { en: 'the retransmission timer goes off', zh: '重传计时器超时' },
  'delayed-ack': { en: 'the delayed ACK is due', zh: '延迟确认计时器超时' },
  'time-wait': { en: '2 MSL have passed', zh: '2MSL 已过（时间等待计时器超时）' },
  keepalive: { en: 'the keepalive timer goes off', zh: '保活计时器超时' },
  user: { en: 'the user timeout expires', zh: '用户超时' },
  'fin-wait-2': { en: 'the FIN-WAIT-2 timer goes off', zh: 'FIN-WAIT-2 计时器超时' },
  'zero-window-probe': { en: 'the zero-window probe is due', zh: '零窗口探测计时器超时' },
};

export function sayEvent(event: Event, locale: Locale): string {
  switch (event.kind) {
    case 'call':
      return CALLS[event.call]?.[locale] ?? event.call;
    case 'timer':
      return TIMERS[event.timer][locale];
    case 'segment': {
      const flags = canonicalFlags(event.flags).replaceAll('+', ', ');
      return { en: `${flags} arrives`, zh: `收到 ${flags}` }[locale] + sayFin(event.fin, locale);
    }
    default:
      return event satisfies never;
  }
}

function sayFin(fin: boolean | null, locale: Locale): string {
  if (fin === null) return '';
  if (fin) return { en: ' (it acknowledges this host’s FIN)', zh: '（确认了本端的 FIN）' }[locale];
  return { en: ' (it does not acknowledge this host’s FIN)', zh: '（没有确认本端的 FIN）' }[locale];
}

/** `SYN-SENT`, in Chinese with its usual translation. */
export function sayState(state: State, locale: Locale): string {
  return locale === 'en' ? state : `${state}（${states[state].zh}）`;
}
