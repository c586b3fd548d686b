// A trace laid out as the rows of a ladder, top to bottom: the one model that the text, the SVG and the
// table are drawn from. What a question hides is replaced here, so that no renderer ever sees it.
import type { Host, State, Trace } from '../trace.js';
import type { Blanks, CellId, Field } from './blanks.js';
import type { Locale } from '../clauses.js';
import { causeText, LABELS, type Mark } from './labels.js';
import { relativeNumbers, type SegmentNumbers } from './relative.js';
import { marksOf, remarkOf } from './remark.js';
import { timeline, type HostEvent, type TimelineEntry } from './timeline.js';

export interface LadderOptions {
  /** Default: relative to the ISN of each incarnation. */
  numbers?: 'relative' | 'absolute';
  /** How a number of one host's is written. Default: in digits. */
  write?: (n: number, of: Host) => string;
  locale?: Locale;
  blanks?: Blanks;
  /** Names of the endpoints; any text. */
  names?: Partial<Record<Host, string>>;
  /** A pause of at least this many milliseconds is shown as a cut. Default 100. */
  gap_ms?: number;
  /** Whether user calls and timers are written beside the states. Default: only when nothing is blank. */
  causes?: boolean;
}

export interface Cell {
  text: string;
  blank: boolean;
}

export interface Arrow {
  segment: number;
  from: Host;
  flags: Cell;
  seq: Cell;
  /** null: there is none to show. */
  ack: Cell | null;
  len: Cell | null;
  marks: Mark[];
  /** The marks in words. */
  remark: Cell | null;
  lost: boolean;
}

/** A state in force at one end of a row; `changed` when it was another one above. */
export interface StateCell extends Cell {
  changed: boolean;
}

export type Row =
  /** `part`: a segment that crosses others has a row for its departure and one for its arrival. */
  | {
      kind: 'segment';
      part: 'whole' | 'departure' | 'arrival';
      time: Cell;
      arrow: Arrow;
      client: StateCell | null;
      server: StateCell | null;
    }
  /** `opening`: the states in which the drawing begins. */
  | { kind: 'opening' | 'state'; time: Cell; client: StateCell | null; server: StateCell | null }
  | { kind: 'cause'; time: Cell; host: Host; text: string }
  | { kind: 'gap'; duration_ms: number | null };

/** The rows of `trace`, with gaps between rows that lie far apart in time. */
export function ladderRows(trace: Trace, options: LadderOptions = {}): Row[] {
  const hidden = options.blanks ?? new Map<CellId, string>();
  const arrows = drawnArrows(trace, hidden, options);
  const states = { client: new StateColumn(hidden), server: new StateColumn(hidden) };
  const rows: Row[] = [];
  const gapMs = options.gap_ms ?? 100;
  let previous: { t_ms: number; known: boolean } | null = null;

  for (const entry of timeline(trace, options.causes ?? hidden.size === 0)) {
    const time = timeCell(entry.t_ms, hiddenTime(entry, hidden));
    if (previous && entry.t_ms - previous.t_ms >= gapMs) {
      const known = previous.known && !time.blank;
      rows.push({ kind: 'gap', duration_ms: known ? entry.t_ms - previous.t_ms : null });
    }
    previous = { t_ms: entry.until_ms, known: !time.blank };
    if (entry.kind === 'cause') {
      const text = causeText(entry.cause, LABELS[options.locale ?? 'en']);
      if (text !== null) rows.push({ kind: 'cause', time, host: entry.host, text });
      continue;
    }
    const client = entry.client && states.client.enter(entry.client);
    const server = entry.server && states.server.enter(entry.server);
    if (entry.kind === 'segment') {
      rows.push({
        kind: 'segment',
        part: entry.part,
        time,
        arrow: at(arrows, entry.segment),
        client,
        server,
      });
    } else {
      rows.push({ kind: entry.kind, time, client, server });
    }
  }
  return rows;
}

/** One host's column: a hidden state stays hidden until the host leaves it or another blank begins. */
class StateColumn {
  private state: State | null = null;
  private label: string | null = null;

  constructor(private readonly hidden: Blanks) {}

  enter(event: HostEvent): StateCell {
    const blank = event.cell === null ? undefined : this.hidden.get(event.cell);
    const changed = event.state !== this.state;
    if (changed) this.label = null;
    if (blank !== undefined) this.label = blank;
    this.state = event.state;
    return {
      text: this.label ?? event.state,
      blank: this.label !== null,
      changed: changed || blank !== undefined,
    };
  }
}

function drawnArrows(trace: Trace, hidden: Blanks, options: LadderOptions): Arrow[] {
  const numbers: SegmentNumbers[] = options.numbers === 'absolute' ? trace.segments : relativeNumbers(trace);
  const words = LABELS[options.locale ?? 'en'];
  const write = options.write ?? String;
  return trace.segments.map((segment, i) => {
    const peer = segment.from === 'client' ? 'server' : 'client';
    const cell = (field: Field, text: string): Cell => {
      const label = hidden.get(`${i}.${field}`);
      return { text: label ?? text, blank: label !== undefined };
    };
    const optional = (field: Field, text: string | null): Cell | null =>
      text === null && !hidden.has(`${i}.${field}`) ? null : cell(field, text ?? '');
    const { seq, ack } = at(numbers, i);
    const remark = optional('mark', remarkOf(segment, trace.segments, words) || null);
    return {
      segment: i,
      from: segment.from,
      flags: cell('flags', segment.flags.join('+') || '-'),
      seq: cell('seq', write(seq, segment.from)),
      ack: optional('ack', ack === null ? null : write(ack, peer)),
      len: optional('len', segment.len > 0 ? String(segment.len) : null),
      marks: remark?.blank ? [] : marksOf(segment, trace.segments),
      remark,
      lost: segment.lost && remark?.blank !== true,
    };
  });
}

function hiddenTime(entry: TimelineEntry, hidden: Blanks): string | undefined {
  switch (entry.kind) {
    case 'segment':
      return hidden.get(`${entry.segment}.t_ms`);
    case 'state': {
      const labels = [entry.client, entry.server].map(
        (event) => event && hidden.get(`${event.cell}.t_ms` as CellId),
      );
      return labels.find((label) => typeof label === 'string') ?? undefined;
    }
    case 'opening':
    case 'cause':
      return undefined;
  }
}

function timeCell(t_ms: number, label: string | undefined): Cell {
  return { text: label ?? String(Math.round(t_ms * 10) / 10), blank: label !== undefined };
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no entry ${index} in a list of ${list.length}`);
  return value;
}
