// How an application learns that its connection is over: an error, the end of the data, or nothing, as books, the errors
// of POSIX and Chinese texts call them.

const NAMES = {
  ECONNRESET: [
    'ECONNRESET',
    'RESET',
    'CONNECTIONRESET',
    'CONNECTIONRESETBYPEER',
    'RESETBYPEER',
    'RST',
    '连接复位',
    '连接被复位',
    '复位',
    '连接重置',
    '连接被重置',
    '重置',
    '连接被对方重置',
    '连接被对方复位',
    '連線重設',
  ],
  ETIMEDOUT: [
    'ETIMEDOUT',
    'ETIMEOUT',
    'TIMEOUT',
    'TIMEDOUT',
    'CONNECTIONTIMEDOUT',
    'CONNECTIONTIMEOUT',
    '超时',
    '连接超时',
    '逾時',
  ],
  EOF: ['EOF', 'ENDOFFILE', 'ENDOFDATA', 'ENDOFSTREAM', '文件结束', '数据结束', '流结束', '正常结束'],
  none: ['NONE', 'NOTHING', 'NOERROR', '-', '无', '無', '没有', '什么也没有', '没有错误', '无错误'],
} as const;

export type Notice = keyof typeof NAMES;

const NOTICES = new Map(
  Object.entries(NAMES).flatMap(([notice, names]) => names.map((name) => [name as string, notice as Notice])),
);

/** Case, spaces and marks within words make no difference. */
export function parseNotice(text: string): Notice | undefined {
  const bare = text
    .toUpperCase()
    .replace(/[\s_'"]+/g, '')
    .replace(/(?<=.)-/g, '')
    .replace(/[.。]$/, '');
  return NOTICES.get(bare);
}
