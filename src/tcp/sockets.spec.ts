// Options that are set while a socket is there: which of its timers they touch, and who inherits them.
import { expect, test } from '@jest/globals';
import { call, simulated } from '../../test/support/simulated.js';
import type { ProfileName, Trace } from './index.js';

const PROFILES: readonly ProfileName[] = ['textbook', 'rfc9293', 'linux'];
const KEEPALIVE = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 10 };

/** When the server first probes, in whole seconds; null: never. The client was last heard at 5010 ms. */
function firstProbe(options: readonly object[], profile: ProfileName): number | null {
  const trace: Trace = simulated(
    {
      script: [
        call(0, 'server', 'listen'),
        ...options,
        call(10, 'client', 'connect'),
        call(5000, 'client', 'send', { n: 5 }),
      ],
      until_ms: 40_000,
    },
    profile,
  );
  const probe = trace.segments.find(
    (s) => s.from === 'server' && s.seq === 5000 && s.len === 0 && s.mss === null,
  );
  return probe === undefined ? null : Math.round(probe.t_ms / 1000);
}

test('a connection has the options that its listener was given after listen', () => {
  for (const profile of PROFILES) {
    expect(firstProbe([call(5, 'server', 'setopt', { opts: KEEPALIVE })], profile)).toBe(15);
  }
});

test('an option that has nothing to do with keepalive leaves its timer alone', () => {
  const options = [
    call(5, 'server', 'setopt', { opts: KEEPALIVE }),
    call(8000, 'server', 'setopt', { opts: { TCP_NODELAY: 1 } }),
  ];
  for (const profile of PROFILES) expect(firstProbe(options, profile)).toBe(15);
});

test('a new idle time counts from when the peer was last heard', () => {
  const options = [
    call(5, 'server', 'setopt', { opts: KEEPALIVE }),
    call(8000, 'server', 'setopt', { opts: { TCP_KEEPIDLE: 20 } }),
  ];
  for (const profile of PROFILES) expect(firstProbe(options, profile)).toBe(25);
});

test('keepalive that is switched on late counts from then, and ends when it is switched off', () => {
  const on = call(8000, 'server', 'setopt', { opts: KEEPALIVE });
  const off = call(9000, 'server', 'setopt', { opts: { SO_KEEPALIVE: 0 } });
  for (const profile of PROFILES) {
    expect(firstProbe([on], profile)).toBe(18);
    expect(firstProbe([on, off], profile)).toBeNull();
  }
});
