// Groups of a course's members. They exist for what is given to several learners at once: extensions.
import { Injectable } from '@nestjs/common';
import { AuditService, type Change } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { CoursesService } from '../courses/courses.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { type GroupView, groupView, type SetGroup } from './groups.dto.js';

@Injectable()
export class GroupsService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
  ) {}

  async create(principal: Principal, courseId: string, { name, members }: SetGroup): Promise<GroupView> {
    await this.courses.require(principal, courseId, 'instructor');
    return this.#write(async (tx) => {
      const { id } = await tx.group.create({ data: { courseId, name }, select: { id: true } });
      await tx.groupMember.createMany({
        data: members.map((personId) => ({ courseId, groupId: id, personId })),
      });
      await this.audit.record(tx, courseId, principal, groupChange(id, null, { name, members }));
      return id;
    });
  }

  async list(principal: Principal, courseId: string, query: PageQuery): Promise<Page<GroupView>> {
    await this.courses.require(principal, courseId, 'assistant');
    const rows = await this.db.group.findMany({
      where: { courseId, ...(query.after && { id: { gt: query.after } }) },
      include: { members: true },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ id }) => id, groupView);
  }

  /** Gives it this name and exactly these members. */
  async set(principal: Principal, courseId: string, groupId: string, group: SetGroup): Promise<GroupView> {
    await this.courses.require(principal, courseId, 'instructor');
    const { name, members } = group;
    return this.#write(async (tx) => {
      const before = await held(tx, courseId, groupId);
      await tx.group.update({ where: { id: groupId }, data: { name } });
      await tx.groupMember.deleteMany({ where: { groupId, personId: { notIn: members } } });
      const rows = members.map((personId) => ({ courseId, groupId, personId }));
      await tx.groupMember.createMany({ data: rows, skipDuplicates: true });
      await this.#replay(tx, groupId);
      await this.audit.record(tx, courseId, principal, groupChange(groupId, before, group));
      return groupId;
    });
  }

  async remove(principal: Principal, courseId: string, groupId: string): Promise<void> {
    await this.courses.require(principal, courseId, 'instructor');
    await this.db.$transaction(async (tx) => {
      const before = await held(tx, courseId, groupId);
      await this.#replay(tx, groupId);
      await tx.group.delete({ where: { id: groupId } });
      await this.audit.record(tx, courseId, principal, groupChange(groupId, before, null));
    });
  }

  async #write(change: (tx: Tx) => Promise<string>): Promise<GroupView> {
    try {
      return await this.db.$transaction(async (tx) => {
        const id = await change(tx);
        return groupView(await tx.group.findUniqueOrThrow({ where: { id }, include: { members: true } }));
      });
    } catch (error) {
      const code = error instanceof Prisma.PrismaClientKnownRequestError ? error.code : null;
      if (code === 'P2002') throw new Problem('conflict', 'The course has a group of this name already.');
      if (code === 'P2003')
        throw new Problem(
          'validation-failed',
          'Nothing was changed. Not all of these are members of the course.',
        );
      throw error;
    }
  }

  /** Who is in a group decides whom its extensions are for. */
  async #replay(tx: Tx, groupId: string): Promise<void> {
    const extensions = await tx.extension.findMany({ where: { groupId }, select: { assignmentId: true } });
    for (const { assignmentId } of extensions)
      await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId });
  }
}

/** The group as it is, locked. @throws Problem not-found */
async function held(tx: Tx, courseId: string, groupId: string): Promise<SetGroup> {
  await tx.$queryRaw`SELECT id FROM groups WHERE id = ${groupId}::uuid FOR UPDATE`;
  const group = await tx.group.findUnique({ where: { id: groupId, courseId }, include: { members: true } });
  if (!group) throw new Problem('not-found', 'There is no such group in this course.');
  return groupView(group);
}

function groupChange(id: string, before: SetGroup | null, after: SetGroup | null): Change {
  const said = (group: SetGroup | null) => group && { name: group.name, members: group.members.toSorted() };
  const action = !before ? 'group.created' : after ? 'group.changed' : 'group.removed';
  return { action, subject: { type: 'group', id }, before: said(before), after: said(after) };
}
