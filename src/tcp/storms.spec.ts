// RFC 9293 section 3.10.7.4 and RFC 5961 section 7: exchanges of ACKs that have to end.
import { describe, expect, test } from '@jest/globals';
import { call, OPEN, simulated } from '../../test/support/simulated.js';

describe('with both windows closed', () => {
  const small = { auto_read: false, opts: { SO_RCVBUF: 1000 } };
  const script = [
    call(0, 'server', 'listen', small),
    call(10, 'client', 'connect', small),
    call(100, 'client', 'send', { n: 3000 }),
    call(100, 'server', 'send', { n: 3000 }),
  ];

  test.each(['textbook', 'rfc9293', 'linux'] as const)('probes and their answers are all (%s)', (profile) => {
    const { segments } = simulated({ script, until_ms: 10_000 }, profile);
    expect(segments.length).toBeLessThan(40);
  });

  test.each(['textbook', 'rfc9293'] as const)('a probe is answered at once (%s)', (profile) => {
    const { segments } = simulated({ script, until_ms: 10_000 }, profile);
    const probe = segments.find((s) => s.len === 1);
    const answer = segments.find((s) => s.from !== probe?.from && s.t_ms === probe?.t_arrive_ms);
    expect(probe?.len).toBe(1);
    expect(answer).toMatchObject({ len: 0, win: 0, ack: probe?.seq });
  });

  test.each(['textbook', 'rfc9293'] as const)('the ACK that a probe carries counts (%s)', (profile) => {
    const trace = simulated({ script, until_ms: 10_000 }, profile);
    const texts = trace.segments.filter((s) => s.from === 'client' && s.len > 1);
    expect(texts.filter((s) => s.retransmission)).toEqual([]);
  });

  test('a FIN stays outside until the window is open', () => {
    const closing = [...script, call(200, 'client', 'shutdown')];
    const closed = simulated({ script: closing, until_ms: 10_000 });
    expect(closed.events.filter((e) => e.event === 'eof')).toEqual([]);
    const reading = [20_000, 100_000, 200_000].map((t_ms) => call(t_ms, 'server', 'recv'));
    const read = simulated({ script: [...closing, ...reading], until_ms: 300_000 });
    expect(read.events.filter((e) => e.event === 'eof')).toHaveLength(1);
  });
});

describe('a forged segment of text in the window', () => {
  test.each(['textbook', 'rfc9293'] as const)('starts no exchange without end (%s)', (profile) => {
    const forged = { to: 'server', flags: ['ACK', 'PSH'], seq: 'c.nxt', ack: 's.nxt', len: 10 };
    const trace = simulated(
      { script: [...OPEN, { t_ms: 100, host: 'wire', call: 'inject', args: forged }], until_ms: 60_000 },
      profile,
    );
    expect(trace.segments.length).toBeLessThan(20);
  });
});
