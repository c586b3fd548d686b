import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import type { Flag, Host, Trace } from '../trace.js';
import { RIGHT_NUMBERING, renumberer, type Written, type WrittenAt } from './index.js';
import {
  isNumberingMisconception,
  MUTATION_NAMES,
  type NumberingMisconception,
  numberingUnder,
} from '../mutations.js';

type Line = [from: Host, flags: string, seq: number, ack: number | null, len?: number];

/** A trace in which every segment arrives before the next is sent. */
function traceOf(isn: Trace['isn'], lines: Line[]): Trace {
  const segments = lines.map(([from, flags, seq, ack, len = 0], i) => ({
    i,
    t_ms: 10 * i,
    t_arrive_ms: 10 * i + 5,
    ord_sent: 2 * i,
    ord_arrive: 2 * i + 1,
    from,
    flags: flags.split('+') as Flag[],
    seq,
    ack,
    len,
    win: 65535,
    mss: null,
    lost: false,
    origin: 'simulated' as const,
    retransmission: false,
    sender_state: 'ESTABLISHED' as const,
    receiver_state: 'ESTABLISHED' as const,
  }));
  return { name: 'running example', profile: 'textbook', isn, segments, states: [], events: [], steps: [] };
}

// x = 7000, y = 91000; 640 octets from the client, 1200 from the server, then the client closes.
const EXAMPLE = traceOf({ client: 7000, server: 91000 }, [
  ['client', 'SYN', 7000, null],
  ['server', 'SYN+ACK', 91000, 7001],
  ['client', 'ACK', 7001, 91001],
  ['client', 'ACK', 7001, 91001, 640],
  ['server', 'ACK', 91001, 7641],
  ['server', 'ACK', 91001, 7641, 1200],
  ['client', 'ACK', 7641, 92201],
  ['client', 'FIN+ACK', 7641, 92201],
  ['server', 'ACK', 92201, 7642],
  ['server', 'FIN+ACK', 92201, 7642],
  ['client', 'ACK', 7642, 92202],
]);

function written(trace: Trace, ...names: NumberingMisconception[]) {
  const rules = numberingUnder(names);
  if (rules === null) throw new Error('contradictory');
  return allOf(trace, renumberer(trace)(rules));
}

function allOf(trace: Trace, writtenAt: WrittenAt): Written[] {
  return trace.segments.map((segment, i) => {
    const { flags, seq, ack, len } = writtenAt(i) ?? segment;
    return { flags, seq, ack, len };
  });
}

const recordings = (['linux', 'rfc'] as const).flatMap((folder) => {
  const files = readdirSync(fileURLToPath(new URL(`../../../test/data/traces/${folder}/`, import.meta.url)));
  return files
    .filter((file) => /^(?!transitions).*\.json$/.test(file))
    .map((file) => [folder, file.slice(0, -5)] as const);
});

describe('numbers under the right rules', () => {
  it('are looked for in more than a hundred recordings', () => {
    expect(recordings.length).toBeGreaterThan(100);
  });

  it.each(recordings)('are those of the recorded connection %s/%s', (folder, name) => {
    const trace = recordedTrace(folder, name);
    const own = trace.segments.map(({ flags, seq, ack, len }) => ({ flags, seq, ack, len }));
    expect(allOf(trace, renumberer(trace)(RIGHT_NUMBERING))).toEqual(own);
  });
});

describe('a misconception in the running example', () => {
  it.each([
    ['syn-takes-no-number', '1.ack', 7000],
    ['pure-ack-takes-a-number', '3.seq', 7002],
    ['pure-ack-takes-a-number', '4.ack', 7642],
    ['syn-counts-four', '1.ack', 7004],
    ['third-segment-reuses-isn', '2.seq', 7000],
    ['ack-is-last-octet', '1.ack', 7000],
    ['ack-is-last-octet', '4.ack', 7640],
    ['ack-adds-one-always', '4.ack', 7642],
    ['ack-is-seq-plus-one', '4.ack', 7002],
    ['ack-continues-own-numbers', '6.ack', 8841],
    ['synack-ack-from-own-isn', '1.ack', 91001],
    ['seq-and-ack-swapped', '2.seq', 91001],
    ['seq-and-ack-swapped', '2.ack', 7001],
    ['headers-count-20', '4.ack', 7661],
    ['headers-count-40', '4.ack', 7681],
    ['headers-count-54', '4.ack', 7695],
    ['relative-numbers', '0.seq', 0],
    ['relative-numbers', '1.ack', 1],
    ['ack-names-the-segment', '4.ack', 7001],
    ['fin-takes-no-number', '8.ack', 7641],
    ['last-ack-repeats-fin-number', '10.seq', 7641],
    ['third-wave-ack-grows', '9.ack', 7643],
    ['third-segment-has-syn', '2.flags', 'SYN,ACK'],
    ['synack-without-ack', '1.flags', 'SYN'],
    ['fin-without-ack', '9.flags', 'FIN'],
    ['first-syn-acks-itself', '0.ack', 7001],
    ['first-syn-acks-peer-isn', '0.ack', 91000],
  ] as const)('%s makes %s %p', (name, cell, value) => {
    const [segment, field] = cell.split('.') as [string, 'seq' | 'ack' | 'flags'];
    expect(String(written(EXAMPLE, name)[Number(segment)]?.[field])).toBe(String(value));
  });

  it('changes nothing where it has nothing to act on', () => {
    for (const name of [
      'no-data-after-fin',
      'ack-is-not-cumulative',
      'no-modulo',
      'fin-with-text-counts-fin-only',
    ] as const) {
      expect(written(EXAMPLE, name)).toEqual(written(EXAMPLE));
    }
  });
});

describe('a misconception', () => {
  it('counts on from what is printed', () => {
    const rules = numberingUnder(['syn-takes-no-number', 'pure-ack-takes-a-number']);
    if (rules === null) throw new Error('contradictory');
    const numbers = allOf(EXAMPLE, renumberer(EXAMPLE, new Set([0, 1, 2, 3]))(rules));
    // Of segment 3 the number 7001 is printed: what follows is right, whatever led there was not.
    expect([numbers[1]?.ack, numbers[3]?.seq, numbers[4]?.ack]).toEqual([7000, 7001, 7641]);
  });

  it('that knows no modulo, or another one, shows at the top of the sequence space', () => {
    const wrapping = traceOf({ client: 4294967295, server: 91000 }, [
      ['client', 'SYN', 4294967295, null],
      ['server', 'SYN+ACK', 91000, 0],
    ]);
    expect(written(wrapping)[1]?.ack).toBe(0);
    expect(written(wrapping, 'no-modulo')[1]?.ack).toBe(4294967296);
    expect(written(wrapping, 'modulo-one-short')[1]?.ack).toBe(1);
    expect(written(wrapping, 'sequence-saturates')[1]?.ack).toBe(4294967295);
  });

  it('about data after the peer’s FIN shows in the number of the own FIN', () => {
    const halfClosed = traceOf({ client: 7000, server: 91000 }, [
      ['client', 'SYN', 7000, null],
      ['server', 'SYN+ACK', 91000, 7001],
      ['client', 'ACK', 7001, 91001],
      ['client', 'FIN+ACK', 7001, 91001],
      ['server', 'ACK', 91001, 7002],
      ['server', 'ACK', 91001, 7002, 1200],
      ['client', 'ACK', 7002, 92201],
      ['server', 'FIN+ACK', 92201, 7002],
    ]);
    expect(written(halfClosed)[7]?.seq).toBe(92201);
    expect(written(halfClosed, 'no-data-after-fin')[7]?.seq).toBe(91001);
  });

  it('about a FIN with data counts only one of both', () => {
    const merged = traceOf({ client: 7000, server: 91000 }, [
      ['client', 'SYN', 7000, null],
      ['server', 'SYN+ACK', 91000, 7001],
      ['client', 'ACK', 7001, 91001],
      ['client', 'FIN+ACK', 7001, 91001, 100],
      ['server', 'ACK', 91001, 7102],
    ]);
    expect(written(merged, 'fin-with-text-counts-text-only')[4]?.ack).toBe(7101);
    expect(written(merged, 'fin-with-text-counts-fin-only')[4]?.ack).toBe(7002);
  });

  it('about cumulative acknowledgments shows when a segment is missing', () => {
    const trace = recordedTrace('linux', 'loss_data_first_of_3');
    const changed = written(trace, 'ack-is-not-cumulative').filter(
      (s, i) => s.ack !== trace.segments[i]?.ack,
    );
    expect(changed.length).toBeGreaterThan(0);
  });

  it('is counted the same whichever segment is looked at first', () => {
    const rules = numberingUnder(['pure-ack-takes-a-number']);
    if (rules === null) throw new Error('contradictory');
    const all = written(EXAMPLE, 'pure-ack-takes-a-number');
    const writtenAt = renumberer(EXAMPLE)(rules);
    for (const i of [7, 2, 10, 0]) expect(writtenAt(i)).toEqual(all[i]);
    expect(writtenAt(11)).toBeUndefined();
  });

  it('can be held together with another one, unless the two contradict each other', () => {
    expect(written(EXAMPLE, 'syn-takes-no-number', 'fin-takes-no-number')[8]?.ack).toBe(7640);
    expect(numberingUnder(['syn-takes-no-number', 'syn-counts-four'])).toBeNull();
  });

  it('differs from the right rules in what it changes', () => {
    for (const name of MUTATION_NAMES.filter(isNumberingMisconception)) {
      expect(numberingUnder([name])).not.toEqual(RIGHT_NUMBERING);
    }
  });
});
