// ops/postgres/submissions-by-month.sql: it keeps every row and every rule, and the service works on it as before.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { ScoreView } from '../../src/gradebook/gradebook.dto.js';
import { begin, classroom, type Classroom, ITEM, truth } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

const SCRIPT = readFileSync('ops/postgres/submissions-by-month.sql', 'utf8');
/** Of all rows, whatever table they are in. */
const CONTENT = `
  SELECT count(*)::int AS rows, md5(string_agg(row::text, ',' ORDER BY row::text)) AS content FROM (
    SELECT submissions::text AS row FROM submissions UNION ALL SELECT grades::text FROM grades) all_of_them`;
const PARTITIONS = `
  SELECT tableoid::regclass::text AS partition, count(*)::int AS rows FROM submissions GROUP BY 1 ORDER BY 1`;

let service: TestService;
let room: Classroom;
let student: Api;
let questionId: string;
beforeAll(async () => {
  service = await testService({}, true);
  room = await classroom(service, { items: [{ ...ITEM, tries: 100 }] });
  student = (await room.member('student', 'ada')).client;
  questionId = (await begin(student, room.assignmentId)).questions[0]?.id ?? '';
  for (let i = 0; i < 4; i++) await submit(i % 2 === 0);
  // The first of them was submitted in September 2025.
  await service.database.query(
    `UPDATE submissions SET received_at = '2025-09-05T13:10:31Z', id = overlay(id::text PLACING '01991a00-0000' FROM 1 FOR 13)::uuid WHERE number = 1`,
  );
});
afterAll(() => service.close());

async function submit(isRight: boolean): Promise<SubmissionView> {
  const { right, mistakes } = await truth(service, questionId);
  const cells = isRight ? right : { ...right, ...mistakes[0]?.values };
  const { status, body } = await student.post<SubmissionView>(`/v1/questions/${questionId}/submissions`, {
    cells,
  });
  expect(status).toBe(201);
  return body;
}

/** As psql --single-transaction does. */
async function partition(): Promise<void> {
  const client = new Client(service.database.url);
  await client.connect();
  try {
    await client.query(`BEGIN; ${SCRIPT}; COMMIT`);
  } finally {
    await client.end();
  }
}

describe('submissions by month', () => {
  beforeAll(async () => {
    const before = await service.database.query(CONTENT);
    await partition();
    expect(await service.database.query(CONTENT)).toEqual(before);
  });

  it('lie in the month of their ids, and none in the default partition', async () => {
    const [september, now, ...more] = await service.database.query(PARTITIONS);
    expect(september).toEqual({ partition: 'submissions_2025_09', rows: 1 });
    expect(now).toMatchObject({ rows: 3, partition: expect.stringMatching(/^submissions_\d{4}_\d\d$/) });
    expect(more).toEqual([]);
  });

  it('are submitted, graded and counted as before, by a role that owns none of the tables', async () => {
    const submission = await submit(true);
    expect(submission).toMatchObject({ number: 5, earned: 10 });
    const scores = await student.get<ScoreView[]>(`/v1/courses/${room.courseId}/scores/me`);
    expect(scores.body).toMatchObject([{ earned: 10, possible: 10 }]);
    expect((await room.owner.get(`/v1/courses/${room.courseId}/gradebook`)).status).toBe(200);
    expect((await room.owner.get(`/v1/assignments/${room.assignmentId}/statistics`)).status).toBe(200);
  });

  it('are found in one partition by their ids', async () => {
    const plan = await service.database.query(
      `EXPLAIN SELECT * FROM submissions JOIN grades ON submission_id = id WHERE id = (SELECT '${'0'.repeat(32)}'::uuid)`,
    );
    const { id } = await submit(true);
    const known = await service.database.query(`EXPLAIN SELECT * FROM submissions WHERE id = '${id}'`);
    expect(plan.length).toBeGreaterThan(known.length);
    expect(JSON.stringify(known).match(/ on submissions_/g)).toHaveLength(1);
  });

  it('have each number once, and none without its question', async () => {
    const copy = `INSERT INTO submissions (id, variant_id, number, answer) SELECT gen_random_uuid(), variant_id, $1, answer FROM submissions LIMIT 1`;
    await expect(service.database.query(copy, [1])).rejects.toThrow('submission_numbers_pkey');
    await expect(
      service.database.query(`UPDATE submissions SET variant_id = gen_random_uuid()`),
    ).rejects.toThrow('submissions_variant_id_fkey');
  });

  it('take what a migration adds', async () => {
    await service.database.query(`ALTER TABLE submissions ADD COLUMN later int NOT NULL DEFAULT 1`);
    expect((await submit(false)).earned).toBeLessThan(10);
  });

  it('of an old month can be dropped with their grades', async () => {
    await service.database.query('DROP TABLE grades_2025_09');
    await service.database.query('ALTER TABLE submissions DETACH PARTITION submissions_2025_09');
    await service.database.query('DROP TABLE submissions_2025_09');
    expect((await submit(true)).earned).toBe(10);
  });

  it('go with their course', async () => {
    await service.db.course.delete({ where: { id: room.courseId } });
    expect(await service.database.query(CONTENT)).toMatchObject([{ rows: 0 }]);
    expect(await service.database.query('SELECT FROM submission_numbers')).toEqual([]);
  });

  it('are not partitioned twice', async () => {
    await expect(partition()).rejects.toThrow('submissions are partitioned already');
  });
});

it('what is submitted when nobody has made the month is kept all the same', async () => {
  const { query } = service.database;
  await query(`SELECT make_months('2031-01-01', 1)`);
  expect(await query(`SELECT FROM pg_class WHERE relname = 'submissions_2031_02'`)).toHaveLength(1);
  const [bound] = await query(`SELECT first_id_of('2031-03-01T00:00:00Z') AS id`);
  expect(bound).toEqual({ id: '01c1624e-1400-0000-0000-000000000000' });
});
