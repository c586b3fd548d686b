// Issues and recognises bearer tokens. It alone writes people and tokens.
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../prisma/database.js';
import type { Principal } from './principal.js';
import type { Scope } from './scopes.js';
import { hashToken, isTokenForm, newToken } from './token.js';

export interface NewPerson {
  name: string;
  mayCreateCourses?: boolean;
}

export interface NewToken {
  personId: string;
  /** null: good for every course the person is in. */
  courseId: string | null;
  label: string;
  /** Empty or left out: all that the person may do. */
  scopes?: Scope[];
  /** null: it does not expire. */
  expiresAt?: Date | null;
}

@Injectable()
export class TokensService {
  constructor(private readonly db: Database) {}

  /** The one behind a token that is neither expired nor revoked; null for any other text. */
  async principalOf(token: string): Promise<Principal | null> {
    if (!isTokenForm(token)) return null;
    const rows = await this.db.$queryRaw<(Principal & { isUseNoted: boolean })[]>`
      SELECT person.id AS "personId", person.name, person.may_create_courses AS "mayCreateCourses",
             token.id AS "tokenId", token.course_id AS "courseId", token.scopes, token.expires_at AS "expiresAt",
             coalesce(token.last_used_at > now() - interval '1 minute', false) AS "isUseNoted"
      FROM tokens token JOIN people person ON person.id = token.person_id
      WHERE token.hash = ${hashToken(token)} AND token.revoked_at IS NULL
        AND (token.expires_at IS NULL OR token.expires_at > now())`;
    if (!rows[0]) return null;
    const { isUseNoted, ...principal } = rows[0];
    if (!isUseNoted) await this.#noteUse(principal.tokenId);
    return principal;
  }

  async addPerson(tx: Tx, person: NewPerson): Promise<string> {
    const { id } = await tx.person.create({ data: person, select: { id: true } });
    return id;
  }

  /** The token itself can be read this once. */
  async issue(tx: Tx, token: NewToken): Promise<{ id: string; token: string }> {
    const { personId, courseId, label, scopes = [], expiresAt } = token;
    const text = newToken();
    const data = { personId, courseId, label, scopes, expiresAt, hash: hashToken(text) };
    const { id } = await tx.token.create({ data, select: { id: true } });
    return { id, token: text };
  }

  /**
   * A token like it, which takes its place; the old one ends `overlapHours` from now, or earlier as it would have. null
   * when it is revoked or has ended: who lost it does not get it back.
   */
  async rotate(tx: Tx, id: string, overlapHours: number): Promise<{ id: string; token: string } | null> {
    const held = await tx.$queryRaw<object[]>`
      SELECT id FROM tokens WHERE id = ${id}::uuid AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
      FOR NO KEY UPDATE`;
    if (held.length === 0) return null;
    const text = newToken();
    const old = await tx.token.findUniqueOrThrow({ where: { id } });
    const { personId, courseId, label, scopes, expiresAt } = old;
    const fresh = await tx.token.create({
      data: { personId, courseId, label, scopes, expiresAt, hash: hashToken(text) },
      select: { id: true },
    });
    await tx.$executeRaw`
      UPDATE tokens SET expires_at = least(expires_at, now() + make_interval(hours => ${overlapHours}::int))
      WHERE id = ${id}::uuid`;
    return { ...fresh, token: text };
  }

  /** From now on it opens nothing. Revoked again, it stays revoked since when it was. */
  async revoke(tx: Tx, id: string): Promise<void> {
    await tx.$executeRaw`UPDATE tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = ${id}::uuid`;
  }

  /** At most once a minute; of requests that come at once, one writes and none waits. */
  async #noteUse(id: string | null): Promise<void> {
    await this.db.$executeRaw`
      UPDATE tokens SET last_used_at = now() WHERE id = (
        SELECT id FROM tokens WHERE id = ${id}::uuid
          AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute') FOR UPDATE SKIP LOCKED)`;
  }
}
