// The promises about faults: what is killed, crashed, cut off, overloaded, restarted or full, on processes of this
// machine. Each part can be proved alone: npm run prove -- faults kills crashes
import { clocks } from './faults/clocks.mjs';
import { crashes } from './faults/crashes.mjs';
import { frozen } from './faults/frozen.mjs';
import { full } from './faults/full.mjs';
import { kills } from './faults/kills.mjs';
import { notifications } from './faults/notifications.mjs';
import { overload } from './faults/overload.mjs';
import { replays } from './faults/replays.mjs';
import { restarts } from './faults/restarts.mjs';

export const parts = {
  kills,
  crashes,
  frozen,
  notifications,
  overload,
  clocks,
  restarts,
  replays,
  full,
};

/** @param {{ short: boolean, only: string[] }} options short: fewer of everything; only: these parts, or all when empty */
export async function prove({ short, only }) {
  const names = only.length > 0 ? only : Object.keys(parts);
  const rows = [];
  for (const name of names) {
    const begun = performance.now();
    rows.push(...(await parts[name]({ short })));
    console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  return rows;
}
