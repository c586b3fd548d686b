// What happens in a course is an event, once, in the transaction that makes it so. Time moves by updating rows.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClosingService } from '../../src/assignments/closing.service.js';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import type { MemberView } from '../../src/courses/courses.dto.js';
import type { EnrolmentView } from '../../src/courses/enrolment.dto.js';
import { JobsService } from '../../src/jobs/jobs.service.js';
import { begin, classroom, type Classroom, ITEM, PATIENCE_MS, send, until } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';

const HOUR_S = 3_600;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

interface Recorded {
  type: string;
  data: Record<string, unknown>;
}

/** The events of a course of some types, the first one first. */
async function events({ courseId }: Classroom, ...types: string[]): Promise<Recorded[]> {
  const rows = await service.db.event.findMany({
    where: { courseId, type: { in: types } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ type, data }) => ({ type, data: data as Record<string, unknown> }));
}
const typesOf = async (room: Classroom, ...types: string[]) =>
  (await events(room, ...types)).map(({ type }) => type);

describe('an assignment', () => {
  const STATES = ['assignment.published', 'assignment.closed'];

  it('is published once, and closed once each time it is', async () => {
    const room = await classroom(service);
    const move = async (way: string) =>
      (await room.owner.post(`/v1/assignments/${room.assignmentId}/${way}`)).status;
    expect(await move('publish')).toBe(200);
    expect(await events(room, ...STATES)).toEqual([
      {
        type: 'assignment.published',
        data: { assignmentId: room.assignmentId, publishedAt: expect.any(String) },
      },
    ]);
    for (const way of ['close', 'close', 'reopen', 'close', 'archive']) expect(await move(way)).toBe(200);
    expect(await typesOf(room, ...STATES)).toEqual([
      'assignment.published',
      'assignment.closed',
      'assignment.closed',
    ]);
  });

  it('is closed when its date passes, by a job and without anybody asking', async () => {
    const room = await classroom(service, { closesAt: inSeconds(1) });
    const [closed] = await until(
      () => events(room, 'assignment.closed'),
      (found) => found.length > 0,
    );
    const { closesAt } = await service.db.assignment.findUniqueOrThrow({ where: { id: room.assignmentId } });
    expect(closed?.data).toEqual({
      assignmentId: room.assignmentId,
      closedAt: closesAt?.toISOString(),
    });
    expect((await room.owner.post(`/v1/assignments/${room.assignmentId}/close`)).status).toBe(200);
    expect(await events(room, 'assignment.closed')).toHaveLength(1);
  });

  it('is closed once when many look at the same time, and not before the last extension and the grace', async () => {
    const room = await classroom(service, { closesAt: inSeconds(HOUR_S), graceS: 600 });
    const { personId } = await room.member('student');
    const path = `/v1/assignments/${room.assignmentId}/extensions`;
    const extensions = [{ learnerId: personId, closesAt: inSeconds(2 * HOUR_S) }];
    expect((await send(room.owner, 'PUT', path, { extensions })).status).toBe(200);
    const closing = service.app.get(ClosingService);
    const patient = { maxWait: PATIENCE_MS, timeout: PATIENCE_MS };
    const look = () => service.db.$transaction((tx) => closing.settle(tx, room.assignmentId), patient);
    const passes = (table: 'assignments' | 'extensions', seconds: number) =>
      service.database.query(
        `UPDATE ${table} SET closes_at = now() - make_interval(secs => $2) WHERE ${table === 'assignments' ? 'id' : 'assignment_id'} = $1`,
        [room.assignmentId, seconds],
      );
    await passes('assignments', 1_200);
    await look();
    await passes('extensions', 300);
    await look();
    expect(await events(room, 'assignment.closed')).toEqual([]);
    await passes('extensions', 700);
    await Promise.all(Array.from({ length: 20 }, look));
    expect(await events(room, 'assignment.closed')).toHaveLength(1);

    const assignment = await room.owner.get<{ version: number }>(`/v1/assignments/${room.assignmentId}`);
    const later = { closesAt: inSeconds(HOUR_S) };
    const { version } = assignment.body;
    expect(
      (await send(room.owner, 'PATCH', `/v1/assignments/${room.assignmentId}`, later, version)).status,
    ).toBe(200);
    expect(
      (await service.db.assignment.findUniqueOrThrow({ where: { id: room.assignmentId } })).closedAt,
    ).toBeNull();
  });
});

describe('an attempt', () => {
  const ENDS = ['attempt.started', 'attempt.submitted'];

  it('is started once, and submitted once when it is handed in', async () => {
    const room = await classroom(service, { closesAt: inSeconds(HOUR_S) });
    const { client, personId } = await room.member('student', 'sis-7');
    const attempt = await begin(client, room.assignmentId);
    await begin(client, room.assignmentId);
    const finished = await client.post<AttemptView>(`/v1/attempts/${attempt.id}/finish`);
    await client.post(`/v1/attempts/${attempt.id}/finish`);
    const data = {
      learnerId: personId,
      lmsId: 'sis-7',
      assignmentId: room.assignmentId,
      attemptId: attempt.id,
      number: 1,
    };
    expect(await events(room, ...ENDS)).toEqual([
      { type: 'attempt.started', data: { ...data, startedAt: attempt.startedAt } },
      { type: 'attempt.submitted', data: { ...data, submittedAt: finished.body.finishedAt } },
    ]);
  });

  it('is submitted when its time runs out; once more when an extension gave it a later end', async () => {
    const room = await classroom(service, { timeLimitS: 60, attemptsAllowed: 1 });
    const { client, personId } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    const age = (seconds: number) =>
      service.database.query(
        'UPDATE attempts SET started_at = now() - make_interval(secs => $2) WHERE id = $1',
        [attempt.id, seconds],
      );
    const look = () =>
      service.db.$transaction((tx) =>
        service.app.get(JobsService).enqueue(tx, 'attempt.end', { attemptId: attempt.id }),
      );
    const submitted = (count: number) =>
      until(
        () => events(room, 'attempt.submitted'),
        (found) => found.length === count,
      );
    await age(61);
    await look();
    const [first] = await submitted(1);
    await look();
    const extensions = [{ learnerId: personId, extraTimePercent: 100 }];
    const path = `/v1/assignments/${room.assignmentId}/extensions`;
    expect((await send(room.owner, 'PUT', path, { extensions })).status).toBe(200);
    expect((await client.get<AttemptView>(`/v1/attempts/${attempt.id}`)).body.state).toBe('open');
    expect(await submitted(1)).toHaveLength(1);
    await service.db.$transaction(async (tx) => {
      await tx.$executeRaw`UPDATE extensions SET extra_time_percent = 0 WHERE learner_id = ${personId}::uuid`;
      await tx.$executeRaw`UPDATE assignments SET time_limit_s = 61 WHERE id = ${room.assignmentId}::uuid`;
    });
    await look();
    const [, second] = await submitted(2);
    expect(Date.parse(String(second?.data['submittedAt']))).toBe(
      Date.parse(String(first?.data['submittedAt'])) + 1000,
    );
  });

  it('that is open when its assignment is closed by hand is submitted', async () => {
    const room = await classroom(service);
    const { client } = await room.member('student');
    await begin(client, room.assignmentId);
    await room.owner.post(`/v1/assignments/${room.assignmentId}/close`);
    const [submitted] = await until(
      () => events(room, 'attempt.submitted'),
      (found) => found.length > 0,
    );
    const [closed] = await events(room, 'assignment.closed');
    expect(submitted?.data['submittedAt']).toBe(closed?.data['closedAt']);
  });
});

describe('a member', () => {
  it('comes once, by itself or in a list, and leaves once; who comes again has the attempts they had', async () => {
    const room = await classroom(service);
    const path = `/v1/courses/${room.courseId}/members`;
    const { client, personId } = await room.member('student', 'sis-1');
    const attempt = await begin(client, room.assignmentId);
    const members = [
      { name: 'Bo', role: 'student', lmsId: 'sis-2' },
      { name: 'Ada', role: 'student', lmsId: 'sis-1' },
    ];
    const list = await room.owner.post<EnrolmentView>(`${path}/bulk`, { members });
    const bo = list.body.rows[0]?.personId;
    expect((await send(room.owner, 'DELETE', `${path}/${personId}`)).status).toBe(204);
    expect((await send(room.owner, 'DELETE', `${path}/${personId}`)).status).toBe(404);
    expect((await client.get(`/v1/attempts/${attempt.id}`)).status).toBe(404);
    const again = await room.owner.post<MemberView>(path, { name: 'Other', role: 'student', lmsId: 'sis-1' });
    expect(again).toMatchObject({ status: 201, body: { personId, name: 'A student' } });
    expect((await client.get<AttemptView>(`/v1/attempts/${attempt.id}`)).body.id).toBe(attempt.id);
    const ada = { learnerId: personId, lmsId: 'sis-1', role: 'student' };
    expect(await events(room, 'member.added', 'member.removed')).toEqual([
      { type: 'member.added', data: ada },
      { type: 'member.added', data: { learnerId: bo, lmsId: 'sis-2', role: 'student' } },
      { type: 'member.removed', data: ada },
      { type: 'member.added', data: ada },
    ]);
  });

  it('is removed only by who is above', async () => {
    const room = await classroom(service);
    const [one, other, student] = [
      await room.member('instructor'),
      await room.member('instructor'),
      await room.member('student'),
    ];
    const path = `/v1/courses/${room.courseId}/members`;
    const [owner] = await service.db.member.findMany({ where: { courseId: room.courseId, role: 'owner' } });
    for (const personId of [other.personId, one.personId, String(owner?.personId)])
      expect((await send(one.client, 'DELETE', `${path}/${personId}`)).status).toBe(403);
    expect((await send(student.client, 'DELETE', `${path}/${student.personId}`)).status).toBe(403);
    expect((await send(one.client, 'DELETE', `${path}/${student.personId}`)).status).toBe(204);
    expect((await send(room.owner, 'DELETE', `${path}/${one.personId}`)).status).toBe(204);
  });
});

describe('when its event cannot be recorded', () => {
  it('nothing of it has happened', async () => {
    const room = await classroom(service);
    const { client, personId } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    const draft = await room.owner.post<{ id: string }>(`/v1/courses/${room.courseId}/assignments`, {
      title: 'Second',
      items: [ITEM],
    });
    const beginner = await room.member('student');
    const members = `/v1/courses/${room.courseId}/members`;
    const query = (sql: string) => service.database.query(sql);
    const rows = async () =>
      query(`SELECT (SELECT json_agg(a ORDER BY id) FROM assignments a) AS assignments,
                    (SELECT json_agg(a ORDER BY id) FROM attempts a) AS attempts,
                    (SELECT json_agg(m ORDER BY person_id) FROM members m) AS members,
                    (SELECT json_agg(f ORDER BY person_id) FROM former_members f) AS former,
                    (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM events) AS events`);
    const before = await rows();
    await query(
      `CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''planted''; END'`,
    );
    await query('CREATE TRIGGER planted BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION planted()');
    try {
      for (const [who, method, path, body] of [
        [room.owner, 'POST', `/v1/assignments/${draft.body.id}/publish`],
        [room.owner, 'POST', `/v1/assignments/${room.assignmentId}/close`],
        [beginner.client, 'POST', `/v1/assignments/${room.assignmentId}/attempts`],
        [client, 'POST', `/v1/attempts/${attempt.id}/finish`],
        [room.owner, 'POST', members, { name: 'Bo', role: 'student' }],
        [room.owner, 'POST', `${members}/bulk`, { members: [{ name: 'Bo', role: 'student' }] }],
        [room.owner, 'DELETE', `${members}/${personId}`],
      ] as const)
        expect([path, (await send(who, method, path, body)).status]).toEqual([path, 500]);
    } finally {
      await query('DROP TRIGGER planted ON events');
    }
    expect(await rows()).toEqual(before);
  });
});
