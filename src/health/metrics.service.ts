import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../prisma/database.js';
import { Replica } from '../prisma/replica.js';
import { StateMetrics } from './state-metrics.js';
import { TrafficService } from './traffic.service.js';

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

@Injectable()
export class MetricsService {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #state: StateMetrics;

  constructor(traffic: TrafficService, db: Database, replica: Replica) {
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request head to the end of the answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: BUCKETS_S,
      registers: [this.#registry],
    });
    const open = new Gauge({
      name: 'http_requests_open',
      help: 'Requests without an answer; LASTACK_OPEN_REQUESTS is the most there may be.',
      registers: [],
      collect() {
        this.set(traffic.open);
      },
    });
    this.#registry.registerMetric(open);
    this.#state = new StateMetrics(db, replica, this.#registry);
  }

  /** Times every request under its route's pattern, never its path, so that ids make no new series. */
  observe(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const labels = { method: request.method, route, status: String(reply.statusCode) };
      this.#requests.observe(labels, reply.elapsedTime / 1000);
      done();
    });
  }

  async text(): Promise<string> {
    await this.#state.refresh();
    return this.#registry.metrics();
  }
}
