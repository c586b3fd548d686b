// Standard Webhooks v1 signatures: HMAC-SHA256 over "id.timestamp.body" (standardwebhooks.com).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** Of a message that comes in: nobody rotates through more secrets at a time. */
const SIGNATURES_READ = 10;

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
  const signatures = secrets.map((secret) => signatureOf(`${id}.${timestamp}.${body}`, secret));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

/** What a signed request says of itself. */
export interface Claimed {
  id: string;
  /** As it was sent. */
  timestamp: string;
  /** One or more, with spaces between. */
  signatures: string;
  body: string;
}

/** Whether one of the signatures was made with one of the secrets. */
export function isSigned({ id, timestamp, signatures, body }: Claimed, ...secrets: string[]): boolean {
  const given = signatures.split(' ').slice(0, SIGNATURES_READ);
  const right = secrets.map((secret) => Buffer.from(signatureOf(`${id}.${timestamp}.${body}`, secret)));
  return given.some((text) => {
    const signature = Buffer.from(text);
    return right.some((each) => each.length === signature.length && timingSafeEqual(each, signature));
  });
}

function signatureOf(content: string, secret: string): string {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}
