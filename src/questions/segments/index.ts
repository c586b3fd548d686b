// Questions whose blanks are fields of a trace's segments: `2.ack` is the acknowledgment number of segment 2.
// Here is how such a trace is read and stripped of what is asked; view.ts shows it.
import {
  type Host,
  numberingUnder,
  type ProfileName,
  renumberer,
  type Scenario,
  simulate,
  type State,
  type Trace,
  type TraceSegment,
  type Written,
  type WrittenAt,
} from '../../tcp/index.js';
import type { Predictor } from '../cell-kind.js';
import { canonicalFlags, FIELD_NAMES, type FieldName } from '../cells/index.js';
import type { CellType, CellValue, Derivation, ExpectedCell } from '../kind.js';
import { measuredBy, lengthUnder } from './lengths.js';
import { type Notation, peerOf, reckonedIn, shownIn, valueIn } from './notation.js';

export type SegmentField = FieldName;
export type SegmentCell = `${number}.${SegmentField}`;

/** What stands in a field, in canonical form. */
export function fieldOf(segment: Written, field: SegmentField, notation: Notation = 'absolute'): CellValue {
  switch (field) {
    case 'flags':
      return canonicalFlags(segment.flags);
    case 'seq':
      return valueIn(segment.seq, notation);
    case 'ack':
      return segment.ack === null ? 'none' : valueIn(segment.ack, notation);
    case 'len':
      return segment.len;
  }
}

function cellType(field: SegmentField, notation: Notation): CellType {
  if (field === 'flags') return 'flags';
  if (field === 'len') return 'number';
  if (notation === 'letters') return 'letters';
  return field === 'ack' ? 'ack' : 'number';
}

export function splitCell(id: string): { segment: number; field: SegmentField } {
  const [segment, name] = id.split('.');
  const field = FIELD_NAMES.find((f) => f === name);
  if (segment === undefined || field === undefined) throw new RangeError(`no cell of a segment: ${id}`);
  return { segment: Number(segment), field };
}

/**
 * Expected cells read off a right trace: values, the clauses of the step that sent the segment, and which earlier
 * number each number continues (see deriveNumbers).
 */
function segmentCells(
  trace: Trace,
  ids: readonly SegmentCell[],
  { veiled, notation = 'absolute' }: SegmentPlan,
  points: Record<SegmentField, number>,
): ExpectedCell[] {
  const derivations = deriveNumbers(trace, ids, veiled, notation);
  return ids.map((id) => {
    const { segment, field } = splitCell(id);
    const value = fieldOf(segmentAt(trace, segment), field, notation);
    const because = trace.steps.find(({ sent }) => sent.includes(segment))?.because ?? [];
    const from = derivations.get(id);
    const cell = { id, type: cellType(field, notation), points: points[field], value, because };
    return from === undefined ? cell : { ...cell, from };
  });
}

/**
 * By cell: of the numbers of the same side that were sent before, the nearest one below; of equal ones the latest. Veiled ones
 * are passed over.
 */
function deriveNumbers(
  trace: Trace,
  ids: readonly SegmentCell[],
  veils: readonly SegmentCell[],
  notation: Notation,
): Map<string, Derivation> {
  const hidden = new Set<string>(ids);
  const veiled = new Set<string>(veils);
  const derivations = new Map<string, Derivation>();
  const known: Record<Host, Known[]> = { client: [], server: [] };
  for (const segment of trace.segments) {
    const { i, from, seq, ack } = segment;
    for (const { field, side, value } of [
      { field: 'seq', side: from, value: seq } as const,
      { field: 'ack', side: peerOf(from), value: ack } as const,
    ]) {
      if (value === null) continue;
      const id = `${i}.${field}`;
      const before =
        (field === 'seq' ? firstSending(trace, segment, hidden, veiled) : null) ??
        nearest(known[side], value);
      if (before !== undefined) {
        const plus = (value - before.value) | 0;
        derivations.set(id, { cell: before.cell, value: valueIn(before.value, notation), plus });
      }
      if (!veiled.has(id)) known[side].push({ cell: hidden.has(id) ? id : null, value });
    }
    const until = hidden.has(`${i}.len`) ? measuredBy(trace, segment, hidden, veiled) : null;
    if (until !== null) {
      const cell = hidden.has(`${i}.seq`) ? `${i}.seq` : null;
      derivations.set(`${i}.len`, { cell, value: seq, plus: until.ack, subtract: true });
    }
  }
  return derivations;
}

/** A number that a student has, from the prompt (null) or as the answer to a cell. */
interface Known {
  cell: string | null;
  value: number;
}

/** What a number is counted on from: segments that arrive out of order are acknowledged by a number below the latest. */
function nearest(known: readonly Known[], value: number): Known | undefined {
  let best: Known | undefined;
  for (const each of known) {
    if (best === undefined || (value - each.value) >>> 0 <= (value - best.value) >>> 0) best = each;
  }
  return best;
}

/** Where a segment that is sent again took its number from: what it was sent with at first. */
function firstSending(
  { segments }: Trace,
  again: TraceSegment,
  hidden: ReadonlySet<string>,
  veiled: ReadonlySet<string>,
): Known | null {
  if (!again.retransmission) return null;
  const first = segments.find(({ from, seq }) => from === again.from && seq === again.seq);
  if (first === undefined || first.i === again.i || veiled.has(`${first.i}.seq`)) return null;
  return { cell: hidden.has(`${first.i}.seq`) ? `${first.i}.seq` : null, value: first.seq };
}

/** How to simulate a question about segments again. */
export interface SegmentPlan {
  scenario: Scenario;
  profile: ProfileName;
  /** Cells that are neither asked nor shown, since they would tell an answer. */
  veiled: SegmentCell[];
  /** By default absolute. */
  notation?: Notation;
}

/** What such a question shows: its trace without what is asked or veiled (see redact). */
export interface SegmentFacts {
  trace: Trace;
  veiled: SegmentCell[];
  notation: Notation;
}

/** @param trace of the plan, where it is at hand */
export function segmentDraft(
  plan: SegmentPlan,
  ids: readonly SegmentCell[],
  points: Record<SegmentField, number>,
  trace: Trace = traceOf(plan),
) {
  const { veiled, notation = 'absolute' } = plan;
  traces.set(plan, trace);
  const hidden = new Set<string>([...ids, ...veiled]);
  const shown = shownIn(withoutListener(trace), notation);
  const reckoned = reckonedIn(trace, notation);
  return {
    plan,
    facts: { trace: redact(shown, hidden), veiled, notation },
    cells: segmentCells(reckoned, ids, plan, points),
    printed: numbersShown(reckoned, hidden).map((n) => valueIn(n, notation)),
  };
}

/** What was simulated for a plan: it is asked for again when its mistakes are predicted. */
const traces = new WeakMap<object, Trace>();

export function traceOf(plan: Pick<SegmentPlan, 'scenario' | 'profile'>): Trace {
  const known = traces.get(plan);
  if (known) return known;
  const trace = simulate(plan.scenario, { profile: plan.profile });
  traces.set(plan, trace);
  return trace;
}

/** Such a question shows one connection: the listener that outlives it in Linux is no state of it. */
function withoutListener(trace: Trace): Trace {
  const since: Record<Host, number> = { client: Infinity, server: Infinity };
  for (const { t_ms, client, server } of trace.states) {
    if (client === 'ESTABLISHED') since.client = Math.min(since.client, t_ms);
    if (server === 'ESTABLISHED') since.server = Math.min(since.server, t_ms);
  }
  const listensOn = (host: Host) =>
    trace.states.some((row) => row[host] === 'LISTEN' && row.t_ms >= since[host]);
  if (!listensOn('client') && !listensOn('server')) return trace;
  const of = <S extends State | null>(host: Host, t_ms: number, state: S): S | 'CLOSED' =>
    state === 'LISTEN' && t_ms > since[host] ? 'CLOSED' : state;
  return {
    ...trace,
    segments: trace.segments.map((segment) => ({
      ...segment,
      sender_state: of(segment.from, segment.t_ms, segment.sender_state),
      receiver_state: of(
        segment.from === 'client' ? 'server' : 'client',
        segment.t_arrive_ms ?? segment.t_ms,
        segment.receiver_state,
      ),
    })),
    states: trace.states.map((row) => ({
      ...row,
      client: of('client', row.t_ms, row.client),
      server: of('server', row.t_ms, row.server),
    })),
    steps: trace.steps.map((step) => ({ ...step, after: of(step.host, step.t_ms, step.after) })),
  };
}

/** The cells as somebody fills them in who follows misconceptions; pairs that contradict each other change nothing. */
export function segmentPredictor(plan: SegmentPlan, ids: readonly string[]): Predictor {
  const { notation = 'absolute' } = plan;
  const trace = reckonedIn(traceOf(plan), notation);
  const hidden = new Set<string>([...ids, ...plan.veiled]);
  const printed = trace.segments.filter(({ i }) => !hidden.has(`${i}.seq`)).map(({ i }) => i);
  const renumber = renumberer(trace, new Set(printed));
  const cells = new Map(ids.map((id) => [id, splitCell(id)]));
  return (misconceptions) => {
    const rules = numberingUnder(misconceptions);
    const written: WrittenAt = rules === null ? (i) => trace.segments[i] : renumber(rules);
    return (id) => {
      const { segment, field } = cells.get(id) ?? splitCell(id);
      const read = written(segment);
      if (read === undefined) return null;
      if (field === 'len' && rules !== null)
        return lengthUnder(rules, trace, written, segmentAt(trace, segment), hidden);
      return fieldOf(read, field, notation);
    };
  };
}

function segmentAt(trace: Trace, i: number): TraceSegment {
  const segment = trace.segments[i];
  if (segment === undefined) throw new RangeError(`the trace ${trace.name} has no segment ${i}`);
  return segment;
}

/**
 * The trace without what is asked and without what tells it: clauses, events, ISNs that no shown segment has.
 * A hidden number becomes 0, hidden flags become none; the prompt's blanks say which they are.
 */
function redact(trace: Trace, hidden: ReadonlySet<string>): Trace {
  const segments = trace.segments.map((s): TraceSegment => {
    const hides = (field: SegmentField) => hidden.has(`${s.i}.${field}`);
    return {
      ...s,
      flags: hides('flags') ? [] : s.flags,
      seq: hides('seq') ? 0 : s.seq,
      ack: hides('ack') ? null : s.ack,
      len: hides('len') ? 0 : s.len,
    };
  });
  return { ...trace, isn: { client: 0, server: 0 }, segments, events: [], steps: [] };
}

/** The numbers that a redacted trace still shows. */
function numbersShown(trace: Trace, hidden: ReadonlySet<string>): number[] {
  const shown = new Set<number>();
  for (const { i, seq, ack } of trace.segments) {
    if (!hidden.has(`${i}.seq`)) shown.add(seq);
    if (ack !== null && !hidden.has(`${i}.ack`)) shown.add(ack);
  }
  return [...shown];
}
