// Deletes a learner from a course: what must stay is made anonymous, the rest is removed, in one transaction.
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { TokensService } from '../auth/tokens.service.js';
import { Problem } from '../common/problems.js';
import { CoursesService } from '../courses/courses.service.js';
import { RosterService } from '../courses/roster.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { eraseRest, eraseWords, handOver, isGone } from './forget.queries.js';

const TIMEOUT_MS = 60_000;
const NO_NAME = 'Deleted learner';

@Injectable()
export class ForgetService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly roster: RosterService,
    private readonly tokens: TokensService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Also somebody who has left the course before. Receivers hear member.removed once more by the former ids; the audit
   * log keeps the former id, which names nobody any more.
   * @throws Problem forbidden to who is no owner, and for members of the staff; not-found
   */
  async forget(principal: Principal, courseId: string, personId: string): Promise<void> {
    await this.courses.require(principal, courseId, 'owner');
    await this.db.$transaction((tx) => this.#forget(tx, principal, courseId, personId), {
      timeout: TIMEOUT_MS,
    });
  }

  async #forget(tx: Tx, principal: Principal, courseId: string, personId: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM people WHERE id = ${personId}::uuid FOR UPDATE`;
    const held = await tx.$queryRaw<object[]>`
      SELECT attempt.id FROM attempts attempt JOIN assignments assignment ON assignment.id = attempt.assignment_id
      WHERE assignment.course_id = ${courseId}::uuid AND attempt.learner_id = ${personId}::uuid
      ORDER BY attempt.id FOR UPDATE OF attempt`;
    const key = { courseId_personId: { courseId, personId } };
    const member = await tx.member.findUnique({ where: key });
    const former = await tx.formerMember.findUnique({ where: key });
    const scores = await tx.score.count({ where: { learnerId: personId, assignment: { courseId } } });
    if (!member && !former) throw new Problem('not-found', 'There is no such learner in this course.');
    if (member && member.role !== 'student')
      throw new Problem('forbidden', `Only a learner can be deleted; this is an ${member.role}.`);
    const leaves = held.length > 0 || scores > 0;
    const heirId = leaves ? await this.tokens.addPerson(tx, { name: NO_NAME }) : null;
    if (heirId) {
      await handOver(tx, courseId, personId, heirId);
      await eraseWords(tx, heirId);
    }
    await eraseRest(tx, courseId, personId, heirId);
    if (member) await this.roster.remove(tx, courseId, personId);
    await tx.formerMember.deleteMany({ where: { courseId, personId } });
    // Their heir is not named: the two must not be found together.
    await this.audit.record(tx, courseId, principal, {
      action: 'learner.deleted',
      subject: { type: 'person', id: personId },
      before: null,
      after: null,
    });
    if (await isGone(tx, personId)) await tx.person.delete({ where: { id: personId } });
  }
}
