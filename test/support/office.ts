// LibreOffice without a window, where it is installed: what a spreadsheet makes of a file.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.js';

/** The program's name; null where there is none. */
export async function findOffice(): Promise<string | null> {
  for (const program of ['soffice', 'libreoffice']) {
    const found = await run(program, ['--version']).catch(() => null);
    if (found?.status === 0) return program;
  }
  return null;
}

/** Opens a CSV file, saves it as a spreadsheet, and opens and saves that again. Returns it as flat XML. */
export async function asSpreadsheet(program: string, csv: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lastack-office-'));
  const convert = async (file: string, to: string) => {
    const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
    const args = [profile, '--headless', '--convert-to', to, '--outdir', folder, join(folder, file)];
    await run(program, args, { deadlineMs: 120_000 });
  };
  try {
    await writeFile(join(folder, 'book.csv'), csv);
    await convert('book.csv', 'ods');
    await convert('book.ods', 'fods');
    return await readFile(join(folder, 'book.fods'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
