// npm run prove -- NAME [PART...] [--short]: a proof that takes too long for the tests. It prints what it saw as a table,
// and ends with status 1 when something is not as promised.
// npm run prove -- --planted [NAME...]: plants faults, each of which has to turn its proof red (planted.mjs).
import { cpus, totalmem } from 'node:os';

/** Each proof returns rows: what, seen, promised, holds. One with `parts` can be asked for some of them. */
const PROOFS = {
  simulator: () => import('./proofs/simulator.mjs'),
  copies: () => import('./proofs/copies.mjs'),
  diagnosis: () => import('./proofs/diagnosis.mjs'),
  drafts: () => import('./proofs/drafts.mjs'),
  idempotency: () => import('./proofs/idempotency.mjs'),
  pages: () => import('./proofs/pages.mjs'),
  plans: () => import('./proofs/plans.mjs'),
  recount: () => import('./proofs/recount.mjs'),
  scenarios: () => import('./proofs/scenarios.mjs'),
  statistics: () => import('./proofs/statistics.mjs'),
  term: () => import('./proofs/term.mjs'),
  tokens: () => import('./proofs/tokens.mjs'),
  webhooks: () => import('./proofs/webhooks.mjs'),
};

const NOT_AS_PROMISED = 1;
const WRONG_CALL = 2;
const BROKEN = 3;

function explain() {
  console.error(`Say what to prove: npm run prove -- ${Object.keys(PROOFS).join('|')} [PART...] [--short]`);
  process.exit(WRONG_CALL);
}

/** The status tells a promise that was broken from a proof that could not be made. */
async function main() {
  const words = process.argv.slice(2);
  const flags = words.filter((word) => word.startsWith('--'));
  const names = words.filter((word) => !word.startsWith('--'));
  if (flags.join() === '--planted') {
    const { plantAll } = await import('./proofs/planted.mjs');
    return plantAll(names);
  }
  const [name = '', ...only] = names;
  if (!Object.hasOwn(PROOFS, name) || flags.some((flag) => flag !== '--short')) return explain();
  const { prove, parts = {} } = await PROOFS[name]();
  if (!only.every((part) => Object.hasOwn(parts, part))) return explain();
  const rows = await prove({ short: flags.includes('--short'), only });
  const memory = Math.round(totalmem() / 2 ** 30);
  console.log(
    `${cpus().length} × ${cpus()[0].model.trim()}, ${memory} GiB, Node ${process.versions.node}, all on this machine`,
  );
  console.table(rows);
  return rows.every(({ holds }) => holds);
}

try {
  if (!(await main())) process.exitCode = NOT_AS_PROMISED;
} catch (error) {
  console.error(error);
  process.exitCode = BROKEN;
}
