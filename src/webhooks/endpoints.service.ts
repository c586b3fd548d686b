// The webhook receivers of a course, and what was delivered to them.
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { CoursesService } from '../courses/courses.service.js';
import { Database } from '../prisma/database.js';
import { EgressClient } from './egress.js';
import { seal } from './sealed-secret.js';
import { newSecret } from './signature.js';
import {
  type CreateEndpoint,
  type DeliveryView,
  deliveryView,
  type EndpointView,
  endpointView,
  type NewEndpointView,
} from './webhooks.dto.js';

@Injectable()
export class EndpointsService {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly courses: CoursesService,
    private readonly egress: EgressClient,
  ) {}

  /** The signing secret is in the answer, and never in another one. */
  async create(
    principal: Principal,
    courseId: string,
    { url, description }: CreateEndpoint,
  ): Promise<NewEndpointView> {
    await this.courses.require(principal, courseId, 'instructor');
    const refused = await this.egress.refusal(url);
    if (refused)
      throw new Problem('validation-failed', `Nothing was changed. url: ${refused}.`, [
        { at: 'url', detail: refused },
      ]);
    const secret = newSecret();
    const row = await this.db.$transaction(async (tx) => {
      const { id } = await tx.endpoint.create({
        data: { courseId, url, description, secret: new Uint8Array() },
      });
      // Sealed for the row's own id, which the row had to get first.
      return tx.endpoint.update({ where: { id }, data: { secret: seal(secret, this.settings.secret, id) } });
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

  async deliveries(
    principal: Principal,
    courseId: string,
    endpointId: string,
    query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    await this.courses.require(principal, courseId, 'instructor');
    const endpoint = await this.db.endpoint.findUnique({
      where: { id: endpointId, courseId },
      select: { id: true },
    });
    if (!endpoint) throw new Problem('not-found', 'There is no such endpoint in this course.');
    const rows = await this.db.delivery.findMany({
      where: { endpointId, ...(query.after && { id: { gt: query.after } }) },
      include: { event: true, tries: { orderBy: { number: 'asc' } } },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, (row) => row.id, deliveryView);
  }
}
