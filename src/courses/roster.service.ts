// Who is in a course. It alone writes members, and records that they came or went, whoever asked for it: a person, a
// list or the LMS. Permission was checked by then.
import { Injectable } from '@nestjs/common';
import { TokensService } from '../auth/tokens.service.js';
import { EventsService } from '../events/events.service.js';
import type { Tx } from '../prisma/database.js';
import type { Role } from './courses.dto.js';

export interface NewMember {
  name: string;
  role: Role;
  lmsId: string | null;
}

/** Who is in now, under the name that is kept. */
export interface Added {
  personId: string;
  name: string;
  /** How many tokens of theirs for this course were revoked. */
  revoked: number;
}

@Injectable()
export class RosterService {
  constructor(
    private readonly tokens: TokensService,
    private readonly events: EventsService,
  ) {}

  /**
   * Who left and comes again under the same lmsId is the same person, with their attempts and name. Their tokens for the
   * course open it again only when they are what they were: whoever got one for a student is not to be an instructor by it.
   */
  async add(tx: Tx, courseId: string, { name, role, lmsId }: NewMember): Promise<Added> {
    const former = lmsId === null ? null : await this.#takeFormer(tx, courseId, lmsId);
    const personId = former?.personId ?? (await this.tokens.addPerson(tx, { name }));
    const isOther = former !== null && former.role !== role;
    const revoked = isOther ? await this.tokens.revokeAll(tx, personId, courseId) : 0;
    await tx.member.create({ data: { courseId, personId, role, lmsId }, select: { personId: true } });
    await this.events.record(tx, courseId, 'member.added', { learnerId: personId, lmsId, role });
    return { personId, name: former?.name ?? name, revoked };
  }

  /** Attempts, grades and scores stay; memberships of groups end. False: there was no such member. */
  async remove(tx: Tx, courseId: string, personId: string): Promise<boolean> {
    const [member] = await tx.$queryRaw<{ role: Role; lmsId: string | null }[]>`
      DELETE FROM members WHERE course_id = ${courseId}::uuid AND person_id = ${personId}::uuid
      RETURNING role::text, lms_id AS "lmsId"`;
    if (!member) return false;
    const { role, lmsId } = member;
    await tx.formerMember.upsert({
      where: { courseId_personId: { courseId, personId } },
      create: { courseId, personId, role, lmsId },
      update: { role, lmsId },
    });
    await this.events.record(tx, courseId, 'member.removed', { learnerId: personId, lmsId, role });
    return true;
  }

  async #takeFormer(tx: Tx, courseId: string, lmsId: string) {
    const former = await tx.formerMember.findFirst({
      where: { courseId, lmsId },
      include: { person: { select: { name: true } } },
      orderBy: { removedAt: 'desc' },
    });
    if (!former) return null;
    const { personId, person, role } = former;
    await tx.formerMember.delete({ where: { courseId_personId: { courseId, personId } } });
    return { personId, name: person.name, role };
  }
}
