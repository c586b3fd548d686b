// What happened, in one order from top to bottom: departures, arrivals, changes of state that no segment
// brought, user calls and timers. A segment that nothing crosses is one entry, as in RFC 9293's figures.
import type { Cause, Host, State, Trace, TraceSegment } from '../trace.js';
import type { CellId } from './blanks.js';

/** A host in a state, and the name of the cell that shows it (null: no question can hide this one). */
export interface HostEvent {
  state: State;
  cell: CellId | null;
}

interface HostEvents {
  client: HostEvent | null;
  server: HostEvent | null;
}

export type TimelineEntry = { t_ms: number; until_ms: number } & (
  | (HostEvents & { kind: 'segment'; segment: number; part: 'whole' | 'departure' | 'arrival' })
  | (HostEvents & { kind: 'opening' })
  | (HostEvents & { kind: 'state' })
  | { kind: 'cause'; host: Host; text: string }
);

type SegmentEntry = Extract<TimelineEntry, { kind: 'segment' }>;

const HOSTS = ['client', 'server'] as const;

export function timeline(trace: Trace, withCauses: boolean): TimelineEntry[] {
  const entries: TimelineEntry[] = segmentEntries(trace.segments);
  for (const host of HOSTS) insertStates(entries, trace, host);
  joinOpening(entries);
  joinSimultaneous(entries);
  if (withCauses) insertCauses(entries, trace);
  return entries;
}

function segmentEntries(segments: TraceSegment[]): SegmentEntry[] {
  const entries: { order: number; entry: SegmentEntry }[] = [];
  for (const [i, segment] of segments.entries()) {
    const sender: HostEvent | null =
      segment.origin === 'simulated' ? { state: segment.sender_state, cell: `${i}.sender_state` } : null;
    const receiver: HostEvent | null =
      segment.receiver_state === null ? null : { state: segment.receiver_state, cell: `${i}.receiver_state` };
    const base = { kind: 'segment', segment: i } as const;
    const toServer = segment.from === 'client';
    const departs = toServer ? { client: sender, server: null } : { client: null, server: sender };
    const arrives = toServer ? { client: null, server: receiver } : { client: receiver, server: null };
    const arrive_ms = segment.t_arrive_ms;
    if (arrive_ms === null || !crosses(segment, segments)) {
      const both = toServer ? { client: sender, server: receiver } : { client: receiver, server: sender };
      const entry: SegmentEntry = {
        ...base,
        part: 'whole',
        t_ms: segment.t_ms,
        until_ms: arrive_ms ?? segment.t_ms,
        ...both,
      };
      entries.push({ order: segment.ord_sent, entry });
      continue;
    }
    const departure: SegmentEntry = {
      ...base,
      part: 'departure',
      t_ms: segment.t_ms,
      until_ms: segment.t_ms,
      ...departs,
    };
    const arrival: SegmentEntry = {
      ...base,
      part: 'arrival',
      t_ms: arrive_ms,
      until_ms: arrive_ms,
      ...arrives,
    };
    entries.push({ order: segment.ord_sent, entry: departure });
    entries.push({ order: segment.ord_arrive ?? segment.ord_sent, entry: arrival });
  }
  return entries.sort((a, b) => a.order - b.order).map(({ entry }) => entry);
}

/** Whether anything of the other direction happens during the flight, or it overtakes or is overtaken. */
function crosses(segment: TraceSegment, segments: TraceSegment[]): boolean {
  const { ord_sent: sent, ord_arrive: arrived } = segment;
  if (arrived === null) return false;
  const inFlight = (ord: number | null): boolean => ord !== null && ord > sent && ord < arrived;
  return segments.some((other) => {
    if (other === segment) return false;
    if (other.from !== segment.from)
      return inFlight(other.ord_sent) || inFlight(other.ord_arrive) || spans(other, segment);
    if (other.ord_arrive === null) return false;
    return other.ord_sent < sent !== other.ord_arrive < arrived;
  });
}

function spans(outer: TraceSegment, inner: TraceSegment): boolean {
  return (
    outer.ord_arrive !== null &&
    outer.ord_sent < inner.ord_sent &&
    outer.ord_arrive > (inner.ord_arrive ?? inner.ord_sent)
  );
}

/**
 * Adds the changes of one host's state that no segment accounts for: a timer ran out, a user opened or closed.
 * The states the segments show are a subsequence of `trace.states`; what is left over between two of them
 * belongs between them.
 */
function insertStates(entries: TimelineEntry[], trace: Trace, host: Host): void {
  const changes = changesOf(trace, host);
  let next = 0;
  let current: State | null = null;
  for (let position = 0; position < entries.length; position += 1) {
    const state = stateIn(entries[position], host);
    if (state === null || state === current) continue;
    const match = changes.findIndex((change, k) => k >= next && change.state === state);
    if (match >= 0) {
      position += insertBetween(entries, changes.slice(next, match), host, position);
      next = match + 1;
    }
    current = state;
  }
  insertBetween(entries, changes.slice(next), host, entries.length);
}

interface Change extends HostEvent {
  t_ms: number;
}

function changesOf(trace: Trace, host: Host): Change[] {
  const changes: Change[] = [];
  for (const [k, row] of trace.states.entries()) {
    if (row[host] !== changes.at(-1)?.state)
      changes.push({ state: row[host], cell: `state.${k}`, t_ms: row.t_ms });
  }
  return changes;
}

/** Inserts before `end`, by time, but after the host's own earlier entries. Returns how many. */
function insertBetween(entries: TimelineEntry[], changes: Change[], host: Host, end: number): number {
  for (const [inserted, { t_ms, ...event }] of changes.entries()) {
    const limit = end + inserted;
    let position = limit;
    while (
      position > 0 &&
      stateIn(entries[position - 1], host) === null &&
      startOf(entries[position - 1]) > t_ms
    ) {
      position -= 1;
    }
    const columns = host === 'client' ? { client: event, server: null } : { client: null, server: event };
    entries.splice(position, 0, { kind: 'state', t_ms, until_ms: t_ms, ...columns });
  }
  return changes.length;
}

function stateIn(entry: TimelineEntry | undefined, host: Host): State | null {
  return entry === undefined || entry.kind === 'cause' ? null : (entry[host]?.state ?? null);
}

function startOf(entry: TimelineEntry | undefined): number {
  return entry?.t_ms ?? 0;
}

/** The states both hosts begin in share one row, as in line 1 of RFC 9293's figures. */
function joinOpening(entries: TimelineEntry[]): void {
  const opening: Extract<TimelineEntry, { kind: 'opening' }> = {
    kind: 'opening',
    t_ms: 0,
    until_ms: 0,
    client: null,
    server: null,
  };
  let taken = 0;
  for (const entry of entries) {
    if (entry.kind !== 'state' || !HOSTS.every((host) => opens(opening[host], entry[host]))) break;
    opening.client = entry.client ?? opening.client;
    opening.server = entry.server ?? opening.server;
    taken += 1;
  }
  if (taken === 0) return;
  // The opening is where the drawing begins, not an event: no pause is counted from it.
  const start = entries[taken]?.t_ms ?? 0;
  entries.splice(0, taken, { ...opening, t_ms: start, until_ms: start });
}

function opens(before: HostEvent | null, next: HostEvent | null): boolean {
  return before === null || next === null || next.state === 'LISTEN' || next.state === 'CLOSED';
}

/** Both hosts may change at one moment: one row. */
function joinSimultaneous(entries: TimelineEntry[]): void {
  for (let k = entries.length - 1; k > 0; k -= 1) {
    const [first, second] = [entries[k - 1], entries[k]];
    if (first?.kind !== 'state' || second?.kind !== 'state' || first.t_ms !== second.t_ms) continue;
    if (HOSTS.some((host) => first[host] !== null && second[host] !== null)) continue;
    entries.splice(k - 1, 2, {
      ...first,
      client: first.client ?? second.client,
      server: first.server ?? second.server,
    });
  }
}

function insertCauses(entries: TimelineEntry[], trace: Trace): void {
  for (const step of trace.steps) {
    const text = causeText(step.cause);
    if (text === null || (step.sent.length === 0 && step.before === step.after)) continue;
    const sent = step.sent[0];
    const bySegment = entries.findIndex(
      (e) => e.kind === 'segment' && e.segment === sent && e.part !== 'arrival',
    );
    const byState = entries.findIndex(
      (e) => e.kind === 'state' && e.t_ms === step.t_ms && stateIn(e, step.host) === step.after,
    );
    const position = [bySegment, byState].filter((p) => p >= 0).sort((a, b) => a - b)[0];
    if (position === undefined) continue;
    entries.splice(position, 0, {
      kind: 'cause',
      t_ms: step.t_ms,
      until_ms: step.t_ms,
      host: step.host,
      text,
    });
  }
}

function causeText(cause: Cause): string | null {
  switch (cause.kind) {
    case 'call':
      return cause.call;
    case 'timer':
      return `${cause.timer} timer`;
    case 'segment':
      return null;
  }
}
