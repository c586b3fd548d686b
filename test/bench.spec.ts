// What the bench makes of its measurements. That it measures, nobody can test on a shared machine.
import { describe, expect, it } from '@jest/globals';
import { answerTo, SORTS } from '../bench/answers.mjs';
import { judge, markdown, median, missing, quantile, rounded, row, slope } from '../bench/figures.mjs';
import { scriptOf, steadySeconds } from '../bench/pgbench.mjs';
import { FrontendMessages } from '../bench/wire.mjs';
import { drawVariant, gradeAnswer, kinds, validateParams } from '../src/questions/index.js';
import { run } from './support/run.js';

describe('a quantile', () => {
  it('is the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.2, 0.21, 0.5, 0.8, 0.81, 1].map((q) => quantile(values, q))).toEqual([1, 1, 2, 3, 4, 5, 5]);
    expect(median([2, 1])).toBe(1);
  });

  it('sorts by value and leaves its input alone', () => {
    const values = [100, 9, 20];
    expect(quantile(values, 1)).toBe(100);
    expect(values).toEqual([100, 9, 20]);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow('nothing');
  });
});

it('the slope of points on a line is that of the line, and of one point 0', () => {
  const on = (x: number): [number, number] => [x, 3 - 2 * x];
  expect(slope([on(0), on(1), on(7)])).toBeCloseTo(-2);
  expect(slope([on(4)])).toBe(0);
});

describe('a figure', () => {
  it('is judged by its promise, at the bound and on both sides of it', () => {
    const verdicts = (name: string, values: number[]) => values.map((value) => judge(name, value).verdict);
    expect(verdicts('submit.per_s', [1999, 2000])).toEqual(['MISSED', 'met']);
    expect(verdicts('submit.p99_ms', [49.9, 50])).toEqual(['met', 'MISSED']);
    expect(verdicts('growth.submit_p50_ratio', [1.2, 1.21])).toEqual(['met', 'MISSED']);
    expect(verdicts('grade.next-state.p50_ms', [0.5, 1])).toEqual(['met', 'MISSED']);
  });

  it('that nothing was promised of has no verdict, and one that is missing is never met', () => {
    expect(judge('explain.p50_ms', 1)).toEqual({ promised: '', verdict: '' });
    expect(judge('submit.vs_pgbench', null)).toEqual({ promised: '>= 0.3', verdict: 'not measured' });
  });

  it('has four digits, and a count all of its own', () => {
    expect([0.0123456, 1234.56, 1_000_000, null].map(rounded)).toEqual([0.01235, 1235, 1_000_000, null]);
  });

  it('is a line of the table, with what was promised', () => {
    expect(row('submit.p99_ms', 61.5)).toMatch(/^submit\.p99_ms +61\.5 {2}< 50 +MISSED$/);
    expect(row('explain.p50_ms', 0.25)).toMatch(/^explain\.p50_ms +0\.25$/);
    expect(row('submit.vs_pgbench', null)).toMatch(/ - {2}>= 0\.3 +not measured$/);
  });

  it('that was missed is bold in the document, and words are no figures', () => {
    const table = markdown({ machine: 'M', 'submit.per_s': 1234.5, ready_s: 1.2, 'submit.vs_pgbench': null });
    expect(table.split('\n').slice(2)).toEqual([
      '| `submit.per_s` | **1,235** | >= 2,000 |',
      '| `ready_s` | 1.2 | < 3 |',
      '| `submit.vs_pgbench` | not measured | >= 0.3 |',
    ]);
  });
});

describe('round trips', () => {
  const message = (type: string, body = '') => {
    const bytes = Buffer.alloc(5 + body.length);
    bytes.write(type, 0);
    bytes.writeUInt32BE(4 + body.length, 1);
    bytes.write(body, 5, 'latin1');
    return bytes;
  };
  const untyped = (code: number, body = '') => {
    const bytes = Buffer.alloc(8 + body.length);
    bytes.writeUInt32BE(8 + body.length, 0);
    bytes.writeUInt32BE(code, 4);
    bytes.write(body, 8);
    return bytes;
  };
  const SSL_REQUEST = 80877103;
  const VERSION_3 = 196608;
  const SQL = 'SELECT $1, $2, $3 -- SSQQ';
  /** Text, binary, text: "ab", two bytes, NULL. */
  const FORMATS = '\0\x03\0\0\0\x01\0\0';
  const VALUES = '\0\x03\0\0\0\x02ab\0\0\0\x02\x05\x06\xff\xff\xff\xff';
  const session = Buffer.concat([
    untyped(SSL_REQUEST),
    untyped(VERSION_3, 'user\0QS\0application_name\0me\0\0'),
    message('P', `\0${SQL}\0\0\0`),
    message('B', `\0\0${FORMATS}${VALUES}\0\0`),
    message('D', 'P\0'),
    message('E', '\0\0\0\0\0'),
    message('S'),
    message('Q', 'BEGIN\0'),
    message('X'),
  ]);

  it('are the Syncs and simple Queries, whatever stands in other messages', () => {
    const messages = new FrontendMessages();
    messages.push(session);
    expect(messages.roundTrips).toBe(2);
    expect(messages.application).toBe('me');
    expect(messages.executed).toEqual([
      { sql: SQL, values: ['ab', Buffer.of(5, 6), null] },
      { sql: 'BEGIN', values: [] },
    ]);
  });

  it('are the same when the bytes come one by one', () => {
    const messages = new FrontendMessages();
    for (const byte of session) messages.push(Buffer.of(byte));
    expect(messages.roundTrips).toBe(2);
    expect(messages.executed).toHaveLength(2);
  });
});

it('a pgbench script takes from a row what differs, and says what is NULL everywhere', () => {
  const statements = ['BEGIN', 'SELECT f($1::uuid, $2, $3, $4, $1)', 'COMMIT;'];
  const inputs = [
    [[], ['a', Buffer.of(10), null, null], []],
    [[], ['b', Buffer.of(11), null, 'x'], []],
  ];
  const { look, script, columns, rows } = scriptOf(statements, inputs, [
    [],
    ['uuid', 'bytea', 'text', 'jsonb'],
    [],
  ]);
  expect(columns).toEqual(['p1_0', 'p1_1', 'p1_3']);
  expect(rows).toEqual([
    ['a', '0a', ''],
    ['b', '0b', 'x'],
  ]);
  expect(script.slice(look.length).trim().split('\n')).toEqual([
    'BEGIN;',
    `SELECT f(:p1_0::uuid, decode(:p1_1, 'hex'), NULL, nullif(:p1_3, '')::jsonb, :p1_0);`,
    'COMMIT;',
  ]);
});

it('of a run of pgbench neither the beginning counts nor the end', () => {
  // Twenty transactions: ten that are slow, eight of a quarter of a second, two that are slow again.
  const ends = [
    ...Array.from({ length: 10 }, (_, i) => i),
    9.25,
    9.5,
    9.75,
    10,
    10.25,
    10.5,
    10.75,
    11,
    15,
    20,
  ];
  const log = ends.map((end, i) => `${i % 3} ${i} 1 0 ${Math.floor(end)} ${(end % 1) * 1e6}`);
  expect(steadySeconds(log.toReversed().join('\n'), 20)).toBeCloseTo(0.25);
  expect(() => steadySeconds(log.join('\n'), 21)).toThrow('20 of 21');
});

it.each(['handshake-numbers', 'transfer-numbers', 'teardown-numbers', 'handshake-retry', 'keepalive'])(
  'what answers to %s are expected to earn, they earn, and not all earn all',
  (name) => {
    const kind = kinds.find((each) => each.name === name);
    if (!kind) throw new Error(`no kind ${name}`);
    for (let n = 0; n < 40; n++) {
      const params = validateParams(kind, { difficulty: 'standard' });
      if (!params.ok) throw new Error('no params');
      const { expected } = drawVariant(kind, params.value, n.toString(16).padStart(64, '0'), 10);
      for (let i = 0; i < SORTS.length; i++) {
        const { cells, earned, sort } = answerTo({ kind: name, expected }, i);
        const outcome = gradeAnswer(kind, expected, { cells });
        expect({ sort, n, ...(outcome.status === 'graded' && { earned: outcome.grade.earned }) }).toEqual({
          sort,
          n,
          earned,
        });
        expect(earned === 10).toBe(sort === 'right');
      }
    }
  },
);

describe('a call', () => {
  const bench = (...words: string[]) => run(process.execPath, ['bench/index.mjs', ...words]);

  it.each([
    [['--bogus'], '--bogus'],
    [['ready'], 'ready'],
    [['--only'], '--only'],
    [['--only', 'nonsense'], 'There is no bench nonsense.'],
    [['--json', 'no/such/folder/r.json'], 'cannot be written'],
  ])('%j is refused before anything is measured, with the names of the benches', async (words, why) => {
    const { status, stdout, stderr } = await bench(...words);
    expect([status, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)]);
    expect(stderr).toMatch(/NAME: one of simulate, .*webhooks\n$/);
  });

  it('for the document needs the figures of all parts', async () => {
    expect(missing({ date: '', ready_s: 1, 'webhooks.deliveries_per_s': null })).toEqual(
      expect.arrayContaining(['simulate.traces_per_s', 'grade.*.p50_ms', 'rss_mb']),
    );
    const { status, stderr } = await run(process.execPath, ['bench/render.mjs', 'no-such-file']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^no-such-file cannot be read: .*\n$/)]);
  });
});
