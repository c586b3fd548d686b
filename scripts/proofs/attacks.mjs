// The promises about attackers that take too long for the tests, or measure times. Each part can be proved alone:
// npm run prove -- attacks fuzz redos
import { csv } from './attacks/csv.mjs';
import { fuzz } from './attacks/fuzz.mjs';
import { limits } from './attacks/limits.mjs';
import { packages } from './attacks/packages.mjs';
import { redos } from './attacks/redos.mjs';
import { seeds } from './attacks/seeds.mjs';
import { slowloris } from './attacks/slowloris.mjs';
import { timing } from './attacks/timing.mjs';
import { prove as tokens } from './tokens.mjs';

export const parts = { fuzz, limits, slowloris, redos, seeds, tokens, timing, csv, packages };

/** @param {{ short: boolean, only: string[] }} options short: fewer of everything; only: these parts, or all when empty */
export async function prove({ short, only }) {
  const rows = [];
  for (const name of only.length > 0 ? only : Object.keys(parts)) {
    const begun = performance.now();
    rows.push(...(await parts[name]({ short })));
    console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  return rows;
}
