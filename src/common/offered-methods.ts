// Which methods each path takes: a request with another one gets 405 and is told them (RFC 9110, 15.5.6).
import type { FastifyInstance } from 'fastify';

export class OfferedMethods {
  /** By the route as Fastify writes it, `/v1/courses/:courseId`: a name stands for one segment. */
  readonly #methods = new Map<string, Set<string>>();

  /** Learns every route that is added to `server` from now on. */
  learn(server: FastifyInstance): void {
    server.addHook('onRoute', ({ method, url }) => {
      const known = this.#methods.get(url) ?? new Set();
      this.#methods.set(url, known);
      for (const one of [method].flat()) known.add(one);
    });
  }

  /** Of a path without its query, in the order of the alphabet; none where there is no such path. */
  at(path: string): string[] {
    const given = path.split('/');
    const found = [...this.#methods].filter(([route]) => fits(route.split('/'), given));
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].toSorted();
  }
}

function fits(route: string[], given: string[]): boolean {
  if (route.length !== given.length) return false;
  return route.every((segment, i) => (segment.startsWith(':') ? given[i] !== '' : segment === given[i]));
}
