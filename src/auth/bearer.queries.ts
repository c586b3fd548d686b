// Who bears a token, in SQL: asked alone, or along with what the request is about, which saves a round trip where every
// millisecond of a whole class counts; and for several requests at once.
import type { Statement } from '../prisma/statement.js';
import type { Principal } from './principal.js';

/** What every row of such a statement begins with. */
export interface BearerRow {
  /** Which of those asked it is about, from 1. */
  asker: number;
  bearer: BearerJson;
}

/** The column `bearer`. */
export type BearerJson = Omit<Principal, 'expiresAt' | 'asFormer'> & {
  tokenId: string;
  expiresAt: string | null;
  /** Its use was written down within the last minute. */
  isUseNoted: boolean;
};

/** What is asked of each request: the hash of its token, in PostgreSQL's form of bytes, and what it is about. */
export interface AskedBearer {
  hash: string;
  id: string | null;
}

/**
 * SQL: rows of `asked` in $1, a list of AskedBearer as JSON, whose `token` is neither expired nor revoked, with its `person`.
 * As JSON, since its length is then nothing that a plan could hang on. "OFFSET 0" has each looked up by itself, by an index:
 * the planner would rather read a whole table for what it takes to be a hundred.
 */
export const GOOD_TOKENS = `
  ROWS FROM (jsonb_to_recordset($1::jsonb) AS (hash bytea, id uuid)) WITH ORDINALITY AS asked (hash, id, n)
  CROSS JOIN LATERAL (
    SELECT * FROM tokens WHERE hash = asked.hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) OFFSET 0
  ) AS token
  CROSS JOIN LATERAL (SELECT * FROM people WHERE id = token.person_id OFFSET 0) AS person`;

/** Of the above; `asker` counts from 1. */
export const BEARER_COLUMNS = `
  asked.n::int AS asker, json_build_object('personId', person.id, 'name', person.name, 'mayCreateCourses', person.may_create_courses,
    'tokenId', token.id, 'courseId', token.course_id, 'scopes', token.scopes, 'expiresAt', token.expires_at,
    'isUseNoted', coalesce(token.last_used_at > now() - interval '1 minute', false)) AS bearer`;

/** Rows of those whose tokens are good. */
export const BEARER: Statement = { name: 'bearer', text: `SELECT ${BEARER_COLUMNS} FROM ${GOOD_TOKENS}` };

/** $1: ids of tokens. Whoever notes the same at the same time is not waited for. */
export const NOTE_USE: Statement = {
  name: 'note-use',
  text: `
    UPDATE tokens SET last_used_at = now() WHERE id IN (
      SELECT id FROM tokens WHERE id = ANY ($1::uuid[])
        AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute') FOR UPDATE SKIP LOCKED)`,
};
