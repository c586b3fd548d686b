// Standard Webhooks v1 signatures: HMAC-SHA256 over "id.timestamp.body" (standardwebhooks.com).
import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new signing secret in the form that every library of the standard takes. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

export interface Message {
  /** The same on every try of a message. */
  id: string;
  /** Seconds since 1970 of this try. */
  timestamp: number;
  body: string;
}

/** The three headers of the standard; with a signature by each secret while one replaces the other. */
export function signedHeaders(
  { id, timestamp, body }: Message,
  ...secrets: string[]
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
