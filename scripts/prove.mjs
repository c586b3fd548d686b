// What takes too long for the tests is proved here, with a printed table of what was promised and what was seen:
//   npm run prove                              lists the proofs and makes all of them
//   npm run prove -- NAME [PART...]            makes one, or some parts of it
//   npm run prove -- ... --short               fewer of everything: minutes instead of hours
//   npm run prove -- --help                    lists the proofs and their parts
//   npm run prove -- --planted [WORD...]       plants faults, each of which has to turn its proof red (planted.mjs)
// The status is 0 only when all is as promised.
import { cpus, totalmem } from 'node:os';
import { unlessStopping } from './at-end.mjs';

/** Each proof returns rows: what, seen, promised, holds. One with `parts` can be asked for some of them. */
const PROOFS = {
  simulator: [
    'random scenarios keep the laws of TCP, and tests notice planted faults',
    './proofs/simulator.mjs',
  ],
  diagnosis: ['wrong rules are named by the answers that they lead to', './proofs/diagnosis.mjs'],
  deadlines: [
    'R7 R8: due, extension, grace and close in any order, to the millisecond',
    './proofs/deadlines.mjs',
  ],
  drafts: ['R9: the draft that is left is the one acknowledged last', './proofs/drafts.mjs'],
  idempotency: ['A1: equal POSTs at once have one effect', './proofs/idempotency.mjs'],
  pages: ['A3: pages neither skip nor repeat', './proofs/pages.mjs'],
  tokens: ['A7: altered tokens are refused without the database', './proofs/tokens.mjs'],
  plans: ['no query of a request reads a large table from end to end', './proofs/plans.mjs'],
  recount: ['answers are reckoned again without the simulator', './proofs/recount.mjs'],
  scenarios: ['what holds of every connection, in random scenarios', './proofs/scenarios.mjs'],
  copies: ['students who copied nothing are suspected as rarely as is said', './proofs/copies.mjs'],
  statistics: ['the statistics of a class of 500 are there while one waits', './proofs/statistics.mjs'],
  term: ['a term of 200 students over HTTP, whose scores are reckoned beside it', './proofs/term.mjs'],
  faults: ['R1-R7 R10 R11: killed, crashed, cut off, overloaded, restarted, full', './proofs/faults.mjs'],
  attacks: ['A6 A7 and the table of SECURITY.md: fuzzed, flooded, guessed, timed', './proofs/attacks.mjs'],
  webhooks: ['W1-W17 R3: signed, at least once, fenced, guarded, in time', './proofs/webhooks.mjs'],
  operations: [
    'what docs/operations.md claims: pooler, standby, restore, upgrade, runbook',
    './proofs/operations.mjs',
  ],
};

const FLAGS = ['--short', '--planted', '--help'];
const USAGE = 'npm run prove -- [NAME [PART...]] [--short], or npm run prove -- --planted [WORD...]';
const NOT_AS_PROMISED = 1;
const WRONG_CALL = 2;
const BROKEN = 3;

function list() {
  for (const [name, [about]] of Object.entries(PROOFS)) console.log(`  ${name.padEnd(12)} ${about}`);
}

function explain(what) {
  console.error(`${what}\n${USAGE}`);
  list();
  process.exit(WRONG_CALL);
}

/** Each proof, and the parts that it can be asked for. */
async function help() {
  console.log(USAGE);
  for (const [name, [about, file]] of Object.entries(PROOFS)) {
    const { parts = {} } = await import(file);
    console.log(`  ${name.padEnd(12)} ${about}`);
    if (Object.keys(parts).length > 0) console.log(`${' '.repeat(15)}parts: ${Object.keys(parts).join(' ')}`);
  }
  return true;
}

/** True when all rows hold. */
async function proveOne(name, options) {
  const { prove, parts = {} } = await import(PROOFS[name][1]);
  const unknown = options.only.find((part) => !Object.hasOwn(parts, part));
  if (unknown) explain(`${name} has no part ${unknown}; it has: ${Object.keys(parts).join(' ') || 'none'}.`);
  let rows;
  try {
    rows = await prove(options);
  } finally {
    await unlessStopping();
  }
  console.table(rows);
  return rows.length > 0 && rows.every(({ holds }) => holds);
}

/** One after the other, whatever the ones before came to. */
async function proveAll(options) {
  console.log('The proofs:');
  list();
  const results = [];
  for (const name of Object.keys(PROOFS)) {
    console.log(`\n=== ${name}: ${PROOFS[name][0]}`);
    const begun = performance.now();
    const holds = await proveOne(name, options).catch((error) => {
      console.error(error);
      return false;
    });
    results.push({ proof: name, seconds: Math.round((performance.now() - begun) / 1000), holds });
  }
  console.table(results);
  return results.every(({ holds }) => holds);
}

/** The status tells a promise that was broken from a proof that could not be made. */
async function main() {
  const words = process.argv.slice(2);
  const flags = words.filter((word) => word.startsWith('-'));
  const [name, ...only] = words.filter((word) => !word.startsWith('-'));
  const unknown = flags.find((flag) => !FLAGS.includes(flag));
  if (unknown) explain(`There is no ${unknown}.`);
  if (flags.includes('--help')) return help();
  if (flags.includes('--planted')) {
    const { chosen, FAULTS, plantAll } = await import('./proofs/planted.mjs');
    const wanted = name === undefined ? [] : [name, ...only];
    const faults = FAULTS.map((fault) => `  ${fault.proof.join(' ')}: ${fault.name}`).join('\n');
    const nothing = wanted.find((word) => chosen([word]).length === 0);
    if (nothing) explain(`No planted fault is of ${nothing}; there are:\n${faults}`);
    return plantAll(wanted);
  }
  if (name !== undefined && !Object.hasOwn(PROOFS, name)) explain(`There is no proof ${name}.`);
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${cpus()[0].model.trim()}, ${memory} GiB, Node ${process.versions.node}`;
  console.log(`${machine}, all on this machine`);
  const options = { short: flags.includes('--short'), only };
  return name === undefined ? proveAll(options) : proveOne(name, options);
}

let status = 0;
try {
  if (!(await main())) status = NOT_AS_PROMISED;
} catch (error) {
  console.error(error);
  status = BROKEN;
}
// Whatever a proof has left open, what it has shown is said.
process.exit(status);
