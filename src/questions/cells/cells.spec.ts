import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalFlags, formatHint, parseCell, writeCell } from './index.js';
import type { CellType } from '../kind.js';

const TYPES: CellType[] = [
  'number',
  'ack',
  'flags',
  'state',
  'time',
  'moment',
  'side',
  'notice',
  'letters',
  'move',
  'segment',
  'field',
  'content',
  'order',
  'isn',
];

const read = (type: CellType, raw: unknown) => {
  const parsed = parseCell(type, raw);
  return parsed.ok ? parsed.value : 'unparsable';
};

describe('a number', () => {
  it.each([
    ['4294967295', 4294967295],
    [4294967295, 4294967295],
    ['  7001 ', 7001],
    ['4,294,967,295', 4294967295],
    ['4, 294, 967, 295', 4294967295],
    ['4 294 967 295', 4294967295],
    ['4\u00a0294\u00a0967\u00a0295', 4294967295],
    ["4'294'967'295", 4294967295],
    ['4，294，967，295', 4294967295],
    ['42,9496,7295', 4294967295],
    ['4_294_967_295', 4294967295],
    ['４２９４９６７２９５', 4294967295],
    ['0xFFFF_FFFF', 4294967295],
    ['0x1b58', 7000],
    ['+7000', 7000],
    ['007000', 7000],
    ['4294967296', 4294967296],
    ['seq=7001', 7001],
    ['序号：7,001', 7001],
  ])('may be written %p', (raw, value) => expect(read('number', raw)).toBe(value));

  it.each([
    'x+1',
    '7000+1',
    '7001.0',
    '1e3',
    '7,1',
    '70,01,2',
    '4,294 967,295',
    '1.234.567',
    '0x',
    '0xg',
    'seven',
    '--1',
    '-5',
    '−1',
    '_7',
    '99999999999999999999',
    'none',
    '7 001 2',
    NaN,
    Infinity,
    7001.5,
    true,
    {},
    [],
    ['7001'],
    '9'.repeat(101),
  ])('cannot be read from %p', (raw) => expect(read('number', raw)).toBe('unparsable'));
});

describe('an acknowledgment number', () => {
  it.each(['none', 'None', '-', '—', 'n/a', '无', '无效', '無', '沒有', '無效'])(
    'is absent when %p is written',
    (raw) => expect(read('ack', raw)).toBe('none'),
  );
  it('is a number otherwise', () => {
    expect(read('ack', '7,001')).toBe(7001);
    expect(read('ack', 'perhaps')).toBe('unparsable');
  });
});

describe('flags', () => {
  it.each([
    ['SYN, ACK', 'SYN+ACK'],
    ['ack syn', 'SYN+ACK'],
    ['SYN-ACK', 'SYN+ACK'],
    ['synack', 'SYN+ACK'],
    ['[SYN, ACK]', 'SYN+ACK'],
    ['ＳＹＮ＋ＡＣＫ', 'SYN+ACK'],
    ['SYN=1, ACK=1', 'SYN+ACK'],
    ['SYN = 1，ACK = 0', 'SYN'],
    ['同步、确认', 'SYN+ACK'],
    ['同步和确认', 'SYN+ACK'],
    ['S.', 'SYN+ACK'],
    ['.', 'ACK'],
    ['F.', 'FIN+ACK'],
    ['PSH ACK', 'ACK'],
    ['rst', 'RST'],
    ['none', 'none'],
    ['无', 'none'],
    ['無', 'none'],
    ['nothing', 'none'],
    ['不发送', 'none'],
    ['FIN and ACK', 'FIN+ACK'],
    ['FINACK', 'FIN+ACK'],
    ['同步确认', 'SYN+ACK'],
    ['FP.', 'FIN+ACK'],
  ])('may be written %p', (raw, value) => expect(read('flags', raw)).toBe(value));

  it.each(['SIN', 'SYN=2', 'yes', '1', 'SYN ACKK', 'S1', 'SS', 'SYNX', '=1'])(
    'cannot be read from %p',
    (raw) => expect(read('flags', raw)).toBe('unparsable'),
  );

  it('have one order and leave PSH out', () => {
    expect(canonicalFlags(['ACK', 'PSH', 'FIN'])).toBe('FIN+ACK');
    expect(canonicalFlags([])).toBe('none');
  });
});

describe('a state', () => {
  it.each([
    ['SYN-SENT', 'SYN-SENT'],
    ['syn_sent', 'SYN-SENT'],
    ['SYN_RCVD', 'SYN-RECEIVED'],
    ['SYN-RECV', 'SYN-RECEIVED'],
    ['Syn Received', 'SYN-RECEIVED'],
    ['同步已接收', 'SYN-RECEIVED'],
    ['同步收到', 'SYN-RECEIVED'],
    ['同步已发送状态', 'SYN-SENT'],
    ['ESTAB', 'ESTABLISHED'],
    ['已建立连接', 'ESTABLISHED'],
    ['FIN_WAIT1', 'FIN-WAIT-1'],
    ['FIN-WAIT_2', 'FIN-WAIT-2'],
    ['finwait-2', 'FIN-WAIT-2'],
    ['终止等待-1', 'FIN-WAIT-1'],
    ['终止等待２', 'FIN-WAIT-2'],
    ['TIME_WAIT state', 'TIME-WAIT'],
    ['时间等待', 'TIME-WAIT'],
    ['最后确认', 'LAST-ACK'],
    ['关闭等待', 'CLOSE-WAIT'],
    ['关闭', 'CLOSED'],
    ['closing', 'CLOSING'],
    ['侦听', 'LISTEN'],
    ['SYN-SENT（同步已发送）', 'SYN-SENT'],
    ['时间等待 (TIME_WAIT) 状态', 'TIME-WAIT'],
  ])('may be written %p', (raw, value) => expect(read('state', raw)).toBe(value));

  it.each(['FIN-WAIT', '终止等待', 'WAIT', 'SYN', 'OPEN', '1', '()', 'CLOSED (LISTEN)', 'CLOSED (done)'])(
    'cannot be read from %p',
    (raw) => expect(read('state', raw)).toBe('unparsable'),
  );
});

describe('a time', () => {
  it.each([
    ['127', 127_000],
    [127, 127_000],
    ['127 s', 127_000],
    ['127sec', 127_000],
    ['2 min 7 s', 127_000],
    ['2m7s', 127_000],
    ['2 分 7 秒', 127_000],
    ['１２７秒', 127_000],
    ['2分钟', 120_000],
    ['500 ms', 500],
    ['500毫秒', 500],
    ['1.5 s', 1_500],
    ['0.25', 250],
    ['7,875 s', 7_875_000],
    ['7 875 s', 7_875_000],
    ['7_200_000 ms', 7_200_000],
    ['2 h 11 min 15 s', 7_875_000],
    ['2小时', 7_200_000],
    ['0', 0],
  ])('may be written %p', (raw, value) => expect(read('time', raw)).toBe(value));

  it.each(['soon', '1 parsec', '5 s 2', '2:07', '-3 s', '7 s 2 min', '1e3', 's', '1.2.3'])(
    'cannot be read from %p',
    (raw) => expect(read('time', raw)).toBe('unparsable'),
  );
});

describe('a segment', () => {
  it.each([
    ['4', 4],
    [4, 4],
    ['#4', 4],
    ['segment 4', 4],
    ['Segment #4', 4],
    ['packet 12', 12],
    ['No. 12', 12],
    ['frame 12', 12],
    ['第 4 个报文段', 4],
    ['报文段４', 4],
    ['第12号分组', 12],
    ['0', 0],
  ])('may be named %p', (raw, value) => expect(read('segment', raw)).toBe(value));

  it.each(['4 and 5', 'the last', '4.5', '-1', '4 5', 'four'])('cannot be read from %p', (raw) =>
    expect(read('segment', raw)).toBe('unparsable'),
  );
});

describe('a field', () => {
  it.each([
    ['seq', 'seq'],
    ['SEQ', 'seq'],
    ['sequence number', 'seq'],
    ['序号', 'seq'],
    ['序列号', 'seq'],
    ['ACK', 'ack'],
    ['acknowledgement number', 'ack'],
    ['确认号', 'ack'],
    ['len', 'len'],
    ['length', 'len'],
    ['数据字节数', 'len'],
    ['flags', 'flags'],
    ['CTL', 'flags'],
    ['control bits', 'flags'],
    ['控制位', 'flags'],
    ['标志位', 'flags'],
  ])('may be named %p', (raw, value) => expect(read('field', raw)).toBe(value));

  it.each(['SYN', 'seq and ack', 'window', '7'])('cannot be read from %p', (raw) =>
    expect(read('field', raw)).toBe('unparsable'),
  );
});

describe('the content of a field', () => {
  it.each([
    ['7,001', 7001],
    ['ack=7001', 7001],
    ['seq: 7001', 7001],
    ['确认号＝7001', 7001],
    ['0x1b59', 7001],
    ['SYN, ACK', 'SYN+ACK'],
    ['flags: SYN ACK', 'SYN+ACK'],
    ['ACK=1, SYN=1', 'SYN+ACK'],
    ['none', 'none'],
  ])('may be written %p', (raw, value) => expect(read('content', raw)).toBe(value));

  it.each(['x+1', 'seven', '7001.5', 'ACK=1'])('cannot be read from %p', (raw) =>
    expect(read('content', raw)).toBe('unparsable'),
  );
});

describe('a moment', () => {
  it.each(['never', 'Never', 'none', '-', '不会', '从不', '無', '永远不'])(
    'does not come when %p is written',
    (raw) => expect(read('moment', raw)).toBe('none'),
  );
  it('is a time otherwise', () => {
    expect(read('moment', '2 min 7 s')).toBe(127_000);
    expect(read('moment', '120.04')).toBe(120_040);
    expect(read('moment', 'perhaps')).toBe('unparsable');
  });
});

describe('a side', () => {
  it.each([
    ['client', 'client'],
    ['the Server', 'server'],
    ['服务端', 'server'],
    ['客户端', 'client'],
    ['客户', 'client'],
    ['both ends', 'both'],
    ['client and server', 'both'],
    ['client, server', 'both'],
    ['客户端、服务器', 'both'],
    ['双方', 'both'],
    ['neither', 'none'],
    ['None.', 'none'],
    ['无', 'none'],
    ['都不', 'none'],
  ])('may be written %p', (raw, value) => expect(read('side', raw)).toBe(value));

  it.each(['active closer', '主动方', 'yes', '1', 'client or server', 'all'])(
    'cannot be read from %p',
    (raw) => expect(read('side', raw)).toBe('unparsable'),
  );
});

describe('a notice', () => {
  it.each([
    ['ECONNRESET', 'ECONNRESET'],
    ['connection reset by peer', 'ECONNRESET'],
    ['连接被重置', 'ECONNRESET'],
    ['e_timedout', 'ETIMEDOUT'],
    ['timed-out', 'ETIMEDOUT'],
    ['超时。', 'ETIMEDOUT'],
    ['end of data', 'EOF'],
    ['Nothing.', 'none'],
    ['-', 'none'],
    ['无', 'none'],
  ])('may be written %p', (raw, value) => expect(read('notice', raw)).toBe(value));

  it.each(['error', 'ECONNREFUSED', '错误', '1', 'reset or timeout'])('cannot be read from %p', (raw) =>
    expect(read('notice', raw)).toBe('unparsable'),
  );
});

describe('an order', () => {
  it.each([
    ['C A B', 'CAB'],
    ['cab', 'CAB'],
    ['C, A, B', 'CAB'],
    ['C、A、B', 'CAB'],
    ['C→A→B', 'CAB'],
    ['C -> A -> B', 'CAB'],
    ['C > A > B', 'CAB'],
    ['(C)(A)(B)', 'CAB'],
    ['ＣＡＢ', 'CAB'],
    ['C A', 'CA'],
  ])('may be written %p', (raw, value) => expect(read('order', raw)).toBe(value));

  it.each(['C A C', '3 1 2', 'C A B!', '甲 乙'])('cannot be read from %p', (raw) =>
    expect(read('order', raw)).toBe('unparsable'),
  );
});

describe('a raw initial sequence number', () => {
  it('is a number, and relative when it is 0 or 1', () => {
    expect(['4,294,967,295', '0x10', '0', '1', 1].map((raw) => read('isn', raw))).toEqual([
      4294967295, 16, 0, 0, 0,
    ]);
    expect(read('isn', 'x')).toBe('unparsable');
  });
});

describe('any cell', () => {
  it('is blank for nothing, null and spaces', () => {
    for (const type of TYPES) {
      for (const raw of [null, undefined, '', '  ', '\u3000', '\u200b']) expect(read(type, raw)).toBeNull();
    }
  });

  it('never throws, and reads its own canonical values back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        fc.oneof(fc.anything(), fc.string({ unit: 'grapheme' })),
        (type, raw) => {
          const first = parseCell(type, raw);
          return (
            !first.ok || first.value === null || read(type, writeCell(type, first.value)) === first.value
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('says in both languages how it may be written', () => {
    for (const type of TYPES) {
      expect(formatHint(type).en).toMatch(/[a-z]/);
      expect(formatHint(type).zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});
