// A trace as plain text: a ladder in the manner of RFC 9293's figures 6 to 13, for terminals and READMEs.
import type { Trace } from '../trace.js';
import { duration, LABELS } from './labels.js';
import { columns, printable } from './svg.js';
import { ladderRows, type Arrow, type Cell, type LadderOptions, type Row } from './rows.js';

const STATE_WIDTH = 'SYN-RECEIVED'.length;
const NUMBER_WIDTH = 3;
const TIME_WIDTH = 8;

/**
 * One line per segment: its number, the time of sending in milliseconds, the client's state, the arrow, the server's
 * state, remarks. A segment that crosses others has two lines, its departure and its arrival; `...` stands at
 * the end that is not part of a line. ASCII, apart from names and the words of other languages.
 */
export function ladderText(trace: Trace, options: LadderOptions = {}): string {
  const rows = ladderRows(trace, options);
  const width = Math.max(
    34,
    ...rows.map((row) => (row.kind === 'segment' ? columns(label(row.arrow)) + 10 : 0)),
  );
  const words = LABELS[options.locale ?? 'en'];
  const names = {
    client: options.names?.client ?? words.host.client,
    server: options.names?.server ?? words.host.server,
  };
  const margin = start('', '');
  const between = width - (columns(printable(names.client)) - STATE_WIDTH) + 2;
  const header = `${margin}${printable(names.client)}${' '.repeat(Math.max(2, between))}${printable(names.server)}`;

  const lines = rows.map((row) => {
    switch (row.kind) {
      case 'segment':
        return segmentLine(row, width);
      case 'opening':
      case 'state': {
        const time = row.kind === 'state' ? show(row.time) : '';
        return `${start('', time)}${pad(show(row.client), STATE_WIDTH)} ${' '.repeat(width)} ${show(row.server)}`;
      }
      case 'cause': {
        const text = `(${printable(row.text)})`;
        return row.host === 'client'
          ? `${margin}${text}`
          : `${margin}${' '.repeat(STATE_WIDTH + width + 2)}${text}`;
      }
      case 'gap': {
        const pause = row.duration_ms === null ? words.laterUnknown : words.later(duration(row.duration_ms));
        return `${margin}${' '.repeat(STATE_WIDTH + 1)}${centre(`. . . ${pause} . . .`, width)}`;
      }
    }
  });
  return [header, ...lines].map((line) => line.trimEnd()).join('\n') + '\n';
}

function segmentLine(row: Extract<Row, { kind: 'segment' }>, width: number): string {
  const arrives = row.part === 'arrival';
  const number = arrives ? '' : String(row.arrow.segment);
  const remark = row.arrow.remark && !arrives ? `  [${show(row.arrow.remark)}]` : '';
  return [
    start(number, show(row.time)) + pad(show(row.client), STATE_WIDTH),
    shaft(row.arrow, row.part, width),
    remark === '' ? show(row.server) : `${pad(show(row.server), STATE_WIDTH)}${remark}`,
  ].join(' ');
}

function start(number: string, time: string): string {
  return `${number.padStart(NUMBER_WIDTH)} ${time.padStart(TIME_WIDTH)}  `;
}

/** `--- SYN seq=0 ------->`, in the direction of travel; X where it was lost, `...` where the other line goes on. */
function shaft(arrow: Arrow, part: 'whole' | 'departure' | 'arrival', width: number): string {
  const text = ` ${label(arrow)} `;
  const start = part === 'arrival' ? '...' : '---';
  const end = arrow.lost ? 'X' : part === 'departure' ? ' ...' : '>';
  const room = width - columns(text) - start.length - end.length;
  const lostAt = Math.ceil(room / 2);
  const line = '-'.repeat(Math.max(0, arrow.lost ? lostAt : room));
  const rest = ' '.repeat(arrow.lost ? Math.max(0, room - lostAt) : 0);
  if (arrow.from === 'client') return `${start}${text}${line}${end}${rest}`;
  const mirrored = (piece: string): string => [...piece].reverse().join('').replace('>', '<');
  return `${rest}${mirrored(end)}${line}${text}${mirrored(start)}`;
}

function label(arrow: Arrow): string {
  const parts = [show(arrow.flags), `seq=${show(arrow.seq)}`];
  if (arrow.ack) parts.push(`ack=${show(arrow.ack)}`);
  if (arrow.len) parts.push(`len=${show(arrow.len)}`);
  return parts.join(' ');
}

function show(cell: Cell | null): string {
  if (cell === null) return '';
  return cell.blank ? `[${printable(cell.text)}]` : printable(cell.text);
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

function centre(text: string, width: number): string {
  return ' '.repeat(Math.max(0, Math.floor((width - columns(text)) / 2))) + text;
}
