// Files that are written while they are read. One that fails on the way is broken off, so that no client takes a part for
// the whole: its status of 200 went out before.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { begin, classroom, ITEM } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';

/** More than the gradebook reads at a time. */
const STUDENTS = 250;
/** What fetch says of a body that ends before its last chunk. */
const BROKEN_OFF = /terminated/;

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

/** From now on the query fails that comes to this person. */
async function spoil(personId: string): Promise<void> {
  await service.database.query('ALTER TABLE people RENAME TO whole_people');
  const fails = '(1 / (length(name) - length(name)))::text';
  await service.database.query(
    `CREATE VIEW people AS SELECT id, CASE WHEN id = '${personId}' THEN ${fails} ELSE name END AS name,
       may_create_courses, created_at FROM whole_people`,
  );
}
async function mend(): Promise<void> {
  await service.database.query('DROP VIEW people');
  await service.database.query('ALTER TABLE whole_people RENAME TO people');
}

it('a gradebook that fails behind its first students is broken off', async () => {
  const { owner, courseId } = await classroom(service);
  const members = Array.from({ length: STUDENTS }, (_, i) => ({ name: `Student ${i}`, role: 'student' }));
  await owner.post(`/v1/courses/${courseId}/members/bulk`, { members });
  const last = await service.db.member.findFirst({
    where: { courseId, role: 'student' },
    orderBy: { personId: 'desc' },
  });
  await spoil(last?.personId ?? '');
  await expect(owner.get(`/v1/courses/${courseId}/gradebook.csv`)).rejects.toThrow(BROKEN_OFF);
  await mend();
  expect((await owner.get(`/v1/courses/${courseId}/gradebook.csv`)).status).toBe(200);
});

it('an export of one’s own data that fails behind its first attempt is broken off', async () => {
  const { assignmentId, member } = await classroom(service, { attemptsAllowed: 2 });
  const { client } = await member('student');
  const first = await begin(client, assignmentId);
  await client.post(`/v1/attempts/${first.id}/finish`);
  const second = await begin(client, assignmentId);
  const isOf = (kind: string) =>
    service.database.query('UPDATE variants SET kind = $1 WHERE attempt_id = $2', [kind, second.id]);
  await isOf('unheard-of');
  await expect(client.get('/v1/me/export')).rejects.toThrow(BROKEN_OFF);
  await isOf(ITEM.kind);
  expect((await client.get('/v1/me/export')).status).toBe(200);
});

it('an export that fails before its first byte is a problem', async () => {
  const { client } = await (await classroom(service)).member('student');
  await service.database.query('ALTER TABLE tokens RENAME COLUMN label TO name');
  const failed = await client.get('/v1/me/export');
  await service.database.query('ALTER TABLE tokens RENAME COLUMN name TO label');
  expect(failed).toMatchObject({ status: 500, body: { type: '/problems/internal-error' } });
});
