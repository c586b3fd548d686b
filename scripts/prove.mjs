// npm run prove -- NAME [--short]: a proof that takes too long for the tests. It prints what it saw as a table, and
// ends with status 1 when something is not as promised.
import { cpus, totalmem } from 'node:os';

/** Each proof returns rows: what, seen, promised, holds. */
const PROOFS = {
  simulator: () => import('./proofs/simulator.mjs'),
  diagnosis: () => import('./proofs/diagnosis.mjs'),
  tokens: () => import('./proofs/tokens.mjs'),
  webhooks: () => import('./proofs/webhooks.mjs'),
};

const [name = '', ...flags] = process.argv.slice(2);
if (!Object.hasOwn(PROOFS, name) || flags.some((flag) => flag !== '--short')) {
  console.error(`Say what to prove: npm run prove -- ${Object.keys(PROOFS).join('|')} [--short]`);
  process.exit(2);
}
const { prove } = await PROOFS[name]();
const rows = await prove({ short: flags.includes('--short') });
const memory = Math.round(totalmem() / 2 ** 30);
console.log(
  `${cpus().length} × ${cpus()[0].model.trim()}, ${memory} GiB, Node ${process.versions.node}, all on this machine`,
);
console.table(rows);
if (!rows.every(({ holds }) => holds)) process.exitCode = 1;
