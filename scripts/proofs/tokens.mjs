// A made-up token costs no look into the database: the test of it, in its long form.
import { spawnSync } from 'node:child_process';

const LONG = 1_000_000;
const SHORT = 10_000;

export async function prove({ short }) {
  const count = short ? SHORT : LONG;
  const jest = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    'test/e2e/tokens',
    '-t',
    'mutated',
  ];
  const env = { ...process.env, LASTACK_TOKENS: String(count) };
  const { status, stderr } = spawnSync(process.execPath, jest, { env, encoding: 'utf8' });
  if (status !== 0) console.error(stderr);
  const refused = status === 0 && stderr.includes(`of ${count} mutated tokens`) ? count : 0;
  return [
    {
      what: 'mutated tokens refused without a look',
      seen: refused,
      promised: count,
      holds: refused === count,
    },
  ];
}
