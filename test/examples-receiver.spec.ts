// The reference receiver: whatever order and however often messages come, it ends with the newest scores.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReceiver, Gradebook } from '../examples/receiver/receiver.mjs';
import { Random, type Stream } from '../src/random.js';
import { newSecret, signedHeaders } from '../src/webhooks/signature.js';

const PERMUTATIONS = 1_000;
const LEARNERS = 4;
const VERSIONS = 8;
const TIME = '2026-11-22T09:30:00.000Z';
const HEADER = 'lmsId,learnerId,assignmentId,earned,possible,version,submittedAt\n';

interface Letter {
  id: string;
  message: { type: string; data: Record<string, unknown> };
}

const score = (learner: number, version: number): Letter => ({
  id: `msg_${learner}_${version}`,
  message: {
    type: 'score.changed',
    data: {
      learnerId: `learner-${learner}`,
      lmsId: learner === 0 ? '=HYPERLINK("x")' : `sis-${learner}`,
      assignmentId: 'assignment',
      earned: (version * 7) % 10,
      possible: 10,
      version,
      submittedAt: TIME,
    },
  },
});
const letters = Array.from({ length: LEARNERS }, (_, learner) =>
  Array.from({ length: VERSIONS }, (_, i) => score(learner, i + 1)),
).flat();
const WANTED =
  HEADER +
  Array.from({ length: LEARNERS }, (_, learner) => {
    const lmsId = learner === 0 ? `"'=HYPERLINK(""x"")"` : `sis-${learner}`;
    return `${lmsId},learner-${learner},assignment,${(VERSIONS * 7) % 10},10,${VERSIONS},${TIME}\n`;
  }).join('');

/** Every letter once or more, in some order. */
function shuffled(random: Stream): Letter[] {
  const all = letters.flatMap((letter) => Array.from({ length: 1 + random.int(0, 2) }, () => letter));
  for (let i = all.length - 1; i > 0; i--) {
    const j = random.int(0, i);
    [all[i], all[j]] = [all[j] as Letter, all[i] as Letter];
  }
  return all;
}

it(`ends in one state after ${PERMUTATIONS} random orders with duplicates`, () => {
  const random = new Random('07'.repeat(16));
  const orders = new Set<string>();
  for (let run = 0; run < PERMUTATIONS; run++) {
    const gradebook = new Gradebook();
    const order = shuffled(random.field(`run ${run}`));
    for (const { id, message } of order) gradebook.take(id, message);
    expect(gradebook.csv()).toBe(WANTED);
    orders.add(order.map(({ id }) => id).join());
  }
  expect(orders.size).toBe(PERMUTATIONS);
});

it('goes on where its file left off, however often it is started anew', () => {
  const random = new Random('08'.repeat(16));
  for (let run = 0; run < 50; run++) {
    let csv = '';
    for (const { id, message } of shuffled(random.field(`run ${run}`))) {
      const gradebook = new Gradebook(csv);
      gradebook.take(id, message);
      csv = gradebook.csv();
    }
    expect(csv).toBe(WANTED);
  }
});

describe('over HTTP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lastack-receiver-'));
  const file = join(folder, 'gradebook.csv');
  const secret = newSecret();
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createReceiver({ secret, file }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const post = async (headers: Record<string, string>, body: string) =>
    (await fetch(url, { method: 'POST', headers, body })).status;
  const now = () => Math.floor(Date.now() / 1000);

  it('keeps the newest score, and answers when it is in the file', async () => {
    const seen: string[] = [];
    for (const { id, message } of [score(1, 2), score(1, 1), score(1, 2)]) {
      const body = JSON.stringify(message);
      expect(await post(signedHeaders({ id, timestamp: now(), body }, secret), body)).toBe(204);
      seen.push(readFileSync(file, 'utf8'));
    }
    expect(new Set(seen)).toEqual(new Set([`${HEADER}sis-1,learner-1,assignment,4,10,2,${TIME}\n`]));
  });

  it('refuses what is unsigned, signed by another, altered, or from another time', async () => {
    const before = readFileSync(file, 'utf8');
    const { id, message } = score(2, 9);
    const body = JSON.stringify(message);
    const signed = (timestamp: number, by = secret) => signedHeaders({ id, timestamp, body }, by);
    for (const [headers, sent] of [
      [{}, body],
      [signed(now(), newSecret()), body],
      [signed(now()), body.replace('"earned":3', '"earned":9')],
      [signed(now() - 600), body],
      [signed(now() + 600), body],
      [signed(now()), body + ' '.repeat(30_000)],
    ] as const)
      expect(await post(headers, sent)).toBe(401);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
