// Reads a recorded connection (or a figure of the RFC) as a Trace, for the tests of what draws traces.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { observe } from '../../src/tcp/render/analysis.js';
import type { Host, State, Trace, TraceSegment } from '../../src/tcp/trace.js';

type RecordedSegment = Omit<Partial<TraceSegment>, 'origin' | 'sender_state' | 'len'> & {
  t_ms: number;
  t_arrive_ms: number | null;
  from: Host;
  flags: TraceSegment['flags'];
  seq: number;
  ack: number | null;
  len: number | null;
  lost: boolean;
  origin: string;
  sender_state: State | null;
  receiver_state: State | null;
};

export interface Recording {
  name: string;
  isn: { client: number | null; server: number | null };
  segments: RecordedSegment[];
  states: { t_ms: number; client: State | null; server: State | null; after?: string }[];
  events: Trace['events'];
}

export function readRecording(folder: 'linux' | 'rfc', name: string): Recording {
  const path = fileURLToPath(new URL(`../data/traces/${folder}/${name}.json`, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8')) as Recording;
}

/** Fills in what a recording does not have: the order of a figure's lines, which segments are retransmissions. */
export function recordedTrace(folder: 'linux' | 'rfc', name: string): Trace {
  const recording = readRecording(folder, name);
  const order = orderOfLines(recording.segments);
  const segments = recording.segments.map((segment, i): TraceSegment => {
    const own = segment.origin === 'kernel' || segment.origin === 'rfc';
    return {
      ...segment,
      i,
      ord_sent: segment.ord_sent ?? order.indexOf(`${i} sent`),
      ord_arrive: segment.lost ? null : (segment.ord_arrive ?? order.indexOf(`${i} arrived`)),
      len: segment.len ?? 100,
      win: segment.win ?? 65535,
      mss: segment.mss ?? null,
      origin: own ? 'simulated' : (segment.origin as TraceSegment['origin']),
      retransmission: false,
      sender_state: segment.sender_state ?? 'CLOSED',
    };
  });
  for (const host of ['client', 'server'] as const) {
    for (const seen of observe({ segments }, host)) {
      const segment = segments[seen.segment];
      if (segment) segment.retransmission = seen.retransmission;
    }
  }
  let last: { client: State; server: State } = { client: 'CLOSED', server: 'CLOSED' };
  const states = recording.states.map((row) => {
    last = { client: row.client ?? last.client, server: row.server ?? last.server };
    return { t_ms: row.t_ms, ...last, after: row.after ?? '' };
  });
  const isn = { client: recording.isn.client ?? 0, server: recording.isn.server ?? 0 };
  return { name, profile: 'linux', isn, segments, states, events: recording.events, steps: [] };
}

function orderOfLines(segments: RecordedSegment[]): string[] {
  return segments
    .flatMap((segment, i) => [
      { t_ms: segment.t_ms, what: `${i} sent` },
      { t_ms: segment.t_arrive_ms ?? segment.t_ms, what: `${i} arrived` },
    ])
    .sort((a, b) => a.t_ms - b.t_ms)
    .map(({ what }) => what);
}
