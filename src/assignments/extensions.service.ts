// Extensions: other dates, more time or more attempts, for one learner or one group. Scores follow by a job.
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type Actor, AuditService, type Change } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { type Fault, Problem } from '../common/problems.js';
import { CoursesService } from '../courses/courses.service.js';
import type { Assignment } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { AssignmentsService } from './assignments.service.js';
import { ClosingService } from './closing.service.js';
import { type ExtensionRow, type ExtensionView, extensionView, SetExtension } from './extensions.dto.js';
import { moment } from './rules.dto.js';
import { timingFaults, timingWith } from './timing.js';

/** Why it is set, and where in the request each one stands. */
interface Told {
  reason?: string | null;
  at?: (i: number) => string;
}

@Injectable()
export class ExtensionsService {
  constructor(
    private readonly db: Database,
    private readonly assignments: AssignmentsService,
    private readonly courses: CoursesService,
    private readonly jobs: JobsService,
    private readonly closing: ClosingService,
    private readonly audit: AuditService,
  ) {}

  /** Sets each one in the place of what its learner or group had; all of them, or with a fault none. */
  async set(principal: Principal, assignmentId: string, wanted: SetExtension[]): Promise<ExtensionView[]> {
    const assignment = await this.assignments.editable(principal, assignmentId);
    return this.db.$transaction((tx) => this.#apply(tx, principal, assignment, wanted), { timeout: 30_000 });
  }

  /** Sets the rows that have no fault, and says what is wrong with the others. */
  async setMany(
    principal: Principal,
    assignmentId: string,
    rows: object[],
  ): Promise<{ rows: ExtensionRow[] }> {
    const assignment = await this.assignments.editable(principal, assignmentId);
    const place = (row: number) => `extensions.${row}`;
    const read = rows.map((plain) => plainToInstance(SetExtension, plain));
    const unfit = read.map((extension, i) => formFaults(extension, place(i)));
    // What has not the form of an extension is not looked at further: it stands for nobody.
    const formed = read.map((extension, i) => (unfit[i]?.length ? {} : extension));
    return this.db.$transaction(
      async (tx) => {
        const known = await faultsOf(tx, assignment, formed, place);
        const faults = read.map((_, i) => (unfit[i]?.length ? unfit[i] : (known[i] ?? [])));
        const good = read.filter((_, i) => faults[i]?.length === 0);
        const views = await this.#write(tx, principal, assignment, good, null);
        return {
          rows: faults.map((errors, row): ExtensionRow => {
            const extension = errors.length === 0 ? (views.shift() ?? null) : null;
            return { row, outcome: extension ? 'set' : 'refused', extension, errors };
          }),
        };
      },
      { timeout: 30_000 },
    );
  }

  /** What the LMS of the course asks for, in its transaction. @throws Problem not-found, validation-failed */
  async setForLms(
    tx: Tx,
    courseId: string,
    assignmentId: string,
    extension: SetExtension,
    reason: string,
  ): Promise<ExtensionView> {
    const assignment = await tx.assignment.findUnique({ where: { id: assignmentId, courseId } });
    if (!assignment) throw new Problem('not-found', 'There is no such assignment in this course.');
    const [view] = await this.#apply(tx, null, assignment, [extension], { reason, at: () => 'data' });
    return view as ExtensionView;
  }

  async #apply(
    tx: Tx,
    actor: Actor,
    assignment: Assignment,
    wanted: SetExtension[],
    { reason = null, at = (i) => `extensions.${i}` }: Told = {},
  ): Promise<ExtensionView[]> {
    const faults = (await faultsOf(tx, assignment, wanted, at)).flat();
    if (faults.length > 0) {
      const named = faults.map(({ detail }) => detail).join('; ');
      throw new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
    }
    return this.#write(tx, actor, assignment, wanted, reason);
  }

  async #write(
    tx: Tx,
    actor: Actor,
    { id: assignmentId, courseId }: Assignment,
    wanted: SetExtension[],
    reason: string | null,
  ): Promise<ExtensionView[]> {
    const views: ExtensionView[] = [];
    const changes: Change[] = [];
    for (const extension of wanted) {
      const { learnerId = null, groupId = null } = extension;
      const data = fieldsOf(extension);
      const where = learnerId
        ? { assignmentId_learnerId: { assignmentId, learnerId } }
        : { assignmentId_groupId: { assignmentId, groupId: groupId ?? '' } };
      const create = { assignmentId, learnerId, groupId, ...data };
      const before = await tx.extension.findUnique({ where });
      const view = extensionView(await tx.extension.upsert({ where, create, update: data }));
      views.push(view);
      changes.push({
        action: 'extension.set',
        subject: { type: 'extension', id: view.id },
        before: before && extensionView(before),
        after: { assignmentId, ...view },
        reason,
      });
    }
    await this.audit.record(tx, courseId, actor, ...changes);
    await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId });
    await this.closing.settle(tx, assignmentId);
    return views;
  }

  async list(principal: Principal, assignmentId: string, query: PageQuery): Promise<Page<ExtensionView>> {
    const { assignment } = await this.assignments.visible(principal, assignmentId);
    await this.courses.require(principal, assignment.courseId, 'assistant');
    const rows = await this.db.extension.findMany({
      where: { assignmentId, ...(query.after && { id: { gt: query.after } }) },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ id }) => id, extensionView);
  }

  async remove(principal: Principal, assignmentId: string, id: string): Promise<void> {
    const { courseId } = await this.assignments.editable(principal, assignmentId);
    await this.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM extensions WHERE id = ${id}::uuid FOR UPDATE`;
      const extension = await tx.extension.findUnique({ where: { id, assignmentId } });
      if (!extension) throw new Problem('not-found', 'There is no such extension of this assignment.');
      await tx.extension.delete({ where: { id } });
      await this.audit.record(tx, courseId, principal, {
        action: 'extension.removed',
        subject: { type: 'extension', id },
        before: { assignmentId, ...extensionView(extension) },
        after: null,
      });
      await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId });
      await this.closing.settle(tx, assignmentId);
    });
  }
}

/** What is wrong with each of them. */
async function faultsOf(
  tx: Tx,
  assignment: Assignment,
  wanted: SetExtension[],
  place: (i: number) => string,
): Promise<Fault[][]> {
  const { courseId } = assignment;
  const learners = wanted.flatMap(({ learnerId }) => learnerId ?? []);
  const groups = wanted.flatMap(({ groupId }) => groupId ?? []);
  const [students, known] = await Promise.all([
    tx.member.findMany({ where: { courseId, personId: { in: learners }, role: 'student' } }),
    tx.group.findMany({ where: { courseId, id: { in: groups } } }),
  ]);
  const there = new Set([...students.map(({ personId }) => personId), ...known.map(({ id }) => id)]);
  const seen = new Set<string>();
  return wanted.map((extension, i): Fault[] => {
    const at = place(i);
    const { learnerId, groupId } = extension;
    const whose = learnerId ?? groupId;
    if (!whose || (learnerId && groupId))
      return [{ at, detail: `${at} must have either a learnerId or a groupId` }];
    if (!there.has(whose)) return [{ at, detail: `${at}: the course has no such student or group` }];
    if (seen.has(whose)) return [{ at, detail: `${at} is for somebody who stands further up already` }];
    seen.add(whose);
    const timing = timingWith(assignment, fieldsOf(extension), []);
    return timingFaults(timing).map((fault) => ({
      at: `${at}.${fault.at}`,
      detail: `${at}: ${fault.detail}`,
    }));
  });
}

function formFaults(extension: SetExtension, at: string): Fault[] {
  const found = validateSync(extension, { whitelist: true, forbidNonWhitelisted: true });
  return found.flatMap(({ property, constraints }) =>
    Object.values(constraints ?? {}).map((detail) => ({ at: `${at}.${property}`, detail })),
  );
}

function fieldsOf({ opensAt, dueAt, closesAt, extraTimePercent, attemptsAllowed }: SetExtension) {
  return {
    opensAt: moment(opensAt) ?? null,
    dueAt: moment(dueAt) ?? null,
    closesAt: moment(closesAt) ?? null,
    extraTimePercent: extraTimePercent ?? null,
    attemptsAllowed: attemptsAllowed ?? null,
  };
}
