// What holds when applications read late and little, so that windows close: RFC 9293 section 3.8.6.
// LASTACK_RUNS sets how many scenarios (20000 for the full form).
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { simulated } from '../../test/support/simulated.js';
import type { Host, ProfileName, Trace } from './index.js';

const RUNS = Number(process.env['LASTACK_RUNS'] ?? 500);
const READ_ALL_MS = 60_000;
const END_MS = 200_000;

interface Plan {
  profile: ProfileName;
  delay: number;
  loss: number;
  sends: { host: Host; t_ms: number; n: number }[];
  reads: { host: Host; t_ms: number; n: number }[];
}

/** Linux refuses what is sent before the connection stands. */
const UP = { client: 'client.connected', server: 'server.accepted' };

const at = (max: number) => fc.integer({ min: 100, max });
const hosts = fc.constantFrom<Host>('client', 'server');
const plans: fc.Arbitrary<Plan> = fc.record({
  profile: fc.constantFrom<ProfileName>('textbook', 'rfc9293', 'linux'),
  delay: fc.constantFrom(0, 1, 10, 150),
  loss: fc.constantFrom(0, 0, 0.1),
  sends: fc.array(fc.record({ host: hosts, t_ms: at(3000), n: fc.integer({ min: 1, max: 120_000 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  reads: fc.array(
    fc.record({ host: hosts, t_ms: at(50_000), n: fc.constantFrom(1, 10, 1000, 5000, 70_000) }),
    { maxLength: 10 },
  ),
});

function run({ profile, delay, loss, sends, reads }: Plan): Trace {
  const slow = { auto_read: false };
  const script = [
    { t_ms: 0, host: 'server', call: 'listen', args: slow },
    { t_ms: 1, host: 'client', call: 'connect', args: slow },
    ...sends.map(({ host, t_ms, n }) => ({
      t_ms: t_ms + 1000,
      host,
      call: 'send',
      args: { n },
      trigger: UP[host],
    })),
    ...reads.map(({ host, t_ms, n }) => ({ t_ms: t_ms + 1000, host, call: 'recv', args: { n } })),
    // In the end everybody reads whatever comes.
    ...Array.from({ length: 60 }, (_, i) =>
      (['client', 'server'] as const).map((host) => ({
        t_ms: READ_ALL_MS + 2000 * i,
        host,
        call: 'recv',
        args: {},
      })),
    ).flat(),
  ];
  const noise = { seed: 'slow', loss, until_ms: 10_000 };
  const link = { delay_ms: { client: delay, server: delay }, mtu: 1500 };
  return simulated({ link, script, noise, until_ms: END_MS }, profile);
}

test(`over ${RUNS} slow readers, time goes on, windows stay within their field, and nobody floods the wire`, () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const { segments } = run(plan);
      const octets = plan.sends.reduce((sum, { n }) => sum + n, 0);
      let last = 0;
      for (const { t_ms, win } of segments) {
        expect(t_ms).toBeGreaterThanOrEqual(last);
        expect(win).toBeGreaterThanOrEqual(0);
        expect(win).toBeLessThanOrEqual(65_535);
        last = t_ms;
      }
      // Each full segment and its ACK, some of them again, and probes while nobody reads.
      expect(segments.length).toBeLessThan(6 * Math.ceil(octets / 1460) + 600);
    }),
    { numRuns: RUNS },
  );
});

test(`over ${RUNS} slow readers, all that was sent is read in the end`, () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const { events } = run(plan);
      for (const [from, to] of [
        ['client', 'server'],
        ['server', 'client'],
      ] as const) {
        const sent = plan.sends.filter(({ host }) => host === from).reduce((sum, { n }) => sum + n, 0);
        const read = events
          .filter(({ host, event }) => host === to && event.startsWith('recv '))
          .reduce((sum, { event }) => sum + Number(event.slice('recv '.length)), 0);
        expect({ to, read }).toEqual({ to, read: sent });
      }
    }),
    { numRuns: RUNS },
  );
});

test.each(['textbook', 'rfc9293', 'linux'] as const)(
  'a window that opens octet by octet does not put off for ever what waits (%s)',
  (profile) => {
    const trickle = Array.from({ length: 100 }, (_, i) => ({
      t_ms: 5000 + 100 * i,
      host: 'wire',
      call: 'inject',
      args: { to: 'client', flags: ['ACK'], seq: 's.nxt', ack: 'c.nxt', win: i + 1 },
    }));
    const script = [
      { t_ms: 0, host: 'server', call: 'listen', args: { auto_read: false } },
      { t_ms: 1, host: 'client', call: 'connect' },
      { t_ms: 100, host: 'client', call: 'send', args: { n: 70_000 }, trigger: UP.client },
      { t_ms: 4900, host: 'wire', call: 'block', args: { frm: 'server' } },
      ...trickle,
    ];
    const { segments } = simulated({ script, until_ms: 15_000 }, profile);
    const waited = segments.find(({ from, t_ms, len }) => from === 'client' && t_ms > 5000 && len > 1);
    expect(waited?.t_ms).toBeLessThan(9000);
  },
);
