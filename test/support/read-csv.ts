// A reader of CSV after the grammar of RFC 4180, section 2, and nothing more: what it takes, every reader takes.

/** The records of a file, each a list of fields. @throws when the file is not of the grammar */
export function readCsv(file: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < file.length;) {
    const field = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/.exec(file.slice(at));
    if (!field) throw new Error(`not of RFC 4180 at octet ${at}: ${JSON.stringify(file.slice(at, at + 40))}`);
    const [whole, escaped, plain = '', end] = field;
    record.push(escaped === undefined ? plain : escaped.replaceAll('""', '"'));
    at += whole.length;
    if (end === ',' && at < file.length) continue;
    if (end === ',') record.push('');
    records.push(record);
    record = [];
  }
  return records;
}
