// Who bears a token, in SQL: asked alone, or along with what the request is about, which saves a round trip where every
// millisecond of a whole class counts.
import type { Statement } from '../prisma/statement.js';
import type { Principal } from './principal.js';

/** The column `bearer` as JSON. */
export type BearerJson = Omit<Principal, 'expiresAt' | 'asFormer'> & {
  tokenId: string;
  expiresAt: string | null;
  /** Its use was written down within the last minute. */
  isUseNoted: boolean;
};

/** SQL: rows of `token` and its `person` for the hash of a token, $1, that is neither expired nor revoked. */
export const GOOD_TOKEN = `
  (SELECT * FROM tokens WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())) AS token
  JOIN people person ON person.id = token.person_id`;

export const BEARER_COLUMN = `
  json_build_object('personId', person.id, 'name', person.name, 'mayCreateCourses', person.may_create_courses,
    'tokenId', token.id, 'courseId', token.course_id, 'scopes', token.scopes, 'expiresAt', token.expires_at,
    'isUseNoted', coalesce(token.last_used_at > now() - interval '1 minute', false)) AS bearer`;

/** $1: the token's hash. No row: it is not good. */
export const BEARER: Statement = { name: 'bearer', text: `SELECT ${BEARER_COLUMN} FROM ${GOOD_TOKEN}` };

/** $1: ids of tokens. Whoever notes the same at the same time is not waited for. */
export const NOTE_USE: Statement = {
  name: 'note-use',
  text: `
    UPDATE tokens SET last_used_at = now() WHERE id IN (
      SELECT id FROM tokens WHERE id = ANY ($1::uuid[])
        AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute') FOR UPDATE SKIP LOCKED)`,
};
