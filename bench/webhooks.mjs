// How many webhooks one process delivers a second, beside its PostgreSQL and the receivers: a backlog, as fast as it goes.
// The proof `npm run prove -- webhooks throughput` holds the same over ten minutes.
import { openLab } from '../scripts/proofs/webhooks/lab.mjs';
import { deliverBacklog, ENDPOINTS } from '../scripts/proofs/webhooks/throughput.mjs';

export async function webhooks({ quick }) {
  const lab = await openLab();
  try {
    const { id } = await lab.course(ENDPOINTS);
    const { worker, rate } = await deliverBacklog(lab, id, quick ? 60 : 400);
    await worker.end('SIGTERM');
    return { 'webhooks.deliveries_per_s': rate };
  } finally {
    await lab.close();
  }
}
