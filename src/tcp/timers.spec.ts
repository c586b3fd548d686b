// RFC 9293 section 3.8 and RFC 6298: what happens when nothing comes back.
import { describe, expect, test } from '@jest/globals';
import { call, lines, OPEN, simulated } from '../../test/support/simulated.js';
import type { Trace } from './index.js';

const times = (trace: Trace, from: string, flag: string): number[] =>
  trace.segments.filter((s) => s.from === from && s.flags.includes(flag as 'SYN')).map((s) => s.t_ms);
const events = (trace: Trace): string[] => trace.events.map((e) => `${e.t_ms} ${e.host} ${e.event}`);

describe('retransmission', () => {
  test('the RTO doubles from 1 s to its bound of 60 s, and seven repetitions of a SYN are the last', () => {
    const trace = simulated({
      script: [call(0, 'client', 'connect')],
      drops: [{ from: 'client', match: 'ANY', nth: 'all' }],
    });
    expect(times(trace, 'client', 'SYN')).toEqual([0, 1000, 3000, 7000, 15_000, 31_000, 63_000, 123_000]);
    expect(events(trace)).toEqual(['183000 client connect-failed ETIMEDOUT']);
    expect(trace.segments.map((s) => s.retransmission)).toEqual([
      false,
      ...Array.from({ length: 7 }, () => true),
    ]);
  });

  test('Linux repeats a SYN five times at one second, then doubles, and gives up after 133 s', () => {
    const trace = simulated(
      { script: [call(0, 'client', 'connect')], drops: [{ from: 'client', match: 'ANY', nth: 'all' }] },
      'linux',
    );
    const gaps = times(trace, 'client', 'SYN').map((t, i, all) => Math.round((t - (all[i - 1] ?? 0)) / 1000));
    expect(gaps).toEqual([0, 1, 1, 1, 1, 1, 2, 4, 8, 16, 32]);
    expect(Math.round(Number(events(trace)[0]?.split(' ')[0]) / 1000)).toBe(133);
  });

  test('TCP_SYNCNT bounds the repetitions', () => {
    const trace = simulated({
      script: [call(0, 'client', 'connect', { opts: { TCP_SYNCNT: 2 } })],
      drops: [{ from: 'client', match: 'ANY', nth: 'all' }],
    });
    expect(times(trace, 'client', 'SYN')).toEqual([0, 1000, 3000]);
  });

  test('a SYN-ACK that nobody answers is repeated and then forgotten', () => {
    const trace = simulated({
      script: OPEN,
      drops: [
        { from: 'server', match: 'ANY', nth: 'all' },
        { from: 'client', match: 'SYN', nth: [2, 3, 4, 5, 6, 7, 8] },
      ],
    });
    expect(times(trace, 'server', 'SYN').map((t) => t - 20)).toEqual([
      0, 1000, 3000, 7000, 15_000, 31_000, 63_000, 123_000,
    ]);
    expect(trace.states.at(-1)).toMatchObject({ server: 'CLOSED' });
  });

  test('after a lost SYN data has an RTO of 3 s (RFC 6298 5.7)', () => {
    const trace = simulated({
      script: [...OPEN, call(2000, 'client', 'send', { n: 100 })],
      drops: [
        { from: 'client', match: 'SYN' },
        { from: 'client', match: 'DATA' },
      ],
    });
    expect(trace.segments.filter((s) => s.len > 0).map((s) => s.t_ms)).toEqual([2000, 5000]);
  });

  test('the RTO follows the measured round trip: SRTT + 4 RTTVAR = 3 R after the first', () => {
    const trace = simulated({
      link: { delay_ms: { client: 400, server: 400 } },
      script: [...OPEN, call(2000, 'client', 'send', { n: 100 })],
      drops: [{ from: 'client', match: 'DATA' }],
    });
    expect(trace.segments.filter((s) => s.len > 0).map((s) => s.t_ms)).toEqual([2000, 4400]);
  });

  test('only the first unacknowledged segment is repeated at a timeout, the rest as ACKs come in', () => {
    const trace = simulated({
      script: [...OPEN, call(100, 'client', 'send', { n: 3000 })],
      drops: [{ from: 'client', match: 'DATA', nth: [1, 2, 3] }],
    });
    expect(lines(trace).slice(6)).toEqual([
      '1100 client ACK 1001 5001 len 1460',
      '1110 server ACK 5001 2461',
      '1120 client ACK 2461 5001 len 1460',
      '1130 server ACK 5001 3921',
      '1140 client ACK 3921 5001 len 80',
      '1150 server ACK 5001 4001',
    ]);
  });

  test('three duplicate ACKs bring the lost segment back before the timer does', () => {
    const trace = simulated({
      script: [...OPEN, call(100, 'client', 'send', { n: 5 * 1460 })],
      drops: [{ from: 'client', match: 'DATA', nth: 1 }],
    });
    const again = trace.segments.filter((s) => s.retransmission);
    expect(again.map((s) => [s.t_ms, s.seq])).toEqual([[120, 1001]]);
    expect(trace.steps.flatMap((s) => s.because)).toContain('5681:3.2-fast-retransmit');
    expect(trace.segments.at(-1)).toMatchObject({ from: 'server', ack: 1001 + 5 * 1460 });
  });

  test('a partial ACK in recovery brings back the next lost segment', () => {
    const trace = simulated({
      script: [...OPEN, call(100, 'client', 'send', { n: 7 * 1460 })],
      drops: [{ from: 'client', match: 'DATA', nth: [1, 3] }],
    });
    const again = trace.segments.filter((s) => s.retransmission);
    expect(again.map((s) => [s.t_ms, s.seq])).toEqual([
      [120, 1001],
      [140, 1001 + 2 * 1460],
    ]);
  });

  test('a FIN that is never acknowledged is given up without a reset', () => {
    const trace = simulated(
      {
        script: [
          ...OPEN,
          call(0, 'client', 'sysctl', { tcp_orphan_retries: 3 }),
          call(100, 'client', 'close'),
        ],
        drops: [{ from: 'client', match: 'FIN', nth: 'all' }],
      },
      'linux',
    );
    const fins = times(trace, 'client', 'FIN').map((t) => t - 100);
    expect(fins).toHaveLength(4);
    expect(trace.segments.some((s) => s.flags.includes('RST'))).toBe(false);
    expect(trace.states.at(-1)?.client).toBe('CLOSED');
    expect(fins.every((t) => t < 3700)).toBe(true);
  });
});

describe('the user timeout', () => {
  test('ends a connection attempt', () => {
    const trace = simulated({
      script: [call(0, 'client', 'connect', { opts: { TCP_USER_TIMEOUT: 5000 } })],
      drops: [{ from: 'client', match: 'ANY', nth: 'all' }],
    });
    expect(events(trace)).toEqual(['5000 client error connection aborted due to user timeout']);
    expect(trace.states.at(-1)).toMatchObject({ t_ms: 5000, client: 'CLOSED' });
  });
});

describe('the user timeout of data', () => {
  const script = (n: number): object[] => [
    call(0, 'server', 'listen'),
    call(0, 'client', 'connect', { opts: { TCP_USER_TIMEOUT: 5000 } }),
    call(100, 'client', 'send', { n }),
  ];

  test('ends a connection whose text is not acknowledged in time', () => {
    const trace = simulated({ script: script(10), drops: [{ from: 'client', match: 'DATA', nth: 'all' }] });
    expect(events(trace).at(-1)).toBe('5100 client error connection aborted due to user timeout');
  });

  test('begins anew with every ACK of something new, and does not run while nothing waits', () => {
    const drops = [{ from: 'client', match: 'DATA', nth: [1, 2] }];
    for (const profile of ['textbook', 'rfc9293', 'linux'] as const) {
      const trace = simulated({ script: script(10), drops, until_ms: 60_000 }, profile);
      expect(events(trace).at(-1)).toMatch(/server recv 10$/);
      expect(trace.states.at(-1)).toMatchObject({ client: 'ESTABLISHED', server: 'ESTABLISHED' });
    }
  });

  test('bounds the repetitions in Linux', () => {
    const trace = simulated(
      { script: script(10), drops: [{ from: 'client', match: 'DATA', nth: 'all' }] },
      'linux',
    );
    const first = trace.segments.find((s) => s.retransmission)?.t_ms ?? 0;
    expect(events(trace).at(-1)).toBe(`${first + 5000} client error ETIMEDOUT`);
  });
});

describe('TIME-WAIT', () => {
  const CLOSE = [...OPEN, call(100, 'client', 'close'), call(200, 'server', 'close')];

  test.each([
    ['textbook', 240_000],
    ['rfc9293', 240_000],
  ] as const)('lasts 2 MSL in profile %s', (profile, wait) => {
    const trace = simulated({ script: CLOSE }, profile);
    const entered = trace.states.find((s) => s.client === 'TIME-WAIT')?.t_ms ?? 0;
    expect(trace.states.at(-1)).toMatchObject({ t_ms: entered + wait, client: 'CLOSED' });
  });

  test('lasts 60 s in Linux, and a little more', () => {
    const trace = simulated({ script: CLOSE }, 'linux');
    const entered = trace.states.find((s) => s.client === 'TIME-WAIT')?.t_ms ?? 0;
    const left = trace.states.at(-1)?.t_ms ?? 0;
    expect(left - entered).toBeGreaterThanOrEqual(60_000);
    expect(left - entered).toBeLessThan(62_100);
  });

  test.each(['textbook', 'rfc9293', 'linux'] as const)(
    'begins anew when the FIN comes again: %s',
    (profile) => {
      const trace = simulated(
        { script: CLOSE, drops: [{ from: 'client', match: 'PURE-ACK', nth: 2 }] },
        profile,
      );
      const fins = trace.segments.filter((s) => s.from === 'server' && s.flags.includes('FIN'));
      expect(fins).toHaveLength(2);
      const left = trace.states.at(-1)?.t_ms ?? 0;
      expect(left).toBeGreaterThanOrEqual((fins[1]?.t_ms ?? 0) + (profile === 'linux' ? 60_000 : 240_000));
    },
  );
});

describe('FIN-WAIT-2', () => {
  const HALF = [...OPEN, call(100, 'client', 'close')];

  test('has no limit in the RFC', () => {
    expect(simulated({ script: HALF }, 'rfc9293').states.at(-1)).toMatchObject({ client: 'FIN-WAIT-2' });
  });

  test('of an orphan ends after tcp_fin_timeout in Linux', () => {
    const trace = simulated(
      { script: [call(0, 'client', 'sysctl', { tcp_fin_timeout: 2 }), ...HALF] },
      'linux',
    );
    const entered = trace.states.find((s) => s.client === 'FIN-WAIT-2')?.t_ms ?? 0;
    expect(trace.states.at(-1)?.client).toBe('CLOSED');
    expect((trace.states.at(-1)?.t_ms ?? 0) - entered).toBeGreaterThanOrEqual(2000);
  });

  test('of a socket that only shut down does not', () => {
    const trace = simulated(
      {
        script: [
          call(0, 'client', 'sysctl', { tcp_fin_timeout: 2 }),
          ...OPEN,
          call(100, 'client', 'shutdown'),
        ],
      },
      'linux',
    );
    expect(trace.states.at(-1)?.client).toBe('FIN-WAIT-2');
  });
});

describe('CLOSE in CLOSE-WAIT while the window holds text back', () => {
  const script = [
    call(0, 'server', 'listen'),
    call(10, 'client', 'connect', { auto_read: false, opts: { SO_RCVBUF: 1000 } }),
    call(100, 'server', 'send', { n: 1500 }),
    call(200, 'client', 'shutdown'),
    call(300, 'server', 'shutdown'),
    call(310, 'server', 'send', { n: 1 }),
    call(320, 'server', 'shutdown'),
    call(5000, 'client', 'recv'),
    call(9000, 'client', 'recv'),
  ];

  test('enters LAST-ACK with the FIN', () => {
    const trace = simulated({ script });
    const fin = trace.segments.find((s) => s.from === 'server' && s.flags.includes('FIN'));
    const entered = trace.states.find((s) => s.server === 'LAST-ACK');
    expect(fin?.t_ms).toBeGreaterThan(5000);
    expect(entered?.t_ms).toBe(fin?.t_ms);
    expect(trace.segments.filter((s) => s.from === 'server' && s.t_ms > 300 && s.t_ms < 5000)).not.toEqual(
      [],
    );
    expect(events(trace).filter((e) => e.includes('server error'))).toEqual([
      '310 server error connection closing',
      '320 server error connection closing',
    ]);
    expect(trace.states.at(-1)?.server).toBe('CLOSED');
  });

  test.each(['rfc9293', 'linux'] as const)('enters it at once in profile %s', (profile) => {
    expect(simulated({ script }, profile).states.find((s) => s.server === 'LAST-ACK')?.t_ms).toBe(300);
  });
});

describe('keepalive', () => {
  const opts = { SO_KEEPALIVE: 1 };
  const script = [call(0, 'server', 'listen'), call(0, 'client', 'connect', { opts })];

  test('finds a dead peer after 2 h and ten probes at 75 s, each at SND.NXT-1', () => {
    const trace = simulated({
      script: [
        ...script,
        call(100, 'server', 'vanish'),
        { t_ms: 100, host: 'wire', call: 'block', args: { frm: 'client' } },
      ],
    });
    const probes = trace.segments.filter((s) => s.t_ms > 1000);
    const heard = 20;
    expect(probes.map((s) => (s.t_ms - heard - 7_200_000) / 75_000)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(probes.slice(0, 10).every((s) => s.seq === 1000 && s.len === 0)).toBe(true);
    expect(probes.at(-1)).toMatchObject({ flags: ['RST'], seq: 1001 });
    expect(trace.events.at(-1)?.event).toBe('error ETIMEDOUT');
  });

  test('takes nine probes in Linux: dead after 7875 s', () => {
    const trace = simulated(
      { script: [...script, { t_ms: 100, host: 'wire', call: 'block', args: { frm: 'client' } }] },
      'linux',
    );
    expect(trace.segments.filter((s) => s.t_ms > 1000)).toHaveLength(10);
    expect((trace.segments.at(-1)?.t_ms ?? 0) / 1000).toBeGreaterThanOrEqual(7875);
  });

  test('that is no longer watched leaves the other timers running', () => {
    const short = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 1, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 2 };
    const trace = simulated({
      script: [
        call(0, 'server', 'listen', { opts: short }),
        call(10, 'client', 'connect'),
        call(100, 'wire', 'block', { frm: 'client' }),
        call(100, 'server', 'send', { n: 100 }),
      ],
    });
    expect(trace.events.at(-1)).toMatchObject({ host: 'server', event: 'error ETIMEDOUT' });
    expect(trace.states.at(-1)?.server).toBe('CLOSED');
  });

  test('asks a silent living peer once per idle time', () => {
    const options = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 10, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 3 };
    const trace = simulated({
      script: [call(0, 'server', 'listen'), call(0, 'client', 'connect', { opts: options })],
      until_ms: 35_000,
    });
    const probes = trace.segments.filter(
      (s) => s.from === 'client' && s.seq === 1000 && !s.flags.includes('SYN'),
    );
    expect(probes).toHaveLength(3);
    expect(trace.states.at(-1)).toMatchObject({ client: 'ESTABLISHED' });
  });
});

describe('a closed window', () => {
  const script = [
    call(0, 'server', 'listen', { auto_read: false }),
    call(10, 'client', 'connect'),
    call(100, 'client', 'send', { n: 70_000 }),
    call(5000, 'server', 'recv'),
  ];

  test('is probed with one octet at growing distances until it opens, then all is delivered', () => {
    const trace = simulated({ script: [...script, call(9000, 'server', 'recv')] });
    const probes = trace.segments.filter((s) => s.from === 'client' && s.len === 1);
    expect(probes.length).toBeGreaterThan(1);
    const got = trace.events.filter((e) => e.event.startsWith('recv')).map((e) => Number(e.event.slice(5)));
    expect(got.reduce((a, b) => a + b, 0)).toBe(70_000);
  });

  test('of a peer that has died is given up in Linux after 15 probes without an answer', () => {
    const trace = simulated(
      {
        script: [
          call(0, 'server', 'listen', { auto_read: false }),
          call(10, 'client', 'connect'),
          call(100, 'client', 'send', { n: 100_000 }),
          call(100_000, 'wire', 'block', { frm: 'server' }),
        ],
      },
      'linux',
    );
    const unanswered = trace.segments.filter((s) => s.from === 'client' && s.t_ms > 100_000);
    expect(unanswered).toHaveLength(15);
    expect(trace.events.at(-1)).toMatchObject({ host: 'client', event: 'error ETIMEDOUT' });
  });

  test('is probed with an empty segment at SND.UNA-1 in Linux', () => {
    const trace = simulated({ script: [...script, call(9000, 'server', 'recv')] }, 'linux');
    const probes = trace.segments.filter(
      (s) => s.from === 'client' && s.len === 0 && s.t_ms > 1000 && s.t_ms < 5000,
    );
    expect(probes.length).toBeGreaterThan(1);
    const full = Math.max(
      ...trace.segments.filter((s) => s.from === 'server' && s.t_ms < 5000).map((s) => s.ack ?? 0),
    );
    expect(new Set(probes.map((s) => s.seq))).toEqual(new Set([full - 1]));
    const got = trace.events.filter((e) => e.event.startsWith('recv')).map((e) => Number(e.event.slice(5)));
    expect(got.reduce((a, b) => a + b, 0)).toBe(70_000);
  });

  test.each(['textbook', 'rfc9293'] as const)(
    'that is only small gets what fits into it once the override timeout has passed (%s)',
    (profile) => {
      const { segments } = simulated({ script: script.slice(0, 3), until_ms: 4000 }, profile);
      const small = segments.findLast((s) => s.from === 'server' && s.win > 0 && s.win < 1460);
      const next = segments.find((s) => s.from === 'client' && s.t_ms > (small?.t_ms ?? Infinity));
      expect(next).toMatchObject({ seq: small?.ack, len: small?.win });
    },
  );

  test.each(['textbook', 'rfc9293'] as const)(
    'is opened by a worthwhile step, not by ten octets (%s)',
    (profile) => {
      const reads = [5000, 5100, 5200].map((t_ms) => call(t_ms, 'server', 'recv', { n: 10 }));
      const { segments } = simulated(
        { script: [...script.slice(0, 3), ...reads], until_ms: 60_000 },
        profile,
      );
      const offered = segments.filter((s) => s.from === 'server' && s.t_ms > 5000).map((s) => s.win);
      expect(new Set(offered)).toEqual(new Set([0]));
    },
  );
});
