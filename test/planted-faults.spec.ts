// The proof of the simulator plants faults by their text: each must still be there, or it stops after many minutes.
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

const { FAULTS } = (await import(
  new URL('../scripts/proofs/simulator-faults.mjs', import.meta.url).href
)) as {
  FAULTS: [file: string, right: string, wrong: string][];
};

test.each(FAULTS)('%s has a place for a fault: %s', (file, right) => {
  expect(readFileSync(new URL(`../src/tcp/${file}`, import.meta.url), 'utf8')).toContain(right);
});
