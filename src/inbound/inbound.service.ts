// What an LMS tells a course: members who came or went, and other dates for one of them. The effect, and the record that
// this message had it, commit together: sent again it changes nothing, and is answered as before.
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ExtensionsService } from '../assignments/extensions.service.js';
import { AuditService } from '../audit/audit.service.js';
import { Problem } from '../common/problems.js';
import { isAtLeast } from '../courses/courses.dto.js';
import { memberAdded } from '../courses/courses.service.js';
import { RosterService } from '../courses/roster.service.js';
import { type Member, Prisma } from '../generated/prisma/client.js';
import { Database, type Tx } from '../prisma/database.js';
import type { Claimed } from '../webhooks/signature.js';
import {
  LMS_EVENTS,
  type LmsEvent,
  type LmsEventType,
  type LmsEventView,
  type MemberAdded,
  type MemberRemoved,
  type OverrideSet,
} from './inbound.dto.js';
import { LmsSecretsService } from './lms-secrets.service.js';

type Effect = Pick<LmsEventView, 'outcome' | 'learnerId' | 'extension'>;

@Injectable()
export class InboundService {
  constructor(
    private readonly db: Database,
    private readonly secrets: LmsSecretsService,
    private readonly roster: RosterService,
    private readonly extensions: ExtensionsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * The answer, and whether the message had come before.
   * @throws Problem bad-signature, validation-failed, not-found, forbidden, conflict
   */
  async take(courseId: string, message: Claimed): Promise<{ view: LmsEventView; again: boolean }> {
    await this.secrets.requireSigned(courseId, message);
    const event = read(message.body);
    const hash = Uint8Array.from(createHash('sha256').update(message.body).digest());
    const { id: messageId } = message;
    const taking = this.db.$transaction(async (tx) => {
      await forgetOld(tx);
      // The same message at the same time waits here until the other one has committed.
      const isNew = await tx.$executeRaw`
        INSERT INTO lms_messages (course_id, message_id, hash) VALUES (${courseId}::uuid, ${messageId}, ${hash})
        ON CONFLICT DO NOTHING`;
      const key = { courseId_messageId: { courseId, messageId } };
      if (isNew === 0) {
        const before = await tx.lmsMessage.findUniqueOrThrow({ where: key });
        if (!Buffer.from(before.hash).equals(hash))
          throw new Problem('conflict', 'This webhook-id came with another body before.');
        return { view: JSON.parse(before.answer ?? 'null') as LmsEventView, again: true };
      }
      const effect = await this.#apply(tx, courseId, event, `LMS message ${messageId}`);
      const view: LmsEventView = { messageId, type: event.type, ...effect };
      await tx.lmsMessage.update({ where: key, data: { answer: JSON.stringify(view) } });
      return { view, again: false };
    });
    return taking.catch((error: unknown) => {
      const isTwin = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      throw isTwin ? new Problem('conflict', 'Somebody else changes the same. Send it again.') : error;
    });
  }

  #apply(tx: Tx, courseId: string, event: LmsEvent, reason: string): Promise<Effect> {
    switch (event.type) {
      case 'member.added':
        return this.#add(tx, courseId, event.data, reason);
      case 'member.removed':
        return this.#remove(tx, courseId, event.data, reason);
      case 'override.set':
        return this.#override(tx, courseId, event.data, reason);
      default:
        return event satisfies never;
    }
  }

  /** Who is there already keeps their role. */
  async #add(tx: Tx, courseId: string, member: MemberAdded, reason: string): Promise<Effect> {
    const { name, role, lmsId } = member;
    // One at a time in a course, as with lists of members, so that nobody is added twice.
    await tx.$queryRaw`SELECT id FROM courses WHERE id = ${courseId}::uuid FOR NO KEY UPDATE`;
    const present = await memberOf(tx, courseId, lmsId);
    if (present) return { outcome: 'present', learnerId: present.personId };
    const added = await this.roster.add(tx, courseId, { name, role, lmsId });
    await this.audit.record(tx, courseId, null, { ...memberAdded(added, role), reason });
    return { outcome: 'added', learnerId: added.personId };
  }

  async #remove(tx: Tx, courseId: string, { lmsId }: MemberRemoved, reason: string): Promise<Effect> {
    const member = await memberOf(tx, courseId, lmsId);
    if (!member) return { outcome: 'absent', learnerId: null };
    const { personId, role } = member;
    if (isAtLeast(role, 'instructor'))
      throw new Problem('forbidden', `An LMS removes students and assistants; ${lmsId} is ${role}.`);
    await this.roster.remove(tx, courseId, personId);
    await this.audit.record(tx, courseId, null, {
      action: 'member.removed',
      subject: { type: 'person', id: personId },
      before: { role },
      after: null,
      reason,
    });
    return { outcome: 'removed', learnerId: personId };
  }

  async #override(tx: Tx, courseId: string, override: OverrideSet, reason: string): Promise<Effect> {
    const { lmsId, assignmentId, ...dates } = override;
    const member = await memberOf(tx, courseId, lmsId);
    if (!member) throw new Problem('not-found', 'The course has no member with this lmsId.');
    const { personId: learnerId } = member;
    const wanted = { ...dates, learnerId };
    const extension = await this.extensions.setForLms(tx, courseId, assignmentId, wanted, reason);
    return { outcome: 'set', learnerId, extension };
  }
}

/** @throws Problem validation-failed, naming every fault */
function read(body: string): LmsEvent {
  // A body may also be null, which has no properties at all.
  const { type, data } = (JSON.parse(body || '{}') ?? {}) as { type?: unknown; data?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(LMS_EVENTS, type)) {
    const detail = `type must be one of ${Object.keys(LMS_EVENTS).join(', ')}`;
    throw new Problem('validation-failed', `Nothing was changed. ${detail}.`, [{ at: 'type', detail }]);
  }
  const value: object = plainToInstance<object, unknown>(
    LMS_EVENTS[type as LmsEventType],
    typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {},
  );
  const faults = validateSync(value, { whitelist: true, forbidNonWhitelisted: true }).flatMap(
    ({ property, constraints }) =>
      Object.values(constraints ?? {}).map((detail) => ({ at: `data.${property}`, detail })),
  );
  if (faults.length === 0) return { type, data: value } as LmsEvent;
  const named = faults.map(({ detail }) => detail).join('; ');
  throw new Problem('validation-failed', `Nothing was changed. ${named}.`, faults);
}

function memberOf(tx: Tx, courseId: string, lmsId: string): Promise<Member | null> {
  return tx.member.findUnique({ where: { courseId_lmsId: { courseId, lmsId } } });
}

/** Messages are remembered for 30 days, which no sender goes on trying; some that are older go on the way. */
async function forgetOld(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM lms_messages WHERE (course_id, message_id) IN (
      SELECT course_id, message_id FROM lms_messages WHERE received_at < now() - interval '30 days'
      ORDER BY received_at LIMIT 100 FOR UPDATE SKIP LOCKED)`;
}
