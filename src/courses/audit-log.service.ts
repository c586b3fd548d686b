// The audit log of a course, for its instructors to read.
import { Injectable } from '@nestjs/common';
import { AuditService, type Verification } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, rowsOf } from '../common/page.js';
import { Database } from '../prisma/database.js';
import { type AuditEntryView, auditEntryView, type AuditQuery } from './audit.dto.js';
import { CoursesService } from './courses.service.js';

@Injectable()
export class AuditLogService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly audit: AuditService,
  ) {}

  async list(principal: Principal, courseId: string, query: AuditQuery): Promise<Page<AuditEntryView>> {
    await this.courses.require(principal, courseId, 'instructor');
    const { after, action, actorId, subjectId, from, to } = query;
    const last = after && (await this.db.auditEntry.findUnique({ where: { id: after, courseId } }));
    const rows = await this.db.auditEntry.findMany({
      where: {
        courseId,
        action,
        actorId,
        subjectId,
        at: { gte: from && new Date(from), lte: to && new Date(to) },
        ...(last && { seq: { gt: last.seq } }),
      },
      orderBy: { seq: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ id }) => id, auditEntryView);
  }

  async verify(principal: Principal, courseId: string): Promise<Verification> {
    await this.courses.require(principal, courseId, 'instructor');
    return this.audit.verify(courseId);
  }
}
