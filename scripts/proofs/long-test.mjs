// Tests whose long form is a proof: an environment variable says how often they are to be run, and their names say so too.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { atEnd } from '../at-end.mjs';

const JEST = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];

/** Runs to its end, also when this process is asked to stop: it takes down its own database then. */
async function jest(words, env) {
  const child = spawn(process.execPath, [...JEST, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const close = atEnd(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  await close();
  return { status, stdout, stderr };
}

/** A test that passed, and how long it took: `✓ begins: 200 people in 3 courses (3736 ms)`. */
const PASSED = /✓ (.*?)(?: \((\d+(?:\.\d+)? m?s)\))?$/gm;

/**
 * Tests of one file, a row for each; their names tell how often they ran.
 * @param {{ file: string, name: string, variable: string, long: number, what: string, also?: Record<string, string> }} test
 *   `name`: a pattern of the tests' names; `what`: that all of them together show; `also`: further variables of the long form
 */
export function proofOf({ file, name, variable, long, what, also = {} }) {
  return async ({ short }) => {
    const env = short ? process.env : { ...process.env, ...also, [variable]: String(long) };
    const { status, stderr } = await jest([file, '-t', name], env);
    const passed = [...stderr.matchAll(PASSED)];
    const isLong = stderr.includes(String(long));
    const holds = status === 0 && passed.length > 0 && (short || isLong);
    if (!holds) console.error(stderr);
    const rows = passed.map(([, fact, took = '']) => ({ what: fact, seen: took, promised: '', holds: true }));
    const seen = holds ? `${short ? 'the short form' : long}, in ${passed.length} tests` : 'failed';
    return [...rows, { what, seen, promised: short ? 'the short form' : long, holds }];
  };
}

/**
 * All tests of some files, each run LASTACK_RUNS times over.
 * @param {{ files: string[], long: number, what: string }} suite
 */
export function proofOfSuite({ files, long, what }) {
  return async ({ short }) => {
    const env = short ? process.env : { ...process.env, LASTACK_RUNS: String(long) };
    // A test that takes seconds in its short form may take many minutes here.
    const { stdout, stderr } = await jest([...files, '--json', '--testTimeout', '3600000'], env);
    const { success, numPassedTests, numFailedTests } = JSON.parse(stdout);
    if (!success) console.error(stderr);
    return [
      {
        what: `${what}, ${short ? 'in the short form' : `${long} of each`}: tests passed, failed`,
        seen: `${numPassedTests}, ${numFailedTests}`,
        promised: 'none fails',
        holds: success && numPassedTests > 0,
      },
    ];
  };
}
