// Cells that a spreadsheet would run, and what an independent parser reads of the file.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { buffer, text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { type Cell, csv, harmless } from './csv.js';

const { starts, bodies } = JSON.parse(readFileSync('test/data/csv-injection.json', 'utf8')) as Record<
  'starts' | 'bodies',
  string[]
>;
/** One in each cell that people can write: a name, a title. */
const PAYLOADS = starts.flatMap((start) => bodies.map((body) => start + body));

async function* once(rows: Cell[][]) {
  yield* rows;
}

/** What an independent parser reads. */
async function reread(rows: Cell[][], bom = false): Promise<string[][]> {
  return parse(await text(csv(once(rows), bom)), { bom: true, relax_column_count: true });
}

it(`${PAYLOADS.length} payloads come back as text that begins with an apostrophe`, async () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(300);
  const rows = await reread(PAYLOADS.map((payload) => ['a', payload, 1]));
  expect(rows).toEqual(PAYLOADS.map((payload) => ['a', `'${payload}`, '1']));
});

it('a name that only holds such characters stays as it is', async () => {
  const names = [
    'Ada',
    'Jean-Luc',
    'a=b',
    'x@example.edu',
    '林 美',
    'O’Neil, "Bo"',
    "d'Arc",
    '',
    'two\nlines',
  ];
  expect(await reread([names])).toEqual([names]);
});

it('numbers stay numbers, negative ones too, and stand without quotes', async () => {
  const numbers = [0, 7, -3, -0.5, 1000];
  expect(numbers.map(harmless)).toEqual(numbers);
  expect(await text(csv(once([numbers]), false))).toBe('0,7,-3,-0.5,1000\r\n');
});

it('nothing is an empty cell, and every text stands in quotes', async () => {
  expect(await text(csv(once([['a', null, 'b;=1+1', 2]]), false))).toBe('"a",,"b;=1+1",2\r\n');
});

it('Excel is told the encoding when it is asked for', async () => {
  const file = await buffer(csv(once([['é']]), true));
  expect(file.toString('utf8')).toBe('\ufeff"é"\r\n');
  expect(await reread([['é']], true)).toEqual([['é']]);
});

it('rows that fail break the file off', async () => {
  async function* failing(): AsyncGenerator<Cell[]> {
    yield ['a'];
    throw new Error('the database is away');
  }
  await expect(text(csv(failing(), false))).rejects.toThrow('the database is away');
});
