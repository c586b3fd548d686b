// A test whose long form is a proof: an environment variable says how often it is to be run, and its name says so too.
import { spawnSync } from 'node:child_process';

/**
 * @param {{ file: string, name: string, variable: string, long: number, what: string, also?: Record<string, string> }} test
 *   `name`: a pattern of the test's name; `also`: further variables of the long form
 */
export function proofOf({ file, name, variable, long, what, also = {} }) {
  return async ({ short }) => {
    const env = short ? process.env : { ...process.env, ...also, [variable]: String(long) };
    const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', file, '-t', name];
    const { status, stderr } = spawnSync(process.execPath, jest, { env, encoding: 'utf8' });
    const [, passed = ''] = /✓ (.*)/.exec(stderr) ?? [];
    const seen = status === 0 && (short || passed.includes(String(long))) ? passed : 'failed';
    if (seen === 'failed') console.error(stderr);
    return [{ what, seen, promised: short ? 'the short form' : long, holds: seen !== 'failed' }];
  };
}
