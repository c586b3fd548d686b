// CSV that a spreadsheet may open. A text that a spreadsheet would run as a formula (OWASP, CSV Injection) gets an
// apostrophe before it and stays text; numbers are written as numbers, negative ones too.
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

export type Cell = string | number | null;

/** What begins a formula in Excel, LibreOffice or Google Sheets, in the forms of half and of full width. */
const STARTS_FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** What some of them drop before they look: white space, control characters, marks without width. */
const DROPPED = /^[\s\p{Cc}\p{Cf}]+/u;

/** A text that no spreadsheet runs; a number or nothing as it is. */
export function harmless(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell;
  const isFormula = STARTS_FORMULA.test(cell) || STARTS_FORMULA.test(cell.replace(DROPPED, ''));
  return isFormula ? `'${cell}` : cell;
}

/** The rows as CSV (RFC 4180): each text in quotes, each number without. @param bom for Excel, which else misreads UTF-8 */
export function csv(rows: AsyncIterable<Cell[]>, bom: boolean): Readable {
  const writer = stringify({ quoted_string: true, record_delimiter: '\r\n', bom });
  const source = Readable.from(harmlessRows(rows));
  // A reader that goes away ends the query; a query that fails breaks off the file.
  source.once('error', (error) => writer.destroy(error));
  writer.once('close', () => source.destroy());
  return source.pipe(writer);
}

async function* harmlessRows(rows: AsyncIterable<Cell[]>): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield row.map(harmless);
}
