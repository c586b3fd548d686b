// The ladder diagram of a trace as SVG: time runs downwards, each host has a lifeline with its states beside it,
// each segment is an arrow. What a question hides is a box with the name of its cell.
import { HOSTS, type Host, type Trace } from '../trace.js';
import {
  ADVANCE,
  blankWidth,
  layOut,
  LIFELINE,
  WIDTH,
  type Layout,
  type PlacedArrow,
} from './ladder-layout.js';
import { stylesheet } from './ladder-style.js';
import { duration, LABELS, moment } from './labels.js';
import { RenderLimit } from './limit.js';
import { ladderRows, type Cell, type LadderOptions } from './rows.js';
import { columns, element, shortened, type Markup } from './svg.js';
import { ladderSentences } from './table.js';

export interface LadderSvgOptions extends LadderOptions {
  /** Begins the ids in the SVG; give each of several ladders in one page its own. Default `ladder`. */
  id?: string;
}

/** A longer diagram helps nobody; the text ladder has no such bound. */
export const MAX_DRAWN = 1000;

/**
 * A complete SVG document, 360 units wide, drawn to be read at that width and up. Its title and description say in words what it
 * shows; `ladderTable` is the same as a table. Throws RenderLimit above `MAX_DRAWN` segments.
 */
export function ladderSvg(trace: Trace, options: LadderSvgOptions = {}): string {
  const { length } = trace.segments;
  if (length > MAX_DRAWN)
    throw new RenderLimit(`${length} segments are more than the ${MAX_DRAWN} that a diagram shows`);
  const words = LABELS[options.locale ?? 'en'];
  const rows = ladderRows(trace, options);
  const layout = layOut(rows);
  const names: Record<Host, string> = { ...words.host, ...options.names };
  const id = (options.id ?? 'ladder').replace(/[^A-Za-z0-9_-]/g, '-');
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'lastack-ladder',
      viewBox: `0 0 ${WIDTH} ${Math.ceil(layout.height)}`,
      width: 480,
      style: 'max-width:100%;height:auto',
      role: 'img',
      lang: options.locale ?? 'en',
      'aria-labelledby': `${id}-title ${id}-desc`,
    },
    element('title', { id: `${id}-title` }, words.title(names.client, names.server)),
    element('desc', { id: `${id}-desc` }, ladderSentences(trace, options).join(' ')),
    { markup: `<style>${stylesheet()}</style>` },
    element('rect', { class: 'paper', width: WIDTH, height: Math.ceil(layout.height), rx: 8 }),
    ...HOSTS.flatMap((host) => column(host, names[host], layout)),
    ...layout.arrows.map(shaft),
    ...layout.gaps.map(({ y, duration_ms }) => {
      const text = duration_ms === null ? words.laterUnknown : words.later(duration(duration_ms));
      return element('text', { class: 'gap rim', x: WIDTH / 2, y: y + 3.5 }, `⋯ ${text} ⋯`);
    }),
    ...layout.causes.map(({ host, y, text }) => {
      const [x, anchor] = host === 'client' ? [LIFELINE.client + 8, 'start'] : [LIFELINE.server - 8, 'end'];
      return element('text', { class: 'cause rim', x, y, 'text-anchor': anchor }, shortened(text, 34));
    }),
    ...layout.arrows.map(labelOf),
  );
  return svg.markup;
}

/** Lifeline, name, states and times of one host. */
function column(host: Host, name: string, layout: Layout): Markup[] {
  const x = LIFELINE[host];
  const left = host === 'client' ? 3 : x + 6;
  const width = LIFELINE.client - 9;
  const centre = left + width / 2;
  const states = layout.states.filter((state) => state.host === host);
  return [
    element('path', { class: 'lifeline', d: lifeline(x, layout) }),
    element('text', { class: `host ${host}`, x, y: 24 }, shortened(name, 19)),
    ...states.flatMap(({ y, cell }) => [
      element('circle', { class: 'dot', cx: x, cy: y, r: 3 }),
      element('rect', { class: cell.blank ? 'blank' : 'pill', x: left, y: y - 8, width, height: 16, rx: 4 }),
      element(
        'text',
        { class: cell.blank ? 'blank-name' : 'state', x: centre, y: y + 3.3 },
        cell.blank ? shortened(cell.text, 10) : cell.text,
      ),
    ]),
    ...layout.times
      .filter((time) => time.host === host)
      .map(({ y, cell }) =>
        cell.blank
          ? blankBox(cell, centre - blankWidth(cell.text) / 2, y + 3)
          : element('text', { class: 'time', x: centre, y: y + 3 }, moment(Number(cell.text))),
      ),
  ];
}

/** Straight, with a fold wherever a pause was cut out. */
function lifeline(x: number, layout: Layout): string {
  const folds = layout.gaps.map(({ y }) => `V${y - 8}l5 4l-10 8l5 4`);
  return `M${x} 32${folds.join('')}V${Math.ceil(layout.height) - 10}`;
}

function shaft(placed: PlacedArrow): Markup {
  const { arrow, start, end } = placed;
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  const [ux, uy] = [(end.x - start.x) / length, (end.y - start.y) / length];
  const along = (back: number, aside: number): string =>
    `${round(end.x - ux * back - uy * aside)} ${round(end.y - uy * back + ux * aside)}`;
  const parts = [
    element('path', {
      class: 'arrow',
      d: `M${round(start.x)} ${round(start.y)}L${arrow.lost ? along(0, 0) : along(7, 0)}`,
    }),
  ];
  if (arrow.lost) {
    const [x, y] = [round(end.x), round(end.y)];
    parts.push(element('path', { class: 'cross', d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` }));
  } else {
    parts.push(element('path', { class: 'head', d: `M${along(1, 0)}L${along(10, 4)}L${along(10, -4)}Z` }));
  }
  if (arrow.marks.includes('injected') || arrow.marks.includes('duplicate')) {
    parts.push(element('circle', { class: 'origin', cx: start.x, cy: start.y, r: 3 }));
  }
  return element('g', { class: tint(placed) }, ...parts);
}

function labelOf(placed: PlacedArrow): Markup {
  const parts: Markup[] = [];
  if (placed.remark) {
    const { cell, y } = placed.remark;
    parts.push(
      cell.blank
        ? blankBox(cell, placed.labelX - blankWidth(cell.text) / 2, y)
        : element('text', { class: 'remark rim', x: placed.labelX, y }, cell.text),
    );
  }
  for (const { y, width, pieces } of placed.lines) {
    for (const piece of pieces) {
      const x = placed.labelX - width / 2 + piece.x;
      parts.push(
        piece.cell.blank ? blankBox(piece.cell, x, y) : plainText(piece.cell.text, x, y, piece.strong),
      );
    }
  }
  return element('g', { class: tint(placed) }, ...parts);
}

/** The stated length makes every font take the room that the layout reckoned with. */
function plainText(text: string, x: number, y: number, strong: boolean): Markup {
  const attributes = { class: strong ? 'rim strong' : 'rim', x, y, textLength: columns(text) * ADVANCE };
  return element('text', { ...attributes, lengthAdjust: 'spacingAndGlyphs' }, text);
}

function blankBox(cell: Cell, x: number, y: number): Markup {
  const width = blankWidth(cell.text);
  return element(
    'g',
    {},
    element('rect', { class: 'blank', x: x + 1, y: y - 9.5, width: width - 2, height: 13, rx: 3 }),
    element('text', { class: 'blank-name', x: x + width / 2, y }, cell.text),
  );
}

function tint({ arrow }: PlacedArrow): string {
  return [`from-${arrow.from}`, ...arrow.marks].join(' ');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
