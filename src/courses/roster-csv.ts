// A list of members as CSV, as spreadsheets write it: comma, semicolon or tab, quoted or not, with a byte order mark or
// in UTF-16. The first row names the columns, in any order and spelling: name, role, LMS ID.
import { CsvError, parse } from 'csv-parse/sync';
import { Problem } from '../common/problems.js';

const COLUMNS = new Map<string, 'name' | 'role' | 'lmsId'>([
  ['name', 'name'],
  ['role', 'role'],
  ['lmsid', 'lmsId'],
]);
const LONGEST_ROW = 10_000;

export interface CsvRow {
  /** Where the row ends in the file, from 1. */
  line: number;
  member: Record<string, string>;
}

/** @throws Problem bad-request, validation-failed naming the line */
export function readRoster(bytes: Uint8Array, mostRows: number): CsvRow[] {
  const text = decode(bytes);
  if (/\0|\p{Surrogate}/u.test(text))
    throw new Problem('bad-request', 'The text holds U+0000, which cannot be stored.');
  const [head, ...rest] = records(text);
  if (!head) throw fault(1, 'the first row must name the columns: name, role, lmsId');
  const names = head.cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const columns = names.map((name, i) => {
    const column = COLUMNS.get(name);
    if (!column)
      throw fault(head.line, `there is no column ${JSON.stringify(head.cells[i])}: name, role, lmsId`);
    if (names.indexOf(name) < i) throw fault(head.line, `the column ${column} stands there twice`);
    return column;
  });
  if (!columns.includes('name')) throw fault(head.line, 'the column name is missing');
  if (rest.length === 0) throw fault(head.line, 'there are no rows below the names of the columns');
  if (rest.length > mostRows)
    throw fault(head.line, `there are more than ${mostRows} rows; send them in parts`);
  return rest.map(({ line, cells }) => {
    // What an empty cell says is nothing; a cell without a column is a fault that the row's check names.
    const fields = cells.map((cell, i) => [columns[i] ?? `column ${i + 1}`, cell]);
    const member = Object.fromEntries(fields.filter(([name, cell]) => name === 'name' || cell !== ''));
    return { line, member: { ...member, role: (member['role'] ?? 'student').toLowerCase() } };
  });
}

function records(text: string): { line: number; cells: string[] }[] {
  try {
    const rows = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      max_record_size: LONGEST_ROW,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw fault(Number(error['lines'] ?? 1), error.message);
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    // A byte order mark is taken off.
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('bad-request', 'The text is not in UTF-8. Save it again as "CSV UTF-8".');
  }
}

/** The one of the three that stands most often in the first row, outside of quotes. */
function delimiterOf(text: string): string {
  const head = (text.split(/[\r\n]/, 1)[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (sign: string) => head.split(sign).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
}

function fault(line: number, detail: string): Problem {
  return new Problem('validation-failed', `Nothing was changed. Line ${line}: ${detail}.`, [
    { at: `line ${line}`, detail },
  ]);
}
