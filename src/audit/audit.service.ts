// Who changed what in a course, before and after. The entries are written in the transaction that makes the change:
// there is no change without its entry, and no entry without its change.
import { Injectable } from '@nestjs/common';
import { Settings } from '../config.js';
import type { AuditEntry } from '../generated/prisma/client.js';
import { Database, type Tx } from '../prisma/database.js';
import { newId } from '../prisma/id.js';
import type { Action, SubjectType } from './actions.js';
import { Chain, isSame, type Link, NO_HASH } from './chain.js';

/** A change that was made. It is kept for ever, so it names people by ids: no names, no answers, no secrets. */
export interface Change {
  action: Action;
  subject: { type: SubjectType; id: string };
  /** What it was, and what it became; null: nothing. Of a large thing, what differs. */
  before: object | null;
  after: object | null;
  /** Why, in the words of who did it. */
  reason?: string | null;
}

/** Who did it; null: the service itself, by a job. A request's principal will do. */
export type Actor = { personId: string; tokenId?: string | null } | null;

export interface Verification {
  courseId: string;
  entries: number;
  intact: boolean;
  /** Where the chain breaks first, and how. */
  fault: { seq: number; detail: string } | null;
  /** Kept elsewhere, it proves later that nothing up to it was altered: `seq` and `hash`, joined by a colon. */
  head: string;
}

const headOf = (seq: number, hash: Uint8Array) => `${seq}:${Buffer.from(hash).toString('hex')}`;
const NO_HEAD = headOf(0, NO_HASH);
const ROWS_AT_ONCE = 1_000;

@Injectable()
export class AuditService {
  readonly #chain: Chain;

  constructor(
    private readonly db: Database,
    settings: Settings,
  ) {
    this.#chain = new Chain(settings.secret);
  }

  /** Appends to the course's log, in the transaction `tx`. Writers of one course wait here for each other. */
  async record(tx: Tx, courseId: string, actor: Actor, ...changes: Change[]): Promise<void> {
    if (changes.length === 0) return;
    const [head] = await tx.$queryRaw<{ seq: number; hash: Uint8Array; now: Date }[]>`
      INSERT INTO audit_heads AS head (course_id, seq, hash, seal)
      VALUES (${courseId}::uuid, 0, ${Buffer.from(NO_HASH)}, ''::bytea)
      ON CONFLICT (course_id) DO UPDATE SET seq = head.seq
      RETURNING seq, hash, date_trunc('milliseconds', clock_timestamp()) AS now`;
    if (!head) throw new Error(`the course ${courseId} has no audit head`);
    let { seq, hash } = head;
    const rows = changes.map((change) => {
      const link = linkOf(change, { courseId, actor, seq: ++seq, at: head.now });
      hash = this.#chain.hash(link, hash);
      return { ...link, hash: Buffer.from(hash).toString('hex') };
    });
    await tx.$executeRaw`
      INSERT INTO audit_entries (course_id, seq, id, actor_id, token_id, action, subject_type, subject_id,
                                 before, after, reason, at, hash)
      SELECT "courseId", seq, id, "actorId", "tokenId", action, "subjectType", "subjectId",
             before, after, reason, at, decode(hash, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS entry
        ("courseId" uuid, seq int, id uuid, "actorId" uuid, "tokenId" uuid, action text, "subjectType" text,
         "subjectId" uuid, before jsonb, after jsonb, reason text, at timestamptz, hash text)`;
    await tx.$executeRaw`
      UPDATE audit_heads SET seq = ${seq}, hash = ${Buffer.from(hash)}, seal = ${this.#chain.seal(courseId, seq, hash)}
      WHERE course_id = ${courseId}::uuid`;
  }

  /**
   * Reads a course's whole chain, and says whether anything in it was altered, removed or put in.
   * @param known the head of an earlier verification, which has to be in the chain still
   */
  async verify(courseId: string, known?: string): Promise<Verification> {
    // One snapshot: what is appended meanwhile is in both, or in neither.
    return this.db.$transaction((tx) => this.#verify(tx, courseId, known), {
      isolationLevel: 'RepeatableRead',
      timeout: 120_000,
    });
  }

  async #verify(tx: Tx, courseId: string, known = NO_HEAD): Promise<Verification> {
    let seq = 0;
    let hash: Uint8Array = NO_HASH;
    let isKnown = known === headOf(seq, hash);
    const end = (fault: Verification['fault']): Verification => {
      return { courseId, entries: seq, intact: fault === null, fault, head: headOf(seq, hash) };
    };
    for (;;) {
      const rows: AuditEntry[] = await tx.auditEntry.findMany({
        where: { courseId, seq: { gt: seq } },
        orderBy: { seq: 'asc' },
        take: ROWS_AT_ONCE,
      });
      for (const row of rows) {
        if (row.seq !== seq + 1) return end({ seq: seq + 1, detail: 'The entry is missing.' });
        const right = this.#chain.hash(row, hash);
        if (!isSame(right, row.hash))
          return end({ seq: row.seq, detail: 'The entry, or its place in the chain, was altered.' });
        seq = row.seq;
        hash = row.hash;
        isKnown ||= known === headOf(seq, hash);
      }
      if (rows.length < ROWS_AT_ONCE) break;
    }
    const head = await tx.auditHead.findUnique({ where: { courseId } });
    if (!head) return end(seq === 0 ? null : { seq, detail: 'The head of the chain is missing.' });
    if (!isSame(this.#chain.seal(courseId, head.seq, head.hash), head.seal))
      return end({ seq: head.seq, detail: 'The head of the chain was altered.' });
    if (head.seq !== seq)
      return end({ seq: seq + 1, detail: 'The entry is missing, at the end of the chain.' });
    return end(isKnown ? null : { seq, detail: 'The head that was given is not in the chain.' });
  }

  /** The courses that have a log. */
  async courses(): Promise<string[]> {
    const heads = await this.db.auditHead.findMany({
      select: { courseId: true },
      orderBy: { courseId: 'asc' },
    });
    return heads.map(({ courseId }) => courseId);
  }
}

function linkOf(
  { action, subject, before, after, reason }: Change,
  { courseId, actor, seq, at }: { courseId: string; actor: Actor; seq: number; at: Date },
): Link {
  return {
    courseId,
    seq,
    id: newId(),
    actorId: actor?.personId ?? null,
    tokenId: actor?.tokenId ?? null,
    action,
    subjectType: subject.type,
    subjectId: subject.id,
    before: asStored(before),
    after: asStored(after),
    reason: reason ?? null,
    at,
  };
}

/** As jsonb gives it back: dates as text, nothing undefined. */
function asStored(value: object | null): unknown {
  return value === null ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** Of a change to something large, only what differs; as `before` and `after` of a Change. */
export function differing<T extends object>(before: T, after: T): { before: Partial<T>; after: Partial<T> } {
  const keys = (Object.keys({ ...before, ...after }) as (keyof T)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  const only = (of: T) => Object.fromEntries(keys.map((key) => [key, of[key]])) as Partial<T>;
  return { before: only(before), after: only(after) };
}
