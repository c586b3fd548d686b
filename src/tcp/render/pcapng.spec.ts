import { describe, expect, it } from '@jest/globals';
import { readPcapng } from '../../../test/support/read-pcapng.js';
import { recordedTrace } from '../../../test/support/recorded-trace.js';
import type { Trace, TraceSegment } from '../trace.js';
import { RenderLimit } from './limit.js';
import { captureFile, pcapng } from './pcapng.js';

const ACK = 0x10;

describe('a capture file', () => {
  const trace = recordedTrace('linux', 'loss_last_ack');

  it.each([4, 6] as const)('holds IPv%i packets with right lengths and checksums', (ip) => {
    for (const name of ['loss_last_ack', 'data_c2s_3000', 'simclose_data_crossing']) {
      const capture = readPcapng(pcapng(recordedTrace('linux', name), { ip }));
      expect(capture.packets.length).toBeGreaterThan(2);
      expect(capture.packets.every((packet) => packet.version === ip)).toBe(true);
    }
  });

  it('carries every field of the header', () => {
    const { packets, application, interfaceName } = readPcapng(pcapng(trace));
    expect(application).toBe('LastAck');
    expect(interfaceName).toBe('client');
    expect(packets[0]).toMatchObject({
      seq: 1598733311,
      ack: 0,
      flags: 0x02,
      window: 64240,
      mss: 1460,
      text: '',
    });
    expect(packets[1]).toMatchObject({ seq: 2845748125, ack: 1598733312, flags: 0x12, mss: 1460 });
    expect(packets[3]).toMatchObject({ flags: 0x11, mss: null });
    expect(packets[0]?.source).toEqual({ address: 'c0000201', port: 49152 });
    expect(packets[1]?.source).toEqual({ address: 'c6336401', port: 50000 });
    expect(packets[0]?.destination).toEqual(packets[1]?.source);
  });

  it('shows a lost segment where it was sent, not where it did not arrive', () => {
    const lostAck = { seq: 1598733313, flags: ACK };
    const at = (host: 'client' | 'server') => readPcapng(pcapng(trace, { at: host })).packets;
    expect(at('client')).toHaveLength(9);
    expect(at('client')[6]).toMatchObject(lostAck);
    expect(at('client')[6]?.comment).toBe('#6 ACK; client TIME-WAIT; lost');
    expect(at('server')).toHaveLength(8);
    expect(at('server').filter((packet) => packet.seq === lostAck.seq)).toHaveLength(1);
  });

  it("shows a host's own segments when sent and the peer's when they arrive", () => {
    const epoch_ms = 1_000;
    const ms = (host: 'client' | 'server', resolution: 'microseconds' | 'nanoseconds') =>
      readPcapng(pcapng(trace, { at: host, epoch_ms, resolution })).packets.map(
        (p) => Number(p.time_ns) / 1e6,
      );
    expect(ms('client', 'nanoseconds').slice(0, 3)).toEqual([1010.7, 1032, 1032.3]);
    expect(ms('server', 'microseconds').slice(0, 3)).toEqual([1021.3, 1021.6, 1042.8]);
  });

  it('shows what was injected only to the host it reaches', () => {
    const forged = recordedTrace('linux', 'est_rst_out_of_window');
    expect(readPcapng(pcapng(forged, { at: 'client' })).packets).toHaveLength(7);
    expect(readPcapng(pcapng(forged, { at: 'server' })).packets).toHaveLength(8);
  });

  it('repeats the same text in a retransmission, across the wrap of sequence numbers too', () => {
    const { packets } = readPcapng(pcapng(recordedTrace('linux', 'loss_data_first_of_3')));
    const texts = packets.filter((packet) => packet.text.length > 0).map((packet) => packet.text);
    expect(texts).toHaveLength(4);
    expect(texts[3]).toBe(texts[0]);
    expect(texts[1]).not.toBe(texts[0]);
    const wrapped = readPcapng(pcapng(recordedTrace('linux', 'wrap_data'))).packets.map(
      (packet) => packet.text,
    );
    expect(wrapped.join('')).toMatch(/^[a-z]{100}$/);
  });

  it('numbers the packets of each host', () => {
    const { packets } = readPcapng(pcapng(trace));
    expect(packets.map((packet) => packet.identification)).toEqual([1, 1, 2, 3, 2, 3, 4, 4, 5]);
  });

  it('keeps the order of events that happen at one moment', () => {
    const [syn, answer] = trace.segments;
    if (!syn || !answer) throw new Error('no segments');
    const segments: TraceSegment[] = [
      { ...answer, i: 0, t_ms: 90, t_arrive_ms: 100, ord_sent: 1, ord_arrive: 3 },
      { ...syn, i: 1, t_ms: 100, t_arrive_ms: 110, ord_sent: 2, ord_arrive: 4 },
    ];
    const { packets } = readPcapng(pcapng({ ...trace, segments }));
    expect(packets.map((packet) => packet.seq)).toEqual([syn.seq, answer.seq]);
  });

  it('writes the largest window that fits, and begins text on a SYN after the SYN', () => {
    const [syn] = trace.segments;
    if (!syn) throw new Error('no segments');
    const segments: TraceSegment[] = [
      { ...syn, len: 3, win: 70_000 },
      { ...syn, i: 1, ord_sent: 2, flags: ['ACK'], seq: syn.seq + 1, len: 3, mss: null },
    ];
    const [first, second] = readPcapng(pcapng({ ...trace, segments })).packets;
    expect(first).toMatchObject({ window: 65_535, text: second?.text });
    expect(second?.text).toHaveLength(3);
  });

  it('names the clauses that had a segment sent', () => {
    const withSteps: Trace = {
      ...trace,
      steps: [
        {
          t_ms: 10.7,
          host: 'client',
          cause: { kind: 'call', call: 'connect' },
          before: 'CLOSED',
          after: 'SYN-SENT',
          sent: [0],
          because: ['9293:3.10.1'],
        },
      ],
    };
    const comments = readPcapng(pcapng(withSteps, { locale: 'zh' })).packets.map((packet) => packet.comment);
    expect(comments[0]).toBe('#0 SYN; 客户端 SYN-SENT, 服务器 SYN-RECEIVED; [9293:3.10.1]');
    expect(comments[7]).toContain('重传');
  });

  it('says nothing of its packets when comments are off', () => {
    const { packets } = readPcapng(pcapng(trace, { comments: false }));
    expect(packets.length).toBeGreaterThan(5);
    expect(packets.map((packet) => packet.comment)).toEqual(packets.map(() => null));
    expect(packets.map((packet) => packet.seq)).toEqual(
      readPcapng(pcapng(trace)).packets.map((packet) => packet.seq),
    );
  });

  it('holds several connections, each with its ports, in the order of their times', () => {
    const later: Trace = {
      ...trace,
      segments: trace.segments.map((s) => ({
        ...s,
        t_ms: s.t_ms + 0.5,
        t_arrive_ms: s.t_arrive_ms && s.t_arrive_ms + 0.5,
      })),
    };
    const { packets } = readPcapng(
      captureFile([
        { trace, ports: { client: 40_001, server: 80 } },
        { trace: later, ports: { client: 40_002, server: 80 } },
      ]),
    );
    const single = readPcapng(pcapng(trace)).packets.length;
    expect(packets).toHaveLength(2 * single);
    const times = packets.map((packet) => packet.time_ns);
    expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
    const ports = packets.map((packet) => Math.max(packet.source.port, packet.destination.port));
    expect(ports.filter((port) => port === 40_001)).toHaveLength(single);
    expect(ports.slice(0, 2)).toEqual([40_001, 40_002]);
  });

  it('refuses text that no IP packet can hold', () => {
    const [first] = trace.segments;
    const huge: Trace = { ...trace, segments: first ? [{ ...first, len: 66_000 }] : [] };
    expect(() => pcapng(huge)).toThrow(RenderLimit);
  });
});
