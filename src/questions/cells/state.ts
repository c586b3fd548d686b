// The eleven states (RFC 9293 section 3.3.2) under the names that RFCs, kernels and Chinese textbooks give them.
import type { State } from '../../tcp/trace.js';

const NAMES: Record<State, readonly string[]> = {
  CLOSED: ['CLOSED', 'CLOSE', '关闭', '已关闭', '连接关闭'],
  LISTEN: ['LISTEN', 'LISTENING', '监听', '收听', '侦听', '倾听'],
  'SYN-SENT': ['SYNSENT', '同步已发送', '同步已发出', '同步发送', '同步已发'],
  'SYN-RECEIVED': [
    'SYNRECEIVED',
    'SYNRCVD',
    'SYNRECV',
    'SYNRECVD',
    '同步已接收',
    '同步已收到',
    '同步收到',
    '同步接收',
    '同步已收',
  ],
  ESTABLISHED: ['ESTABLISHED', 'ESTAB', '已建立连接', '连接已建立', '已建立', '建立连接', '连接建立'],
  'FIN-WAIT-1': ['FINWAIT1', '终止等待1', '终止等待一'],
  'FIN-WAIT-2': ['FINWAIT2', '终止等待2', '终止等待二'],
  'CLOSE-WAIT': ['CLOSEWAIT', '关闭等待', '等待关闭'],
  CLOSING: ['CLOSING', '正在关闭', '关闭中'],
  'LAST-ACK': ['LASTACK', '最后确认', '最后的确认'],
  'TIME-WAIT': ['TIMEWAIT', '时间等待', '定时等待', '计时等待'],
};

const STATES = new Map(
  (Object.keys(NAMES) as State[]).flatMap((state) => NAMES[state].map((name) => [name, state] as const)),
);

/**
 * The RFC's name. Case, hyphens, underscores, spaces and the word "state" make no difference. A second name may stand in
 * parentheses, as in the prompts: `TIME-WAIT（时间等待）`.
 */
export function parseState(text: string): State | undefined {
  const names = text
    .toUpperCase()
    .replace(/[\s_-]+/g, '')
    .split(/[()[\]]/)
    .map((name) => (STATES.has(name) ? name : name.replace(/(STATE|状态|态)$/, '')))
    .filter((name) => name !== '');
  const [state, ...others] = new Set(names.map((name) => STATES.get(name)));
  return others.length === 0 ? state : undefined;
}
