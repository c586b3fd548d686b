// What the audit log of a course is told of a token that opens it, whoever changes it: its staff, its bearer, the operator.
import type { Change } from './audit.service.js';

/** What is told of a token. */
export interface ToldToken {
  id: string;
  personId: string;
  scopes: string[];
  expiresAt: Date | null;
}

export function tokenChange(
  action: 'token.issued' | 'token.revoked' | 'token.rotated',
  { id, personId, scopes, expiresAt }: ToldToken,
  reason: string | null = null,
): Change {
  const said = { personId, scopes, expiresAt };
  const [before, after] = action === 'token.revoked' ? [said, null] : [null, said];
  return { action, subject: { type: 'token', id }, before, after, reason };
}
