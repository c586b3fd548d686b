// Assignments: their items, rules and states.
import { Injectable } from '@nestjs/common';
import type { Action } from '../audit/actions.js';
import { AuditService, differing } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { stale } from '../common/entity-tag.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { isAtLeast } from '../courses/courses.dto.js';
import { CoursesService, type Membership } from '../courses/courses.service.js';
import { EventsService } from '../events/events.service.js';
import type { Assignment, Counts, Item } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { json } from '../prisma/json.js';
import type { Marking } from '../questions/index.js';
import {
  type AssignmentView,
  assignmentView,
  type CreateAssignment,
  type UpdateAssignment,
} from './assignments.dto.js';
import { ClosingService } from './closing.service.js';
import { timingsOf } from './extensions.queries.js';
import { checkDraw, checkItems } from './items.js';
import type { Aspect } from './release.js';
import { changedRules, newRules } from './rules.dto.js';
import { type State, type Timing, timingFaults } from './timing.js';

export type AssignmentWithItems = Assignment & { items: Item[] };

/** The changes of state that can be asked for. The database allows no other. */
const MOVES = {
  publish: { from: 'draft', to: 'published', action: 'assignment.published' },
  close: { from: 'published', to: 'closed', action: 'assignment.closed' },
  reopen: { from: 'closed', to: 'published', action: 'assignment.reopened' },
  archive: { from: 'closed', to: 'archived', action: 'assignment.archived' },
} as const satisfies Record<string, { from: State; to: State; action: Action }>;
export type Move = keyof typeof MOVES;

@Injectable()
export class AssignmentsService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly jobs: JobsService,
    private readonly events: EventsService,
    private readonly closing: ClosingService,
    private readonly audit: AuditService,
  ) {}

  async create(principal: Principal, courseId: string, body: CreateAssignment): Promise<AssignmentView> {
    const { course } = await this.courses.require(principal, courseId, 'instructor');
    const items = { create: checkItems(body.items, course.profile) };
    const rules = newRules(body);
    refuseFaults(rules);
    checkDraw(rules.drawItems, body.items);
    const data = { courseId, title: body.title, ...rules, items };
    return this.db.$transaction(async (tx) => {
      const view = assignmentView(await tx.assignment.create({ data, include: { items: true } }));
      await this.audit.record(tx, courseId, principal, {
        action: 'assignment.created',
        subject: { type: 'assignment', id: view.id },
        before: null,
        after: view,
      });
      return view;
    });
  }

  /** Students see what is published, with the dates that hold for them; the staff sees all. */
  async list(principal: Principal, courseId: string, query: PageQuery): Promise<Page<AssignmentView>> {
    const { role } = await this.courses.membership(principal, courseId);
    const rows = await this.db.assignment.findMany({
      where: {
        courseId,
        ...(role === 'student' && { state: { not: 'draft' } }),
        ...(query.after && { id: { gt: query.after } }),
      },
      include: { items: true },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    const timings = role === 'student' ? await timingsOf(this.db, rows, principal.personId) : null;
    return page(
      rows,
      query,
      (row) => row.id,
      (row) => assignmentView(row, timings && { timing: timings.get(row.id) ?? row }),
    );
  }

  async read(principal: Principal, assignmentId: string): Promise<AssignmentView> {
    const { assignment, membership, timing } = await this.visible(principal, assignmentId);
    return assignmentView(assignment, membership.role === 'student' ? { timing } : null);
  }

  /** Changes what is given, if nobody has changed it since `version`. Scores follow changed rules by a job. */
  async update(
    principal: Principal,
    assignmentId: string,
    version: number,
    { title, items, ...rules }: UpdateAssignment,
  ): Promise<AssignmentView> {
    const assignment = await this.editable(principal, assignmentId);
    const { id, state } = assignment;
    if (assignment.version !== version) throw stale();
    if (state === 'archived') throw new Problem('conflict', 'What is archived does not change.');
    const { drawItems, variantScope, sharedAcrossItems } = rules;
    const isOther = [items, drawItems, variantScope, sharedAcrossItems].some((given) => given !== undefined);
    if (isOther && state !== 'draft')
      throw new Problem('conflict', 'It is published: who gets which questions stays as it is.');
    const changed = changedRules(rules);
    refuseFaults({ ...assignment, ...changed });
    checkDraw({ ...assignment, ...changed }.drawItems, items ?? assignment.items);
    const { course } = await this.courses.membership(principal, assignment.courseId);
    const fresh = items && checkItems(items, course.profile).map((item) => ({ ...item, assignmentId: id }));
    return this.db.$transaction(async (tx) => {
      const data = { ...changed, title, version: { increment: 1 } };
      const { count } = await tx.assignment.updateMany({ where: { id, version }, data });
      if (count === 0) throw stale();
      if (fresh) {
        await tx.item.deleteMany({ where: { assignmentId: id } });
        await tx.item.createMany({ data: fresh });
      }
      if (state !== 'draft') {
        await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId: id });
        await this.closing.settle(tx, id);
      }
      const view = assignmentView(
        await tx.assignment.findUniqueOrThrow({ where: { id }, include: { items: true } }),
      );
      await this.audit.record(tx, assignment.courseId, principal, {
        action: 'assignment.changed',
        subject: { type: 'assignment', id },
        ...differing(assignmentView(assignment), view),
      });
      return view;
    });
  }

  /** Tells the students now what waits for a date or for this. It cannot be taken back. */
  async release(principal: Principal, assignmentId: string, aspects: Aspect[]): Promise<AssignmentView> {
    const { courseId, released } = await this.editable(principal, assignmentId);
    await this.db.$transaction(async (tx) => {
      const changed = await tx.$executeRaw`
        UPDATE assignments SET released = ARRAY(SELECT DISTINCT unnest(released || ${aspects}::text[]) ORDER BY 1),
                               version = version + 1
        WHERE id = ${assignmentId}::uuid AND NOT released @> ${aspects}::text[]`;
      if (changed > 0)
        await this.audit.record(tx, courseId, principal, {
          action: 'assignment.released',
          subject: { type: 'assignment', id: assignmentId },
          before: { released },
          after: { released: [...new Set([...released, ...aspects])].toSorted() },
        });
      await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId });
    });
    return this.read(principal, assignmentId);
  }

  /** Asked to go where it is already, it stays. */
  async move(principal: Principal, assignmentId: string, move: Move): Promise<AssignmentView> {
    const { courseId } = await this.editable(principal, assignmentId);
    const { from, to, action } = MOVES[move];
    await this.db.$transaction(async (tx) => {
      const [moved] = await tx.$queryRaw<{ publishedAt: Date }[]>`
        UPDATE assignments SET state = ${to}::assignment_state, version = version + 1,
                               published_at = coalesce(published_at, now())
        WHERE id = ${assignmentId}::uuid AND state = ${from}::assignment_state
        RETURNING published_at AS "publishedAt"`;
      if (moved)
        await this.audit.record(tx, courseId, principal, {
          action,
          subject: { type: 'assignment', id: assignmentId },
          before: { state: from },
          after: { state: to },
        });
      if (moved && move === 'publish') {
        const publishedAt = moved.publishedAt.toISOString();
        await this.events.record(tx, courseId, 'assignment.published', { assignmentId, publishedAt });
      }
      await this.closing.settle(tx, assignmentId);
      await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId });
    });
    const view = await this.read(principal, assignmentId);
    if (view.state !== to)
      throw new Problem('conflict', `It is ${view.state}; only what is ${from} can become ${to}.`);
    return view;
  }

  /**
   * The assignment, the principal's place in its course, and the rules of time that hold for them.
   * @throws Problem not-found for who is not in the course, and for students while it is a draft.
   */
  async visible(
    principal: Principal,
    assignmentId: string,
  ): Promise<{ assignment: AssignmentWithItems; membership: Membership; timing: Timing }> {
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
    if (membership.role !== 'student') return { assignment, membership, timing: assignment };
    if (assignment.state === 'draft') throw absent();
    const timings = await timingsOf(this.db, [assignment], principal.personId);
    return { assignment, membership, timing: timings.get(assignmentId) ?? assignment };
  }

  /** Says how items are marked from now on, and what they count in attempts that are begun from now on. */
  async mark(tx: Tx, items: { itemId: string; marking: Marking; counts: Counts }[]): Promise<void> {
    for (const { itemId, marking, counts } of items)
      await tx.item.update({ where: { id: itemId }, data: { marking: json(marking), counts } });
  }

  /** @throws Problem not-found as `visible`, forbidden for who may not change it. */
  async editable(principal: Principal, assignmentId: string): Promise<AssignmentWithItems> {
    const { assignment, membership } = await this.visible(principal, assignmentId);
    if (!isAtLeast(membership.role, 'instructor')) {
      throw new Problem('forbidden', `This is for a course's instructors; you are ${membership.role} here.`);
    }
    return assignment;
  }
}

function refuseFaults(timing: Timing): void {
  const faults = timingFaults(timing);
  if (faults.length === 0) return;
  const named = faults.map(({ detail }) => detail).join('; ');
  throw new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
}
