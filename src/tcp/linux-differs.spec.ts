// Where Linux 6.x does otherwise than RFC 9293, row by row; in profile rfc9293 the RFC wins.
import { describe, expect, test } from '@jest/globals';
import { call, lines, OPEN, simulated } from '../../test/support/simulated.js';
import type { ProfileName, Trace } from './index.js';

const inject = (
  t_ms: number,
  to: string,
  flags: string[],
  seq: number | string,
  more: object = {},
): object => ({
  t_ms,
  host: 'wire',
  call: 'inject',
  args: { to, flags, seq, ...more },
});
const block = (t_ms: number, frm: string): object => ({ t_ms, host: 'wire', call: 'block', args: { frm } });

/** The lines of a run after `t_ms`, without times. */
function after(
  t_ms: number,
  profile: ProfileName,
  scenario: { script: object[]; [field: string]: unknown },
): string[] {
  const trace = simulated({ until_ms: 3000, ...scenario }, profile);
  return lines({
    ...trace,
    segments: trace.segments.filter((s) => s.t_ms >= t_ms && s.origin === 'simulated'),
  }).map((line) => line.replace(/^\S+ /, ''));
}

const states = (trace: Trace, host: 'client' | 'server'): string[] =>
  trace.states.map((s) => s[host]).filter((state, i, all) => state !== all[i - 1]);

describe('resets', () => {
  test('an abort carries an ACK', () => {
    const script = [...OPEN, call(100, 'client', 'abort')];
    expect(after(100, 'linux', { script })).toEqual(['client RST+ACK 1001 5001']);
    expect(after(100, 'rfc9293', { script })).toEqual(['client RST 1001 null']);
  });

  test('an abort in CLOSING sends nothing', () => {
    const script = [
      ...OPEN,
      call(100, 'client', 'shutdown'),
      call(100, 'server', 'shutdown'),
      block(105, 'server'),
      block(105, 'client'),
      call(150, 'client', 'abort'),
    ];
    for (const profile of ['linux', 'rfc9293'] as const) {
      expect(after(140, profile, { script, until_ms: 300 })).toEqual([]);
    }
  });

  test('a reset at RCV.NXT-1 after a FIN is exact', () => {
    const script = [...OPEN, call(100, 'client', 'shutdown'), inject(200, 'server', ['RST'], 'c.nxt-1')];
    expect(states(simulated({ script, until_ms: 900 }, 'linux'), 'server').at(-1)).toBe('LISTEN');
    expect(states(simulated({ script, until_ms: 900 }, 'rfc9293'), 'server').at(-1)).toBe('CLOSE-WAIT');
  });

  test('text for an orphan in FIN-WAIT-1 is reset with the number of its ACK, and the peer believes it', () => {
    const script = [...OPEN, call(100, 'client', 'close'), call(105, 'server', 'send', { n: 100 })];
    const trace = simulated({ script, until_ms: 900 }, 'linux');
    expect(lines(trace)).toContain('115 client RST 1001 null');
    expect(trace.states.at(-1)).toMatchObject({ client: 'CLOSED', server: 'LISTEN' });
  });

  test('text for an orphan in FIN-WAIT-2 is reset; for a half-closed one it is taken', () => {
    const script = (close: string): object[] => [
      ...OPEN,
      call(100, 'client', close),
      call(200, 'server', 'send', { n: 100 }),
    ];
    for (const profile of ['linux', 'rfc9293'] as const) {
      expect(after(205, profile, { script: script('close') })[0]).toBe('client RST 1002 null');
      expect(after(205, profile, { script: script('shutdown') })[0]).toBe('client ACK 1002 5101');
    }
  });

  test('closing with unread text resets instead of a FIN', () => {
    const script = [
      call(0, 'server', 'listen', { auto_read: false }),
      call(10, 'client', 'connect'),
      call(100, 'client', 'send', { n: 100 }),
      call(200, 'server', 'close'),
    ];
    expect(after(200, 'linux', { script })).toEqual(['server RST+ACK 5001 1101']);
    expect(after(200, 'rfc9293', { script })[0]).toBe('server RST 5001 null');
    expect(after(200, 'textbook', { script })[0]).toBe('server FIN+ACK 5001 1101');
  });
});

describe('a request in the queue of a listener', () => {
  const syn = [
    call(0, 'server', 'listen'),
    block(1, 'client'),
    inject(10, 'server', ['SYN'], 2000, { mss: 1460 }),
  ];
  const answer = (profile: ProfileName, item: object): string[] =>
    after(50, profile, { script: [...syn, item], until_ms: 500 }).filter((line) => line.startsWith('server'));

  test('another SYN in the window drops it with a reset; the RFC goes back to LISTEN in silence', () => {
    expect(answer('linux', inject(60, 'server', ['SYN'], 2100))).toEqual(['server RST+ACK 0 2101']);
    expect(answer('rfc9293', inject(60, 'server', ['SYN'], 2100))).toEqual([]);
  });

  test('a SYN below the window is answered by an ACK', () => {
    expect(answer('linux', inject(60, 'server', ['SYN'], 1900))).toEqual(['server ACK 5001 2001']);
  });

  test('an ACK outside the window is answered by an ACK, a wrong one by a reset', () => {
    expect(answer('linux', inject(60, 'server', ['ACK'], 200_000, { ack: 's.nxt' }))).toEqual([
      'server ACK 5001 2001',
    ]);
    expect(answer('linux', inject(60, 'server', ['ACK'], 2001, { ack: 's.nxt+9' }))).toEqual([
      'server RST 5010 null',
    ]);
    expect(answer('textbook', inject(60, 'server', ['ACK'], 2001, { ack: 's.nxt+9' }))).toEqual([
      'server RST 5010 null',
    ]);
  });

  test('the same SYN again draws the same SYN-ACK; by the letter of the RFC an ACK', () => {
    const again = inject(60, 'server', ['SYN'], 2000);
    expect(answer('linux', again)).toEqual(['server SYN+ACK 5000 2001']);
    expect(answer('textbook', again)).toEqual(['server SYN+ACK 5000 2001']);
    expect(answer('rfc9293', again)).toEqual(['server ACK 5001 2001']);
  });

  test('text on the ACK is delivered', () => {
    const trace = simulated(
      {
        script: [...syn, inject(60, 'server', ['ACK', 'PSH'], 2001, { ack: 's.nxt', len: 30 })],
        until_ms: 100,
      },
      'linux',
    );
    expect(trace.events.map((e) => e.event)).toEqual(['accepted', 'recv 30']);
  });
});

describe('SYNs with more on them', () => {
  test('SYN with FIN is dropped in LISTEN', () => {
    const script = [call(0, 'server', 'listen'), inject(10, 'server', ['SYN', 'FIN'], 2000)];
    expect(after(0, 'linux', { script, until_ms: 100 })).toEqual([]);
    expect(after(0, 'rfc9293', { script, until_ms: 15 })).toEqual(['server SYN+ACK 5000 2001']);
  });

  test('text on a SYN is ignored; the RFC keeps it until ESTABLISHED', () => {
    const script = [
      call(0, 'server', 'listen'),
      block(1, 'client'),
      inject(10, 'server', ['SYN'], 2000, { len: 50, mss: 1460 }),
      inject(60, 'server', ['ACK'], 2051, { ack: 's.nxt' }),
    ];
    const heard = (profile: ProfileName): string[] =>
      simulated({ script, until_ms: 100 }, profile).events.map((e) => e.event);
    expect(heard('linux')).toEqual(['accepted']);
    expect(heard('rfc9293')).toEqual(['accepted', 'recv 50']);
  });

  test.each([
    ['text', ['SYN', 'ACK'], { len: 40 }, 'client ACK 1001 7041'],
    ['a FIN', ['SYN', 'FIN', 'ACK'], {}, 'client ACK 1001 7002'],
  ] as const)('%s on a SYN-ACK is ignored; the RFC processes it', (_, flags, more, processed) => {
    const script = [
      call(10, 'client', 'connect'),
      inject(15, 'client', [...flags], 7000, { ack: 1001, mss: 1460, ...more }),
    ];
    const only = (profile: ProfileName): string[] => after(15, profile, { script, until_ms: 17 });
    expect(only('linux')).toEqual(['client ACK 1001 7001']);
    expect(only('textbook').at(-1)).toBe(processed);
  });
});

describe('SYN-SENT', () => {
  test('an unacceptable ACK draws a reset and the SYN again 10 ms later', () => {
    const script = [
      call(10, 'client', 'connect'),
      block(11, 'server'),
      inject(50, 'client', ['ACK'], 9000, { ack: 1500 }),
    ];
    const trace = simulated({ script, until_ms: 200 }, 'linux');
    expect(
      lines(trace)
        .filter((l) => l.includes('client'))
        .map((l) => l.replace(/^\S+ /, '')),
    ).toEqual(['client SYN 1000 null', 'client RST 1500 null', 'client SYN 1000 null']);
    expect(after(50, 'rfc9293', { script, until_ms: 200 })).toEqual(['client RST 1500 null']);
  });

  test('shutdown, like close, ends it; a send is refused', () => {
    const script = (name: string, args = {}): object[] => [
      call(10, 'client', 'connect'),
      call(15, 'client', name, args),
    ];
    const end = (name: string): string | undefined =>
      simulated({ script: script(name), until_ms: 18 }, 'linux').states.at(-1)?.client;
    expect([end('shutdown'), end('close'), end('abort')]).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
    const refused = simulated({ script: script('send', { n: 5 }), until_ms: 18 }, 'linux');
    expect(refused.events.map((e) => e.event)).toEqual(['error EAGAIN']);
    const queued = simulated(
      { script: [call(0, 'server', 'listen'), ...script('send', { n: 5 })] },
      'rfc9293',
    );
    expect(queued.events.map((e) => e.event)).toContain('recv 5');
  });

  test('a reset after a simultaneous SYN is ECONNRESET', () => {
    const script = [
      call(10, 'client', 'connect'),
      block(11, 'server'),
      inject(20, 'client', ['SYN'], 7000, { mss: 1460 }),
      inject(40, 'client', ['RST'], 7001),
    ];
    const failed = (profile: ProfileName): string | undefined =>
      simulated({ script, until_ms: 100 }, profile).events[0]?.event;
    expect([failed('linux'), failed('rfc9293')]).toEqual([
      'connect-failed ECONNRESET',
      'connect-failed ECONNREFUSED',
    ]);
  });
});

describe('closing', () => {
  test('text beyond a FIN is dropped without an ACK', () => {
    const script = [
      ...OPEN,
      call(100, 'client', 'shutdown'),
      inject(200, 'server', ['ACK', 'PSH'], 'c.nxt', { ack: 's.nxt', len: 20 }),
    ];
    expect(after(190, 'linux', { script, until_ms: 400 })).toEqual([]);
  });

  test('in CLOSING the ACK of a repeated FIN counts, and needs no answer', () => {
    const script = [...OPEN, call(100, 'client', 'shutdown'), call(100, 'server', 'shutdown')];
    const drops = [
      { from: 'client', match: 'PURE-ACK', nth: 2 },
      { from: 'server', match: 'PURE-ACK', nth: 1 },
    ];
    const trace = simulated({ script, drops, until_ms: 2000 }, 'linux');
    expect(trace.states.at(-1)).toMatchObject({ client: 'TIME-WAIT', server: 'TIME-WAIT' });
    expect(
      lines(trace)
        .slice(-2)
        .map((l) => l.replace(/^\S+ /, '')),
    ).toEqual(['client FIN+ACK 1001 5002', 'server FIN+ACK 5001 1002']);
  });

  test('a FIN behind text waits for the window, the state does not', () => {
    const script = [
      call(0, 'server', 'listen', { auto_read: false }),
      call(10, 'client', 'connect'),
      call(100, 'client', 'send', { n: 80_000 }),
      call(2000, 'client', 'close'),
      call(4000, 'server', 'recv'),
      call(6000, 'server', 'recv'),
    ];
    const trace = simulated({ script, until_ms: 20_000 }, 'linux');
    expect(trace.states.find((s) => s.client === 'FIN-WAIT-1')?.t_ms).toBe(2000);
    const fin = trace.segments.find((s) => s.flags.includes('FIN'));
    expect(fin?.t_ms).toBeGreaterThan(3900);
    const got = trace.events.filter((e) => e.event.startsWith('recv')).map((e) => Number(e.event.slice(5)));
    expect(got.reduce((a, b) => a + b, 0)).toBe(80_000);
  });

  test('a FIN does not merge with a full segment that is sent again', () => {
    const script = [...OPEN, call(100, 'client', 'send', { n: 1460 }), call(100, 'client', 'shutdown')];
    const again = simulated(
      { script, drops: [{ from: 'client', match: 'DATA' }], until_ms: 400 },
      'linux',
    ).segments.filter((s) => s.retransmission);
    expect(again[0]).toMatchObject({ len: 1460, flags: ['PSH', 'ACK'] });
  });
});

describe('TIME-WAIT', () => {
  const closed = [...OPEN, call(100, 'client', 'close'), call(200, 'server', 'close'), block(400, 'client')];
  const answer = (item: object, set: object[] = []): Trace =>
    simulated({ script: [...set, ...closed, item], until_ms: 700 }, 'linux');
  const answers = (item: object, set: object[] = []): string[] =>
    lines(answer(item, set)).filter((line) => Number(line.split(' ')[0]) >= 500 && line.includes('client'));

  test('an ACK in order needs no answer, an old one gets one', () => {
    expect(answers(inject(500, 'client', ['ACK'], 's.nxt', { ack: 'c.nxt' }))).toEqual([]);
    expect(answers(inject(500, 'client', ['ACK'], 's.nxt-1', { ack: 'c.nxt' }))).toEqual([
      '500 client ACK 1002 5002 lost',
    ]);
  });

  test('a reset at RCV.NXT ends it, unless tcp_rfc1337 is set; another one does not', () => {
    const exact = inject(500, 'client', ['RST'], 's.nxt');
    expect(answer(exact).states.at(-1)?.client).toBe('CLOSED');
    expect(answer(exact, [call(0, 'client', 'sysctl', { tcp_rfc1337: 1 })]).states.at(-1)?.client).toBe(
      'TIME-WAIT',
    );
    expect(answer(inject(500, 'client', ['RST'], 's.nxt+5')).states.at(-1)?.client).toBe('TIME-WAIT');
  });

  test('at the listener a higher SYN opens anew with an ISS above the old SND.NXT, an equal one gets an ACK', () => {
    const server = [
      ...OPEN,
      call(100, 'server', 'close'),
      call(200, 'client', 'close'),
      block(400, 'client'),
    ];
    const reply = (seq: string, profile: ProfileName): string | undefined =>
      after(500, profile, {
        script: [...server, inject(500, 'server', ['SYN'], seq, { mss: 1460 })],
        until_ms: 505,
      })[0];
    expect(reply('c.nxt+1', 'linux')).toBe(`server SYN+ACK ${5002 + 65_537} 1004`);
    expect(reply('c.nxt', 'linux')).toBe('server ACK 5002 1002');
    expect(reply('c.nxt-500', 'linux')).toBe('server ACK 5002 1002');
    expect(reply('c.nxt+1', 'rfc9293')).toBe(`server SYN+ACK ${5002 + 65_537} 1004`);
    expect(reply('c.nxt+1', 'textbook')).toBe('server ACK 5002 1002');
  });

  test('where its SYN was an old duplicate, the RFC goes back to TIME-WAIT, Linux to its listener', () => {
    const script = [
      ...OPEN,
      call(100, 'server', 'close'),
      call(200, 'client', 'close'),
      block(400, 'client'),
      inject(500, 'server', ['SYN'], 'c.nxt+1', { mss: 1460 }),
      inject(600, 'server', ['RST'], 'c.nxt+2'),
    ];
    const states = (profile: ProfileName): string[] =>
      simulated({ script, until_ms: 700 }, profile)
        .states.filter(({ t_ms }) => t_ms >= 500)
        .map(({ server }) => server);
    expect(states('rfc9293')).toEqual(['SYN-RECEIVED', 'TIME-WAIT']);
    expect(states('linux')).toEqual(['SYN-RECEIVED', 'LISTEN']);
    const whole = simulated({ script, until_ms: 600_000 }, 'rfc9293');
    const entered = whole.states.find(({ server }) => server === 'TIME-WAIT')?.t_ms ?? 0;
    expect(whole.states.at(-1)).toMatchObject({ server: 'CLOSED', t_ms: entered + 240_000 });
  });

  test('ACKs of unacceptable segments are limited to one in 500 ms, those of a repeated FIN are not', () => {
    const limit = [call(0, 'client', 'sysctl', { tcp_invalid_ratelimit: 500 })];
    const count = (flags: string[]): number => {
      const seq = 's.nxt-1';
      const items = [500, 520, 540].map((t) => inject(t, 'client', flags, seq, { ack: 'c.nxt' }));
      const trace = simulated({ script: [...limit, ...closed, ...items], until_ms: 700 }, 'linux');
      return trace.segments.filter((s) => s.from === 'client' && s.t_ms >= 500).length;
    };
    expect(count(['ACK'])).toBe(1);
    expect(count(['FIN', 'ACK'])).toBe(3);
  });
});

describe('ESTABLISHED', () => {
  const talk = [...OPEN, call(60, 'client', 'send', { n: 100 }), call(90, 'server', 'send', { n: 50 })];

  test('an ACK older than anything sent is challenged; one of what was acknowledged before is ignored', () => {
    const answer = (ack: string): string[] =>
      after(200, 'linux', {
        script: [...talk, inject(200, 'server', ['ACK'], 'c.nxt', { ack })],
        until_ms: 205,
      });
    expect(answer('s.isn+1')).toEqual([]);
    expect(answer('s.isn-5')).toEqual(['server ACK 5051 1101']);
  });

  test('a segment without ACK is dropped before its numbers are looked at', () => {
    const script = [...talk, inject(200, 'server', ['PSH'], 'c.nxt+900000', { len: 30 })];
    expect(after(200, 'linux', { script, until_ms: 205 })).toEqual([]);
    expect(after(200, 'rfc9293', { script, until_ms: 205 })).toEqual(['server ACK 5051 1101']);
  });

  test('acknowledgments are quick at first and delayed in conversation', () => {
    const script = [
      ...OPEN,
      call(100, 'client', 'send', { n: 300 }),
      { ...call(0, 'server', 'send', { n: 700 }), trigger: 'server.recv>=300' },
      call(200, 'client', 'send', { n: 50 }),
    ];
    const trace = simulated({ script, until_ms: 600 }, 'linux');
    const acks = trace.segments
      .filter((s) => s.from === 'server' && s.len === 0 && s.t_ms > 50)
      .map((s) => s.t_ms);
    expect(acks).toHaveLength(2);
    expect(acks[0]).toBe(110);
    expect(acks[1]).toBeGreaterThanOrEqual(250);
    expect(acks[1]).toBeLessThan(256);
  });

  test('what was pushed is acknowledged when the reader has it: at once at rest, from the second part on in conversation', () => {
    const first = call(100, 'client', 'send', { n: 18 * 1460 });
    const rest = simulated(
      { script: [...OPEN, first, call(200, 'client', 'send', { n: 50 })], until_ms: 400 },
      'linux',
    );
    expect(rest.segments.at(-1)).toMatchObject({ t_ms: 210, from: 'server', ack: 1051 + 18 * 1460 });
    const script = [
      call(0, 'server', 'listen'),
      call(10, 'client', 'connect', { opts: { TCP_NODELAY: 1 } }),
      call(100, 'client', 'send', { n: 300 }),
      { ...call(0, 'server', 'send', { n: 700 }), trigger: 'server.recv>=300' },
      call(200, 'client', 'send', { n: 50 }),
      call(205, 'client', 'send', { n: 50 }),
    ];
    const talk = simulated({ script, until_ms: 600 }, 'linux');
    const acks = talk.segments.filter((s) => s.from === 'server' && s.len === 0 && s.t_ms > 150);
    expect(acks.map((s) => [s.t_ms, s.ack])).toEqual([[215, 1401]]);
  });

  test('rfc9293 delays the ACK of one segment by 200 ms and sends that of every second full one at once', () => {
    const one = simulated(
      { script: [...OPEN, call(100, 'client', 'send', { n: 1460 })], until_ms: 900 },
      'rfc9293',
    );
    expect(one.segments.at(-1)).toMatchObject({ t_ms: 310, from: 'server', ack: 2461 });
    const two = simulated(
      { script: [...OPEN, call(100, 'client', 'send', { n: 2920 })], until_ms: 900 },
      'rfc9293',
    );
    expect(two.segments.at(-1)).toMatchObject({ t_ms: 110, from: 'server', ack: 3921 });
  });

  test('Nagle holds a small segment back while another is unacknowledged; TCP_NODELAY does not', () => {
    const twice = [call(100, 'client', 'send', { n: 50 }), call(101, 'client', 'send', { n: 60 })];
    const sent = (profile: ProfileName, opts = {}): number[] =>
      simulated(
        {
          script: [call(0, 'server', 'listen'), call(10, 'client', 'connect', { opts }), ...twice],
          until_ms: 900,
        },
        profile,
      )
        .segments.filter((s) => s.len > 0)
        .map((s) => s.t_ms);
    expect(sent('linux')).toEqual([100, 120]);
    expect(sent('linux', { TCP_NODELAY: 1 })).toEqual([100, 101]);
    expect(sent('textbook')).toEqual([100, 101]);
  });
});

test('what has come can be read after a half close in CLOSE-WAIT', () => {
  const trace = simulated(
    {
      script: [
        call(0, 'server', 'listen', { auto_read: false }),
        call(10, 'client', 'connect'),
        call(100, 'client', 'send', { n: 100 }),
        call(200, 'client', 'shutdown'),
        call(300, 'server', 'shutdown'),
        call(305, 'server', 'recv'),
      ],
    },
    'linux',
  );
  expect(trace.events.filter((e) => e.t_ms === 305).map((e) => e.event)).toEqual(['recv 100']);
});
