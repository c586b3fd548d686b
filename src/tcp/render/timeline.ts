// What happened, in one order from top to bottom: departures, arrivals, changes of state that no segment
// brought, user calls and timers. A segment that nothing crosses is one entry, as in RFC 9293's figures.
import { HOSTS, type Cause, type Host, type State, type Trace, type TraceSegment } from '../trace.js';
import type { CellId } from './blanks.js';
import { inTwoRows } from './flights.js';

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
  | { kind: 'cause'; host: Host; cause: Cause }
);

type SegmentEntry = Extract<TimelineEntry, { kind: 'segment' }>;

export function timeline(trace: Trace, withCauses: boolean): TimelineEntry[] {
  let entries: TimelineEntry[] = segmentEntries(trace.segments);
  for (const host of HOSTS) entries = withStates(entries, trace, host);
  joinOpening(entries);
  joinSimultaneous(entries);
  return withCauses ? withCausesOf(trace, entries) : entries;
}

function segmentEntries(segments: TraceSegment[]): SegmentEntry[] {
  const split = inTwoRows(segments);
  return segments
    .flatMap((segment, i) => entriesOf(segment, i, split[i] === true))
    .sort((a, b) => a.order - b.order)
    .map(({ entry }) => entry);
}

function entriesOf(
  segment: TraceSegment,
  i: number,
  split: boolean,
): { order: number; entry: SegmentEntry }[] {
  const { t_ms, t_arrive_ms, ord_sent, ord_arrive, receiver_state } = segment;
  const sender: HostEvent | null =
    segment.origin === 'simulated' ? { state: segment.sender_state, cell: `${i}.sender_state` } : null;
  const receiver: HostEvent | null =
    receiver_state === null ? null : { state: receiver_state, cell: `${i}.receiver_state` };
  const entry = (part: SegmentEntry['part'], from: number, until: number): SegmentEntry => {
    const [atSender, atReceiver] = [
      part === 'arrival' ? null : sender,
      part === 'departure' ? null : receiver,
    ];
    const [client, server] = segment.from === 'client' ? [atSender, atReceiver] : [atReceiver, atSender];
    return { kind: 'segment', segment: i, part, t_ms: from, until_ms: until, client, server };
  };
  if (t_arrive_ms === null || !split) {
    return [{ order: ord_sent, entry: entry('whole', t_ms, t_arrive_ms ?? t_ms) }];
  }
  return [
    { order: ord_sent, entry: entry('departure', t_ms, t_ms) },
    { order: ord_arrive ?? ord_sent, entry: entry('arrival', t_arrive_ms, t_arrive_ms) },
  ];
}

/**
 * Adds the changes of one host's state that no segment accounts for: a timer ran out, a user opened or closed.
 * The states the segments show are a subsequence of `trace.states`; what is left over between two of them
 * belongs between them.
 */
function withStates(entries: TimelineEntry[], trace: Trace, host: Host): TimelineEntry[] {
  const changes = changesOf(trace, host);
  const result: TimelineEntry[] = [];
  let next = 0;
  let current: State | null = null;
  for (const entry of entries) {
    const state = stateIn(entry, host);
    if (state !== null && state !== current) {
      const match = indexOfState(changes, state, next);
      if (match >= 0) {
        insertChanges(result, changes.slice(next, match), host);
        next = match + 1;
      }
      current = state;
    }
    result.push(entry);
  }
  insertChanges(result, changes.slice(next), host);
  return result;
}

function indexOfState(changes: Change[], state: State, from: number): number {
  for (let k = from; k < changes.length; k += 1) if (changes[k]?.state === state) return k;
  return -1;
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

/** Inserts by time, but after the host's own entries; the state in which a host begins comes before everything. */
function insertChanges(entries: TimelineEntry[], changes: Change[], host: Host): void {
  for (const { t_ms, ...event } of changes) {
    let position = event.cell === 'state.0' ? 0 : entries.length;
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

/** A call or a timer stands above the first thing it brought about. */
function withCausesOf(trace: Trace, entries: TimelineEntry[]): TimelineEntry[] {
  const places = new Map<string, TimelineEntry>();
  for (const entry of entries) {
    for (const name of placeNames(entry)) if (!places.has(name)) places.set(name, entry);
  }
  const causes = new Map<TimelineEntry, TimelineEntry[]>();
  for (const { cause, sent, t_ms, host, after } of trace.steps) {
    const place = places.get(`#${sent[0]}`) ?? places.get(`${t_ms} ${host} ${after}`);
    if (cause.kind === 'segment' || place === undefined) continue;
    const entry: TimelineEntry = { kind: 'cause', t_ms, until_ms: t_ms, host, cause };
    causes.set(place, [...(causes.get(place) ?? []), entry]);
  }
  return entries.flatMap((entry) => [...(causes.get(entry) ?? []), entry]);
}

function placeNames(entry: TimelineEntry): string[] {
  if (entry.kind === 'segment') return entry.part === 'arrival' ? [] : [`#${entry.segment}`];
  if (entry.kind !== 'state') return [];
  return HOSTS.map((host) => `${entry.t_ms} ${host} ${stateIn(entry, host)}`);
}
