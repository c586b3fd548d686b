// Golden variants: a kind's version promises that a seed gives the same question for ever. To add a kind, or after
// raising a version, run this file with UPDATE_GOLDEN=1 and commit what it writes.
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Kind, drawVariant, kinds } from './index.js';

const SEEDS = ['00'.repeat(32), '5ec0de'.repeat(10) + '0000'];

interface Golden {
  version: number;
  variants: { params: object; seed: string; answers: Record<string, unknown>; sha256: string }[];
}

function current(kind: Kind): Golden {
  const variants = kind.examples.flatMap((params) =>
    SEEDS.map((seed) => {
      const variant = drawVariant(kind, params, seed);
      const sha256 = createHash('sha256').update(JSON.stringify(variant)).digest('hex');
      return { params, seed, answers: kind.solve(variant.expected).cells, sha256 };
    }),
  );
  return { version: kind.version, variants };
}

describe('golden variants', () => {
  it.each(kinds.map((kind) => [kind.name, kind] as const))('of %s have not drifted', (name, kind) => {
    const file = new URL(`../../test/golden/${name}.json`, import.meta.url);
    const now = current(kind);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
    const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
    // A difference here is a new version of the kind, whether or not one was meant.
    expect(now).toEqual(golden);
  });
});
