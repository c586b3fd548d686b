// Signing secrets are stored sealed (AES-256-GCM) with a key derived from the service's, so a copy of the database
// alone signs nothing.
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** nonce, tag and ciphertext. `owner` (the endpoint's id) is bound in: a sealed secret opens in its own row only. */
export function seal(secret: string, serverKey: string, owner: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(serverKey), nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
}

/** @throws Error when the bytes were altered, or sealed with another key or for another owner. */
export function unseal(bytes: Uint8Array, serverKey: string, owner: string): string {
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  // Without the length, a tag cut to four bytes would do.
  const decipher = createDecipheriv(ALGORITHM, keyOf(serverKey), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(owner))
    .setAuthTag(tag);
  return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

/** The last one derived: a service has one, and needs it for every message. */
let derived: { serverKey: string; key: KeyObject } | null = null;

function keyOf(serverKey: string): KeyObject {
  if (derived?.serverKey !== serverKey) {
    const bytes = hkdfSync('sha256', serverKey, '', 'lastack/webhook-secrets/1', 32);
    derived = { serverKey, key: createSecretKey(new Uint8Array(bytes)) };
  }
  return derived.key;
}
