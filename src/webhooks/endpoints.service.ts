// The webhook receivers of a course.
import { Injectable } from '@nestjs/common';
import { AuditService, differing } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { CoursesService } from '../courses/courses.service.js';
import type { Endpoint } from '../generated/prisma/client.js';
import { Database, type Tx } from '../prisma/database.js';
import { countReplayable, gapOf } from './deliveries.queries.js';
import { EgressClient } from './egress.js';
import { seal } from './sealed-secret.js';
import { newSecret } from './signature.js';
import {
  type ChangeEndpoint,
  type CreateEndpoint,
  type EndpointView,
  endpointView,
  type GapView,
  type NewEndpointView,
  type RotateSecret,
} from './webhooks.dto.js';

type EndpointRow = Omit<Endpoint, 'secret' | 'previousSecret'>;

@Injectable()
export class EndpointsService {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly courses: CoursesService,
    private readonly egress: EgressClient,
    private readonly audit: AuditService,
  ) {}

  /** The signing secret is in the answer, and never in another one. */
  async create(principal: Principal, courseId: string, body: CreateEndpoint): Promise<NewEndpointView> {
    await this.courses.require(principal, courseId, 'instructor');
    await this.#checkUrl(body.url);
    const { url, description, eventTypes } = body;
    const secret = newSecret();
    const row = await this.db.$transaction(async (tx) => {
      const { id } = await tx.endpoint.create({
        data: { courseId, url, description, eventTypes, secret: new Uint8Array() },
      });
      // Sealed for the row's own id, which the row had to get first.
      const sealed = { secret: seal(secret, this.settings.secret, id) };
      const endpoint = await tx.endpoint.update({ where: { id }, data: sealed });
      await this.audit.record(tx, courseId, principal, {
        action: 'endpoint.created',
        subject: { type: 'endpoint', id },
        before: null,
        after: { url, description, eventTypes },
      });
      return endpoint;
    });
    return { ...endpointView(row), secret };
  }

  async list(principal: Principal, courseId: string, query: PageQuery): Promise<Page<EndpointView>> {
    await this.courses.require(principal, courseId, 'instructor');
    const rows = await this.db.endpoint.findMany({
      where: { courseId, ...(query.after && { id: { gt: query.after } }) },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, (row) => row.id, endpointView);
  }

  async read(principal: Principal, courseId: string, endpointId: string): Promise<EndpointView> {
    return endpointView(await this.visible(principal, courseId, endpointId));
  }

  async change(
    principal: Principal,
    courseId: string,
    endpointId: string,
    { enabled, ...fields }: ChangeEndpoint,
  ): Promise<EndpointView> {
    await this.visible(principal, courseId, endpointId);
    if (fields.url !== undefined) await this.#checkUrl(fields.url);
    const { before, after } = await this.db.$transaction(async (tx) => {
      const before = await this.lock(tx, endpointId);
      await tx.endpoint.update({ where: { id: endpointId }, data: fields });
      if (enabled === true && before.disabledAt) {
        await tx.$executeRaw`
          UPDATE endpoints SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL, warned_at = NULL,
            quiet_until = NULL WHERE id = ${endpointId}::uuid`;
      } else if (enabled === false && !before.disabledAt) {
        await tx.$executeRaw`
          UPDATE endpoints SET disabled_at = now(), disabled_reason = 'manual' WHERE id = ${endpointId}::uuid`;
      }
      const after = await tx.endpoint.findUniqueOrThrow({ where: { id: endpointId } });
      await this.audit.record(tx, courseId, principal, {
        action: 'endpoint.changed',
        subject: { type: 'endpoint', id: endpointId },
        ...differing(endpointView(before), endpointView(after)),
      });
      return { before, after };
    });
    if (after.disabledAt || !before.disabledAt) return endpointView(after);
    return { ...endpointView(after), gap: await this.#gap(before, before.disabledAt) };
  }

  async remove(principal: Principal, courseId: string, endpointId: string): Promise<void> {
    await this.visible(principal, courseId, endpointId);
    await this.db.$transaction(async (tx) => {
      // Deliveries before their endpoint, as whoever writes a result locks them.
      await tx.delivery.deleteMany({ where: { endpointId } });
      const { url, description, eventTypes } = await this.lock(tx, endpointId);
      await tx.endpoint.delete({ where: { id: endpointId } });
      await this.audit.record(tx, courseId, principal, {
        action: 'endpoint.removed',
        subject: { type: 'endpoint', id: endpointId },
        before: { url, description, eventTypes },
        after: null,
      });
    });
  }

  /** A third secret would have to end the first before its time, so a rotation waits for the one before. */
  async rotate(
    principal: Principal,
    courseId: string,
    endpointId: string,
    { overlapHours }: RotateSecret,
  ): Promise<NewEndpointView> {
    await this.visible(principal, courseId, endpointId);
    const secret = newSecret();
    const sealed = seal(secret, this.settings.secret, endpointId);
    return this.db.$transaction(async (tx) => {
      const count = await tx.$executeRaw`
        UPDATE endpoints SET secret = ${sealed},
          previous_secret = CASE WHEN ${overlapHours} > 0 THEN secret END,
          previous_until = CASE WHEN ${overlapHours} > 0 THEN now() + make_interval(hours => ${overlapHours}::int) END
        WHERE id = ${endpointId}::uuid AND (${overlapHours} = 0 OR previous_until IS NULL OR previous_until <= now())`;
      if (count === 0) {
        throw new Problem(
          'conflict',
          'Two secrets hold already, until previousSecretUntil. With overlapHours 0 both end at once.',
        );
      }
      const row = await tx.endpoint.findUniqueOrThrow({ where: { id: endpointId } });
      await this.audit.record(tx, courseId, principal, {
        action: 'endpoint.secret_rotated',
        subject: { type: 'endpoint', id: endpointId },
        before: null,
        after: { previousSecretUntil: row.previousUntil },
      });
      return { ...endpointView(row), secret };
    });
  }

  /** @throws Problem not-found, forbidden */
  async visible(principal: Principal, courseId: string, endpointId: string): Promise<EndpointRow> {
    await this.courses.require(principal, courseId, 'instructor');
    const row = await this.db.endpoint.findUnique({ where: { id: endpointId, courseId } });
    if (!row) throw new Problem('not-found', 'There is no such endpoint in this course.');
    return row;
  }

  /** Holds the endpoint until the transaction ends. @throws Problem not-found when it was removed meanwhile */
  async lock(tx: Tx, endpointId: string): Promise<EndpointRow> {
    await tx.$queryRaw`SELECT 1 FROM endpoints WHERE id = ${endpointId}::uuid FOR UPDATE`;
    const row = await tx.endpoint.findUnique({ where: { id: endpointId } });
    if (!row) throw new Problem('not-found', 'There is no such endpoint in this course.');
    return row;
  }

  async #checkUrl(url: string): Promise<void> {
    const refused = await this.egress.refusal(url);
    if (!refused) return;
    const faults = [{ at: 'url', detail: refused }];
    throw new Problem('validation-failed', `Nothing was changed. url: ${refused}.`, faults);
  }

  /** Looked at once the endpoint is enabled for all to see: until then events are spread without it. */
  async #gap({ id, courseId, failingSince }: EndpointRow, disabledAt: Date): Promise<GapView> {
    const { from, to } = await gapOf(this.db, { endpointId: id, courseId, failingSince, disabledAt });
    const events = await countReplayable(this.db, { endpointId: id, courseId, from, to, all: false });
    return { from: from.toISOString(), to: to.toISOString(), events };
  }
}
