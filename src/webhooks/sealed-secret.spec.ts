import { expect, it } from '@jest/globals';
import { seal, unseal } from './sealed-secret.js';

const KEY = 'the-key-of-one-service-of-32-and-more';
const OWNER = '0198a3c0-0000-7000-8000-000000000001';
const REFUSED = /unable to authenticate|Invalid (authentication tag|initialization vector)/;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

it('what was sealed comes back', () => {
  for (const secret of [SECRET, '', '秘密 🗝'])
    expect(unseal(seal(secret, KEY, OWNER), KEY, OWNER)).toBe(secret);
});

it('the sealed bytes do not hold the secret, and are others each time', () => {
  const sealed = Buffer.from(seal(SECRET, KEY, OWNER));
  expect(sealed.includes(SECRET.slice(6, 12))).toBe(false);
  expect(sealed.equals(Buffer.from(seal(SECRET, KEY, OWNER)))).toBe(false);
});

it('another key or another owner does not open it', () => {
  const sealed = seal(SECRET, KEY, OWNER);
  expect(() => unseal(sealed, `${KEY}.`, OWNER)).toThrow(REFUSED);
  expect(() => unseal(sealed, KEY, OWNER.replace('1', '2'))).toThrow(REFUSED);
});

it('no single bit of it can be changed', () => {
  const sealed = seal(SECRET, KEY, OWNER);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const altered = Uint8Array.from(sealed);
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => unseal(altered, KEY, OWNER)).toThrow(REFUSED);
  }
});

it('what was sealed cannot be cut short', () => {
  const sealed = seal(SECRET, KEY, OWNER);
  for (let length = 0; length < sealed.length; length++)
    expect(() => unseal(sealed.subarray(0, length), KEY, OWNER)).toThrow(REFUSED);
});
