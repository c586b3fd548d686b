// The same rows as a table: what a screen reader gets in the place of the ladder diagram.
import type { Host, Trace } from '../trace.js';
import { LABELS, moment } from './labels.js';
import { ladderRows, type Cell, type LadderOptions, type Row } from './rows.js';
import { element } from './svg.js';

export interface LadderTable {
  caption: string;
  columns: string[];
  /** One cell per column; null where there is nothing to show. */
  rows: (Cell | null)[][];
}

type Drawn = Exclude<Row, { kind: 'gap' } | { kind: 'cause' }>;

export function ladderTable(trace: Trace, options: LadderOptions = {}): LadderTable {
  const words = LABELS[options.locale ?? 'en'];
  const names: Record<Host, string> = { ...words.host, ...options.names };
  const plain = (text: string): Cell => ({ text, blank: false });
  const { segment, time, from, state, remark } = words.columns;
  const rows = ladderRows(trace, options).filter(
    (row): row is Drawn => row.kind !== 'gap' && row.kind !== 'cause',
  );
  return {
    caption: words.caption(names.client, names.server),
    columns: [
      segment,
      time,
      from,
      'CTL',
      'SEQ',
      'ACK',
      'LEN',
      state(names.client),
      state(names.server),
      remark,
    ],
    rows: rows.map((row) => {
      const start =
        row.kind === 'opening'
          ? null
          : { ...row.time, text: row.time.blank ? row.time.text : moment(Number(row.time.text)) };
      if (row.kind !== 'segment') {
        const what = row.kind === 'opening' ? words.opening : words.stateChange;
        return [null, start, null, null, null, null, null, row.client, row.server, plain(what)];
      }
      const { arrow, part } = row;
      const number = plain(String(arrow.segment));
      if (part === 'arrival') {
        return [
          number,
          start,
          plain(names[arrow.from]),
          arrow.flags,
          null,
          null,
          null,
          row.client,
          row.server,
          plain(words.arrives),
        ];
      }
      const numbers = [arrow.flags, arrow.seq, arrow.ack, arrow.len];
      return [number, start, plain(names[arrow.from]), ...numbers, row.client, row.server, arrow.remark];
    }),
  };
}

/** The table as HTML, every text in it escaped. */
export function ladderTableHtml(trace: Trace, options: LadderOptions = {}): string {
  const words = LABELS[options.locale ?? 'en'];
  const table = ladderTable(trace, options);
  const head = table.columns.map((name) => element('th', { scope: 'col' }, name));
  const body = table.rows.map((row) =>
    element(
      'tr',
      {},
      ...row.map((cell) => {
        if (cell === null) return element('td', {}, '–');
        return element(
          'td',
          cell.blank ? { class: 'blank', 'aria-label': words.blank(cell.text) } : {},
          cell.text,
        );
      }),
    ),
  );
  return element(
    'table',
    { class: 'lastack-ladder-table', lang: options.locale ?? 'en' },
    element('caption', {}, table.caption),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  ).markup;
}

/** The table read aloud: one sentence per row. */
export function ladderSentences(trace: Trace, options: LadderOptions = {}): string[] {
  const words = LABELS[options.locale ?? 'en'];
  const table = ladderTable(trace, options);
  return table.rows.map((row) => {
    const parts = row.flatMap((cell, k) => {
      if (cell === null) return [];
      return [`${table.columns[k] ?? ''} ${cell.blank ? words.blank(cell.text) : cell.text}`];
    });
    return `${parts.join(', ')}.`;
  });
}
