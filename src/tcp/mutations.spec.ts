// Each misconception and counterfactual changes what it says, in the scenario in which it shows.
import { describe, expect, test } from '@jest/globals';
import { call, lines, OPEN, simulated } from '../../test/support/simulated.js';
import { MUTATION_NAMES, MUTATIONS, PROFILES, type MutationName, type Trace } from './index.js';

const CLOSE = [
  ...OPEN,
  call(100, 'client', 'shutdown'),
  call(200, 'server', 'close'),
  call(300, 'client', 'close'),
];
const TALK = [
  ...OPEN,
  call(100, 'client', 'send', { n: 640 }),
  call(150, 'server', 'send', { n: 1200 }),
  call(300, 'client', 'shutdown'),
  call(400, 'server', 'send', { n: 300 }),
  call(500, 'server', 'close'),
];

const cells = (trace: Trace): string[] => lines(trace).map((line) => line.replace(/^\S+ /, ''));
const end = (trace: Trace): { t_ms: number; client: string; server: string } => {
  const { t_ms, client, server } = trace.states.at(-1) ?? { t_ms: 0, client: '', server: '' };
  return { t_ms, client, server };
};
const waits = (trace: Trace): string[] =>
  (['client', 'server'] as const).filter((host) => trace.states.some((s) => s[host] === 'TIME-WAIT'));

test('every mutation has a text in both languages, and the catalogue numbers are those of 1 to 44', () => {
  expect(MUTATIONS).toHaveLength(MUTATION_NAMES.length);
  for (const { id, en, zh } of MUTATIONS) {
    expect(en).toMatch(/^[A-Z].*[.?]$/);
    expect(zh).toMatch(/[。？]$/);
    expect(id === null || (id >= 1 && id <= 44)).toBe(true);
  }
  const numbers = new Set(MUTATIONS.map((m) => m.id));
  const notRules = [37, 38];
  for (let id = 1; id <= 44; id += 1) expect(numbers.has(id)).toBe(!notRules.includes(id));
});

describe('numbers of data', () => {
  const data: [MutationName, string[]][] = [
    ['ack-is-last-octet', ['server ACK 5001 1640', 'client ACK 1641 6200']],
    ['ack-adds-one-always', ['server ACK 5001 1642', 'client ACK 1641 6202']],
    ['ack-is-seq-plus-one', ['server ACK 5001 1002', 'client ACK 1641 5002']],
    ['ack-continues-own-numbers', ['server ACK 5001 5641', 'client ACK 1641 2841']],
    ['headers-count-20', ['server ACK 5001 1661', 'client ACK 1661 6221']],
    ['headers-count-54', ['server ACK 5001 1695', 'client ACK 1695 6255']],
    ['ack-names-the-segment', ['server ACK 5001 1001', 'client ACK 1641 5001']],
  ];
  test.each(data)('%s', (name, expected) => {
    const acks = cells(simulated({ script: TALK }, 'textbook', [name]));
    expect([acks[4], acks[6]]).toEqual(expected);
  });

  test('an ACK that is not cumulative names the newest segment', () => {
    const scenario = {
      script: [...OPEN, call(100, 'client', 'send', { n: 3 * 1460 })],
      drops: [{ from: 'client', match: 'DATA', nth: 2 }],
    };
    const acks = (rules: MutationName[]): (number | null)[] =>
      simulated(scenario, 'textbook', rules)
        .segments.filter((s) => s.from === 'server' && s.t_ms < 200)
        .slice(1)
        .map((s) => s.ack);
    expect(acks([])).toEqual([2461, 2461]);
    expect(acks(['ack-is-not-cumulative'])).toEqual([2461, 5381]);
  });
});

describe('numbers of the close', () => {
  const close = (rules: MutationName[], script = CLOSE): string[] =>
    cells(simulated({ script }, 'textbook', rules)).slice(3);

  test('right: each FIN takes one number, no ACK does', () => {
    expect(close([])).toEqual([
      'client FIN+ACK 1001 5001',
      'server ACK 5001 1002',
      'server FIN+ACK 5001 1002',
      'client ACK 1002 5002',
    ]);
  });

  const cases: [MutationName, string[]][] = [
    [
      'fin-takes-no-number',
      [
        'client FIN+ACK 1001 5001',
        'server ACK 5001 1001',
        'server FIN+ACK 5001 1001',
        'client ACK 1001 5001',
      ],
    ],
    [
      'last-ack-repeats-fin-number',
      [
        'client FIN+ACK 1001 5001',
        'server ACK 5001 1002',
        'server FIN+ACK 5001 1002',
        'client ACK 1001 5002',
      ],
    ],
    [
      'closing-ack-takes-a-number',
      [
        'client FIN+ACK 1001 5001',
        'server ACK 5001 1002',
        'server FIN+ACK 5002 1002',
        'client ACK 1002 5003',
      ],
    ],
    [
      'third-wave-ack-grows',
      [
        'client FIN+ACK 1001 5001',
        'server ACK 5001 1002',
        'server FIN+ACK 5001 1003',
        'client ACK 1002 5002',
      ],
    ],
    [
      'fin-without-ack',
      ['client FIN 1001 5001', 'server ACK 5001 1002', 'server FIN 5001 1002', 'client ACK 1002 5002'],
    ],
  ];
  test.each(cases)('%s', (name, expected) => {
    expect(close([name])).toEqual(expected);
  });

  test('who thinks that nothing may follow a FIN gives the second FIN the number of the ACK before it', () => {
    const fin = (rules: MutationName[]): string | undefined =>
      close(rules, TALK).find((line) => line.startsWith('server FIN'));
    expect(fin([])).toBe('server FIN+ACK 6501 1642');
    expect(fin(['no-data-after-fin'])).toBe('server FIN+ACK 6201 1642');
  });

  test('a FIN with data counts for both, and mistaken for only one of them', () => {
    const script = [
      ...OPEN,
      call(100, 'client', 'send', { n: 100, more: true }),
      call(110, 'client', 'shutdown'),
    ];
    const ack = (rules: MutationName[]): number | null | undefined =>
      simulated({ script }, 'rfc9293', rules).segments[4]?.ack;
    expect([
      ack([]),
      ack(['fin-with-text-counts-text-only']),
      ack(['fin-with-text-counts-fin-only']),
    ]).toEqual([1102, 1101, 1002]);
  });
});

describe('states and timers', () => {
  test('established-at-once: nobody is in SYN-SENT or SYN-RECEIVED', () => {
    const states = simulated({ script: OPEN }, 'textbook', ['established-at-once']).states;
    expect(states.map((s) => `${s.client} ${s.server}`)).toEqual([
      'CLOSED CLOSED',
      'CLOSED LISTEN',
      'ESTABLISHED LISTEN',
      'ESTABLISHED ESTABLISHED',
    ]);
  });

  test('a lost third segment: the right machine repeats the SYN-ACK, the mistaken ones the SYN or nothing', () => {
    const scenario = { script: OPEN, drops: [{ from: 'client', match: 'PURE-ACK' }], until_ms: 3000 };
    const after = (rules: MutationName[]): string | undefined =>
      cells(simulated(scenario, 'textbook', rules))[3];
    expect(after([])).toBe('server SYN+ACK 5000 1001');
    expect(after(['lost-third-resends-syn'])).toBe('client SYN 1000 null');
    expect(after(['lost-third-fails'])).toBeUndefined();
    expect(end(simulated(scenario, 'textbook', ['lost-third-fails'])).server).toBe('CLOSED');
  });

  test('TIME-WAIT is where the rule puts it', () => {
    const at = (rules: MutationName[]): string[] => waits(simulated({ script: CLOSE }, 'textbook', rules));
    expect(at([])).toEqual(['client']);
    expect(at(['time-wait-at-server'])).toEqual(['server']);
    expect(at(['time-wait-at-both'])).toEqual(['client', 'server']);
    expect(at(['time-wait-at-passive-closer'])).toEqual(['server']);
    expect(at(['no-time-wait'])).toEqual([]);
  });

  test('without TIME-WAIT a lost last ACK leaves the other side to a reset', () => {
    const scenario = { script: CLOSE, drops: [{ from: 'client', match: 'PURE-ACK', nth: 2 }] };
    const trace = simulated(scenario, 'textbook', ['no-time-wait']);
    expect(trace.segments.at(-1)).toMatchObject({ from: 'client', flags: ['RST'] });
  });

  test('TIME-WAIT of one MSL, or of tcp_fin_timeout', () => {
    const length = (rules: MutationName[], profile: 'textbook' | 'linux', set: object[] = []): number => {
      const trace = simulated({ script: [...set, ...CLOSE] }, profile, rules);
      return end(trace).t_ms - (trace.states.find((s) => s.client === 'TIME-WAIT')?.t_ms ?? 0);
    };
    expect(length([], 'textbook')).toBe(240_000);
    expect(length(['time-wait-one-msl'], 'textbook')).toBe(120_000);
    const set = [call(0, 'client', 'sysctl', { tcp_fin_timeout: 15 })];
    expect(length([], 'linux', set)).toBeGreaterThanOrEqual(60_000);
    expect(length(['time-wait-is-fin-timeout'], 'linux', set)).toBeLessThan(16_000);
  });

  test('TIME-WAIT of another MSL', () => {
    const length = (profile: 'textbook' | 'linux'): number => {
      const set = call(0, 'client', 'sysctl', { opts: { 'net.inet.tcp.msl': 45_000 } });
      const trace = simulated({ script: [set, ...CLOSE] }, profile, ['exact-timers']);
      return end(trace).t_ms - (trace.states.find((s) => s.client === 'TIME-WAIT')?.t_ms ?? 0);
    };
    expect([length('textbook'), length('linux')]).toEqual([90_000, 60_000]);
  });

  test('a FIN that comes again starts the 2 MSL anew, or is thought not to', () => {
    const scenario = { script: CLOSE, drops: [{ from: 'client', match: 'PURE-ACK', nth: 2 }] };
    const length = (rules: MutationName[]): number => {
      const trace = simulated(scenario, 'textbook', rules);
      return end(trace).t_ms - (trace.states.find((s) => s.client === 'TIME-WAIT')?.t_ms ?? 0);
    };
    expect([length([]), length(['time-wait-not-restarted'])]).toEqual([241_000, 240_000]);
  });

  test('timers of Linux run out late, and exactly when that is asked for', () => {
    const length = (rules: MutationName[]): number => {
      const trace = simulated({ script: CLOSE }, 'linux', rules);
      return end(trace).t_ms - (trace.states.find((s) => s.client === 'TIME-WAIT')?.t_ms ?? 0);
    };
    expect(length([])).toBeGreaterThan(60_000);
    expect(length(['exact-timers'])).toBe(60_000);
  });

  test('a closed end answers by a reset, or is thought to be silent', () => {
    const scenario = { script: [call(0, 'client', 'connect')], until_ms: 100 };
    const answers = (rules: MutationName[]): number =>
      simulated(scenario, 'textbook', rules).segments.filter((s) => s.from === 'server').length;
    expect([answers([]), answers(['closed-is-silent'])]).toEqual([1, 0]);
  });

  test('a FIN in FIN-WAIT-1', () => {
    const both = { script: [...OPEN, call(100, 'client', 'close'), call(100, 'server', 'close')] };
    const second = (rules: MutationName[]): string | undefined =>
      simulated(both, 'textbook', rules).states.find((s) => s.client !== 'FIN-WAIT-1' && s.t_ms > 100)
        ?.client;
    expect(second([])).toBe('CLOSING');
    expect(second(['fin-in-fin-wait-1-to-fin-wait-2'])).toBe('FIN-WAIT-2');
    expect(second(['fin-in-fin-wait-1-to-time-wait'])).toBe('TIME-WAIT');
    const merged = {
      script: [...OPEN, call(100, 'client', 'close'), call(130, 'server', 'close')],
      drops: [{ from: 'server', match: 'PURE-ACK', nth: 1 }],
    };
    const direct = (rules: MutationName[]): string | undefined =>
      simulated(merged, 'textbook', rules).states.find((s) => s.client !== 'FIN-WAIT-1' && s.t_ms > 110)
        ?.client;
    expect(direct([])).toBe('TIME-WAIT');
    expect(direct(['finack-in-fin-wait-1-to-fin-wait-2'])).toBe('FIN-WAIT-2');
    expect(direct(['finack-in-fin-wait-1-to-closing'])).toBe('CLOSING');
  });

  test('CLOSE-WAIT that ends by itself: the FIN comes with the ACK, three segments', () => {
    for (const name of [
      'close-wait-ends-by-itself',
      'always-three-segments',
      'three-segment-close',
    ] as const) {
      const trace = simulated({ script: CLOSE.slice(0, 3) }, 'textbook', [name]);
      expect(cells(trace).slice(3)).toEqual([
        'client FIN+ACK 1001 5001',
        'server FIN+ACK 5001 1002',
        'client ACK 1002 5002',
      ]);
    }
  });

  test('three segments lose what the server still had to send', () => {
    const trace = simulated({ script: TALK }, 'textbook', ['three-segment-close']);
    expect(trace.segments.some((s) => s.len === 300)).toBe(false);
    expect(
      trace.events.some((e) => e.event.includes('connection closing') || e.event.includes('does not exist')),
    ).toBe(true);
  });

  test('always-four-segments: Linux, too, acknowledges a FIN before it closes', () => {
    const script = [
      ...OPEN,
      call(100, 'client', 'close'),
      { ...call(111, 'server', 'close'), trigger: 'server.eof' },
    ];
    const count = (rules: MutationName[]): number => simulated({ script }, 'linux', rules).segments.length;
    expect([count([]), count(['always-four-segments'])]).toEqual([6, 7]);
  });

  test('keepalive: how long until a dead peer is found', () => {
    const script = [
      call(0, 'server', 'listen'),
      call(0, 'client', 'connect', { opts: { SO_KEEPALIVE: 1 } }),
      { t_ms: 100, host: 'wire', call: 'block', args: { frm: 'client' } },
    ];
    const dead = (rules: MutationName[]): number =>
      Math.round(
        (simulated({ script, until_ms: 100_000_000 }, 'textbook', rules).segments.at(-1)?.t_ms ?? 0) / 1000,
      );
    const { probes } = PROFILES.textbook.keepalive;
    expect(dead([])).toBe(7200 + 75 * probes);
    expect(dead(['keepalive-one-idle'])).toBe(7200);
    expect(dead(['keepalive-without-idle'])).toBe(75 * probes);
    expect(dead(['keepalive-one-probe-short'])).toBe(7200 + 75 * (probes - 1));
    expect(dead(['keepalive-idle-each-time'])).toBe(7200 * probes);
    const probe = simulated({ script }, 'textbook', ['keepalive-probe-at-snd-nxt']).segments[3];
    expect(probe?.seq).toBe(1001);
  });

  test('SYNs at equal distances, and an attempt that fails with the last of them', () => {
    const scenario = {
      script: [call(0, 'client', 'connect')],
      drops: [{ from: 'client', match: 'ANY', nth: 'all' }],
    };
    const equal = simulated(scenario, 'textbook', ['syn-retries-equally-spaced']);
    expect(equal.segments.map((s) => s.t_ms)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]);
    expect(end(simulated(scenario, 'textbook', ['gives-up-with-last-retry'])).t_ms).toBe(123_000);
  });

  test('a refusal without ACK, or with a number of its own', () => {
    const scenario = { script: [call(0, 'client', 'connect')], until_ms: 100 };
    const refusal = (rules: MutationName[]): string | undefined =>
      cells(simulated(scenario, 'textbook', rules))[1];
    expect(refusal([])).toBe('server RST+ACK 0 1001');
    expect(refusal(['refusal-without-ack'])).toBe('server RST 0 null');
    expect(refusal(['refusal-with-own-seq'])).toBe('server RST 1001 null');
  });

  test('every reset with ACK', () => {
    const script = [...OPEN, call(100, 'server', 'vanish'), call(200, 'client', 'send', { n: 60 })];
    const reset = (rules: MutationName[]): string | undefined =>
      cells(simulated({ script }, 'textbook', rules)).at(-1);
    expect(reset([])).toBe('server RST 5001 null');
    expect(reset(['reset-always-acks'])).toBe('server RST+ACK 5001 1061');
  });

  test('a SYN that ends the connection it meets', () => {
    const scenario = {
      script: [...OPEN, call(100, 'client', 'vanish'), call(200, 'client', 'connect', { isn: 9000 })],
      until_ms: 215,
    };
    const met = (rules: MutationName[]) => {
      const trace = simulated(scenario, 'textbook', rules);
      return [cells(trace).at(-1), end(trace).server];
    };
    expect(met([])).toEqual(['server ACK 5001 1001', 'ESTABLISHED']);
    expect(met(['syn-ends-connection'])).toEqual(['server RST+ACK 0 9001', 'CLOSED']);
  });

  test('plain comparison drops what comes after the wrap, so it must be sent again', () => {
    const scenario = {
      isn: { client: 2 ** 32 - 101, server: 5000 },
      script: [...OPEN, call(100, 'client', 'send', { n: 100 }), call(110, 'client', 'send', { n: 10 })],
      drops: [{ from: 'client', match: 'DATA', nth: 1 }],
    };
    const got = (rules: MutationName[]): number | undefined =>
      simulated(scenario, 'textbook', rules).events.find((e) => e.event === 'recv 10')?.t_ms;
    expect(got([])).toBe(1110);
    expect(got(['plain-comparison'])).toBeGreaterThan(1110);
  });

  test('a two-way handshake establishes the server by an old duplicate SYN', () => {
    const script = [
      call(0, 'server', 'listen'),
      { t_ms: 10, host: 'wire', call: 'inject', args: { to: 'server', flags: ['SYN'], seq: 90 } },
    ];
    const states = (rules: MutationName[]): string[] =>
      simulated(
        { script, drops: [{ from: 'server', match: 'ANY', nth: 'all' }], until_ms: 500 },
        'textbook',
        rules,
      ).states.map((s) => s.server);
    expect(states([])).not.toContain('ESTABLISHED');
    expect(states(['two-way-handshake'])).toContain('ESTABLISHED');
    expect(cells(simulated({ script: OPEN }, 'textbook', ['two-way-handshake']))).toEqual([
      'client SYN 1000 null',
      'server SYN+ACK 5000 1001',
    ]);
  });

  test('without repeating a FIN, one lost FIN leaves both sides waiting for ever', () => {
    const scenario = { script: CLOSE.slice(0, 3), drops: [{ from: 'client', match: 'FIN' }] };
    expect(end(simulated(scenario, 'textbook', ['no-fin-retransmission']))).toMatchObject({
      client: 'FIN-WAIT-1',
      server: 'ESTABLISHED',
    });
  });
});
