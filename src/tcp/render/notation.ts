// A trace in the line notation of scenarios, one line per segment; what a scenario does not say stands in comments.
import { segmentNotation } from '../scenario-text/segment.js';
import type { Host, Trace, TraceSegment } from '../trace.js';
import type { Locale } from '../clauses.js';
import { LABELS } from './labels.js';
import { relativeNumbers } from './relative.js';
import { remarkOf } from './remark.js';
import { printable } from './svg.js';
import { timeline, type TimelineEntry } from './timeline.js';

export interface NotationOptions {
  /** Default: relative to the ISN of each incarnation. */
  numbers?: 'relative' | 'absolute';
  locale?: Locale;
}

const TIME_WIDTH = 8;
const COMMENT_COLUMN = 58;

/** `10.7 client > server S 0(0) win 64240 mss 1460 // SYN-SENT -> SYN-RECEIVED`: the sender's state just after, the receiver's. */
export function traceText(trace: Trace, options: NotationOptions = {}): string {
  const numbers = options.numbers === 'absolute' ? trace.segments : relativeNumbers(trace);
  const words = LABELS[options.locale ?? 'en'];
  const { client, server } = trace.isn;
  const lines = [
    `// ${printable(trace.name)}, ${printable(trace.profile)}, isn client ${client} server ${server}`,
  ];
  for (const entry of timeline(trace, false)) {
    if (entry.kind === 'segment') {
      const segment = trace.segments[entry.segment];
      const number = numbers[entry.segment];
      if (!segment || !number || entry.part === 'arrival') continue;
      lines.push(segmentLine(segment, { ...segment, ...number }, remarkOf(segment, trace.segments, words)));
    } else if (entry.kind !== 'cause') {
      lines.push(stateLine(entry));
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

function segmentLine(segment: TraceSegment, written: TraceSegment, remark: string): string {
  const to: Host = segment.from === 'client' ? 'server' : 'client';
  const start = `${time(segment.t_ms)} ${segment.from} > ${to} ${segmentNotation(written)}`;
  const states = `${segment.origin === 'simulated' ? segment.sender_state : '-'} -> ${segment.receiver_state ?? '-'}`;
  return `${start.padEnd(COMMENT_COLUMN)} // ${states}${remark === '' ? '' : `; ${remark}`}`;
}

function stateLine(entry: Extract<TimelineEntry, { kind: 'opening' | 'state' }>): string {
  const hosts = ['client', 'server'] as const;
  const states = hosts.flatMap((host) => (entry[host] ? [`${host} ${entry[host].state}`] : []));
  return `// ${entry.kind === 'opening' ? '' : `${Math.round(entry.t_ms * 10) / 10} `}${states.join(', ')}`;
}

function time(t_ms: number): string {
  return String(Math.round(t_ms * 10) / 10).padEnd(TIME_WIDTH);
}
