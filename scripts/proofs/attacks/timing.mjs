// Whether the time of a comparison tells where the first difference is, as dudect asks (Reparaz et al. 2017): two classes of
// input, mixed at random, and Welch's t over their times. |t| >= 4.5 tells them apart. It is a measurement: on a busy machine
// it may be seen where there is nothing, so three looks are taken and the smallest counts.
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { newToken, hashToken, isTokenForm } from '../../../dist/auth/token.js';
import { isSigned, newSecret, signedHeaders } from '../../../dist/webhooks/signature.js';

const CRITICAL = 4.5;
const LOOKS = 3;
/** The slowest are interruptions, not the comparison. */
const KEPT = 0.9;

export function timing({ short }) {
  const samples = short ? 20_000 : 1_000_000;
  const rows = Object.entries(CASES).map(([what, classes]) => {
    const t = Math.min(...Array.from({ length: LOOKS }, () => Math.abs(welch(samples / LOOKS, classes()))));
    return {
      what: `${what}: |t| over ${samples.toLocaleString('en')} samples`,
      seen: t.toFixed(2),
      promised: `< ${CRITICAL}`,
      holds: t < CRITICAL,
    };
  });
  // Not vacuous: a comparison that ends at the first difference is told apart.
  const naive = Math.abs(welch(samples / LOOKS, naiveClasses()));
  return [
    ...rows,
    {
      what: 'a comparison that ends at the first difference, as a control',
      seen: naive.toFixed(1),
      promised: `>= ${CRITICAL}`,
      holds: naive >= CRITICAL,
    },
  ];
}

const CASES = {
  'signatures that differ in the first or in the last octet': () => {
    const secret = newSecret();
    const message = { id: 'msg_1', timestamp: '1790000000', body: '{"type":"score.changed"}' };
    const right = signedHeaders(message, secret)['webhook-signature'];
    const [first, last] = [flipped(right, 'v1,'.length), flipped(right, right.length - 3)];
    const judge = (signatures) => isSigned({ ...message, signatures }, secret);
    return { a: () => first, b: () => last, act: judge };
  },
  // What is looked up is a hash: nobody chooses how it begins.
  'tokens that share 29 characters with one that holds, or none': () => {
    const held = newToken().slice('lak_'.length, -CHECKSUM);
    const near = Array.from({ length: 64 }, () => withChecksum(held.slice(0, -1) + newToken().at(-1)));
    const far = Array.from({ length: 64 }, newToken);
    const pick = (list) => list[randomBytes(1)[0] % list.length];
    return {
      a: () => pick(near),
      b: () => pick(far),
      act: (token) => isTokenForm(token) && hashToken(token),
    };
  },
};

function naiveClasses() {
  const right = randomBytes(512).toString('hex');
  const [first, last] = [flipped(right, 0), flipped(right, right.length - 1)];
  const act = (given) => {
    for (let i = 0; i < right.length; i++) if (given[i] !== right[i]) return false;
    return true;
  };
  return { a: () => first, b: () => last, act };
}

const CHECKSUM = 6;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** As an attacker makes it up who has read what a token is. */
function withChecksum(random) {
  let rest = crc32(`lak_${random}`);
  let text = '';
  for (let i = 0; i < CHECKSUM; i++, rest = Math.floor(rest / ALPHABET.length))
    text = ALPHABET[rest % ALPHABET.length] + text;
  if (!isTokenForm(`lak_${random}${text}`)) throw new Error('this is not the checksum of a token');
  return `lak_${random}${text}`;
}

const flipped = (text, at) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

function welch(samples, { a, b, act }) {
  const times = [[], []];
  const order = randomBytes(Math.ceil(samples));
  for (let i = 0; i < samples; i++) {
    const which = order[i] & 1;
    const input = which === 0 ? a() : b();
    const begun = process.hrtime.bigint();
    act(input);
    times[which].push(Number(process.hrtime.bigint() - begun));
  }
  const limit = times.flat().toSorted((x, y) => x - y)[Math.floor(samples * KEPT)];
  const [x, y] = times.map((list) => moments(list.filter((ns) => ns <= limit)));
  return (x.mean - y.mean) / Math.sqrt(x.variance / x.count + y.variance / y.count);
}

function moments(list) {
  const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
  const variance = list.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (list.length - 1);
  return { mean, variance, count: list.length };
}
