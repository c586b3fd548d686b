// Events on their way to endpoints. The delivery row is the truth, written by compare-and-swap on the try number:
// a job may run twice and a worker may freeze, yet a result is written only by the try that is the latest.
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Settings } from '../config.js';
import type { Prisma } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database } from '../prisma/database.js';
import { type Egress, EgressClient } from './egress.js';
import { unseal } from './sealed-secret.js';
import { signedHeaders } from './signature.js';

/** Seconds to wait after the first failed try, the second, ...; after the last entry the delivery has failed. */
const RETRY_AFTER_S = [5, 30, 120, 600];
const CONCURRENT_TRIES = 8;
const CONCURRENT_FAN_OUTS = 2;

const WITH_PLACE = {
  include: { event: true, endpoint: { omit: { secret: false } } },
} as const;
type Delivery = Prisma.DeliveryGetPayload<typeof WITH_PLACE>;

@Injectable()
export class DeliveriesService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(DeliveriesService.name);
  readonly #stop = new AbortController();

  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly settings: Settings,
    private readonly egress: EgressClient,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.config.role === 'api') return;
    await this.jobs.work('event.fan-out', CONCURRENT_FAN_OUTS, ({ eventId }) => this.fanOut(eventId));
    await this.jobs.work('delivery.try', CONCURRENT_TRIES, ({ deliveryId }) => this.attempt(deliveryId));
  }

  /** A try that is cut off by the shutdown is made again by whoever runs next. */
  beforeApplicationShutdown(): void {
    this.#stop.abort();
  }

  /** One delivery for each endpoint of the event's course; a second run adds none. */
  async fanOut(eventId: string): Promise<void> {
    await this.db.$transaction(async (tx) => {
      const { courseId } = await tx.event.findUniqueOrThrow({
        where: { id: eventId },
        select: { courseId: true },
      });
      const endpoints = await tx.endpoint.findMany({ where: { courseId }, select: { id: true } });
      const created = await tx.delivery.createManyAndReturn({
        data: endpoints.map(({ id: endpointId }) => ({ eventId, endpointId })),
        skipDuplicates: true,
        select: { id: true },
      });
      for (const { id: deliveryId } of created) await this.jobs.enqueue(tx, 'delivery.try', { deliveryId });
    });
  }

  /** One HTTP request of a delivery that is still pending. */
  async attempt(deliveryId: string): Promise<void> {
    const delivery = await this.db.delivery.findUnique({ where: { id: deliveryId }, ...WITH_PLACE });
    if (!delivery || delivery.state !== 'pending') return;
    const number = delivery.tryNumber + 1;
    if (!(await this.#begin(delivery.id, number))) return;
    const result = await this.#send(delivery);
    if ('error' in result && this.#stop.signal.aborted)
      throw new Error('the service stops; the try is made again');
    await this.#finish(delivery.id, number, result);
  }

  /** False when another worker began this try. */
  #begin(deliveryId: string, number: number): Promise<boolean> {
    return this.db.$transaction(async (tx) => {
      const { count } = await tx.delivery.updateMany({
        where: { id: deliveryId, state: 'pending', tryNumber: number - 1 },
        data: { tryNumber: number },
      });
      if (count === 1) await tx.try.create({ data: { deliveryId, number } });
      return count === 1;
    });
  }

  #send({ event, endpoint }: Delivery): Promise<Egress> {
    const body = JSON.stringify({
      type: event.type,
      timestamp: event.createdAt.toISOString(),
      data: event.data,
    });
    const secret = unseal(endpoint.secret, this.settings.secret, endpoint.id);
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = signedHeaders({ id: `msg_${event.id}`, timestamp, body }, secret);
    return this.egress.post(endpoint.url, headers, body, this.#stop.signal);
  }

  async #finish(deliveryId: string, number: number, result: Egress): Promise<void> {
    const delivered = 'status' in result && result.status >= 200 && result.status < 300;
    const wait = RETRY_AFTER_S[number - 1];
    const state = delivered ? 'delivered' : wait === undefined ? 'failed' : 'pending';
    await this.db.$transaction(async (tx) => {
      const outcome = 'status' in result ? { status: result.status } : { error: result.error };
      await tx.try.update({
        where: { deliveryId_number: { deliveryId, number } },
        data: { ...outcome, durationMs: result.durationMs },
      });
      const { count } = await tx.delivery.updateMany({
        where: { id: deliveryId, state: 'pending', tryNumber: number },
        data: { state, ...(delivered && { deliveredAt: new Date() }) },
      });
      // A later try has begun meanwhile: it decides.
      if (count === 0) return this.#logger.warn({ deliveryId, number }, 'a late result was refused');
      if (state === 'pending') await this.jobs.enqueue(tx, 'delivery.try', { deliveryId }, wait);
    });
  }
}
