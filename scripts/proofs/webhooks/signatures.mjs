// W1: whatever is signed verifies with the standard's own package and with an implementation in another language; with one bit
// changed, with neither.
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { newSecret, signedHeaders } from '../../../dist/webhooks/signature.js';
import { exactly } from './lab.mjs';

const TEXTS = ['', 'ascii', '三次握手 🤝', 'é\u0301\u2028\u2029', '"\\\n\t', '\u{10FFFF}'];
const NUMBERS = [0, -0, 0.1, -1e-300, 1e300, 2 ** 53 - 1, 1.7976931348623157e308];

/** Reads lines {secret, id, time, signature, body}; prints how many verify. Python's own library, nothing of ours. */
const PYTHON = `
import base64, hashlib, hmac, json, sys
good = 0
for line in sys.stdin:
    m = json.loads(line)
    key = base64.b64decode(m["secret"][6:])
    text = base64.b64decode(m["id"]) + b"." + base64.b64decode(m["time"]) + b"." + base64.b64decode(m["body"])
    want = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    good += any(hmac.compare_digest(want, one) for one in m["signature"].split(" "))
print(good)
`;

function message() {
  const pick = (from) => from[randomInt(from.length)];
  const body = pick([
    () => '',
    () => '{}',
    () => JSON.stringify(pick(TEXTS)),
    () =>
      JSON.stringify({
        type: pick(TEXTS),
        data: { [pick(TEXTS)]: pick(NUMBERS), random: randomBytes(20).toString('base64') },
      }),
  ])();
  const secret = newSecret();
  const id = `msg_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = signedHeaders({ id, timestamp, body }, secret);
  return {
    secret,
    id: Buffer.from(id),
    time: Buffer.from(String(timestamp)),
    body: Buffer.from(body),
    signature: headers['webhook-signature'],
  };
}

/** One bit of the id, the time, the body or the signature is another. */
function mutated(one) {
  const flip = (bytes) => {
    const copy = Buffer.from(bytes);
    const bit = randomInt(copy.length * 8);
    copy[bit >> 3] ^= 1 << (bit & 7);
    return copy;
  };
  const fields = ['id', 'time', 'signature', ...(one.body.length > 0 ? ['body'] : [])];
  const field = fields[randomInt(fields.length)];
  if (field !== 'signature') return { ...one, [field]: flip(one[field]) };
  const raw = flip(Buffer.from(one.signature.slice('v1,'.length), 'base64'));
  return { ...one, signature: `v1,${raw.toString('base64')}` };
}

function verifies({ secret, id, time, body, signature }) {
  const headers = {
    'webhook-id': id.toString('latin1'),
    'webhook-timestamp': time.toString('latin1'),
    'webhook-signature': signature,
  };
  // An empty body is signed like any other, but the package wants JSON once it has verified.
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    return error instanceof SyntaxError && body.length === 0;
  }
}

function byPython(messages) {
  const lines = messages.map(({ id, time, body, ...rest }) => {
    const [a, b, c] = [id, time, body].map((bytes) => bytes.toString('base64'));
    return JSON.stringify({ ...rest, id: a, time: b, body: c });
  });
  const { stdout, error } = spawnSync('python3', ['-c', PYTHON], {
    input: lines.join('\n'),
    encoding: 'utf8',
  });
  return error ? null : Number(stdout);
}

export async function signatures(_, { short }) {
  const count = short ? 200 : 1_000;
  const good = Array.from({ length: count }, message);
  const bad = good.map(mutated);
  const rows = [
    exactly('W1 payloads that the package standardwebhooks verifies', good.filter(verifies).length, count),
    exactly('W1 the same with one bit changed', bad.filter(verifies).length, 0),
  ];
  const [python, pythonBad] = [byPython(good), byPython(bad)];
  if (python === null) console.log('W1: no python3 here, so no second implementation verifies: SKIPPED');
  else
    rows.push(
      exactly('W1 payloads that Python’s hmac verifies', python, count),
      exactly('W1 the same with one bit changed, by Python', pythonBad, 0),
    );
  return rows;
}
