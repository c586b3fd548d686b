// What docs/operations.md claims, tried: each part sets up its PostgreSQL servers, its processes and its fault anew.
// npm run prove -- operations pooler standby
import { atEnd } from '../at-end.mjs';
import { openLab } from './operations/lab.mjs';
import { pooler } from './operations/pooler.mjs';
import { restore } from './operations/restore.mjs';
import { runbook } from './operations/runbook.mjs';
import { standby } from './operations/standby.mjs';
import { upgrade } from './operations/upgrade.mjs';

export const parts = { pooler, standby, restore, upgrade, runbook };

/** @param {{ short: boolean, only: string[] }} options short: fewer of everything; only: these parts, or all when empty */
export async function prove({ short, only }) {
  const names = only.length > 0 ? only : Object.keys(parts);
  const rows = [];
  const lab = await openLab();
  const close = atEnd(() => lab.close());
  try {
    for (const name of names) {
      const begun = performance.now();
      rows.push(...(await parts[name](lab, { short })));
      console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      await lab.clear();
    }
  } finally {
    await close();
  }
  return rows;
}
