// The secret with which an LMS signs what it tells a course: made, rotated with an overlap, removed; and the judgement of
// a signature. Without a secret a course takes nothing.
import { Injectable } from '@nestjs/common';
import { type Action } from '../audit/actions.js';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { CoursesService } from '../courses/courses.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { seal, unseal } from '../webhooks/sealed-secret.js';
import { type Claimed, isSigned, newSecret } from '../webhooks/signature.js';
import { type LmsSecretView, lmsSecretView, type NewLmsSecretView } from './inbound.dto.js';

/** How far a message's time may be from the database's, either way. */
const TOLERANCE_S = 300;
const ID_FORM = /^[\x21-\x7e]{1,255}$/;
/** Milliseconds have 13 digits. */
const TIMESTAMP_FORM = /^\d{1,12}$/;
const NOT_SIGNED = 'It is signed with no secret of this course, or was altered on the way.';

@Injectable()
export class LmsSecretsService {
  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly courses: CoursesService,
    private readonly audit: AuditService,
  ) {}

  /** Makes the first secret, or one in the place of the last, which holds for `overlapHours` more. */
  async set(principal: Principal, courseId: string, overlapHours: number): Promise<NewLmsSecretView> {
    await this.courses.require(principal, courseId, 'instructor');
    const secret = newSecret();
    const sealed = seal(secret, this.settings.secret, ownerOf(courseId));
    return this.db.$transaction(async (tx) => {
      const count = await tx.$executeRaw`
        INSERT INTO lms_secrets AS old (course_id, secret) VALUES (${courseId}::uuid, ${sealed})
        ON CONFLICT (course_id) DO UPDATE SET secret = ${sealed}, set_at = now(),
          previous_secret = CASE WHEN ${overlapHours} > 0 THEN old.secret END,
          previous_until = CASE WHEN ${overlapHours} > 0 THEN now() + make_interval(hours => ${overlapHours}::int) END
        WHERE ${overlapHours} = 0 OR old.previous_until IS NULL OR old.previous_until <= now()`;
      if (count === 0) {
        throw new Problem(
          'conflict',
          'Two secrets hold already, until previousSecretUntil. With overlapHours 0 both end at once.',
        );
      }
      await this.#note(tx, principal, courseId, 'lms_secret.set', { overlapHours });
      const row = await tx.lmsSecret.findUniqueOrThrow({ where: { courseId } });
      return { ...lmsSecretView(row), secret };
    });
  }

  async read(principal: Principal, courseId: string): Promise<LmsSecretView> {
    await this.courses.require(principal, courseId, 'instructor');
    const row = await this.db.lmsSecret.findUnique({ where: { courseId } });
    if (!row) throw absent();
    return lmsSecretView(row);
  }

  /** From now on nothing is taken from the LMS. */
  async remove(principal: Principal, courseId: string): Promise<void> {
    await this.courses.require(principal, courseId, 'instructor');
    await this.db.$transaction(async (tx) => {
      const { count } = await tx.lmsSecret.deleteMany({ where: { courseId } });
      if (count === 0) throw absent();
      await this.#note(tx, principal, courseId, 'lms_secret.removed', null);
    });
  }

  /** @throws Problem bad-signature, alike for a course without a secret and for one that does not exist */
  async requireSigned(courseId: string, message: Claimed): Promise<void> {
    requireForm(message);
    const [row] = await this.db.$queryRaw<{ secrets: Uint8Array[]; ageS: number }[]>`
      SELECT array_remove(ARRAY[secret, CASE WHEN previous_until > now() THEN previous_secret END], NULL) AS secrets,
        extract(epoch FROM clock_timestamp())::float - ${message.timestamp}::float AS "ageS"
      FROM lms_secrets WHERE course_id = ${courseId}::uuid`;
    const secrets = (row?.secrets ?? []).map((sealed) =>
      unseal(sealed, this.settings.secret, ownerOf(courseId)),
    );
    if (!row || !isSigned(message, ...secrets)) throw new Problem('bad-signature', NOT_SIGNED);
    if (Math.abs(row.ageS) > TOLERANCE_S)
      throw new Problem('bad-signature', 'Its webhook-timestamp is more than 5 minutes from now.');
  }

  #note(tx: Tx, principal: Principal, courseId: string, action: Action, after: object | null): Promise<void> {
    return this.audit.record(tx, courseId, principal, {
      action,
      subject: { type: 'course', id: courseId },
      before: null,
      after,
    });
  }
}

/** Looks at the headers alone, before the database is asked for anything. @throws Problem bad-signature */
function requireForm({ id, timestamp, signatures }: Omit<Claimed, 'body'>): void {
  if (id === '' || timestamp === '' || signatures === '')
    throw new Problem('bad-signature', 'Send webhook-id, webhook-timestamp and webhook-signature.');
  if (!ID_FORM.test(id))
    throw new Problem('bad-signature', 'webhook-id must be 1 to 255 characters of ASCII without spaces.');
  if (!TIMESTAMP_FORM.test(timestamp))
    throw new Problem('bad-signature', 'webhook-timestamp must be whole seconds since 1970.');
}

/** A sealed secret opens for its owner only; an endpoint's own is its id. */
function ownerOf(courseId: string): string {
  return `lms/${courseId}`;
}

function absent(): Problem {
  return new Problem('not-found', 'This course has no secret for an LMS.');
}
