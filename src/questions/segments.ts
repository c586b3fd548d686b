// Questions whose blanks are fields of a trace's segments: `2.ack` is the acknowledgment number of segment 2.
// Here is how such a trace is read, stripped of what is asked, and shown.
import { ladderText } from '../tcp/render/index.js';
import type { Trace, TraceSegment } from '../tcp/trace.js';
import { canonicalFlags, formatHint } from './cells.js';
import { hosts, terms } from './i18n/terms.js';
import type { Blank, BlankView, CellType, CellValue, Locale, Table, TableCell } from './kind.js';

export type SegmentField = 'flags' | 'seq' | 'ack' | 'len';
export type SegmentCell = `${number}.${SegmentField}`;

const FIELDS: readonly SegmentField[] = ['flags', 'seq', 'ack', 'len'];

/** The cell's value in canonical form. */
export function fieldOf(segment: TraceSegment, field: SegmentField): CellValue {
  switch (field) {
    case 'flags':
      return canonicalFlags(segment.flags);
    case 'seq':
      return segment.seq;
    case 'ack':
      return segment.ack ?? 'none';
    case 'len':
      return segment.len;
  }
}

export function cellType(field: SegmentField): CellType {
  return field === 'flags' || field === 'ack' ? field : 'number';
}

export function splitCell(id: string): { segment: number; field: SegmentField } {
  const [segment, name] = id.split('.');
  const field = FIELDS.find((f) => f === name);
  if (segment === undefined || field === undefined) throw new RangeError(`no cell of a segment: ${id}`);
  return { segment: Number(segment), field };
}

/**
 * The trace without what is asked and without what tells it: clauses, events, ISNs that no shown segment has.
 * A hidden number becomes 0, hidden flags become none; the prompt's blanks say which they are.
 */
export function redact(trace: Trace, hidden: ReadonlySet<string>): Trace {
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
export function numbersShown(trace: Trace, hidden: ReadonlySet<string>): number[] {
  const shown = trace.segments.flatMap((s) => [
    hidden.has(`${s.i}.seq`) ? null : s.seq,
    hidden.has(`${s.i}.ack`) ? null : s.ack,
  ]);
  return [...new Set(shown.filter((n) => n !== null))];
}

export function segmentTable(trace: Trace, blanks: readonly Blank[], locale: Locale): Table {
  const word = (key: keyof typeof terms) => terms[key][locale];
  const anyLost = trace.segments.some((s) => s.lost);
  const hidden = new Set(blanks.map(({ id }) => id));
  const cell = (s: TraceSegment, field: SegmentField): TableCell => {
    const id = `${s.i}.${field}`;
    if (hidden.has(id)) return { blank: id };
    const value = fieldOf(s, field);
    return { text: value === 'none' ? word('none') : String(value) };
  };
  const head = (['segment', 'from', ...FIELDS] as const).map(word);
  return {
    columns: anyLost ? [...head, word('fate')] : head,
    rows: trace.segments.map((s) => [
      { text: String(s.i) },
      { text: hosts[s.from][locale] },
      ...FIELDS.map((field) => cell(s, field)),
      ...(anyLost ? [{ text: word(s.lost ? 'lost' : 'arrives') }] : []),
    ]),
  };
}

/** A ladder in which each blank stands as its name, such as `[2.ack]`. */
export function segmentLadder(trace: Trace, blanks: readonly Blank[], locale: Locale): string {
  const names = new Map(blanks.map(({ id }) => [id as SegmentCell, id]));
  return ladderText(trace, { numbers: 'absolute', locale, blanks: names });
}

/** Each blank called "segment 2, ack", with how it may be written. */
export function segmentBlanks(blanks: readonly Blank[], locale: Locale): BlankView[] {
  return blanks.map((blank) => {
    const { segment, field } = splitCell(blank.id);
    const name = terms[field][locale];
    const label = { en: `segment ${segment}, ${name}`, zh: `报文段 ${segment} 的${name}` }[locale];
    return { ...blank, label, format: formatHint(blank.type)[locale] };
  });
}
