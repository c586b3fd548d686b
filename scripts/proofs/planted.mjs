// Proofs of the proofs: each fault is planted into a copy of the built service (or of a proof), and the short form of its
// proof has to end with status 1 and name the row that broke. A crash, or another row, does not count.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const AT_ONCE = 2;
const TIMEOUT_MS = 240_000;
const COPIED = ['dist', 'scripts', 'prisma', 'package.json', 'test/data/hostile-urls'];

/** Edits are [file, what stands there, what is to stand there]: the first place is changed, and has to be there. */
const FAULTS = [
  {
    name: 'no fence: a try writes its result whatever has begun meanwhile',
    proof: ['webhooks', 'frozen'],
    row: 'W4 of them refused',
    edits: [
      [
        'dist/webhooks/deliveries.queries.js',
        "AND try_number = ${tryNumber} AND state = 'pending' RETURNING",
        "AND state = 'pending' RETURNING",
      ],
      [
        'dist/webhooks/results.service.js',
        "AND try_number = ${tryNumber} AND state = 'pending'`",
        "AND state = 'pending'`",
      ],
    ],
  },
  {
    name: 'an event is recorded outside the transaction that causes it',
    proof: ['webhooks', 'outbox'],
    row: 'W3 events of aborted transactions',
    edits: [
      [
        'dist/prisma/database.js',
        'async onApplicationShutdown() {',
        'onModuleInit() { globalThis.outside = this; }\n    async onApplicationShutdown() {',
      ],
      ['dist/events/events.service.js', 'await tx.event.create(', 'await globalThis.outside.event.create('],
    ],
  },
  {
    name: 'a delivery is acknowledged before its receiver has answered',
    proof: ['webhooks', 'kills'],
    row: 'W4 deliveries missing',
    edits: [
      [
        'dist/webhooks/dispatcher.service.js',
        'const result = await this.sender.send(',
        "await this.results.write(claim, { status: 200, answer: '', retryAfter: null, durationMs: 0 }, 0);\n        const result = await this.sender.send(",
      ],
    ],
  },
  {
    name: 'a message of the LMS is acknowledged before its transaction commits',
    proof: ['webhooks', 'inbound'],
    row: 'messages of an LMS acknowledged',
    edits: [
      [
        'dist/inbound/inbound.service.js',
        'return taking.catch(',
        "taking.catch(() => undefined);\n        return { view: { messageId, type: event.type, outcome: 'added', learnerId: null }, again: false };\n        taking.catch(",
      ],
    ],
  },
  {
    name: 'no guard when an address is dialled',
    proof: ['webhooks', 'guard'],
    row: 'W13 connections that',
    edits: [
      ['dist/webhooks/egress.js', 'const refused = this.#judge(target, addresses);', 'const refused = null;'],
    ],
  },
  {
    name: 'the kill is switched off: the worker ends by itself',
    proof: ['webhooks', 'kills'],
    row: 'W4 workers that ended otherwise',
    edits: [['scripts/proofs/webhooks/kills.mjs', "worker.end('SIGKILL')", "worker.end('SIGTERM')"]],
  },
  {
    name: 'the time is not signed',
    proof: ['webhooks', 'signatures'],
    row: 'W1 payloads that the package standardwebhooks verifies',
    edits: [['dist/webhooks/signature.js', '`${id}.${timestamp}.${body}`', '`${id}.${body}`']],
  },
  {
    name: 'a rotated secret signs for ever',
    proof: ['webhooks', 'rotation'],
    row: 'W2 after it',
    edits: [
      [
        'dist/webhooks/deliveries.queries.js',
        'CASE WHEN endpoint.previous_until > now() THEN endpoint.previous_secret END',
        'endpoint.previous_secret',
      ],
    ],
  },
];

/** Plants every fault, or those whose proof or name holds one of `words`; true when each was noticed. */
export async function plantAll(words) {
  const isWanted = ({ name, proof }) =>
    words.length === 0 || words.some((word) => [...proof, name].join(' ').includes(word));
  const queue = FAULTS.filter(isWanted);
  const rows = [];
  const work = async () => {
    for (let fault = queue.shift(); fault; fault = queue.shift()) rows.push(await plant(fault));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.table(rows);
  const noticed = rows.filter(({ noticed }) => noticed).length;
  console.log(`${rows.length} planted faults, ${noticed} noticed`);
  return rows.length > 0 && noticed === rows.length;
}

async function plant({ name, proof, row, edits }) {
  const copy = mkdtempSync(join(tmpdir(), 'lastack-planted-'));
  const begun = performance.now();
  try {
    for (const path of COPIED) cpSync(path, join(copy, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
    for (const [file, right, wrong] of edits) {
      const text = readFileSync(join(copy, file), 'utf8');
      if (!text.includes(right)) throw new Error(`${file} has no longer: ${right}`);
      writeFileSync(
        join(copy, file),
        text.replace(right, () => wrong),
      );
    }
    const { status, output } = await proveIn(copy, proof);
    const broken = output.split('\n').filter((line) => /│ false\s*│$/.test(line));
    const noticed = status === 1 && broken.some((line) => line.includes(row));
    if (!noticed) console.error(`${name}: status ${status}\n${output}`);
    const seconds = Math.round((performance.now() - begun) / 1000);
    return { fault: name, proof: proof.join(' '), 'has to break': row, noticed, seconds };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function proveIn(copy, proof) {
  const args = ['scripts/prove.mjs', ...proof, '--short'];
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    const timer = setTimeout(() => child.kill('SIGTERM'), TIMEOUT_MS);
    child.on('close', (status) => {
      clearTimeout(timer);
      done({ status, output });
    });
  });
}
