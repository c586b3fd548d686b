// What LibreOffice makes of a grade book whose names and titles are formulas: opened, saved as a spreadsheet, opened and
// saved again, none of it is one, and points are still numbers. Where it is not installed, nothing is looked at, and that is said.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { csv as written } from '../../../dist/gradebook/csv.js';

const DEADLINE_MS = 120_000;
const POINTS = [7, -3, -0.5];

export async function csv() {
  const { starts, bodies } = JSON.parse(readFileSync('test/data/csv-injection.json', 'utf8'));
  const payloads = starts.flatMap((start) => bodies.map((body) => start + body));
  const what = `formulas among ${payloads.length} payloads in a CSV file that LibreOffice opened and saved twice`;
  const office = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!office) return [{ what, seen: 'SKIPPED: LibreOffice is not installed', promised: 0, holds: true }];
  const rows = payloads.map((payload) => [payload, ...POINTS, payload]);
  const sheet = openedTwice(office, await text(written(rows, false)));
  const count = (pattern) => [...sheet.matchAll(pattern)].length;
  const formulas = count(/table:formula=/g);
  const numbers = count(/office:value-type="float"/g);
  const texts = count(/office:value-type="string"/g);
  return [
    { what, seen: formulas, promised: 0, holds: formulas === 0 },
    {
      what: 'points that are still numbers, negative ones too',
      seen: numbers,
      promised: payloads.length * POINTS.length,
      holds: numbers === payloads.length * POINTS.length,
    },
    {
      what: 'payloads that are texts',
      seen: texts,
      promised: payloads.length * 2,
      holds: texts === payloads.length * 2,
    },
  ];
}

/** As flat XML. */
function openedTwice(office, file) {
  const folder = mkdtempSync(join(tmpdir(), 'lastack-office-'));
  try {
    writeFileSync(join(folder, 'book.csv'), file);
    // UTF-8, comma, quoted, all columns as they come.
    for (const [from, to, ...filter] of [
      ['book.csv', 'ods', '--infilter=CSV:44,34,76,1'],
      ['book.ods', 'fods'],
    ]) {
      const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
      const args = [
        profile,
        '--headless',
        ...filter,
        '--convert-to',
        to,
        '--outdir',
        folder,
        join(folder, from),
      ];
      const { status, stderr } = spawnSync(office, args, { timeout: DEADLINE_MS, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${office} ended with ${status}: ${stderr}`);
    }
    return readFileSync(join(folder, 'book.fods'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
