// The words of the field in both languages, as English RFCs and Chinese textbooks use them.
import type { ProfileName } from '../../tcp/index.js';
import type { Host, State } from '../../tcp/trace.js';
import type { Text } from '../kind.js';

export const hosts: Record<Host, Text> = {
  client: { en: 'client', zh: '客户端' },
  server: { en: 'server', zh: '服务器' },
};

export const states: Record<State, Text> = {
  CLOSED: { en: 'CLOSED', zh: '关闭' },
  LISTEN: { en: 'LISTEN', zh: '监听' },
  'SYN-SENT': { en: 'SYN-SENT', zh: '同步已发送' },
  'SYN-RECEIVED': { en: 'SYN-RECEIVED', zh: '同步已接收' },
  ESTABLISHED: { en: 'ESTABLISHED', zh: '已建立连接' },
  'FIN-WAIT-1': { en: 'FIN-WAIT-1', zh: '终止等待-1' },
  'FIN-WAIT-2': { en: 'FIN-WAIT-2', zh: '终止等待-2' },
  'CLOSE-WAIT': { en: 'CLOSE-WAIT', zh: '关闭等待' },
  CLOSING: { en: 'CLOSING', zh: '正在关闭' },
  'LAST-ACK': { en: 'LAST-ACK', zh: '最后确认' },
  'TIME-WAIT': { en: 'TIME-WAIT', zh: '时间等待' },
};

export const terms = {
  flags: { en: 'flags', zh: '控制位' },
  seq: { en: 'sequence number', zh: '序号' },
  ack: { en: 'acknowledgment number', zh: '确认号' },
  len: { en: 'octets of data', zh: '数据字节数' },
} satisfies Record<string, Text>;

const PROFILES: Readonly<Record<string, Text>> & Record<ProfileName, Text> = {
  textbook: { en: 'TCP is as textbooks draw it.', zh: 'TCP 以教科书为准。' },
  rfc9293: { en: 'TCP is as RFC 9293 recommends it.', zh: 'TCP 以 RFC 9293 的建议为准。' },
  linux: { en: 'TCP is as Linux does it.', zh: 'TCP 以 Linux 的实现为准。' },
};

/** Which TCP a question is about, by the name of its profile: so that what differs between them is no dispute. */
export function whichTcp(profile: string): Text {
  const text = PROFILES[profile];
  if (text === undefined) throw new RangeError(`no profile ${profile}`);
  return text;
}
