// R3: a worker that froze past its leases overwrites nothing. The proof is that of the webhooks, whose deliveries are the one
// thing that a worker holds for longer than a transaction: replays, closes and regrades lock the rows that they write.
import { frozen as frozenSender } from '../webhooks/frozen.mjs';
import { openLab } from '../webhooks/lab.mjs';

export async function frozen() {
  const lab = await openLab();
  try {
    const rows = await frozenSender(lab);
    return rows.map((row) => ({ ...row, what: row.what.replace(/^W4/, 'R3') }));
  } finally {
    await lab.close();
  }
}
