// Held against an implementation that is not ours: the standard's own package, as a receiver would use it.
import { expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from './signature.js';

const RUNS = 200;
const now = () => Math.floor(Date.now() / 1000);
const payload = fc.record({
  id: fc.uuid().map((id) => `msg_${id}`),
  body: fc
    .record({ type: fc.string({ unit: 'binary' }), data: fc.jsonValue() })
    .map((data) => JSON.stringify({ ...data, unicode: '三次握手 🤝 é \u2028' })),
});

it('a secret has 32 bytes in base64 behind whsec_, and does not come twice', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/);
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
  }
  expect(new Set(secrets).size).toBe(100);
});

it('the example of the standard has the signature of the standard', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
  expect(signedHeaders(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('a receiver with the package standardwebhooks accepts what was signed', () => {
  fc.assert(
    fc.property(payload, ({ id, body }) => {
      const secret = newSecret();
      const headers = signedHeaders({ id, timestamp: now(), body }, secret);
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    }),
    { numRuns: RUNS },
  );
});

it('the receiver refuses a body, an id, a time or a secret of which one bit is another', () => {
  fc.assert(
    fc.property(payload, fc.nat(), ({ id, body }, place) => {
      const secret = newSecret();
      const timestamp = now();
      const headers = signedHeaders({ id, timestamp, body }, secret);
      const verify = (by: string, text: string | Buffer, sent: Record<string, string>) => () =>
        new Webhook(by).verify(text, sent);
      expect(verify(secret, flipped(Buffer.from(body), place), headers)).toThrow('No matching signature');
      expect(verify(secret, body, { ...headers, 'webhook-id': `${id}0` })).toThrow('No matching signature');
      const later = String(timestamp + 1);
      expect(verify(secret, body, { ...headers, 'webhook-timestamp': later })).toThrow(
        'No matching signature',
      );
      const key = flipped(Buffer.from(secret.slice('whsec_'.length), 'base64'), place);
      expect(verify(`whsec_${key.toString('base64')}`, body, headers)).toThrow('No matching signature');
    }),
    { numRuns: RUNS },
  );
});

it('the receiver refuses a message signed ten minutes ago', () => {
  const secret = newSecret();
  const headers = signedHeaders({ id: 'msg_1', timestamp: now() - 600, body: '{}' }, secret);
  expect(() => new Webhook(secret).verify('{}', headers)).toThrow('Message timestamp too old');
});

it('a body is signed as it is sent, whatever its bytes', () => {
  const secret = newSecret();
  const body = JSON.stringify({ noise: randomBytes(100_000).toString('latin1') });
  const headers = signedHeaders({ id: 'msg_1', timestamp: now(), body }, secret);
  expect(new Webhook(secret).verify(Buffer.from(body), headers)).toEqual(JSON.parse(body));
});

function flipped(bytes: Buffer, place: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = place % (copy.length * 8);
  copy[at >> 3] = (copy[at >> 3] ?? 0) ^ (1 << (at & 7));
  return copy;
}
