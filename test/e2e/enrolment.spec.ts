// Many members at once, by JSON.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EnrolmentView } from '../../src/courses/enrolment.dto.js';
import { classroom, type Classroom } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let path: string;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service);
  path = `/v1/courses/${room.courseId}/members/bulk`;
});
afterAll(() => service.close());

const GOOD = { name: 'Ada', role: 'student', lmsId: 'b-1' };
const MIXED = [
  GOOD,
  { name: '', role: 'student' },
  { name: 'Bo', role: 'dean' },
  { name: 'Cy', role: 'student', lmsId: 'b-1' },
  { name: 'Di', role: 'student', score: 10 },
  { name: '=1+1', role: 'assistant' },
];
const members = () => service.db.member.count({ where: { courseId: room.courseId } });

it('a list with one bad row is refused whole when all or nothing is asked for', async () => {
  const before = await members();
  const answer = await room.owner.post(path, { members: MIXED, allOrNothing: true });
  expect(answer.status).toBe(400);
  expect(answer.body.errors?.map(({ at }) => at)).toEqual([
    'members.1.name',
    'members.2.role',
    'members.3.lmsId',
    'members.4.score',
  ]);
  expect(await members()).toBe(before);
});

it('else the good rows are in and the bad ones are named; a second time nobody is added twice', async () => {
  const before = await members();
  const first = await room.owner.post<EnrolmentView>(path, { members: MIXED });
  expect(first.status).toBe(200);
  const outcomes = first.body.rows.map(({ row, outcome }) => [row, outcome]);
  expect(outcomes).toEqual([
    [0, 'added'],
    [1, 'refused'],
    [2, 'refused'],
    [3, 'refused'],
    [4, 'refused'],
    [5, 'added'],
  ]);
  expect(await members()).toBe(before + 2);
  const again = await room.owner.post<EnrolmentView>(path, { members: [GOOD] });
  expect(again.body.rows).toMatchObject([{ outcome: 'present', personId: first.body.rows[0]?.personId }]);
  expect(await members()).toBe(before + 2);
});

it('the same list sent ten times at once adds everybody once', async () => {
  const list = Array.from({ length: 20 }, (_, i) => ({ name: `N${i}`, role: 'student', lmsId: `c-${i}` }));
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => room.owner.post<EnrolmentView>(path, { members: list })),
  );
  const added = answers.flatMap(({ body }) => body.rows.filter(({ outcome }) => outcome === 'added'));
  expect(added).toHaveLength(20);
});

it('no role above one’s own is given, and only instructors enrol', async () => {
  const instructor = (await room.member('instructor')).client;
  const body = { members: [{ name: 'Eve', role: 'owner' }] };
  expect((await instructor.post<EnrolmentView>(path, body)).body.rows[0]?.outcome).toBe('refused');
  for (const role of ['assistant', 'student'] as const)
    expect((await (await room.member(role)).client.post(path, body)).status).toBe(403);
  expect((await (await service.creator()).post(path, body)).status).toBe(404);
});

it.each([
  {},
  { members: [] },
  { members: [7] },
  { members: 'x' },
  { members: [GOOD], extra: 1 },
  { members: Array.from({ length: 1001 }, () => GOOD) },
])('a body of the wrong form (case %#) is refused', async (body) => {
  expect((await room.owner.post(path, body)).status).toBe(400);
});
