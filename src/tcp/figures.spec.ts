// RFC 9293's own figures 6 to 13, segment for segment, in profile rfc9293.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseScenario, simulate, type Trace } from './index.js';

interface Figure {
  script: object[];
  segments: {
    from: string;
    flags: string[];
    seq: number;
    ack: number | null;
    len: number | null;
    origin: string;
    sender_state: string | null;
    receiver_state: string | null;
  }[];
}

const read = (name: string): Figure =>
  JSON.parse(
    readFileSync(new URL(`../../test/data/traces/rfc/${name}.json`, import.meta.url), 'utf8'),
  ) as Figure;

function run(scenario: object): Trace {
  const parsed = parseScenario({ link: { delay_ms: { client: 5, server: 5 } }, ...scenario });
  if (!parsed.ok) throw new Error(parsed.error);
  return simulate(parsed.scenario, { profile: 'rfc9293' });
}

const ESTABLISHED = [
  { t_ms: 0, host: 'client', call: 'repair', args: { snd: 100, rcv: 300 } },
  { t_ms: 0, host: 'server', call: 'repair', args: { snd: 300, rcv: 100 } },
];

/** Each figure's scenario: its own script, and delays that make the segments cross as they are drawn. */
const FIGURES: [name: string, scenario: object][] = [
  ['fig06_three_way_handshake', { isn: { client: 100, server: 300 }, until_ms: 59 }],
  [
    'fig07_simultaneous_open',
    { isn: { client: 100, server: 300 }, link: { delay_ms: { client: 20, server: 5 } } },
  ],
  [
    'fig08_old_duplicate_syn',
    {
      isn: { client: 100, server: 300 },
      later_isn: { server: [400] },
      drops: [{ from: 'client', match: 'SYN', nth: 1, action: 'delay', ms: 35 }],
      until_ms: 100,
    },
  ],
  [
    'fig09_half_open_discovery',
    { isn: { client: 99, server: 299 }, later_isn: { client: [400] }, setup: ESTABLISHED, until_ms: 1031 },
  ],
  ['fig10_active_side_discovery', { isn: { client: 99, server: 299 }, setup: ESTABLISHED }],
  ['fig11_two_passive_sockets', { isn: { client: 0, server: 9000 } }],
  ['fig12_normal_close', { isn: { client: 99, server: 299 }, setup: ESTABLISHED }],
  [
    'fig13_simultaneous_close',
    { isn: { client: 99, server: 299 }, link: { delay_ms: { client: 6, server: 3 } }, setup: ESTABLISHED },
  ],
];

describe('the figures of RFC 9293', () => {
  test.each(FIGURES)('%s', (name, { setup, ...scenario }: { setup?: object[] }) => {
    const figure = read(name);
    const text = (item: object): object =>
      JSON.parse(JSON.stringify(item).replace('"n":null', '"n":10')) as object;
    const script = [...(setup ?? []), ...figure.script.map(text)];
    const trace = run({ ...scenario, script: name.startsWith('fig07') ? crossing(script) : script });
    expect(trace.segments).toHaveLength(figure.segments.length);
    trace.segments.forEach((segment, i) => {
      const drawn = figure.segments[i];
      if (drawn === undefined) throw new Error('the figure has no such line');
      const { from, seq, ack } = segment;
      const flags = segment.flags.filter((flag) => flag !== 'PSH');
      expect({ from, flags, seq, ack }).toEqual({
        from: drawn.from,
        flags: drawn.flags,
        seq: drawn.seq,
        ack: drawn.ack,
      });
      if (drawn.len !== null) expect(segment.len).toBe(drawn.len);
      if (drawn.sender_state !== null) expect(segment.sender_state).toBe(drawn.sender_state);
      if (drawn.receiver_state !== null) expect(segment.receiver_state).toBe(drawn.receiver_state);
    });
  });

  test('figure 12 ends in CLOSED at both sides after 2 MSL', () => {
    const script = [
      ...ESTABLISHED,
      { t_ms: 20, host: 'client', call: 'close' },
      { t_ms: 40, host: 'server', call: 'close' },
    ];
    const trace = run({ script });
    expect(trace.states.at(-1)).toMatchObject({ client: 'CLOSED', server: 'CLOSED', t_ms: 45 + 240_000 });
  });
});

/** In figure 7 the server's SYN leaves a line later than the client's. */
function crossing(script: object[]): object[] {
  return script.map((item) => ('host' in item && item.host === 'server' ? { ...item, t_ms: 25 } : item));
}
