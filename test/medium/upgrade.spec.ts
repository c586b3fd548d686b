// Expand, migrate, contract: what the rules let a migration do changes nothing for a service that is running, and what
// they refuse does break it. The service here stands for the version before, and the statements for the one that comes.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dangers } from '../../scripts/migration-rules.mjs';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import { MIGRATIONS_FOLDER } from '../../src/prisma/migrations.js';
import { begin, classroom, type Classroom, ITEM, truth, until } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

/** The migrations of before the first release: no version before it can be running. */
const UNRELEASED = /^20261122/;

let service: TestService;
let room: Classroom;
let student: Api;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service, { items: [{ ...ITEM, tries: 100 }], attemptsAllowed: null });
  student = (await room.member('student', 'ada')).client;
  expect(await journey()).toBe('as ever');
});
afterAll(() => service.close());

/** A student submits twice and sees the grade; the staff reads the gradebook; the event is spread. */
async function journey(): Promise<string> {
  try {
    const questionId = (await begin(student, room.assignmentId)).questions[0]?.id ?? '';
    const { right: cells } = await truth(service, questionId);
    for (let i = 0; i < 2; i++) {
      const answer = await student.post<SubmissionView>(`/v1/questions/${questionId}/submissions`, { cells });
      if (answer.status !== 201) return `a submission: ${answer.status}`;
    }
    const book = await room.owner.get<Page<object>>(`/v1/courses/${room.courseId}/gradebook`);
    if (book.status !== 200) return `the gradebook: ${book.status}`;
    await until(
      () => service.db.event.count({ where: { spreadAt: null } }),
      (left) => left === 0,
    );
    return 'as ever';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a running service does not notice', () => {
  it.each([
    'CREATE TABLE later (id uuid PRIMARY KEY, note text NOT NULL)',
    'CREATE TABLE of_later (id uuid PRIMARY KEY REFERENCES later(id)); CREATE INDEX of_later_id ON of_later (id)',
    'ALTER TABLE submissions ADD COLUMN later text',
    `ALTER TABLE grades ADD COLUMN later int NOT NULL DEFAULT 7`,
    `ALTER TABLE "variants" ADD COLUMN "later" text, ADD COLUMN "later2" numeric(5, 2) NOT NULL DEFAULT 1`,
    `CREATE TYPE mood AS ENUM ('calm')`,
    `ALTER TABLE scores ADD COLUMN later mood`,
    'ALTER TABLE submissions ALTER COLUMN late_percent DROP NOT NULL',
    `ALTER TABLE courses ALTER COLUMN title SET DEFAULT 'new'`,
  ])('%s', async (sql) => {
    expect(dangers(sql)).toEqual([]);
    await service.database.query(sql);
    expect(await journey()).toBe('as ever');
  });
});

describe('a running service breaks on, so it needs a reason', () => {
  it.each([
    [
      'ALTER TABLE submissions RENAME COLUMN answer TO answers',
      'ALTER TABLE submissions RENAME COLUMN answers TO answer',
    ],
    ['ALTER TABLE grades RENAME TO marks', 'ALTER TABLE marks RENAME TO grades'],
    [
      'ALTER TABLE submissions DROP COLUMN late_percent',
      'ALTER TABLE submissions ADD COLUMN late_percent int NOT NULL DEFAULT 0',
    ],
    [
      `ALTER TABLE submissions ADD COLUMN wanted text NOT NULL DEFAULT ''; ALTER TABLE submissions ALTER COLUMN wanted DROP DEFAULT`,
      'ALTER TABLE submissions DROP COLUMN wanted',
    ],
    [
      'ALTER TABLE grades ALTER COLUMN diagnosis SET NOT NULL',
      'ALTER TABLE grades ALTER COLUMN diagnosis DROP NOT NULL',
    ],
    [
      'ALTER TABLE scores ALTER COLUMN changed_at DROP DEFAULT',
      'ALTER TABLE scores ALTER COLUMN changed_at SET DEFAULT CURRENT_TIMESTAMP',
    ],
    [
      'ALTER TABLE variants ALTER COLUMN possible TYPE text',
      'ALTER TABLE variants ALTER COLUMN possible TYPE int USING possible::int',
    ],
    [
      'ALTER TABLE grades ADD CONSTRAINT planted CHECK (earned < 1) NOT VALID',
      'ALTER TABLE grades DROP CONSTRAINT planted',
    ],
    [
      'CREATE TRIGGER planted BEFORE INSERT ON submissions FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()',
      'DROP TRIGGER planted ON submissions',
    ],
  ])('%s', async (sql, back) => {
    // What stands there would refuse SET NOT NULL itself.
    await service.db.$executeRaw`UPDATE grades SET diagnosis = coalesce(diagnosis, '{}')`;
    expect(dangers(sql)).toHaveLength(1);
    expect(dangers(sql.replace(/^|; /g, ';\n-- safe: nothing runs\n'))).toEqual([]);
    await service.database.query(sql);
    expect(await journey()).not.toBe('as ever');
    await service.database.query(back);
    // A function goes on with the types that its session planned it for: new sessions, as a restart would bring.
    await service.database.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect(await until(journey, (seen) => seen === 'as ever')).toBe('as ever');
  });
});

it.each([
  'ALTER TABLE submissions ADD COLUMN wanted text NOT NULL',
  'DROP INDEX "submissions_variant_id_number_key"',
  'CREATE UNIQUE INDEX once ON submissions (variant_id)',
  'CREATE INDEX slow ON submissions (received_at)',
  `ALTER TYPE "role" ADD VALUE 'guest'`,
  'UPDATE submissions SET late_percent = 0',
  `SELECT 1; -- safe: of the first\n;DELETE FROM grades`,
])('%s needs a reason, too', (sql) => {
  expect(dangers(sql)).toHaveLength(1);
});

it('every migration since the first release keeps to the rules', () => {
  const held = readdirSync(MIGRATIONS_FOLDER).filter((name) => /^\d/.test(name) && !UNRELEASED.test(name));
  const found = held.flatMap((name) =>
    dangers(readFileSync(`${MIGRATIONS_FOLDER}/${name}/migration.sql`, 'utf8')).map((one) => ({
      name,
      ...one,
    })),
  );
  expect(found).toEqual([]);
});
