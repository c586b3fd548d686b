// What was delivered to a receiver, and delivering it again.
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { type Page, page, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Database, type Tx } from '../prisma/database.js';
import {
  countReplayable,
  LEASE_S,
  IN_FLIGHT_LIMIT,
  replay,
  REPLAY_LIMIT,
  type Claim,
} from './deliveries.queries.js';
import { DispatcherService } from './dispatcher.service.js';
import { EndpointsService } from './endpoints.service.js';
import { ResultsService } from './results.service.js';
import { SenderService } from './sender.service.js';
import {
  type DeliveriesQuery,
  type DeliveryView,
  deliveryView,
  type Replay,
  type ReplayView,
  type TryView,
  tryView,
} from './webhooks.dto.js';

const WITH_LOG = { event: true, tries: { orderBy: { number: 'asc' } } } as const;
const never = new AbortController().signal;
/** As long as a statement may take: 10,000 deliveries are more than the 5 s of other transactions are meant for. */
const REPLAY_TIMEOUT_MS = 20_000;

@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: Database,
    private readonly endpoints: EndpointsService,
    private readonly dispatcher: DispatcherService,
    private readonly sender: SenderService,
    private readonly results: ResultsService,
  ) {}

  async list(
    principal: Principal,
    courseId: string,
    endpointId: string,
    query: DeliveriesQuery,
  ): Promise<Page<DeliveryView>> {
    await this.endpoints.visible(principal, courseId, endpointId);
    const rows = await this.db.delivery.findMany({
      where: {
        endpointId,
        ...(query.state && { state: query.state }),
        ...(query.after && { id: { gt: query.after } }),
      },
      include: WITH_LOG,
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, (row) => row.id, deliveryView);
  }

  async read(
    principal: Principal,
    courseId: string,
    endpointId: string,
    deliveryId: string,
  ): Promise<DeliveryView> {
    await this.endpoints.visible(principal, courseId, endpointId);
    const row = await this.db.delivery.findUnique({
      where: { id: deliveryId, endpointId },
      include: WITH_LOG,
    });
    if (!row) throw new Problem('not-found', 'There is no such delivery to this endpoint.');
    return deliveryView(row);
  }

  /** A delivery of its own with one try, as often as it is asked for: whoever asks sees the answer and can ask again. */
  async redeliver(
    principal: Principal,
    courseId: string,
    endpointId: string,
    deliveryId: string,
  ): Promise<DeliveryView> {
    await this.endpoints.visible(principal, courseId, endpointId);
    const row = await this.db.$transaction(async (tx) => {
      const { disabledAt } = await this.endpoints.lock(tx, endpointId);
      if (disabledAt) throw new Problem('conflict', 'The endpoint is disabled; enable it first.');
      const original = await tx.delivery.findUnique({ where: { id: deliveryId, endpointId } });
      if (!original || original.origin === 'ping')
        throw new Problem('not-found', 'There is no such delivery of an event to this endpoint.');
      const { eventId } = original;
      const { _max } = await tx.delivery.aggregate({
        where: { eventId, endpointId },
        _max: { number: true },
      });
      return tx.delivery.create({
        data: { eventId, endpointId, number: (_max.number ?? 0) + 1, origin: 'redelivery' },
        include: WITH_LOG,
      });
    });
    this.dispatcher.wake();
    return deliveryView(row);
  }

  async replay(
    principal: Principal,
    courseId: string,
    endpointId: string,
    body: Replay,
  ): Promise<ReplayView> {
    await this.endpoints.visible(principal, courseId, endpointId);
    const range = {
      courseId,
      endpointId,
      all: body.all,
      from: new Date(body.from),
      to: new Date(body.to),
    };
    if (range.from > range.to) {
      const faults = [{ at: 'to', detail: 'to must not be before from' }];
      throw new Problem('validation-failed', 'Nothing is sent. to must not be before from.', faults);
    }
    const replayed = async (tx: Tx) => {
      const { disabledAt } = await this.endpoints.lock(tx, endpointId);
      if (disabledAt) throw new Problem('conflict', 'The endpoint is disabled; enable it first.');
      const count = await countReplayable(tx, range);
      if (count > REPLAY_LIMIT)
        throw new Problem('conflict', `These are ${count} events; replay up to ${REPLAY_LIMIT} at once.`);
      return replay(tx, range);
    };
    const events = await this.db.$transaction(replayed, { timeout: REPLAY_TIMEOUT_MS });
    this.dispatcher.wake();
    return { events };
  }

  /** Sends a ping and waits for what comes of it. It is in the log, is never tried again and counts for nothing. */
  async ping(principal: Principal, courseId: string, endpointId: string): Promise<TryView> {
    await this.endpoints.visible(principal, courseId, endpointId);
    const claim = await this.#beginPing(courseId, endpointId);
    await this.results.write(claim, await this.sender.send(claim, never), 0);
    const { id: deliveryId, tryNumber: number } = claim;
    const row = await this.db.try.findUnique({ where: { deliveryId_number: { deliveryId, number } } });
    if (!row) throw new Problem('not-found', 'The endpoint was removed while the ping was on its way.');
    return tryView(row);
  }

  async #beginPing(courseId: string, endpointId: string): Promise<Claim> {
    return this.db.$transaction(async (tx) => {
      await this.endpoints.lock(tx, endpointId);
      const clock = await tx.$queryRaw<{ now: Date; until: Date; open: number }[]>`
        SELECT clock_timestamp() AS now, clock_timestamp() + make_interval(secs => ${LEASE_S}::int) AS until,
          (SELECT count(*)::int FROM deliveries WHERE endpoint_id = ${endpointId}::uuid AND leased_until > now()) AS open`;
      const { now, until, open } = clock[0] as (typeof clock)[number];
      if (open >= IN_FLIGHT_LIMIT)
        throw new Problem('conflict', `${open} requests to this endpoint are open; wait for one of them.`);
      const event = await tx.event.create({
        data: { courseId, type: 'ping', data: { endpointId }, spreadAt: now },
      });
      const { id, failures, origin, tryNumber } = await tx.delivery.create({
        data: { eventId: event.id, endpointId, origin: 'ping', tryNumber: 1, leasedUntil: until },
      });
      await tx.try.create({ data: { deliveryId: id, number: tryNumber } });
      const { url, secret, previousSecret, previousUntil, failingSince } =
        await tx.endpoint.findUniqueOrThrow({
          where: { id: endpointId },
          omit: { secret: false, previousSecret: false },
        });
      const { id: eventId, type, schemaVersion, createdAt } = event;
      return {
        id,
        tryNumber,
        failures,
        origin,
        isFailing: failingSince !== null,
        courseId,
        endpointId,
        url,
        secret,
        now,
        eventId,
        type,
        schemaVersion,
        createdAt,
        data: { endpointId },
        previousSecret: previousUntil !== null && previousUntil > now ? previousSecret : null,
      };
    });
  }
}
