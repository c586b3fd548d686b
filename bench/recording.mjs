// The SQL of submissions as the service itself says it to PostgreSQL: submitted one by one through a proxy that reads along.
// What is replayed elsewhere can therefore not drift from what the service does.
import { ask } from './classroom.mjs';
import { readingProxy } from './wire.mjs';

/** How the queue's connections call themselves; they are not part of a request. */
const BACKGROUND = 'lastack-jobs';

/**
 * Each request with the statements that it made, and how many round trips they took.
 * @returns {Promise<{ path: string, roundTrips: number, statements: import('./wire.mjs').Executed[] }[]>}
 */
export async function record(lab, database, requests) {
  const proxy = await readingProxy(database.url);
  const service = await lab.service({ url: proxy.url });
  const take = () => {
    const own = proxy.connections.filter(({ application }) => application !== BACKGROUND);
    return own.reduce(
      (all, connection) => {
        all.roundTrips += connection.roundTrips;
        all.statements.push(...connection.executed);
        connection.roundTrips = 0;
        connection.executed = [];
        return all;
      },
      { roundTrips: 0, statements: [] },
    );
  };
  try {
    // What is said once, when a connection is opened, belongs to no request.
    for (const { token } of requests.slice(0, 20)) await ask(service.url, token, '/v1/me');
    const recorded = [];
    for (const { path, token, body } of requests) {
      take();
      await ask(service.url, token, path, JSON.parse(body));
      recorded.push({ path, ...take() });
    }
    return recorded;
  } finally {
    await service.stop();
    proxy.close();
  }
}

/** The statements that most requests are made of, as one text each; requests that differ from them are left out. */
export function usual(recorded) {
  const shapeOf = ({ statements }) => statements.map(({ sql }) => sql).join(';\n');
  const shapes = Map.groupBy(recorded, shapeOf);
  const [most] = [...shapes.values()].sort((a, b) => b.length - a.length);
  return { statements: most[0].statements.map(({ sql }) => sql), requests: most };
}
