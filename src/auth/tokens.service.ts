// Issues and recognises bearer tokens. It alone writes people and tokens.
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../prisma/database.js';
import { run, type Statement } from '../prisma/statement.js';
import { Together } from '../prisma/together.js';
import { type AskedBearer, BEARER, type BearerRow, NOTE_USE } from './bearer.queries.js';
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

/** Uses that come together are noted together. */
const GATHER_MS = 5;

/** A statement that reads what the request is about, along with who makes it. */
export interface Along {
  statement: Statement;
  id: string;
}

/** null: the token is not good. */
type Reading = Together<AskedBearer, BearerRow | null>;

@Injectable()
export class TokensService {
  readonly #readings = new Map<Statement, Reading>();
  #used: { ids: Set<string>; noted: Promise<void> } | null = null;

  constructor(private readonly db: Database) {}

  /** The one behind a token that is neither expired nor revoked; null for any other text. */
  async principalOf(token: string): Promise<Principal | null> {
    return (await this.recognise(token))?.principal ?? null;
  }

  /** The same, with the row of what is read along. */
  async recognise(token: string, along?: Along): Promise<{ principal: Principal; row: object } | null> {
    if (!isTokenForm(token)) return null;
    const hash = `\\x${Buffer.from(hashToken(token)).toString('hex')}`;
    const row = await this.#reading(along?.statement ?? BEARER).ask({ hash, id: along?.id ?? null });
    if (!row) return null;
    const { isUseNoted, expiresAt, ...bearer } = row.bearer;
    if (!isUseNoted) await this.#noteUse(bearer.tokenId);
    return { principal: { ...bearer, expiresAt: expiresAt === null ? null : new Date(expiresAt) }, row };
  }

  /** The same statement for those who ask at the same moment. */
  #reading(statement: Statement): Reading {
    const known = this.#readings.get(statement);
    if (known) return known;
    const reading: Reading = new Together(async (asked) => {
      const rows = await run<BearerRow>(this.db, statement, [JSON.stringify(asked)]);
      const found = new Map(rows.map((row) => [row.asker, row]));
      return asked.map((_, i) => found.get(i + 1) ?? null);
    });
    this.#readings.set(statement, reading);
    return reading;
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

  /** All that a person has for one course; how many opened it until now. */
  async revokeAll(tx: Tx, personId: string, courseId: string): Promise<number> {
    return tx.$executeRaw`
      UPDATE tokens SET revoked_at = now()
      WHERE person_id = ${personId}::uuid AND course_id = ${courseId}::uuid AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > now())`;
  }

  /** At most once a minute; what a class does at once is one statement. */
  #noteUse(id: string): Promise<void> {
    if (!this.#used) {
      const ids = new Set<string>();
      this.#used = { ids, noted: this.#noteSoon(ids) };
    }
    this.#used.ids.add(id);
    return this.#used.noted;
  }

  async #noteSoon(ids: Set<string>): Promise<void> {
    await delay(GATHER_MS);
    this.#used = null;
    await run(this.db, NOTE_USE, [[...ids]]);
  }
}
