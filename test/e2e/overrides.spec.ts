// Grades and scores given by hand: against a version, with a reason, undone, told, and in the audit log.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { ScoreView } from '../../src/gradebook/gradebook.dto.js';
import type { GradeView, HandScoreView } from '../../src/overrides/overrides.dto.js';
import { begin, classroom, type Classroom, insisting, send, truth, until } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

const AGREED = 'Agreed in the office hour.';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

/** Each year costs a half. */
const TERMS = { latePercent: 50, dueAt: '2020-01-01T00:00:00Z', latePeriodS: 31_000_000 };

async function answered(room: Classroom, student: Api, right: boolean): Promise<SubmissionView> {
  const attempt = await begin(student, room.assignmentId);
  const questionId = attempt.questions[0]?.id ?? '';
  const known = await truth(service, questionId);
  const wrong = Object.entries(known.right).map(([id, value], i) => [
    id,
    typeof value === 'number' ? 1000 + 37 * i : 'RST',
  ]);
  const cells = right ? known.right : Object.fromEntries(wrong);
  return (await student.post<SubmissionView>(`/v1/questions/${questionId}/submissions`, { cells })).body;
}

async function events(room: Classroom, type: string): Promise<object[]> {
  const rows = await service.db.event.findMany({
    where: { courseId: room.courseId, type },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ data }) => data as object);
}

async function audited(room: Classroom) {
  const rows = await service.db.auditEntry.findMany({
    where: { courseId: room.courseId, subjectType: { in: ['grade', 'score'] } },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ action, before, after, reason }) => ({ action, before, after, reason }));
}

describe('a grade given by hand', () => {
  let room: Classroom;
  let student: { client: Api; personId: string };
  let submission: SubmissionView;
  let path: string;
  beforeEach(async () => {
    room = await classroom(service);
    student = await room.member('student');
    submission = await answered(room, student.client, false);
    path = `/v1/submissions/${submission.id}/grade`;
  });

  it('counts in the place of the grader’s, is told, and is undone', async () => {
    const read = await room.owner.get<GradeView>(path);
    expect(read.headers.get('etag')).toBe('"1"');
    expect(read.body).toMatchObject({ earned: 0, computed: 0, possible: 10, override: null, version: 1 });

    const set = await send<GradeView>(room.owner, 'PATCH', path, { earned: 7, reason: AGREED }, 1);
    const override = { earned: 7, reason: AGREED };
    expect(set).toMatchObject({ status: 200, body: { earned: 7, computed: 0, override, version: 2 } });
    const scores = `/v1/courses/${room.courseId}/scores/me`;
    expect((await student.client.get<ScoreView[]>(scores)).body[0]).toMatchObject({ earned: 7, version: 2 });
    const mine = `/v1/questions/${submission.questionId}/submissions`;
    const [seen] = (await student.client.get<SubmissionView[]>(mine)).body;
    expect(seen).toMatchObject({ earned: 7, counted: 7, isByHand: true });
    expect(JSON.stringify(seen)).not.toContain(AGREED);

    const lifted = await send<GradeView>(room.owner, 'DELETE', `${path}/override`, undefined, 2);
    expect(lifted).toMatchObject({ status: 200, body: { earned: 0, override: null, version: 3 } });
    expect(await events(room, 'score.changed')).toMatchObject([
      { earned: 0, version: 1 },
      { earned: 7, version: 2 },
      { earned: 0, version: 3 },
    ]);
    expect(await audited(room)).toEqual([
      { action: 'grade.overridden', before: { earned: 0 }, after: { earned: 7 }, reason: AGREED },
      { action: 'grade.override_removed', before: { earned: 7 }, after: { earned: 0 }, reason: null },
    ]);
  });

  it('stays what lateness takes off from', async () => {
    const assignment = `/v1/assignments/${room.assignmentId}`;
    const { version } = (await room.owner.get<{ version: number }>(assignment)).body;
    await send(room.owner, 'PATCH', path, { earned: 8, reason: AGREED }, 1);
    await send(room.owner, 'PATCH', assignment, TERMS, version);
    const earned = async () =>
      (await room.owner.get<HandScoreView>(`${assignment}/scores/${student.personId}`)).body.earned;
    // More than one period of a year is over: nothing is left of it, and the grade itself stays.
    expect(await until(earned, (now) => now !== 8)).toBe(0);
    expect((await room.owner.get<GradeView>(path)).body.earned).toBe(8);
  });

  it('needs the version it is about', async () => {
    const body = { earned: 1, reason: AGREED };
    expect(await send(room.owner, 'PATCH', path, body)).toMatchObject({ status: 428 });
    expect(await send(room.owner, 'PATCH', path, body, 2)).toMatchObject({ status: 412 });
    expect(await send(room.owner, 'DELETE', `${path}/override`)).toMatchObject({ status: 428 });
  });

  it('wins once per version, when 100 come at once', async () => {
    for (let version = 1; version <= 2; version++) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          insisting(() => send(room.owner, 'PATCH', path, { earned: i % 11, reason: `No ${i}` }, version)),
        ),
      );
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
      expect(statuses).toEqual([200, ...Array<number>(99).fill(412)]);
    }
    expect(await audited(room)).toHaveLength(2);
  });

  it.each([
    [{ earned: 11, reason: 'x' }, 'earned'],
    [{ earned: -1, reason: 'x' }, 'earned'],
    [{ earned: 1.5, reason: 'x' }, 'earned'],
    [{ earned: 1 }, 'reason'],
    [{ earned: 1, reason: '' }, 'reason'],
    [{ earned: 1, reason: 'x', version: 9 }, 'version'],
    [{ earned: 1, reason: 'x', learnerId: 'x' }, 'learnerId'],
  ])('as %j is refused, at its field', async (body, at) => {
    const refused = await send(room.owner, 'PATCH', path, body, 1);
    expect([refused.status, refused.body.errors?.[0]?.at]).toEqual([400, at]);
    expect((await room.owner.get<GradeView>(path)).body.version).toBe(1);
  });

  it('is for instructors: 403 inside, and from outside as if there were none', async () => {
    const assistant = (await room.member('assistant')).client;
    const outside = await service.creator();
    const body = { earned: 1, reason: AGREED };
    const nowhere = path.replace(submission.id, crypto.randomUUID());
    for (const [who, status] of [[student.client, 403] as const, [assistant, 403] as const]) {
      expect((await who.get(path)).status).toBe(status);
      expect((await send(who, 'PATCH', path, body, 1)).status).toBe(status);
      expect((await send(who, 'DELETE', `${path}/override`, undefined, 1)).status).toBe(status);
    }
    const foreign = await send(outside, 'PATCH', path, body, 1);
    const none = await send(outside, 'PATCH', nowhere, body, 1);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...none.body, instance: '' });
  });
});

describe('a score given by hand', () => {
  let room: Classroom;
  let student: { client: Api; personId: string };
  let path: string;
  beforeEach(async () => {
    room = await classroom(service);
    student = await room.member('student', 'sis-1');
    path = `/v1/assignments/${room.assignmentId}/scores/${student.personId}`;
  });

  it('stays when more is answered, until it is undone', async () => {
    await answered(room, student.client, false);
    const set = await send<HandScoreView>(room.owner, 'PATCH', path, { earned: 6, reason: AGREED }, 1);
    expect(set).toMatchObject({ status: 200, body: { earned: 6, computed: 0, version: 2 } });
    await answered(room, student.client, true);
    const read = await room.owner.get<HandScoreView>(path);
    expect(read.body).toMatchObject({ earned: 6, computed: 10, version: 2 });
    const lifted = await send<HandScoreView>(room.owner, 'DELETE', `${path}/override`, undefined, 2);
    expect(lifted.body).toMatchObject({ earned: 10, computed: 10, override: null, version: 3 });
    expect(await events(room, 'score.changed')).toMatchObject([{ earned: 0 }, { earned: 6 }, { earned: 10 }]);
    expect(await audited(room)).toMatchObject([
      { action: 'score.overridden', before: { earned: 0 }, after: { earned: 6 }, reason: AGREED },
      { action: 'score.override_removed', before: { earned: 6 }, after: { earned: 10 } },
    ]);
  });

  it('can be given to who has answered nothing; undone it is 0', async () => {
    const read = await room.owner.get<HandScoreView>(path);
    expect(read.body).toMatchObject({ earned: null, computed: null, possible: 10, version: 0 });
    const set = await send<HandScoreView>(room.owner, 'PATCH', path, { earned: 9, reason: AGREED }, 0);
    expect(set).toMatchObject({ status: 200, body: { earned: 9, computed: null, version: 1 } });
    expect(await events(room, 'score.changed')).toMatchObject([{ lmsId: 'sis-1', earned: 9, possible: 10 }]);
    const lifted = await send<HandScoreView>(room.owner, 'DELETE', `${path}/override`, undefined, 1);
    expect(lifted.body).toMatchObject({ earned: 0, version: 2 });
  });

  it('wins once per version, when 100 come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        insisting(() => send(room.owner, 'PATCH', path, { earned: i % 11, reason: `No ${i}` }, 0)),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array<number>(99).fill(412)]);
  });

  it('is for students of the course alone, and by its instructors alone', async () => {
    const body = { earned: 1, reason: AGREED };
    const stranger = path.replace(student.personId, crypto.randomUUID());
    expect((await send(room.owner, 'PATCH', stranger, body, 0)).status).toBe(404);
    expect((await send(room.owner, 'PATCH', path, body)).status).toBe(428);
    expect((await send(student.client, 'PATCH', path, body, 0)).status).toBe(403);
    expect((await send(await service.creator(), 'PATCH', path, body, 0)).status).toBe(404);
    expect((await send(room.owner, 'DELETE', `${path}/override`, undefined, 0)).status).toBe(409);
  });

  it('is not told before the correctness is released', async () => {
    const later = await classroom(service, { releaseCorrectness: 'by_hand' });
    const { personId, client } = await later.member('student');
    const at = `/v1/assignments/${later.assignmentId}/scores/${personId}`;
    await send(later.owner, 'PATCH', at, { earned: 4, reason: AGREED }, 0);
    expect(await events(later, 'score.changed')).toEqual([]);
    expect((await client.get<ScoreView[]>(`/v1/courses/${later.courseId}/scores/me`)).body).toEqual([]);
    await later.owner.post(`/v1/assignments/${later.assignmentId}/release`, { aspects: ['correctness'] });
    const told = await until(
      () => events(later, 'score.changed'),
      ({ length }) => length > 0,
    );
    expect(told).toMatchObject([{ learnerId: personId, earned: 4 }]);
  });
});
