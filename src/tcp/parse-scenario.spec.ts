import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { call, OPEN, simulated } from '../../test/support/simulated.js';
import { parseScenario, SimulationLimit } from './index.js';

const fault = (json: unknown): string => {
  const parsed = parseScenario(json);
  return parsed.ok ? 'accepted' : parsed.error;
};
const SCRIPT = [{ t_ms: 0, host: 'client', call: 'connect' }];

describe('a scenario', () => {
  test('needs no more than a script', () => {
    const parsed = parseScenario({ script: SCRIPT });
    expect(parsed.ok && parsed.scenario).toMatchObject({
      link: { delay_ms: { client: 10, server: 10 }, mtu: 1500 },
      isn: { client: 1000, server: 5000 },
      drops: [],
      until_ms: null,
    });
  });

  test.each([
    { opts: { TCP_NODELEY: 1 } },
    { name: 'net.ipv4.tcp_fin_timeuot', value: 5 },
    { TCP_NODELEY: 1 },
  ])('does not pass over the misspelt setting in %j', (args) => {
    const script = [...SCRIPT, { t_ms: 0, host: 'client', call: 'setopt', args }];
    expect(fault({ script })).toMatch(/unknown; known are .*TCP_NODELAY/);
    expect(fault({ script, family: 'recorded elsewhere' })).toBe('accepted');
  });

  test.each([
    [null, 'scenario: expected an object, got null'],
    [{}, 'script: expected a list, got nothing'],
    [{ script: [] }, 'script: is empty: nothing would happen'],
    [{ script: [1] }, 'script[0]: expected an object, got 1'],
    [{ script: [{ host: 'client', call: 'connect' }] }, 'script[0].t_ms: expected a number, got nothing'],
    [
      { script: [{ t_ms: -1, host: 'client', call: 'connect' }] },
      'script[0].t_ms: -1 is not within 0..864000000',
    ],
    [
      { script: [{ t_ms: 0, host: 'clint', call: 'connect' }] },
      'script[0].host: expected one of client, server, wire, got "clint"',
    ],
    [
      { script: [...SCRIPT, { t_ms: 0, host: 'client', call: 'send', args: { n: 0 } }] },
      'script[1].args.n: 0 is not within 1..1073741824',
    ],
    [
      { script: [{ t_ms: 0, host: 'client', call: 'send', args: { n: 1.5 } }] },
      'script[0].args.n: 1.5 is not an integer',
    ],
    [
      { script: [{ t_ms: 0, host: 'wire', call: 'connect' }] },
      'script[0].call: expected one of inject, block, unblock, got "connect"',
    ],
    [
      {
        script: [
          { t_ms: 0, host: 'wire', call: 'inject', args: { to: 'server', flags: ['ACK'], seq: 'c.nxt*2' } },
        ],
      },
      'script[0].args.seq: expected a number or an expression such as "c.nxt+1", got "c.nxt*2"',
    ],
    [{ script: SCRIPT, isn: { client: 2 ** 32 } }, 'isn.client: 4294967296 is not within 0..4294967295'],
    [
      { script: SCRIPT, drops: [{ from: 'client', match: 'SYNACK' }] },
      'drops[0].match: expected one of SYN, SYN-ACK, FIN, DATA, PURE-ACK, RST, ANY, got "SYNACK"',
    ],
    [
      { script: SCRIPT, drops: [{ from: 'client', match: 'SYN', nth: 0 }] },
      'drops[0].nth: 0 is not within 1..1000000',
    ],
    [
      { script: [{ ...SCRIPT[0], trigger: 'server.eff' }] },
      'script[0].trigger: expected an event such as "server.eof", got "server.eff"',
    ],
    [
      { script: [{ t_ms: 0, host: 'client', call: 'setopt', args: {} }] },
      'script[0].args: expected an option and its value',
    ],
    ...(
      [
        ['TCP_KEEPIDLE', -5, '-5 is not within 1..32767'],
        ['TCP_KEEPIDLE', 0.5, '0.5 is not within 1..32767'],
        ['TCP_KEEPINTVL', 1.5, '1.5 is not an integer'],
        ['SO_RCVBUF', -5, '-5 is not within 0..1073741824'],
        ['TCP_USER_TIMEOUT', -5, '-5 is not within 0..864000000'],
      ] as const
    ).map(([name, value, why]): [object, string] => [
      { script: [{ t_ms: 0, host: 'client', call: 'connect', args: { opts: { [name]: value } } }] },
      `script[0].args.opts.${name}: ${why}`,
    ]),
    [
      { script: SCRIPT, noise: { los: 0.1 } },
      'noise.los: unknown; known are seed, loss, duplicate, reorder, reorder_ms, until_ms',
    ],
    [{ script: SCRIPT, link: { delay: 5 } }, 'link.delay: unknown; known are delay_ms, mtu'],
    [
      { script: SCRIPT, link: { delay_ms: { both: 5 } } },
      'link.delay_ms.both: unknown; known are client, server',
    ],
    [{ script: SCRIPT, isn: { clint: 5 } }, 'isn.clint: unknown; known are client, server'],
    [
      { script: [...SCRIPT, { t_ms: 0, host: 'client', call: 'send', args: { n: 5, m: 10 } }] },
      'script[1].args.m: unknown; known are sock, n, more',
    ],
    [
      { script: [{ t_ms: 0, host: 'client', call: 'connect', trigers: 'server.eof' }] },
      'script[0].trigers: unknown; known are t_ms, host, call, args, trigger, result',
    ],
    [
      { script: SCRIPT, drops: [{ from: 'client', match: 'SYN', nht: 2 }] },
      'drops[0].nht: unknown; known are from, match, nth, action, ms',
    ],
    [{ script: SCRIPT, noise: { loss: 2 } }, 'noise.loss: 2 is not within 0..1'],
    [{ script: SCRIPT, name: 'x'.repeat(1001) }, 'name: longer than 1000 characters'],
  ])('is refused with one line that says where and why: %j', (json, line) => {
    expect(fault(json)).toBe(line);
  });

  test('is refused when a field of it is not known, and read past what a recording adds', () => {
    expect(fault({ script: SCRIPT, nosie: {} })).toMatch(/^scenario\.nosie: unknown; known are name, /);
    expect(fault({ script: SCRIPT, segments: [], states: [], events: [], text: '', split: 'a' })).toBe(
      'accepted',
    );
  });

  test('of any JSON is accepted or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(typeof fault(json)).toBe('string');
        expect(fault({ script: json })).not.toMatch(/\n/);
        expect(typeof fault({ script: SCRIPT, drops: json, link: json })).toBe('string');
      }),
    );
  });

  test('takes options in three spellings', () => {
    for (const args of [
      { opts: { TCP_NODELAY: 1 } },
      { name: 'TCP_NODELAY', value: 1 },
      { TCP_NODELAY: true },
    ]) {
      const parsed = parseScenario({ script: [{ t_ms: 0, host: 'client', call: 'setopt', args }] });
      expect(parsed.ok && parsed.scenario.script[0]?.args.opts).toEqual({ TCP_NODELAY: 1 });
    }
  });
});

describe('a run', () => {
  test('resolves expressions over what the wire has seen, at the time of the call', () => {
    const inject = (seq: string, ack: string): object => ({
      t_ms: 200,
      host: 'wire',
      call: 'inject',
      args: { to: 'server', flags: ['ACK'], seq, ack },
    });
    const trace = simulated({
      script: [
        ...OPEN,
        call(100, 'client', 'send', { n: 50 }),
        inject('c.nxt-1', 's.isn + 1'),
        inject('c.isn', 's.nxt+2-1'),
      ],
    });
    const injected = trace.segments.filter((s) => s.origin === 'injected');
    expect(injected.map((s) => [s.seq, s.ack])).toEqual([
      [1050, 5001],
      [1000, 5002],
    ]);
  });

  test('that would run away is cut with a clear error', () => {
    const script = [...OPEN, call(100, 'client', 'send', { n: 1_000_000 })];
    expect(() => simulated({ script }, 'textbook', [], { maxSegments: 100 })).toThrow(SimulationLimit);
    expect(() => simulated({ script }, 'textbook', [], { maxSegments: 100 })).toThrow(
      /^more than 100 segments at [\d.]+ ms$/,
    );
    expect(() => simulated({ script }, 'textbook', [], { maxSteps: 50 })).toThrow(/^more than 50 steps/);
  });

  test('ends at until_ms', () => {
    const trace = simulated({ script: [...OPEN, call(100, 'client', 'close')], until_ms: 105 });
    expect(trace.segments.at(-1)).toMatchObject({ t_ms: 100, t_arrive_ms: null, lost: false });
  });

  test('waits with a call for its trigger, however late', () => {
    const script = [...OPEN, { ...call(0, 'server', 'send', { n: 5 }), trigger: 'server.accepted' }];
    expect(simulated({ script }).segments[3]).toMatchObject({ t_ms: 40, from: 'server', len: 5 });
  });

  test('leaves room for the headers of IPv4 or IPv6 in the MSS', () => {
    const mss = (client: string): number | null | undefined =>
      simulated({ script: OPEN, addresses: { client }, link: { mtu: 1280 } }).segments[0]?.mss;
    expect([mss('192.0.2.1:40000'), mss('[2001:db8::1]:40000')]).toEqual([1240, 1220]);
  });

  test('numbers the copies that the network makes', () => {
    const trace = simulated({
      script: OPEN,
      drops: [{ from: 'client', match: 'SYN', action: 'dup', ms: 5 }],
    });
    expect(trace.segments[1]).toMatchObject({ origin: 'duplicate-of-0', t_arrive_ms: 25, seq: 1000 });
  });

  test('holds back what the network delays', () => {
    const trace = simulated({
      script: OPEN,
      drops: [{ from: 'client', match: 'SYN', action: 'delay', ms: 7 }],
    });
    expect(trace.segments[0]?.t_arrive_ms).toBe(27);
  });
});
