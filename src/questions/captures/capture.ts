// What a question's capture file is made of: it is part of the prompt, for the file is what the student gets. States, losses
// and reasons are taken out; nothing of them is in the file either.
import type { Host, Trace, TraceSegment } from '../../tcp/index.js';
import { captureFile, type Connection } from '../../tcp/render/index.js';

export interface Capture {
  at: Host;
  connections: Connection[];
}

/** The file. Its packets have no comments; its clock ticks in microseconds. */
export function captureBytes({ at, connections }: Capture): Uint8Array {
  return captureFile(connections, { at, comments: false, resolution: 'microseconds' });
}

/** The segments of a trace as they cross the wire, and nothing else. */
export function wireOnly(trace: Trace): Trace {
  const segments = trace.segments.map((segment): TraceSegment => ({
    ...segment,
    lost: false,
    retransmission: false,
    sender_state: 'CLOSED',
    receiver_state: null,
  }));
  return { ...trace, isn: { client: 0, server: 0 }, segments, states: [], events: [], steps: [] };
}
