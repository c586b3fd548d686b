// Issues and recognises bearer tokens. It alone writes people and tokens.
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../prisma/database.js';
import type { Principal } from './principal.js';
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
  /** null: it does not expire. */
  expiresAt?: Date | null;
}

@Injectable()
export class TokensService {
  constructor(private readonly db: Database) {}

  /** The one behind a token that is neither expired nor revoked; null for any other text. */
  async principalOf(token: string): Promise<Principal | null> {
    if (!isTokenForm(token)) return null;
    const rows = await this.db.$queryRaw<Principal[]>`
      SELECT person.id AS "personId", person.name, person.may_create_courses AS "mayCreateCourses",
             token.course_id AS "courseId", token.expires_at AS "expiresAt"
      FROM tokens token JOIN people person ON person.id = token.person_id
      WHERE token.hash = ${hashToken(token)} AND token.revoked_at IS NULL
        AND (token.expires_at IS NULL OR token.expires_at > now())`;
    return rows[0] ?? null;
  }

  async addPerson(tx: Tx, person: NewPerson): Promise<string> {
    const { id } = await tx.person.create({ data: person, select: { id: true } });
    return id;
  }

  /** The token itself can be read this once. */
  async issue(
    tx: Tx,
    { personId, courseId, label, expiresAt }: NewToken,
  ): Promise<{ id: string; token: string }> {
    const token = newToken();
    const data = { personId, courseId, label, expiresAt, hash: hashToken(token) };
    const { id } = await tx.token.create({ data, select: { id: true } });
    return { id, token };
  }
}
