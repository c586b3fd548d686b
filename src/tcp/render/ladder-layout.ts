// Where everything in a ladder diagram stands. Every label gets a band of its own above its arrow's start, so labels
// never overlap each other; a label that arrows of other segments would cross moves to the side they leave free.
import type { Host } from '../trace.js';
import type { Arrow, Cell, Row, StateCell } from './rows.js';
import { columns } from './svg.js';

/** The drawing is made for a phone: 360 units wide, and scaled up elsewhere. */
export const WIDTH = 360;
export const LIFELINE: Record<Host, number> = { client: 80, server: 280 };
export const ADVANCE = 6.3;
export const BLANK_WIDTH = 34;
const REMARK_ADVANCE = 5.8;
const LINE_HEIGHT = 13;
const SLOPE = 18;
const TOP = 40;
const ROOM = LIFELINE.server - LIFELINE.client - 6;

/** A piece of a label: text, or a box to fill in. */
export interface Piece {
  cell: Cell;
  strong: boolean;
  x: number;
  width: number;
}

export interface PlacedArrow {
  arrow: Arrow;
  start: { x: number; y: number };
  end: { x: number; y: number };
  /** Lines of the label; `x` of the pieces counts from the label's left edge. */
  lines: { y: number; width: number; pieces: Piece[] }[];
  remark: { y: number; cell: Cell } | null;
  labelX: number;
}

export interface Layout {
  height: number;
  arrows: PlacedArrow[];
  states: { host: Host; y: number; cell: StateCell }[];
  times: { host: Host; y: number; cell: Cell }[];
  causes: { host: Host; y: number; text: string }[];
  gaps: { y: number; duration_ms: number | null }[];
}

const other = (host: Host): Host => (host === 'client' ? 'server' : 'client');

export function layOut(rows: Row[]): Layout {
  const layout: Layout = { height: 0, arrows: [], states: [], times: [], causes: [], gaps: [] };
  const underWay = new Map<number, PlacedArrow>();
  let y = TOP;
  for (const row of rows) {
    switch (row.kind) {
      case 'opening':
        y += 12;
        placeStates(layout, row, y, y);
        y += 12;
        break;
      case 'state':
        y += 26;
        placeStates(layout, row, y, y);
        layout.times.push({ host: row.client ? 'client' : 'server', y: y - 14, cell: row.time });
        y += 10;
        break;
      case 'cause':
        y += 16;
        layout.causes.push({ host: row.host, y, text: row.text });
        y += 2;
        break;
      case 'gap':
        layout.gaps.push({ y: y + 20, duration_ms: row.duration_ms });
        y += 34;
        break;
      case 'segment':
        if (row.part === 'arrival') {
          y += 18;
          const placed = underWay.get(row.arrow.segment);
          if (placed) placed.end.y = y;
          placeStates(layout, row, y, y);
          y += 4;
        } else {
          const placed = placeArrow(row.arrow, y + 8);
          const endY = placed.start.y + (row.part === 'whole' ? SLOPE : 0);
          placed.end.y = endY;
          underWay.set(row.arrow.segment, placed);
          layout.arrows.push(placed);
          const [clientY, serverY] =
            row.arrow.from === 'client' ? [placed.start.y, endY] : [endY, placed.start.y];
          placeStates(layout, row, clientY, serverY);
          const sender = row[row.arrow.from];
          const timeY = sender?.changed ? placed.start.y - 14 : placed.start.y;
          layout.times.push({ host: row.arrow.from, y: timeY, cell: row.time });
          y = endY + 4;
        }
        break;
    }
  }
  for (const placed of layout.arrows) moveLabelAside(placed, layout.arrows);
  layout.height = y + 16;
  return layout;
}

function placeStates(
  layout: Layout,
  row: { client: StateCell | null; server: StateCell | null },
  clientY: number,
  serverY: number,
): void {
  if (row.client?.changed) layout.states.push({ host: 'client', y: clientY, cell: row.client });
  if (row.server?.changed) layout.states.push({ host: 'server', y: serverY, cell: row.server });
}

function placeArrow(arrow: Arrow, top: number): PlacedArrow {
  let y = top;
  const remark = arrow.remark ? { y: (y += arrow.remark.blank ? 14 : 11), cell: arrow.remark } : null;
  const lines = labelLines(arrow).map((pieces) => {
    const last = pieces.at(-1);
    return { y: (y += LINE_HEIGHT), width: last ? last.x + last.width : 0, pieces };
  });
  y += 6;
  const [from, to] = [LIFELINE[arrow.from], LIFELINE[other(arrow.from)]];
  const written = !arrow.marks.includes('injected') && !arrow.marks.includes('duplicate');
  // What no host sent begins on the wire, what was lost ends there.
  const startX = written ? from : from + (to - from) * 0.14;
  const endX = arrow.lost ? from + (to - from) * 0.66 : to;
  return { arrow, start: { x: startX, y }, end: { x: endX, y }, lines, remark, labelX: (from + to) / 2 };
}

/** One line if all fits, else the numbers go on a second one. */
function labelLines(arrow: Arrow): Piece[][] {
  const flags = [{ cell: arrow.flags, strong: true }];
  const numbers = [...named('seq', arrow.seq), ...(arrow.ack ? named('ack', arrow.ack) : [])];
  const length = arrow.len ? named('len', arrow.len) : [];
  const single = inARow([...flags, ...numbers, ...length]);
  const end = single.at(-1);
  if (end && end.x + end.width <= ROOM) return [single];
  return [inARow([...flags, ...length]), inARow(numbers)];
}

function named(name: string, cell: Cell): { cell: Cell; strong: boolean }[] {
  if (!cell.blank) return [{ cell: { text: `${name}=${cell.text}`, blank: false }, strong: false }];
  return [
    { cell: { text: `${name}=`, blank: false }, strong: false },
    { cell, strong: false },
  ];
}

function inARow(items: { cell: Cell; strong: boolean }[]): Piece[] {
  let x = 0;
  return items.map((item) => {
    const glued = item.cell.blank && x > 0;
    if (x > 0 && !glued) x += ADVANCE;
    const width = item.cell.blank ? blankWidth(item.cell.text) : columns(item.cell.text) * ADVANCE;
    const piece = { ...item, x, width };
    x += width;
    return piece;
  });
}

/** Wide enough for its own name; what is hidden has no say in it. */
export function blankWidth(label: string): number {
  return Math.max(BLANK_WIDTH, columns(label) * ADVANCE + 10);
}

/** Slides the label to where the least of other arrows passes behind it; the middle wins a tie. */
function moveLabelAside(placed: PlacedArrow, arrows: PlacedArrow[]): void {
  const remarkWidth = placed.remark ? columns(placed.remark.cell.text) * REMARK_ADVANCE : 0;
  const half = Math.max(remarkWidth, ...placed.lines.map((line) => line.width)) / 2;
  const middle = (LIFELINE.client + LIFELINE.server) / 2;
  const slack = Math.max(0, middle - LIFELINE.client - 5 - half);
  const top = (placed.remark?.y ?? placed.lines[0]?.y ?? 0) - 10;
  const bottom = placed.start.y - 2;
  const near = arrows.filter((arrow) => arrow !== placed && arrow.start.y <= bottom && arrow.end.y >= top);
  const behind = (x: number): number =>
    near.reduce((sum, arrow) => sum + pointsInside(arrow, x - half, x + half, top, bottom), 0);
  const towardsSender = placed.arrow.from === 'client' ? -1 : 1;
  let best = { x: middle, points: behind(middle) };
  for (const share of [0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1, -1]) {
    const x = middle + towardsSender * share * slack;
    const points = behind(x);
    if (points < best.points) best = { x, points };
  }
  placed.labelX = best.x;
}

function pointsInside(
  { start, end }: PlacedArrow,
  left: number,
  right: number,
  top: number,
  bottom: number,
): number {
  const steps = 64;
  let inside = 0;
  for (let k = 0; k <= steps; k += 1) {
    const x = start.x + ((end.x - start.x) * k) / steps;
    const y = start.y + ((end.y - start.y) * k) / steps;
    if (x >= left && x <= right && y >= top && y <= bottom) inside += 1;
  }
  return inside;
}
