// The role that the application works as: it can do all of its work, and nothing to the audit log.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { VerificationView } from '../../src/courses/audit.dto.js';
import { loadConfig, OperatorError } from '../../src/config.js';
import { embeddedAppUrl, prepareAppRole } from '../../src/prisma/app-role.js';
import { migrate } from '../../src/prisma/migrations.js';
import { serve } from '../../src/serve.js';
import { begin, classroom, type Classroom, truth, until } from '../support/course.js';
import { testDatabase } from '../support/database.js';
import { TEST_ENVIRONMENT, testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let app: Client;
beforeAll(async () => {
  service = await testService({}, true);
  room = await classroom(service);
  app = new Client({ connectionString: service.settings.databaseUrl });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await service.close();
});

it('the application works as it, from the course to the webhook’s job', async () => {
  const [{ user } = {}] = await service.db.$queryRaw<{ user: string }[]>`SELECT current_user AS user`;
  expect(user).toBe('lastack_app');
  const { client } = await room.member('student');
  const questionId = (await begin(client, room.assignmentId)).questions[0]?.id ?? '';
  const { right: cells } = await truth(service, questionId);
  const path = `/v1/questions/${questionId}/submissions`;
  expect((await client.post<SubmissionView>(path, { cells })).body).toMatchObject({ earned: 10 });
  await until(
    () => service.db.event.count({ where: { spreadAt: null } }),
    (left) => left === 0,
  );
  const verification = `/v1/courses/${room.courseId}/audit/verification`;
  expect((await room.owner.get<VerificationView>(verification)).body.intact).toBe(true);
});

describe('it is denied', () => {
  it.each([
    `UPDATE audit_entries SET reason = 'x'`,
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
    'ALTER TABLE audit_entries DISABLE TRIGGER audit_is_append_only',
    'DROP TRIGGER audit_is_append_only ON audit_entries',
    'DROP TABLE audit_entries',
    'ALTER TABLE audit_entries OWNER TO lastack_app',
    'CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$',
    `SET session_replication_role = replica`,
    'SET ROLE lastack',
    'ALTER ROLE lastack_app SUPERUSER',
    'GRANT ALL ON audit_entries TO lastack_app',
    'ALTER TABLE grades ADD COLUMN planted text',
    'CREATE TABLE planted (id int)',
    'DELETE FROM _prisma_migrations',
  ])('%s', async (sql) => {
    const done = app.query(sql).then(({ command }) => command);
    // A GRANT of what one does not own only warns; the rights are as they were.
    if (sql.startsWith('GRANT')) await done;
    else await expect(done).rejects.toThrow(/permission denied|must be owner/);
    await expect(app.query(`UPDATE audit_entries SET reason = 'x'`)).rejects.toThrow('permission denied');
  });
});

describe('a start as it, without DATABASE_OWNER_URL', () => {
  it('on a database with nothing in it says which variable is missing', async () => {
    const empty = await testDatabase('empty');
    const DATABASE_URL = embeddedAppUrl(empty.url);
    const starting = serve(loadConfig({ ...TEST_ENVIRONMENT, DATABASE_URL }));
    const fault = await starting.then(
      () => null,
      (error: unknown) => error,
    );
    await empty.drop();
    expect(fault).toBeInstanceOf(OperatorError);
    expect((fault as Error).message).toMatch(
      /^The user of DATABASE_URL may not .* permission denied for schema public\. Set DATABASE_OWNER_URL to .*$/,
    );
  });

  it('finds nothing to do where the owner has been', async () => {
    expect(await migrate(service.settings.databaseUrl)).toEqual([]);
  });
});

it('a wrong password of the owner is told with the name of its variable', async () => {
  const DATABASE_URL = service.settings.databaseUrl;
  const DATABASE_OWNER_URL = Object.assign(new URL(service.database.url), { password: 'wrong' }).href;
  const starting = serve(loadConfig({ ...TEST_ENVIRONMENT, DATABASE_URL, DATABASE_OWNER_URL }));
  await expect(starting).rejects.toThrow(
    /^The database of DATABASE_OWNER_URL \(.*\) cannot be reached: password/,
  );
});

it('a queue that another role had made is handed over', async () => {
  const other = await testService();
  const appUrl = embeddedAppUrl(other.database.url);
  await other.stop();
  await prepareAppRole(other.database.url, appUrl);
  await prepareAppRole(other.database.url, appUrl);
  const owners = await other.database.query(
    `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'pgboss'`,
  );
  expect(owners).toEqual([{ tableowner: 'lastack_app' }]);
  await other.database.drop();
});
