// Courses and who is in them. Every other feature asks here who may do what: 404 across a course's border, 403 inside.
import { Injectable } from '@nestjs/common';
import { AuditService, type Change } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Prisma, type Course } from '../generated/prisma/client.js';
import { Database } from '../prisma/database.js';
import {
  type AddMember,
  type CourseView,
  courseView,
  type CreateCourse,
  isAtLeast,
  type MemberView,
  type Role,
  type UpdateCourse,
} from './courses.dto.js';
import { type Added, RosterService } from './roster.service.js';

/** A person's place in a course. */
export interface Membership {
  course: Course;
  role: Role;
  lmsId: string | null;
}

@Injectable()
export class CoursesService {
  constructor(
    private readonly db: Database,
    private readonly roster: RosterService,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem not-found when the principal is not in the course, or its token is for another one. */
  async membership(principal: Principal, courseId: string): Promise<Membership> {
    const foreign = principal.courseId !== null && principal.courseId !== courseId;
    const member = foreign
      ? null
      : await this.db.member.findUnique({
          where: { courseId_personId: { courseId, personId: principal.personId } },
          include: { course: true },
        });
    if (!member) throw new Problem('not-found', 'There is no such course, or you are not in it.');
    return { course: member.course, role: member.role, lmsId: member.lmsId };
  }

  /** @throws Problem not-found as above, forbidden when the principal's role is below `least`. */
  async require(principal: Principal, courseId: string, least: Role): Promise<Membership> {
    const membership = await this.membership(principal, courseId);
    if (!isAtLeast(membership.role, least)) {
      throw new Problem('forbidden', `This is for a course's ${least}s; you are ${membership.role} here.`);
    }
    return membership;
  }

  async create(
    principal: Principal,
    { title, locale, profile = 'textbook' }: CreateCourse,
  ): Promise<CourseView> {
    if (!principal.mayCreateCourses || principal.courseId) {
      throw new Problem(
        'forbidden',
        'Your token may not create courses. An operator issues one that may: lastack token --help',
      );
    }
    const { personId } = principal;
    return this.db.$transaction(async (tx) => {
      const members = { create: { personId, role: 'owner' } } as const;
      const course = await tx.course.create({ data: { title, locale, profile, members } });
      await this.audit.record(
        tx,
        course.id,
        principal,
        {
          action: 'course.created',
          subject: { type: 'course', id: course.id },
          before: null,
          after: { title, locale, profile },
        },
        memberAdded({ personId, revoked: 0 }, 'owner'),
      );
      return courseView(course, 'owner');
    });
  }

  async list(principal: Principal, query: PageQuery): Promise<Page<CourseView>> {
    const rows = await this.db.member.findMany({
      where: {
        personId: principal.personId,
        ...(principal.courseId && { courseId: principal.courseId }),
        ...(query.after && { AND: { courseId: { gt: query.after } } }),
      },
      include: { course: true },
      orderBy: { courseId: 'asc' },
      take: rowsOf(query),
    });
    return page(
      rows,
      query,
      (row) => row.courseId,
      (row) => courseView(row.course, row.role),
    );
  }

  async update(principal: Principal, courseId: string, { profile }: UpdateCourse): Promise<CourseView> {
    const { role } = await this.require(principal, courseId, 'instructor');
    return this.db.$transaction(async (tx) => {
      const before = await tx.course.findUniqueOrThrow({ where: { id: courseId } });
      if (profile === undefined || profile === before.profile) return courseView(before, role);
      const course = await tx.course.update({ where: { id: courseId }, data: { profile } });
      await this.audit.record(tx, courseId, principal, {
        action: 'course.changed',
        subject: { type: 'course', id: courseId },
        before: { profile: before.profile },
        after: { profile },
      });
      return courseView(course, role);
    });
  }

  async read(principal: Principal, courseId: string): Promise<CourseView> {
    const { course, role } = await this.membership(principal, courseId);
    return courseView(course, role);
  }

  async addMember(principal: Principal, courseId: string, member: AddMember): Promise<MemberView> {
    const { role: mine } = await this.require(principal, courseId, 'instructor');
    const { name, role, lmsId = null } = member;
    mayGive(mine, role);
    try {
      return await this.db.$transaction(async (tx) => {
        const added = await this.roster.add(tx, courseId, { name, role, lmsId });
        await this.audit.record(tx, courseId, principal, memberAdded(added, role));
        const { personId, name: kept } = added;
        return { personId, name: kept, role, lmsId };
      });
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
        throw new Problem(
          'conflict',
          `The course has a member with the lmsId ${JSON.stringify(lmsId)} already.`,
        );
      }
      throw error;
    }
  }

  async listMembers(principal: Principal, courseId: string, query: PageQuery): Promise<Page<MemberView>> {
    await this.require(principal, courseId, 'assistant');
    const rows = await this.db.member.findMany({
      where: { courseId, ...(query.after && { personId: { gt: query.after } }) },
      include: { person: true },
      orderBy: { personId: 'asc' },
      take: rowsOf(query),
    });
    return page(
      rows,
      query,
      (row) => row.personId,
      ({ personId, person, role, lmsId }) => ({ personId, name: person.name, role, lmsId }),
    );
  }

  /** Ends a membership of somebody with a lesser role; what they did stays. */
  async removeMember(principal: Principal, courseId: string, personId: string): Promise<void> {
    const { role: mine } = await this.require(principal, courseId, 'instructor');
    const absent = () => new Problem('not-found', 'There is no such member in this course.');
    await this.db.$transaction(async (tx) => {
      const member = await tx.member.findUnique({ where: { courseId_personId: { courseId, personId } } });
      if (!member) throw absent();
      if (isAtLeast(member.role, mine))
        throw new Problem('forbidden', `You are ${mine} here and cannot remove an ${member.role}.`);
      if (!(await this.roster.remove(tx, courseId, personId))) throw absent();
      await this.audit.record(tx, courseId, principal, {
        action: 'member.removed',
        subject: { type: 'person', id: personId },
        before: { role: member.role },
        after: null,
      });
    });
  }
}

/** A new member, for the audit log. It is kept for ever: the name and the LMS's identifier stay out. */
export function memberAdded({ personId, revoked }: Omit<Added, 'name'>, role: Role): Change {
  const after = revoked > 0 ? { role, tokensRevoked: revoked } : { role };
  return { action: 'member.added', subject: { type: 'person', id: personId }, before: null, after };
}

/** Nobody hands out more than they have, be it as a role or as a token. @throws Problem forbidden */
export function mayGive(mine: Role, given: Role): void {
  if (!isAtLeast(mine, given))
    throw new Problem('forbidden', `You are ${mine} here and cannot make an ${given}.`);
}
