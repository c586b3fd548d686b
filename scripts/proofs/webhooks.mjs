// The promises of the webhooks that take too long for the tests, on an API, workers and receivers of this machine. Each
// part can be proved alone: npm run prove -- webhooks kills frozen
import { frozen } from './webhooks/frozen.mjs';
import { guard } from './webhooks/guard.mjs';
import { hostile } from './webhooks/hostile.mjs';
import { inbound } from './webhooks/inbound.mjs';
import { kills } from './webhooks/kills.mjs';
import { openLab } from './webhooks/lab.mjs';
import { outbox } from './webhooks/outbox.mjs';
import { rotation } from './webhooks/rotation.mjs';
import { signatures } from './webhooks/signatures.mjs';
import { silent } from './webhooks/silent.mjs';
import { throughput } from './webhooks/throughput.mjs';
import { waves } from './webhooks/waves.mjs';

export const parts = {
  signatures,
  guard,
  hostile,
  rotation,
  outbox,
  inbound,
  waves,
  frozen,
  silent,
  kills,
  throughput,
};
/** What needs neither a database nor a service. */
const ALONE = new Set(['signatures', 'guard', 'hostile']);

/** @param {{ short: boolean, only: string[] }} options short: fewer of everything; only: these parts, or all when empty */
export async function prove({ short, only }) {
  const names = only.length > 0 ? only : Object.keys(parts);
  const rows = [];
  let lab = null;
  try {
    for (const name of names) {
      if (!ALONE.has(name)) lab ??= await openLab();
      const begun = performance.now();
      rows.push(...(await parts[name](lab, { short })));
      console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      await lab?.clear();
    }
  } finally {
    await lab?.close();
  }
  return rows;
}
