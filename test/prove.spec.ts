// The register of the proofs: it says which there are, and takes nothing for a proof that is none.
import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { run } from './support/run.js';

const FOLDER = 'scripts/proofs';
const prove = (...words: string[]) => run(process.execPath, ['scripts/prove.mjs', ...words]);

it.each([
  [['nonsense'], 'There is no proof nonsense.'],
  [['--nonsense'], 'There is no --nonsense.'],
  [['-short'], 'There is no -short.'],
  [['--planted', 'nonsense'], 'No planted fault is of nonsense; there are:'],
  [['webhooks', 'nonsense'], 'webhooks has no part nonsense'],
])('%j is refused with status 2, and told why', async (words, why) => {
  const { status, stderr } = await prove(...words);
  expect([status, stderr]).toEqual([2, expect.stringContaining(why)]);
});

it('every file that proves something is listed', async () => {
  const { stdout } = await prove('nonsense');
  const listed = [...stdout.matchAll(/^ {2}(\S+) +\S/gm)].map(([, name]) => `${name}.mjs`);
  const proofs = readdirSync(FOLDER).filter(
    (file) =>
      file.endsWith('.mjs') &&
      /^export (const|async function|function) prove\b/m.test(readFileSync(`${FOLDER}/${file}`, 'utf8')),
  );
  expect(listed.toSorted()).toEqual(proofs.toSorted());
});
