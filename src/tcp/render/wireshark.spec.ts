import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { randomScenario, runRandom } from '../../../test/support/random-scenario.js';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import { dissect, tsharkVersion, type Dissected } from '../../../test/support/tshark.js';
import type { Host, Trace } from '../trace.js';
import { observe } from './analysis.js';
import { captured, pcapng } from './pcapng.js';

const version = tsharkVersion();
if (version === null)
  console.warn('SKIPPED: capture files are not held against Wireshark, tshark is not installed');
const withTshark = version === null ? it.skip : it;

const MARKS = ['retransmission', 'duplicate_ack', 'keep_alive', 'zero_window', 'zero_window_probe'] as const;

interface Packet {
  trace: string;
  segment: number;
  /** What our own analysis says; null for what the host at the capture point did not send. */
  /** The simulator's own mark. */
  marked: boolean;
  ours: Record<(typeof MARKS)[number], boolean> | null;
}

/** Captures every trace at both hosts, each with ports of its own, so that Wireshark keeps them apart. */
function captures(traces: Trace[], ip: 4 | 6): { files: Uint8Array[]; packets: Packet[] } {
  const files: Uint8Array[] = [];
  const packets: Packet[] = [];
  for (const [k, trace] of traces.entries()) {
    for (const at of ['client', 'server'] satisfies Host[]) {
      files.push(
        pcapng(trace, { at, ip, ports: { client: 10_000 + k, server: at === 'client' ? 9_001 : 9_002 } }),
      );
      const observed = new Map(observe(trace, at).map((seen) => [seen.segment, seen]));
      for (const { segment } of captured(trace.segments, at)) {
        const ours = observed.get(segment.i) ?? null;
        packets.push({
          trace: `${trace.name} ${k}`,
          segment: segment.i,
          marked: segment.retransmission,
          ours,
        });
      }
    }
  }
  return { files, packets };
}

function disagreements(packets: Packet[], dissected: Dissected[]): string[] {
  return packets.flatMap(({ trace, segment, ours }, k) =>
    MARKS.filter((mark) => ours !== null && ours[mark] !== dissected[k]?.[mark]).map(
      (mark) => `${trace} #${segment} ${mark}: ours ${ours?.[mark]}, Wireshark's ${dissected[k]?.[mark]}`,
    ),
  );
}

describe('Wireshark', () => {
  const folder = fileURLToPath(new URL('../../../test/data/traces/linux', import.meta.url));
  const traces = readdirSync(folder).map((file) => recordedTrace('linux', file.replace('.json', '')));

  withTshark.each([4, 6] as const)('finds nothing malformed and no bad checksum over IPv%i', (ip) => {
    const { files, packets } = captures(traces, ip);
    const dissected = dissect(files);
    expect(dissected).toHaveLength(packets.length);
    expect(dissected.filter((packet) => packet.malformed || !packet.tcpChecksumGood)).toEqual([]);
    expect(new Set(dissected.map((packet) => packet.ipChecksumGood))).toEqual(
      new Set([ip === 4 ? true : null]),
    );
  });

  withTshark(
    'sees the same retransmissions, duplicate ACKs, keepalives and closed windows in recorded traces',
    () => {
      const { files, packets } = captures(traces, 4);
      expect(disagreements(packets, dissect(files))).toEqual([]);
      for (const mark of ['retransmission', 'duplicate_ack', 'keep_alive'] as const) {
        expect(packets.filter((packet) => packet.ours?.[mark]).length).toBeGreaterThan(0);
      }
    },
  );

  withTshark('sees the same in 200 random traces, and so does the simulator itself', () => {
    const random = fc.sample(randomScenario, { numRuns: 200, seed: 20_260 }).map(runRandom);
    const { files, packets } = captures(random, 4);
    expect(disagreements(packets, dissect(files))).toEqual([]);
    for (const mark of MARKS)
      expect(packets.filter((packet) => packet.ours?.[mark]).length).toBeGreaterThan(5);
    const own = packets.filter((packet) => packet.ours !== null);
    // To an observer a single octet sent again looks just like a keepalive, or like one more probe of a closed window.
    const differing = own.filter(
      ({ ours, marked }) => ours?.retransmission !== marked && !ours?.keep_alive && !ours?.zero_window_probe,
    );
    expect(differing).toEqual([]);
  });

  withTshark('finds a checksum that was spoilt', () => {
    const [first] = traces;
    if (!first) throw new Error('no trace');
    const spoilt = pcapng(first).map((octet, k) => (k === 140 ? octet ^ 1 : octet));
    expect(dissect([spoilt])[0]).toMatchObject({ tcpChecksumGood: false });
  });
});
