import { describe, expect, test } from '@jest/globals';
import { parseScenario, simulate, type MutationName, type ProfileName, type Trace } from './index.js';

const HANDSHAKE = [
  { t_ms: 0, host: 'server', call: 'listen' },
  { t_ms: 10, host: 'client', call: 'connect' },
];

function run(extra: object, profile: ProfileName = 'textbook', rules: MutationName[] = []): Trace {
  const parsed = parseScenario({ isn: { client: 7000, server: 91000 }, script: HANDSHAKE, ...extra });
  if (!parsed.ok) throw new Error(parsed.error);
  return simulate(parsed.scenario, { profile, rules });
}

/** One line per segment: who, flags, numbers. */
function lines(trace: Trace): string[] {
  return trace.segments.map(
    (s) =>
      `${s.from} ${s.flags.join('+')} ${s.seq} ${s.ack}${s.len > 0 ? ` len ${s.len}` : ''}${s.lost ? ' lost' : ''}`,
  );
}

describe('the three-way handshake', () => {
  test('takes three segments, and each SYN takes one number', () => {
    expect(lines(run({}))).toEqual([
      'client SYN 7000 null',
      'server SYN+ACK 91000 7001',
      'client ACK 7001 91001',
    ]);
  });

  test('leads the client through SYN-SENT and the server through SYN-RECEIVED', () => {
    expect(run({}).states.map((s) => `${s.client} ${s.server}`)).toEqual([
      'CLOSED CLOSED',
      'CLOSED LISTEN',
      'SYN-SENT LISTEN',
      'SYN-SENT SYN-RECEIVED',
      'ESTABLISHED SYN-RECEIVED',
      'ESTABLISHED ESTABLISHED',
    ]);
  });

  test('cites the clause that decided each step', () => {
    expect(run({}).steps.map((s) => s.because[0])).toEqual([
      '9293:3.10.1-passive',
      '9293:3.10.1-active',
      '9293:3.10.7.2-third',
      '9293:3.10.7.3-fourth',
      '9293:3.10.7.4-fifth-syn-received',
    ]);
  });

  test('repeats a lost SYN after one second and again after two', () => {
    const trace = run({ drops: [{ from: 'client', match: 'SYN', nth: [1, 2] }] });
    expect(
      trace.segments.filter((s) => s.flags.length === 1 && s.flags[0] === 'SYN').map((s) => s.t_ms),
    ).toEqual([10, 1010, 3010]);
  });

  test('carries queued data on the third segment where quick acknowledgments are off', () => {
    const script = [
      HANDSHAKE[0],
      { t_ms: 10, host: 'client', call: 'connect', args: { opts: { TCP_QUICKACK: 0 } } },
      { t_ms: 15, host: 'client', call: 'send', args: { n: 640 } },
    ];
    expect(lines(run({ script })).slice(2)).toEqual([
      'client PSH+ACK 7001 91001 len 640',
      'server ACK 91001 7641',
    ]);
  });

  test('repeats a lost SYN-ACK when the SYN comes again', () => {
    const trace = run({ drops: [{ from: 'server', match: 'SYN-ACK' }] });
    expect(lines(trace)).toEqual([
      'client SYN 7000 null',
      'server SYN+ACK 91000 7001 lost',
      'client SYN 7000 null',
      'server SYN+ACK 91000 7001',
      'client ACK 7001 91001',
    ]);
  });

  test('is completed by a repeated SYN-ACK when its third segment is lost', () => {
    const trace = run({ drops: [{ from: 'client', match: 'PURE-ACK' }] });
    expect(lines(trace).slice(2)).toEqual([
      'client ACK 7001 91001 lost',
      'server SYN+ACK 91000 7001',
      'client ACK 7001 91001',
    ]);
    expect(trace.states.at(-1)).toMatchObject({ client: 'ESTABLISHED', server: 'ESTABLISHED' });
  });

  test('is completed by data when its third segment is lost', () => {
    const script = [...HANDSHAKE, { t_ms: 100, host: 'client', call: 'send', args: { n: 640 } }];
    const trace = run({ script, drops: [{ from: 'client', match: 'PURE-ACK' }] });
    expect(lines(trace).slice(3)).toEqual(['client PSH+ACK 7001 91001 len 640', 'server ACK 91001 7641']);
  });

  test('wraps at 2^32', () => {
    const trace = run({ isn: { client: 2 ** 32 - 1, server: 91000 } });
    expect(trace.segments[1]?.ack).toBe(0);
    expect(trace.segments[2]?.seq).toBe(0);
  });

  test('meets a reset where nobody listens', () => {
    const trace = run({ script: [{ t_ms: 10, host: 'client', call: 'connect' }] });
    expect(lines(trace)).toEqual(['client SYN 7000 null', 'server RST+ACK 0 7001']);
    expect(trace.events.map((e) => e.event)).toEqual(['connect-failed ECONNREFUSED']);
  });
});

describe('a mistaken rule writes its own numbers', () => {
  const WRAP = { isn: { client: 2 ** 32 - 1, server: 91000 } };
  const cases: [MutationName, object, string[]][] = [
    ['syn-takes-no-number', {}, ['SYN 7000 null', 'SYN+ACK 91000 7000', 'ACK 7000 91000']],
    ['syn-counts-four', {}, ['SYN 7000 null', 'SYN+ACK 91000 7004', 'ACK 7004 91004']],
    ['third-segment-reuses-isn', {}, ['SYN 7000 null', 'SYN+ACK 91000 7001', 'ACK 7000 91001']],
    ['synack-ack-from-own-isn', {}, ['SYN 7000 null', 'SYN+ACK 91000 91001', 'ACK 7001 7001']],
    ['seq-and-ack-swapped', {}, ['SYN 7000 null', 'SYN+ACK 7001 91000', 'ACK 91001 7001']],
    ['one-number-space', {}, ['SYN 7000 null', 'SYN+ACK 7000 7001', 'ACK 7001 7001']],
    ['one-number-space-next', {}, ['SYN 7000 null', 'SYN+ACK 7001 7001', 'ACK 7001 7002']],
    ['relative-numbers', {}, ['SYN 0 null', 'SYN+ACK 0 1', 'ACK 1 1']],
    ['third-segment-has-syn', {}, ['SYN 7000 null', 'SYN+ACK 91000 7001', 'SYN+ACK 7001 91001']],
    ['synack-without-ack', {}, ['SYN 7000 null', 'SYN 91000 7001', 'ACK 7001 91001']],
    ['first-syn-acks-itself', {}, ['SYN 7000 7001', 'SYN+ACK 91000 7001', 'ACK 7001 91001']],
    ['first-syn-acks-peer-isn', {}, ['SYN 7000 91000', 'SYN+ACK 91000 7001', 'ACK 7001 91001']],
    ['no-modulo', WRAP, ['SYN 4294967295 null', 'SYN+ACK 91000 4294967296', 'ACK 4294967296 91001']],
    ['modulo-one-short', WRAP, ['SYN 4294967295 null', 'SYN+ACK 91000 1', 'ACK 1 91001']],
    ['sequence-saturates', WRAP, ['SYN 4294967295 null', 'SYN+ACK 91000 4294967295', 'ACK 4294967295 91001']],
    ['thirty-one-bits', WRAP, ['SYN 4294967295 null', 'SYN+ACK 91000 2147483648', 'ACK 2147483648 91001']],
  ];
  test.each(cases)('%s', (name, extra, expected) => {
    const trace = run(extra, 'textbook', [name]);
    expect(trace.segments.map((s) => `${s.flags.join('+')} ${s.seq} ${s.ack}`)).toEqual(expected);
  });

  test('a pure ACK that takes a number shows in the first data segment', () => {
    const script = [...HANDSHAKE, { t_ms: 100, host: 'client', call: 'send', args: { n: 640 } }];
    const trace = run({ script }, 'textbook', ['pure-ack-takes-a-number']);
    expect(lines(trace).slice(3)).toEqual(['client PSH+ACK 7002 91001 len 640', 'server ACK 91001 7642']);
  });

  test('two mistakes compose', () => {
    const trace = run({}, 'textbook', ['syn-takes-no-number', 'seq-and-ack-swapped']);
    expect(lines(trace)[2]).toBe('client ACK 91000 7000');
  });

  test('the story stays the same: the same segments, the same states', () => {
    const right = run({});
    const wrong = run({}, 'textbook', ['syn-takes-no-number']);
    expect(wrong.states).toEqual(right.states);
    expect(wrong.segments).toHaveLength(right.segments.length);
  });
});
