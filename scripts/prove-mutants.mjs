#!/usr/bin/env node
// Plants one fault at a time into a copy of src/tcp and asks whether its tests notice. At least 95 % must be caught.
//   node scripts/prove-mutants.mjs [--only TEXT]      only faults whose file or text contains TEXT
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './planted-faults.mjs';

const LIMIT = 0.95;
const WORKERS = 2;
const TIMEOUT_MS = 90_000;
/** Quickest to notice first. */
const SUITES = [
  'machine',
  'acceptable',
  'transitions',
  'figures',
  'seq',
  'rto',
  'handshake',
  'timers',
  'linux-differs',
  'linux',
  'mutations',
  'properties',
];

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const only = process.argv[2] === '--only' ? (process.argv[3] ?? '') : '';

/** A copy of what the tests of src/tcp need, with a Jest configuration that starts no database. */
function makeCopy() {
  const copy = mkdtempSync(join(tmpdir(), 'lastack-mutants-'));
  for (const path of ['src/tcp', 'test/support', 'test/data/traces']) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(copy, 'jest.config.mjs'),
    `import config from ${JSON.stringify(join(root, 'jest.config.mjs'))};
const { globalSetup, globalTeardown, ...rest } = config;
export default { ...rest, roots: ['<rootDir>/src'], testTimeout: 60_000 };
`,
  );
  return copy;
}

/** Whether the tests fail, or do not end, over the copy. */
function testsFail(copy) {
  const args = [
    '--experimental-vm-modules',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--bail',
    '--runInBand',
    '--silent',
  ];
  const patterns = SUITES.map((suite) => `src/tcp/${suite}.spec`);
  const env = { ...process.env, LASTACK_RUNS: '150', NODE_NO_WARNINGS: '1' };
  return new Promise((done) => {
    const child = spawn(process.execPath, [...args, ...patterns], { cwd: copy, env, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
    child.on('exit', (code) => {
      clearTimeout(timer);
      done(code !== 0);
    });
  });
}

async function tryFault(copy, fault) {
  const [file, right, wrong] = fault;
  const path = join(copy, 'src/tcp', file);
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(right);
  if (at < 0) throw new Error(`${file} has no longer: ${right}`);
  writeFileSync(path, text.slice(0, at) + wrong + text.slice(at + right.length));
  const caught = await testsFail(copy);
  writeFileSync(path, text);
  return caught;
}

async function work(queue, results) {
  const copy = makeCopy();
  try {
    if (results.length === 0 && (await testsFail(copy))) throw new Error('the tests fail without any fault');
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
      const caught = await tryFault(copy, fault);
      results.push({ fault, caught });
      if (!caught) console.log(`missed: ${fault[0]}: ${fault[1]}  ->  ${fault[2] || '(nothing)'}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const queue = FAULTS.filter((fault) => fault.join('\n').includes(only));
const results = [];
await Promise.all(Array.from({ length: Math.min(WORKERS, queue.length) }, () => work(queue, results)));
const caught = results.filter((result) => result.caught).length;
const share = caught / results.length;
console.log(`${results.length} planted faults, ${caught} caught (${(100 * share).toFixed(1)} %)`);
process.exitCode = share >= LIMIT ? 0 : 1;
