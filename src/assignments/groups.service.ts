// Groups of a course's members. They exist for what is given to several learners at once: extensions.
import { Injectable } from '@nestjs/common';
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
  ) {}

  async create(principal: Principal, courseId: string, { name, members }: SetGroup): Promise<GroupView> {
    await this.courses.require(principal, courseId, 'instructor');
    return this.#write(async (tx) => {
      const { id } = await tx.group.create({ data: { courseId, name }, select: { id: true } });
      await tx.groupMember.createMany({
        data: members.map((personId) => ({ courseId, groupId: id, personId })),
      });
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
      const { count } = await tx.group.updateMany({ where: { id: groupId, courseId }, data: { name } });
      if (count === 0) throw absent();
      await tx.groupMember.deleteMany({ where: { groupId, personId: { notIn: members } } });
      const rows = members.map((personId) => ({ courseId, groupId, personId }));
      await tx.groupMember.createMany({ data: rows, skipDuplicates: true });
      await this.#replay(tx, groupId);
      return groupId;
    });
  }

  async remove(principal: Principal, courseId: string, groupId: string): Promise<void> {
    await this.courses.require(principal, courseId, 'instructor');
    await this.db.$transaction(async (tx) => {
      await this.#replay(tx, groupId);
      const { count } = await tx.group.deleteMany({ where: { id: groupId, courseId } });
      if (count === 0) throw absent();
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

function absent(): Problem {
  return new Problem('not-found', 'There is no such group in this course.');
}
