// Faults are planted by their text: each must still be there, or its proof stops after many minutes.
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';

type Edit = [file: string, right: string, wrong: string];

const proofs = (name: string): Promise<object> =>
  import(new URL(`../scripts/proofs/${name}`, import.meta.url).href);
const { FAULTS: simulator } = (await proofs('simulator-faults.mjs')) as { FAULTS: Edit[] };
const { FAULTS: planted } = (await proofs('planted-faults.mjs')) as {
  FAULTS: { name: string; edits: Edit[] }[];
};

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test.each(simulator)('%s has a place for a fault: %s', (file, right) => {
  expect(read(`src/tcp/${file}`)).toContain(right);
});

test.each(planted.flatMap(({ name, edits }) => edits.map((edit) => [name, ...edit] as const)))(
  'there is a place for the fault “%s” in %s',
  (_, file, right) => {
    expect(read(file)).toContain(right);
  },
);
