// The simulator under random scenarios, and its tests under planted faults: one fault at a time goes into a copy of
// src/tcp, and at least 95 % of them must be noticed.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './simulator-faults.mjs';

const LIMIT = 0.95;
const WORKERS = 2;
/** A fault that hangs is noticed, too: after so long, or so many times what the tests take without any. */
const HANGING = { ms: 180_000, times: 10 };
const LONGEST_MS = 1_200_000;
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
  'sockets',
  'linux-differs',
  'linux',
  'mutations',
  'slow-readers',
  'properties',
];

/** The short form plants every so many-th fault. */
const SHORT_STEP = 12;
const SCENARIOS = { long: 20_000, short: 3000 };

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

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

/** Whether the named suites of src/tcp fail, or do not end in time. */
function testsFail(folder, suites, runs, timeout_ms) {
  const args = [
    '--experimental-vm-modules',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--bail',
    '--runInBand',
    '--silent',
  ];
  const patterns = suites.map((suite) => `src/tcp/${suite}.spec`);
  const env = { ...process.env, LASTACK_RUNS: String(runs), NODE_NO_WARNINGS: '1' };
  return new Promise((done) => {
    const child = spawn(process.execPath, [...args, ...patterns], { cwd: folder, env, stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout_ms);
    child.on('exit', (code) => {
      clearTimeout(timer);
      done(code !== 0);
    });
  });
}

const noticed = (copy, timeout_ms) => testsFail(copy, SUITES, 150, timeout_ms);

/** How long the tests may take with a fault in the code, in ms. @throws Error when they fail without any */
async function limitOf() {
  const copy = makeCopy();
  try {
    const begun = performance.now();
    if (await noticed(copy, LONGEST_MS)) throw new Error('the tests fail without any fault');
    return Math.max(HANGING.ms, HANGING.times * (performance.now() - begun));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function tryFault(copy, fault, limit_ms) {
  const [file, right, wrong] = fault;
  const path = join(copy, 'src/tcp', file);
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(right);
  if (at < 0) throw new Error(`${file} has no longer: ${right}`);
  writeFileSync(path, text.slice(0, at) + wrong + text.slice(at + right.length));
  const caught = await noticed(copy, limit_ms);
  writeFileSync(path, text);
  return caught;
}

async function work(queue, results, limit_ms) {
  const copy = makeCopy();
  try {
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
      const caught = await tryFault(copy, fault, limit_ms);
      results.push({ fault, caught });
      if (!caught) console.log(`missed: ${fault[0]}: ${fault[1]}  ->  ${fault[2] || '(nothing)'}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** How many of `faults` the tests notice. */
async function plant(faults) {
  const queue = [...faults];
  const results = [];
  const limit_ms = await limitOf();
  const workers = Array.from({ length: Math.min(WORKERS, queue.length) }, () =>
    work(queue, results, limit_ms),
  );
  await Promise.all(workers);
  return results.filter(({ caught }) => caught).length;
}

async function randomScenarios(runs) {
  const copy = makeCopy();
  try {
    return await testsFail(copy, ['properties', 'slow-readers'], runs, 6 * LONGEST_MS);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Rows of the table: what, seen, promised, holds. */
export async function prove({ short }) {
  const runs = short ? SCENARIOS.short : SCENARIOS.long;
  const failed = await randomScenarios(runs);
  const faults = short ? FAULTS.filter((_, i) => i % SHORT_STEP === 0) : FAULTS;
  const caught = await plant(faults);
  return [
    {
      what: `each property over ${runs} random scenarios`,
      seen: failed ? 'broken' : 'holds',
      promised: 'holds',
      holds: !failed,
    },
    {
      what: `planted faults that the tests notice, of ${faults.length}`,
      seen: caught,
      promised: `at least ${Math.ceil(LIMIT * faults.length)}`,
      holds: caught >= LIMIT * faults.length,
    },
  ];
}
