// Random connections over a network that loses, copies, delays and reorders. As JSON, as a user would write them.
import fc from 'fast-check';
import { parseScenario, PROFILE_NAMES, simulate, type Trace } from '../../src/tcp/index.js';

const host = fc.constantFrom('client', 'server');
const dataCall = fc.record({
  host,
  call: fc.constant('send'),
  at: fc.integer({ min: 60, max: 400 }),
  args: fc.record({ n: fc.constantFrom(1, 50, 300, 1460, 2000, 5000, 9000), more: fc.boolean() }),
});
const rule = fc.record({
  from: host,
  match: fc.constantFrom('SYN', 'SYN-ACK', 'FIN', 'DATA', 'PURE-ACK', 'ANY'),
  nth: fc.integer({ min: 1, max: 4 }),
  action: fc.constantFrom('drop', 'drop', 'dup', 'delay'),
  ms: fc.constantFrom(3, 15, 40, 120),
});
const ending = fc.constantFrom('close', 'shutdown', 'abort', 'vanish', 'nothing');

export interface RandomScenario {
  profile: (typeof PROFILE_NAMES)[number];
  json: unknown;
}

export const randomScenario: fc.Arbitrary<RandomScenario> = fc
  .record({
    profile: fc.constantFrom(...PROFILE_NAMES),
    isn: fc.record({ client: isn(), server: isn() }),
    delay: fc.record({ client: fc.constantFrom(1, 10, 50), server: fc.constantFrom(1, 10, 50) }),
    listens: fc.boolean(),
    reads: fc.constantFrom(true, true, false),
    keepalive: fc.boolean(),
    data: fc.array(dataCall, { maxLength: 6 }),
    drops: fc.array(rule, { maxLength: 4 }),
    endings: fc.record({ client: ending, server: ending }),
    closes: fc.record({
      client: fc.integer({ min: 100, max: 700 }),
      server: fc.integer({ min: 100, max: 700 }),
    }),
    noise: fc.option(
      fc.record({
        seed: fc.string({ maxLength: 6 }),
        loss: fc.constantFrom(0, 0.05, 0.2),
        duplicate: fc.constantFrom(0, 0.1),
        reorder: fc.constantFrom(0, 0.2),
        reorder_ms: fc.constantFrom(5, 60),
      }),
    ),
  })
  .map(({ profile, isn: numbers, delay, listens, reads, keepalive, data, drops, endings, closes, noise }) => {
    const opts = keepalive ? { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 2, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 3 } : {};
    const opening = listens
      ? { t_ms: 0, host: 'server', call: 'listen', args: reads ? {} : { auto_read: false } }
      : { t_ms: 11, host: 'server', call: 'connect', args: {} };
    const big = reads ? [] : [{ t_ms: 55, host: 'client', call: 'send', args: { n: 65_535 } }];
    const script = [
      opening,
      ...big,
      { t_ms: 10, host: 'client', call: 'connect', args: { opts } },
      ...data.map(({ at, ...call }) => ({ t_ms: at, ...call })),
      ...(['client', 'server'] as const)
        .filter((name) => endings[name] !== 'nothing')
        .map((name) => ({
          t_ms: closes[name] + (reads ? 0 : 4000),
          host: name,
          call: endings[name],
          args: {},
        })),
    ];
    const json = { name: 'random', isn: numbers, link: { delay_ms: delay, mtu: 1500 }, script, drops, noise };
    return { profile, json: { ...json, until_ms: 20_000 } };
  });

/** Near the wrap as often as not. Wireshark takes a next sequence number of 0 for none, so the last few are left out. */
function isn(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 2 ** 32 - 10 }),
    fc.integer({ min: 2 ** 32 - 4000, max: 2 ** 32 - 10 }),
  );
}

export function runRandom({ profile, json }: RandomScenario): Trace {
  const parsed = parseScenario(json);
  if (!parsed.ok) throw new Error(parsed.error);
  return simulate(parsed.scenario, { profile });
}
