// The beginning of an exam: so many students begin and as many others submit, all at moments of their own within ten
// seconds, each from a connection of their own.
import { openClass } from './classroom.mjs';
import { quantile } from './figures.mjs';
import { keysOf } from './keys.mjs';
import { wholeAttempts } from './attempt10.mjs';
import { Random } from '../dist/random.js';

const WITHIN_MS = 10_000;
const LADDER = [10, 100, 500, 1_000, 2_000];
const QUICK = [1_000];
const CONNECTIONS = 32;
const WARM_UP = 100;

export async function burst(lab, { quick }) {
  const figures = {};
  for (const count of quick ? QUICK : LADDER) Object.assign(figures, await rung(lab, count));
  return figures;
}

async function rung(lab, count) {
  const database = await lab.database();
  const service = await lab.service(database, { LASTACK_ROLE: 'all' });
  try {
    const course = await openClass(database.query, service.url, 2 * count + WARM_UP);
    const [beginning, answering] = [course.students.slice(0, count), course.students.slice(count)];
    await lab.load('load.mjs', {
      url: service.url,
      connections: CONNECTIONS,
      requests: course.starts(answering),
    });
    const questions = await keysOf(database.query, service.url, course);
    const { requests } = wholeAttempts(questions, answering);
    const warm = { url: service.url, connections: CONNECTIONS, requests: requests.slice(count) };
    await lab.load('load.mjs', warm);
    const moments = new Random('0b'.repeat(32)).field('arrivals');
    const arrivals = [...course.starts(beginning), ...requests.slice(0, count)].map((request) => ({
      ...request,
      at_ms: moments.int(0, WITHIN_MS - 1),
    }));
    const { answers } = await lab.load('arrivals.mjs', { url: service.url, requests: arrivals });
    const p95 = (some) =>
      quantile(
        some.map(({ ms }) => ms),
        0.95,
      );
    return {
      [`burst${count}.start_p95_ms`]: p95(answers.slice(0, count)),
      [`burst${count}.submit_p95_ms`]: p95(answers.slice(count)),
      [`burst${count}.errors`]: answers.filter(({ status }) => !String(status).startsWith('2')).length,
    };
  } finally {
    await service.stop();
    await database.drop();
  }
}
