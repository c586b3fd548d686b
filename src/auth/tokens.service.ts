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
  expiresAt?: Date;
}

@Injectable()
export class TokensService {
  constructor(private readonly db: Database) {}

  /** The one behind a token that is neither expired nor revoked; null for any other text. */
  async principalOf(token: string): Promise<Principal | null> {
    if (!isTokenForm(token)) return null;
    const row = await this.db.token.findUnique({
      where: { hash: hashToken(token), revokedAt: null },
      select: {
        courseId: true,
        expiresAt: true,
        person: { select: { id: true, name: true, mayCreateCourses: true } },
      },
    });
    if (!row || (row.expiresAt && row.expiresAt.getTime() <= Date.now())) return null;
    const { person, courseId } = row;
    return { personId: person.id, name: person.name, mayCreateCourses: person.mayCreateCourses, courseId };
  }

  async addPerson(tx: Tx, person: NewPerson): Promise<string> {
    const { id } = await tx.person.create({ data: person, select: { id: true } });
    return id;
  }

  /** Returns the token: the only time that it can be read. */
  async issue(tx: Tx, { personId, courseId, label, expiresAt }: NewToken): Promise<string> {
    const token = newToken();
    await tx.token.create({ data: { personId, courseId, label, expiresAt, hash: hashToken(token) } });
    return token;
  }
}
