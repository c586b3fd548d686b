// What a try ended in, written where it counts: the delivery, the endpoint and the log. Every write is a
// compare-and-swap on the number of the try, so whoever froze past their lease changes nothing.
import { Injectable, Logger } from '@nestjs/common';
import { EventsService } from '../events/events.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { type Claim, closeDelivered, type Outcome } from './deliveries.queries.js';
import type { Egress } from './egress.js';
import {
  FAILING_LIMIT_S,
  quietAfter,
  readRetryAfter,
  waitAfter,
  WARNED_AFTER_S,
  WARNED_BEFORE_S,
} from './schedule.js';

const GONE = 410;

/** How an endpoint stands after one more failure. */
interface Standing {
  failingSince: Date;
  failingS: number;
  warnedS: number | null;
  disabled: boolean;
}

@Injectable()
export class ResultsService {
  readonly #logger = new Logger(ResultsService.name);

  constructor(
    private readonly db: Database,
    private readonly events: EventsService,
  ) {}

  /** @param random uniform in [0, 1): where in its spread the next try falls */
  async write(claim: Claim, result: Egress, random: number): Promise<void> {
    const outcome = outcomeOf(result);
    const retryAfterS =
      'retryAfter' in result
        ? readRetryAfter(result.retryAfter, claim.now.getTime() + result.durationMs)
        : null;
    const counted = succeeded(outcome)
      ? await closeDelivered(this.db, claim, outcome)
      : await this.db.$transaction((tx) => this.#fail(tx, claim, outcome, retryAfterS, random));
    if (!counted) {
      const { id, tryNumber } = claim;
      this.#logger.warn(
        { deliveryId: id, number: tryNumber },
        'the result of a try came late and changed nothing',
      );
    }
  }

  /** Gives a try back that was cut off by the end of this process: it is no failure of the receiver. */
  async release({ id, tryNumber }: Claim): Promise<void> {
    const error = 'interrupted: the service was stopped';
    await this.db.$transaction([
      this.db.try.updateMany({ where: { deliveryId: id, number: tryNumber }, data: { error } }),
      this.db.delivery.updateMany({
        where: { id, tryNumber, state: 'pending' },
        data: { leasedUntil: null },
      }),
    ]);
  }

  async #fail(
    tx: Tx,
    claim: Claim,
    outcome: Outcome,
    retryAfterS: number | null,
    random: number,
  ): Promise<boolean> {
    const { id, tryNumber, failures, origin } = claim;
    const wait =
      origin === 'ping' || origin === 'redelivery' ? null : waitAfter(failures + 1, retryAfterS, random);
    const count = await tx.$executeRaw`
      UPDATE deliveries SET failures = failures + 1, leased_until = NULL,
        state = CASE WHEN ${wait === null} OR disabled_at IS NOT NULL THEN 'failed' ELSE 'pending' END::delivery_state,
        due_at = clock_timestamp() + make_interval(secs => ${wait ?? 0}::float)
      FROM endpoints WHERE endpoints.id = deliveries.endpoint_id
        AND deliveries.id = ${id}::uuid AND try_number = ${tryNumber} AND state = 'pending'`;
    // None is left when its endpoint was removed meanwhile.
    await tx.try.updateMany({
      where: { deliveryId: id, number: tryNumber },
      data: { ...outcome, late: count === 0 },
    });
    if (count === 0) return false;
    if (origin !== 'ping')
      await this.#judge(tx, claim, outcome.status, quietAfter(outcome.status, retryAfterS));
    return true;
  }

  /** One more failure of an endpoint: it may be slowed down, warned of, or disabled. */
  async #judge(tx: Tx, claim: Claim, status: number | null, quietS: number): Promise<void> {
    const { endpointId, courseId } = claim;
    const rows = await tx.$queryRaw<Standing[]>`
      UPDATE endpoints SET failing_since = coalesce(failing_since, now()),
        quiet_until = greatest(quiet_until, clock_timestamp() + make_interval(secs => ${quietS}::float))
      WHERE id = ${endpointId}::uuid
      RETURNING failing_since AS "failingSince", extract(epoch FROM now() - failing_since)::float AS "failingS",
        extract(epoch FROM now() - warned_at)::float AS "warnedS", disabled_at IS NOT NULL AS disabled`;
    const standing = rows[0];
    if (!standing || standing.disabled) return;
    const { failingSince, failingS, warnedS } = standing;
    if (status === GONE) await this.#disable(tx, claim, 'gone');
    else if (warnedS === null && failingS >= WARNED_AFTER_S) {
      await tx.$executeRaw`UPDATE endpoints SET warned_at = now() WHERE id = ${endpointId}::uuid`;
      await this.events.record(tx, courseId, 'endpoint.failing', {
        endpointId,
        failingSince: failingSince.toISOString(),
      });
    } else if (warnedS !== null && warnedS >= WARNED_BEFORE_S && failingS >= FAILING_LIMIT_S)
      await this.#disable(tx, claim, 'failing');
  }

  /** What was still on its way has failed; a replay of the gap brings it all. */
  async #disable(tx: Tx, { endpointId, courseId }: Claim, reason: 'gone' | 'failing'): Promise<void> {
    const rows = await tx.$queryRaw<{ disabledAt: Date }[]>`
      UPDATE endpoints SET disabled_at = now(), disabled_reason = ${reason} WHERE id = ${endpointId}::uuid
      RETURNING disabled_at AS "disabledAt"`;
    await tx.$executeRaw`
      UPDATE deliveries SET state = 'failed', due_at = now()
      WHERE endpoint_id = ${endpointId}::uuid AND state = 'pending' AND leased_until IS NULL`;
    const disabledAt = (rows[0] as { disabledAt: Date }).disabledAt.toISOString();
    await this.events.record(tx, courseId, 'endpoint.disabled', { endpointId, reason, disabledAt });
  }
}

export function outcomeOf(result: Egress): Outcome {
  const { durationMs } = result;
  return 'status' in result
    ? { status: result.status, error: null, answer: result.answer, durationMs }
    : { status: null, error: result.error, answer: null, durationMs };
}

function succeeded({ status }: Outcome): boolean {
  return status !== null && status >= 200 && status < 300;
}
