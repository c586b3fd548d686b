// A learner's own data: read, exported as far as it is released, and deleted, so that nothing of the person is left.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { VerificationView } from '../../src/courses/audit.dto.js';
import type { IssuedToken, MemberView } from '../../src/courses/courses.dto.js';
import type { MeView } from '../../src/learners/me.dto.js';
import { begin, classroom, type Classroom, ITEM, send, truth } from '../support/course.js';
import { api, type Api, testService, type TestService } from '../support/service.js';

const EXPLAIN = { kind: 'explain', points: 10, tries: 3 };

let service: TestService;
let room: Classroom;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service, { items: [ITEM, ITEM], releaseCorrectness: 'by_hand' });
});
afterAll(() => service.close());

interface Exported {
  me: MeView;
  tokens: object[];
  courses: ExportedCourse[];
  former: ExportedCourse[];
}

interface ExportedCourse {
  courseId: string;
  attempts: {
    questions: {
      draft: { cells: object };
      hints: object[];
      turns: string[];
      submissions: { earned: number | null }[];
    }[];
  }[];
  scores: object[];
  groups: object[];
}

/** A learner who has answered one question, and saved a draft of the other. */
async function learner(lmsId: string) {
  const { client, personId } = await room.member('student', lmsId);
  const [first = '', second = ''] = (await begin(client, room.assignmentId)).questions.map(({ id }) => id);
  const { right: cells } = await truth(service, first);
  expect((await client.post(`/v1/questions/${first}/submissions`, { cells })).status).toBe(201);
  await send(client, 'PUT', `/v1/questions/${second}/draft`, { cells: { note: `draft of ${lmsId}` } }, 0);
  return { client, personId, first, second };
}

/** Every table and row in which a text stands. */
async function placesOf(text: string): Promise<string[]> {
  const count =
    "format('SELECT count(*) FROM %I.%I AS row WHERE row::text LIKE %L', schemaname, tablename, '%' || $1 || '%')";
  const tables = await service.database.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'pgboss')
       AND (xpath('/row/count/text()', query_to_xml(${count}, true, true, '')))[1]::text::int > 0`,
    [text],
  );
  return tables.map(({ name }) => String(name)).toSorted();
}

it('who asks who they are is told, with their courses and what their token may do', async () => {
  const { client, personId } = await room.member('student', 'me-1');
  expect((await client.get<MeView>('/v1/me')).body).toEqual({
    personId,
    name: 'A student',
    mayCreateCourses: false,
    token: { scopes: [], courseId: room.courseId, expiresAt: null },
    courses: [{ courseId: room.courseId, title: 'Networks', role: 'student', lmsId: 'me-1' }],
  });
  expect((await service.nobody.get('/v1/me')).status).toBe(401);
});

describe('an export', () => {
  it('holds what is theirs and released, and nothing of the key', async () => {
    const { client, first } = await learner('ex-1');
    await learner('ex-2');
    const answer = await client.get<Exported>('/v1/me/export');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const { me, tokens, courses } = answer.body;
    expect([me.name, tokens.length, courses.length]).toEqual(['A student', 1, 1]);
    const questions = courses[0]?.attempts.flatMap((attempt) => attempt.questions) ?? [];
    const earned = questions.flatMap(({ submissions }) => submissions.map((submission) => submission.earned));
    expect([questions.length, earned]).toEqual([2, [null]]);
    expect(questions.some(({ draft }) => JSON.stringify(draft.cells).includes('draft of ex-1'))).toBe(true);
    expect(courses[0]?.scores).toEqual([]);
    const text = JSON.stringify(answer.body);
    expect(text).not.toMatch(/ex-2|"expected":[{[]|"seed|"hash/);
    const { right } = await truth(service, first);
    expect(questions.flatMap(({ submissions }) => submissions)).toMatchObject([{ cells: right }]);
  });

  it('tells results once they are released', async () => {
    const open = await classroom(service);
    const { client } = await open.member('student');
    const [question = ''] = (await begin(client, open.assignmentId)).questions.map(({ id }) => id);
    await client.post(`/v1/questions/${question}/submissions`, {
      cells: (await truth(service, question)).right,
    });
    const { courses } = (await client.get<Exported>('/v1/me/export')).body;
    expect(courses[0]?.attempts[0]?.questions[0]?.submissions[0]).toMatchObject({ earned: 10 });
    expect(courses[0]?.scores).toMatchObject([{ earned: 10 }]);
  });
});

/** Who has taken a hint and played a turn. */
async function playing(seq: number) {
  const play = { kind: 'play-endpoint', params: { story: 'client-closes' }, points: 10, tries: 2 };
  const hints = { afterTries: 0, points: 0, percent: 0 };
  const open = await classroom(service, { items: [play, { ...ITEM, hints }] });
  const { client, personId } = await open.member('student', 'played-1');
  const [turned = '', hinted = ''] = (await begin(client, open.assignmentId)).questions.map(({ id }) => id);
  const move = `SYN seq=${seq}`;
  expect((await client.post(`/v1/questions/${turned}/turns`, { moves: [move] })).status).toBe(200);
  const { expected } = await truth(service, hinted);
  const cell = expected.cells[0]?.id ?? '';
  expect((await client.post(`/v1/questions/${hinted}/hints`, { cell, number: 1 })).status).toBe(200);
  return { open, client, personId, turned, hinted, move, cell };
}

it('an export holds hints and turns, also of a course that they have left', async () => {
  const { open, client, personId, turned, hinted, move, cell } = await playing(7777);
  const questionsOf = (courses: Exported['courses'] | undefined) =>
    courses?.flatMap(({ attempts }) => attempts.flatMap(({ questions }) => questions)) ?? [];
  const { courses, former } = (await client.get<Exported>('/v1/me/export')).body;
  const own = [
    { questionId: turned, turns: [move], hints: [] },
    { questionId: hinted, turns: [], hints: [{ cell, number: 1 }] },
  ];
  expect(questionsOf(courses)).toMatchObject(own);
  expect(former).toEqual([]);
  const left = await send(open.owner, 'DELETE', `/v1/courses/${open.courseId}/members/${personId}`);
  expect(left.status).toBe(204);
  const { body } = await client.get<Exported>('/v1/me/export');
  expect([body.courses, body.former.map(({ courseId }) => courseId)]).toEqual([[], [open.courseId]]);
  expect(questionsOf(body.former)).toMatchObject(own);
  expect(JSON.stringify(body)).not.toMatch(/"expected":[{[]|"seed|"hash/);
  // It is for the export alone.
  expect((await client.get(`/v1/questions/${hinted}`)).status).toBe(404);
});

describe('a learner who is deleted', () => {
  const forget = (who: Api, personId: string, courseId = room.courseId) =>
    send(who, 'DELETE', `/v1/courses/${courseId}/learners/${personId}`);

  it('leaves grades and scores of nobody, and no trace of the person', async () => {
    const name = 'Grace Hopper';
    const path = `/v1/courses/${room.courseId}/members`;
    const { personId } = (await room.owner.post<MemberView>(path, { name, role: 'student', lmsId: 'gone-1' }))
      .body;
    const issued = await room.owner.post<IssuedToken>(`${path}/${personId}/tokens`);
    const client = api(service.url, issued.body.token);
    const [first = '', second = ''] = (await begin(client, room.assignmentId)).questions.map(({ id }) => id);
    await client.post(`/v1/questions/${first}/submissions`, { cells: (await truth(service, first)).right });
    await send(client, 'PUT', `/v1/questions/${second}/draft`, { cells: { note: 'my own words' } }, 0);
    const extensions = { extensions: [{ learnerId: personId, extraTimePercent: 50 }] };
    await send(room.owner, 'PUT', `/v1/assignments/${room.assignmentId}/extensions`, extensions);
    const before = await service.db.score.count({ where: { assignmentId: room.assignmentId } });
    expect(await placesOf(personId)).toContain('public.attempts');

    expect((await forget(room.owner, personId)).status).toBe(204);

    expect(await placesOf(name)).toEqual([]);
    expect(await placesOf('my own words')).toEqual([]);
    // The LMS is told by the id it knows; the audit log keeps an id that names nobody.
    expect(await placesOf('gone-1')).toEqual(['public.events']);
    expect(await placesOf(personId)).toEqual(['public.audit_entries', 'public.events']);
    const told = await service.db.event.findMany({
      where: { data: { path: ['learnerId'], equals: personId } },
    });
    expect(told.map(({ type }) => type)).toEqual(['member.removed']);
    expect(await service.db.score.count({ where: { assignmentId: room.assignmentId } })).toBe(before);
    const variant = await service.db.variant.findUniqueOrThrow({
      where: { id: first },
      include: { attempt: { include: { learner: true } }, submissions: { include: { grade: true } } },
    });
    expect(variant.attempt.learner.name).toBe('Deleted learner');
    expect(variant.submissions[0]?.grade).toMatchObject({ earned: 10 });
    expect((await client.get('/v1/me')).status).toBe(401);
    expect((await forget(room.owner, personId)).status).toBe(404);
    const verification = `/v1/courses/${room.courseId}/audit/verification`;
    expect((await room.owner.get<VerificationView>(verification)).body.intact).toBe(true);
  });

  it('leaves nothing of what they wrote in their own words', async () => {
    const words = 'the sesquipedalian segment waits because old duplicates may still be about';
    const open = await classroom(service, { items: [EXPLAIN] });
    const { client, personId } = await open.member('student');
    const [question = ''] = (await begin(client, open.assignmentId)).questions.map(({ id }) => id);
    const { right } = await truth(service, question);
    const cells = Object.fromEntries(
      Object.entries(right).map(([id, value]) => [id, `${String(value)} ${words}`]),
    );
    const sent = await client.post(`/v1/questions/${question}/submissions`, { cells });
    expect(sent.status).toBe(201);
    expect((await placesOf('sesquipedalian')).length).toBeGreaterThan(0);
    expect((await forget(open.owner, personId, open.courseId)).status).toBe(204);
    expect(await placesOf('sesquipedalian')).toEqual([]);
  });

  it('leaves no turn, and a hint only as what an answer costs', async () => {
    const { open, personId, hinted, cell } = await playing(424242);
    expect(await placesOf('seq=424242')).toContain('public.turns');
    expect((await forget(open.owner, personId, open.courseId)).status).toBe(204);
    expect(await placesOf('seq=424242')).toEqual([]);
    const { hints, attempt } = await service.db.variant.findUniqueOrThrow({
      where: { id: hinted },
      include: { attempt: { include: { learner: true } } },
    });
    expect(hints).toEqual([{ cell, number: 1, at: expect.any(String) as unknown }]);
    expect(attempt.learner.name).toBe('Deleted learner');
    expect(await placesOf(personId)).toEqual(['public.audit_entries', 'public.events']);
  });

  it('stays a person where they are in another course', async () => {
    const { personId } = await learner('two-1');
    const other = await classroom(service);
    await service.db.member.create({
      data: { courseId: other.courseId, personId, role: 'student', lmsId: 'o-1' },
    });
    expect((await forget(room.owner, personId)).status).toBe(204);
    const left = await service.db.person.findUnique({
      where: { id: personId },
      include: { memberships: true },
    });
    expect(left?.memberships).toMatchObject([{ courseId: other.courseId, lmsId: 'o-1' }]);
  });

  it('is deleted by owners, and is a learner', async () => {
    const { personId } = await room.member('student');
    const instructor = await room.member('instructor');
    expect((await forget(instructor.client, personId)).status).toBe(403);
    expect((await forget((await room.member('student')).client, personId)).status).toBe(403);
    expect((await forget(await service.creator(), personId)).status).toBe(404);
    expect((await forget(room.owner, instructor.personId)).status).toBe(403);
    const other = await classroom(service);
    expect((await forget(other.owner, personId, other.courseId)).status).toBe(404);
    await send(room.owner, 'DELETE', `/v1/courses/${room.courseId}/members/${personId}`);
    expect((await forget(room.owner, personId)).status).toBe(204);
  });
});
