// Assignments and their items. An item's parameters are checked by its kind when it is written.
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { type Fault, Problem } from '../common/problems.js';
import { CoursesService, type Membership } from '../courses/courses.service.js';
import type { Assignment, Item, Prisma } from '../generated/prisma/client.js';
import { Database } from '../prisma/database.js';
import { type Json, kindOf, kinds, validateParams } from '../questions/index.js';
import {
  type AssignmentView,
  assignmentView,
  type CreateAssignment,
  type CreateItem,
} from './assignments.dto.js';

export type AssignmentWithItems = Assignment & { items: Item[] };

@Injectable()
export class AssignmentsService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
  ) {}

  async create(
    principal: Principal,
    courseId: string,
    { title, items }: CreateAssignment,
  ): Promise<AssignmentView> {
    await this.courses.require(principal, courseId, 'instructor');
    const checked = checkItems(items);
    const assignment = await this.db.assignment.create({
      data: { courseId, title, items: { create: checked } },
      include: { items: true },
    });
    return assignmentView(assignment);
  }

  /** Students see what is published; instructors see all. */
  async list(principal: Principal, courseId: string, query: PageQuery): Promise<Page<AssignmentView>> {
    const { role } = await this.courses.membership(principal, courseId);
    const rows = await this.db.assignment.findMany({
      where: {
        courseId,
        ...(role === 'student' && { state: 'published' }),
        ...(query.after && { id: { gt: query.after } }),
      },
      include: { items: true },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, (row) => row.id, assignmentView);
  }

  async read(principal: Principal, assignmentId: string): Promise<AssignmentView> {
    return assignmentView((await this.visible(principal, assignmentId)).assignment);
  }

  /** Publishing what is published already changes nothing. */
  async publish(principal: Principal, assignmentId: string): Promise<AssignmentView> {
    const { assignment, membership } = await this.visible(principal, assignmentId);
    await this.courses.require(principal, membership.course.id, 'instructor');
    await this.db.$executeRaw`
      UPDATE assignments SET state = 'published', published_at = now() WHERE id = ${assignment.id}::uuid AND state = 'draft'`;
    return this.read(principal, assignmentId);
  }

  /**
   * The assignment, and the principal's place in its course.
   * @throws Problem not-found for who is not in the course, and for students while it is a draft.
   */
  async visible(
    principal: Principal,
    assignmentId: string,
  ): Promise<{ assignment: AssignmentWithItems; membership: Membership }> {
    const absent = () => new Problem('not-found', 'There is no such assignment, or it is not for you.');
    const assignment = await this.db.assignment.findUnique({
      where: { id: assignmentId },
      include: { items: true },
    });
    if (!assignment) throw absent();
    const membership = await this.courses
      .membership(principal, assignment.courseId)
      .catch((error: unknown) => {
        throw error instanceof Problem ? absent() : error;
      });
    if (membership.role === 'student' && assignment.state === 'draft') throw absent();
    return { assignment, membership };
  }
}

/** @throws Problem validation-failed with every fault of every item. */
function checkItems(items: CreateItem[]): Prisma.ItemCreateWithoutAssignmentInput[] {
  const faults: Fault[] = [];
  const checked = items.map(({ kind: name, params, points, tries }, i) => {
    const kind = kindOf(name);
    let valid: Record<string, Json> = {};
    if (!kind) {
      const known = kinds.map((each) => each.name).join(', ');
      faults.push({
        at: `items.${i}.kind`,
        detail: `there is no kind ${JSON.stringify(name)}; there are: ${known}`,
      });
    } else {
      const result = validateParams(kind, params);
      if (result.ok) valid = result.value;
      else
        for (const { path, message } of result.problems)
          faults.push({ at: `items.${i}.params.${path}`, detail: message });
    }
    return { position: i + 1, kind: name, params: valid, points, tries };
  });
  if (faults.length > 0) {
    const named = faults.map(({ at, detail }) => `${at}: ${detail}`).join('; ');
    throw new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
  }
  return checked;
}
