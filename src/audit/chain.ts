// The hash chain of a course's audit log. Each entry's hash is an HMAC over the entry and the hash before it, under a
// key made of the service's secret: whoever can write to the database alone cannot forge one.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** An entry as it is hashed; `before` and `after` as JSON keeps them. */
export interface Link {
  courseId: string;
  seq: number;
  id: string;
  actorId: string | null;
  tokenId: string | null;
  action: string;
  subjectType: string;
  subjectId: string;
  before: unknown;
  after: unknown;
  reason: string | null;
  at: Date;
}

/** What the first entry has before it. */
export const NO_HASH: Uint8Array = new Uint8Array(32);

export class Chain {
  readonly #key: Uint8Array;

  /** @param secret the service's */
  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'lastack/audit/1', 32));
  }

  hash(link: Link, before: Uint8Array): Buffer {
    const { courseId, seq, id, actorId, tokenId, action, subjectType, subjectId, reason, at } = link;
    const said = [
      courseId,
      seq,
      id,
      actorId,
      tokenId,
      action,
      subjectType,
      subjectId,
      reason,
      at.toISOString(),
    ];
    return this.#hmac(['entry', ...said, link.before, link.after, Buffer.from(before).toString('hex')]);
  }

  /** Vouches for the length of a chain. */
  seal(courseId: string, seq: number, hash: Uint8Array): Buffer {
    return this.#hmac(['head', courseId, seq, Buffer.from(hash).toString('hex')]);
  }

  #hmac(parts: unknown[]): Buffer {
    return createHmac('sha256', this.#key).update(canonical(parts)).digest();
  }
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** JSON with the keys of objects in order: jsonb keeps them in an order of its own. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`;
}
