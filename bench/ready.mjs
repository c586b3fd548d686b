// How long it takes from starting the process until it says that it is ready, on a database that exists.
import { performance } from 'node:perf_hooks';
import { request } from 'undici';
import { median } from './figures.mjs';

const STARTS = 5;

export async function ready(lab) {
  const database = await lab.database();
  try {
    await (await lab.service(database)).stop(); // The first one makes the queue's tables.
    const seconds = [];
    for (let i = 0; i < STARTS; i++) {
      const begun = performance.now();
      const service = await lab.service(database, { LASTACK_ROLE: 'all' });
      const { statusCode, body } = await request(`${service.url}/health/ready`);
      await body.dump();
      if (statusCode !== 200) throw new Error(`/health/ready says ${statusCode}`);
      seconds.push((performance.now() - begun) / 1000);
      await service.stop();
    }
    return { ready_s: median(seconds) };
  } finally {
    await database.drop();
  }
}
