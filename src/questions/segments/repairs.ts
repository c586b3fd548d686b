// In which single field can the error of a trace lie? Sequence space ties every number to others (RFC 9293 section 3.4):
// a segment begins where its sender's last one ended, and acknowledges the end of what arrived. Each tie is an equation
// mod 2^32; a wrong field breaks just those in which it stands.
import type { Host, Trace, TraceSegment } from '../../tcp/index.js';
import { canonicalFlags } from '../cells/index.js';
import { type SegmentCell, splitCell } from './index.js';

/** The signed sum of these fields is 0 mod 2^32. Of flags the number of SYN and FIN counts. */
type Equation = { cell: SegmentCell; sign: 1 | -1 }[];

/**
 * The fields of `shown` of which each, changed alone, would make all its equations hold again. What was sent, lost and received
 * is taken from `right`, and so is which control bits a segment must have.
 */
export function repairs(right: Trace, shown: readonly TraceSegment[]): SegmentCell[] {
  const misflagged = right.segments
    .filter(({ i, flags }) => canonicalFlags(flags) !== canonicalFlags(shown[i]?.flags ?? []))
    .map(({ i }): SegmentCell => `${i}.flags`);
  const open = equationsOf(right).map((equation) => ({ equation, residue: residueOf(equation, shown) }));
  const broken = open.filter(({ residue }) => residue !== 0);
  const [first] = broken;
  if (first === undefined) return misflagged;
  return first.equation
    .map(({ cell }) => cell)
    .filter((cell) => misflagged.length === 0 || (misflagged.length === 1 && misflagged[0] === cell))
    .filter((cell) => {
      const change = solve(first.equation, cell, first.residue);
      return (
        change !== null &&
        canChange(cell, change, shown) &&
        open.every(
          ({ equation, residue }) => solve(equation, cell, residue) === (residue === 0 ? null : change),
        )
      );
    });
}

const LONGEST = 1460;
const MODULUS = 2 ** 32;

/** Numbers can be anything, a length must be one, and control bits count one more or less. */
function canChange(cell: SegmentCell, change: number, shown: readonly TraceSegment[]): boolean {
  if (cell.endsWith('.len')) return (valueOf(cell, shown) + change) % MODULUS <= LONGEST;
  return !cell.endsWith('.flags') || change === 1 || change === MODULUS - 1;
}

/** What must be added to the cell; null where nothing is to be changed or the cell is not of this equation. */
function solve(equation: Equation, cell: SegmentCell, residue: number): number | null {
  const term = equation.find((each) => each.cell === cell);
  return term === undefined ? null : (-residue * term.sign) >>> 0;
}

function residueOf(equation: Equation, shown: readonly TraceSegment[]): number {
  return equation.reduce((sum, { cell, sign }) => sum + sign * valueOf(cell, shown), 0) >>> 0;
}

function valueOf(cell: SegmentCell, shown: readonly TraceSegment[]): number {
  const { segment: i, field } = splitCell(cell);
  const segment = shown[i];
  if (segment === undefined) throw new RangeError(`no segment ${i}`);
  switch (field) {
    case 'seq':
      return segment.seq;
    case 'ack':
      return segment.ack ?? 0;
    case 'len':
      return segment.len;
    case 'flags':
      return segment.flags.filter((flag) => flag === 'SYN' || flag === 'FIN').length;
  }
}

function equationsOf({ segments }: Trace): Equation[] {
  const equations: Equation[] = [];
  const last: Partial<Record<Host, TraceSegment>> = {};
  for (const segment of segments) {
    const { i, from, ack } = segment;
    const before = segment.retransmission ? undefined : last[from];
    const original = segment.retransmission
      ? segments.find(
          (s) => s.i < i && s.from === from && s.seq === segment.seq && endOf(s) === endOf(segment),
        )
      : undefined;
    if (before !== undefined) equations.push(begins(`${i}.seq`, before));
    // Its length may differ: a sender may send more or less at once the second time.
    if (original !== undefined) {
      equations.push([
        { cell: `${i}.seq`, sign: 1 },
        { cell: `${original.i}.seq`, sign: -1 },
      ]);
    }
    const acknowledged = ack === null ? undefined : latestEndingAt(ack, segment, segments);
    if (acknowledged !== undefined) equations.push(begins(`${i}.ack`, acknowledged));
    if (!segment.retransmission) last[from] = segment;
  }
  return equations;
}

/** The number in `cell` is the one after the last of `before`. */
function begins(cell: SegmentCell, { i }: TraceSegment): Equation {
  return [
    { cell, sign: 1 },
    { cell: `${i}.seq`, sign: -1 },
    { cell: `${i}.len`, sign: -1 },
    { cell: `${i}.flags`, sign: -1 },
  ];
}

/** The peer's segment whose end `by` acknowledges: the last such one that had arrived. */
function latestEndingAt(
  ack: number,
  by: TraceSegment,
  segments: readonly TraceSegment[],
): TraceSegment | undefined {
  return segments.findLast(
    (s) =>
      s.from !== by.from &&
      s.ord_arrive !== null &&
      s.ord_arrive < by.ord_sent &&
      endOf(s) === ack &&
      s.seq !== ack,
  );
}

function endOf({ seq, len, flags }: TraceSegment): number {
  return (seq + len + Number(flags.includes('SYN')) + Number(flags.includes('FIN'))) >>> 0;
}
