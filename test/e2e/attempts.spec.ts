// Attempts over HTTP: when they begin and end, how many there are, and what extensions and groups change about it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { ExtensionView } from '../../src/assignments/extensions.dto.js';
import type { GroupView } from '../../src/assignments/groups.dto.js';
import type { AttemptSummary, AttemptView } from '../../src/attempts/attempts.dto.js';
import type { Page } from '../../src/common/page.js';
import { begin, classroom, send, until, untilLocked } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';
import { answer, HOUR_S, inSeconds, scoreOf, setDates } from '../support/terms.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

describe('an attempt', () => {
  it('cannot begin before it opens or after it closes, and students are told the dates', async () => {
    const opensAt = inSeconds(HOUR_S);
    const room = await classroom(service, { opensAt });
    const { client } = await room.member('student');
    const path = `/v1/assignments/${room.assignmentId}`;
    expect((await client.get<AssignmentView>(path)).body.opensAt).toBe(opensAt);
    expect(await client.post(`${path}/attempts`)).toMatchObject({
      status: 409,
      body: { type: '/problems/not-open' },
    });
    await setDates(service, room.assignmentId, { opens_at: -10, closes_at: -1 });
    expect(await client.post(`${path}/attempts`)).toMatchObject({
      status: 409,
      body: { type: '/problems/over' },
    });
  });

  it('is told how much time is left, and is over when that is gone', async () => {
    const room = await classroom(service, { timeLimitS: 600, graceS: 30, attemptsAllowed: 2 });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    expect(attempt).toMatchObject({ state: 'open', graceS: 30, number: 1 });
    expect(attempt.secondsLeft).toBeGreaterThan(590);
    expect(Date.parse(attempt.endsAt ?? '') - Date.parse(attempt.startedAt)).toBe(600_000);
    const age = (s: number) =>
      service.database.query(
        `UPDATE attempts SET started_at = now() - make_interval(secs => ${s}) WHERE id = $1`,
        [attempt.id],
      );
    await age(610);
    expect((await client.get(`/v1/attempts/${attempt.id}`)).body).toMatchObject({
      state: 'open',
      secondsLeft: 0,
    });
    expect((await begin(client, room.assignmentId)).id).toBe(attempt.id);
    expect((await answer(service, client, attempt)).body).toMatchObject({ inGrace: true, counted: 10 });
    await age(631);
    expect((await client.get(`/v1/attempts/${attempt.id}`)).body).toMatchObject({
      state: 'over',
      secondsLeft: 0,
    });
    expect((await answer(service, client, attempt)).body.type).toBe('/problems/over');
    expect(await begin(client, room.assignmentId)).toMatchObject({ number: 2, state: 'open' });
    expect((await client.get(`/v1/attempts/${attempt.id}`)).body).toMatchObject({ state: 'finished' });
  });

  it('follows another when that is handed in, until all are used, however many are asked for at once', async () => {
    const room = await classroom(service, { attemptsAllowed: 3 });
    const { client } = await room.member('student');
    const path = `/v1/assignments/${room.assignmentId}/attempts`;
    const seen: string[] = [];
    for (let number = 1; number <= 3; number++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.post<AttemptView>(path)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
        ...Array<number>(19).fill(200),
        201,
      ]);
      const ids = [...new Set(answers.map(({ body }) => body.id))];
      expect(ids).toHaveLength(1);
      seen.push(ids[0] ?? '');
      await client.post(`/v1/attempts/${ids[0]}/finish`);
    }
    expect(await client.post(path)).toMatchObject({
      status: 409,
      body: { type: '/problems/attempts-exhausted' },
    });
    const list = (await client.get<Page<AttemptSummary>>(path)).body.data;
    expect(list.map(({ id, number }) => [id, number])).toEqual(seen.map((id, i) => [id, i + 1]));
  });

  it('beyond what is allowed, or beside an open one, is refused by the database itself', async () => {
    const room = await classroom(service, { attemptsAllowed: 2 });
    const { client, personId } = await room.member('student');
    await begin(client, room.assignmentId);
    const insert = (number: number) =>
      service.database.query(
        'INSERT INTO attempts (id, assignment_id, learner_id, number, allowed) VALUES (gen_random_uuid(), $1, $2, $3, 2)',
        [room.assignmentId, personId, number],
      );
    await expect(insert(3)).rejects.toThrow(/attempts_within_allowed/);
    await expect(insert(2)).rejects.toThrow(/attempts_assignment_id_learner_id_open_key/);
  });

  it.each([
    ['best', 10],
    ['last', 0],
    ['mean', 5],
  ])('makes the score as the %s of several with answers', async (scoreKept, earned) => {
    const room = await classroom(service, { attemptsAllowed: null, scoreKept });
    const { client } = await room.member('student');
    for (const right of [true, false]) {
      const attempt = await begin(client, room.assignmentId);
      expect((await answer(service, client, attempt, right)).status).toBe(201);
      await client.post(`/v1/attempts/${attempt.id}/finish`);
    }
    await begin(client, room.assignmentId); // Without an answer it is no zero.
    expect(await scoreOf(client, room)).toMatchObject({ earned, possible: 10 });
  });
});

describe('an extension', () => {
  it('gives one student other dates, more time and more attempts, and only that one', async () => {
    const room = await classroom(service, {
      timeLimitS: 600,
      closesAt: inSeconds(-HOUR_S),
      attemptsAllowed: 1,
    });
    const [ada, bo] = [await room.member('student'), await room.member('student')];
    const path = `/v1/assignments/${room.assignmentId}`;
    const closesAt = inSeconds(HOUR_S);
    const extensions = [{ learnerId: ada.personId, closesAt, extraTimePercent: 50, attemptsAllowed: 2 }];
    const set = await send<ExtensionView[]>(room.owner, 'PUT', `${path}/extensions`, { extensions });
    expect(set).toMatchObject({ status: 200, body: extensions });
    expect((await ada.client.get(path)).body).toMatchObject({
      closesAt,
      timeLimitS: 900,
      attemptsAllowed: 2,
    });
    const [own] = (await ada.client.get<Page<AssignmentView>>(`/v1/courses/${room.courseId}/assignments`))
      .body.data;
    expect(own).toMatchObject({ closesAt, timeLimitS: 900 });
    const attempt = await begin(ada.client, room.assignmentId);
    expect(Date.parse(attempt.endsAt ?? '') - Date.parse(attempt.startedAt)).toBe(900_000);
    expect((await bo.client.post(`${path}/attempts`)).body.type).toBe('/problems/over');
    const id = set.body[0]?.id;
    expect((await send(room.owner, 'DELETE', `${path}/extensions/${id}`)).status).toBe(204);
    expect((await ada.client.get<AttemptView>(`/v1/attempts/${attempt.id}`)).body.state).toBe('over');
    expect((await send(room.owner, 'DELETE', `${path}/extensions/${id}`)).status).toBe(404);
  });

  it('granted while an answer waits for its turn judges that answer, too', async () => {
    const room = await classroom(service, { dueAt: inSeconds(-HOUR_S), latePercent: 40 });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    let waiting: ReturnType<typeof answer> | undefined;
    await service.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM attempts WHERE id = ${attempt.id}::uuid FOR UPDATE`;
      waiting = answer(service, client, attempt);
      await untilLocked(service);
      const later = { dueAt: inSeconds(HOUR_S), version: { increment: 1 } };
      await tx.assignment.update({ where: { id: room.assignmentId }, data: later });
    });
    expect((await waiting)?.body).toMatchObject({ latePercent: 0, counted: 10 });
  });

  it('given after a late answer takes its deduction back, also through a group, and events follow', async () => {
    const room = await classroom(service, { dueAt: inSeconds(-HOUR_S), latePercent: 40 });
    const { client, personId } = await room.member('student', 'sis-9');
    const attempt = await begin(client, room.assignmentId);
    expect((await answer(service, client, attempt)).body).toMatchObject({ latePercent: 40, counted: 6 });
    expect(await scoreOf(client, room)).toMatchObject({ earned: 6, version: 1 });
    const group = await room.owner.post<GroupView>(`/v1/courses/${room.courseId}/groups`, {
      name: 'Lab',
      members: [personId],
    });
    const extensions = [{ groupId: group.body.id, dueAt: inSeconds(HOUR_S) }];
    const path = `/v1/assignments/${room.assignmentId}/extensions`;
    expect((await send(room.owner, 'PUT', path, { extensions })).status).toBe(200);
    await until(
      () => scoreOf(client, room),
      (score) => score?.earned === 10 && score.version === 2,
    );
    await send(room.owner, 'PUT', `/v1/courses/${room.courseId}/groups/${group.body.id}`, {
      name: 'Lab',
      members: [],
    });
    await until(
      () => scoreOf(client, room),
      (score) => score?.earned === 6 && score.version === 3,
    );
    const events = await service.db.event.findMany({
      where: { courseId: room.courseId, type: 'score.changed' },
      orderBy: { createdAt: 'asc' },
    });
    expect(events.map(({ data }) => data)).toMatchObject([{ earned: 6 }, { earned: 10 }, { earned: 6 }]);
    expect(events[1]?.data).toMatchObject({ learnerId: personId, lmsId: 'sis-9', version: 2 });
  });

  it('for somebody who is no student, for two at once, for nobody, or out of order is refused, and all with it', async () => {
    const room = await classroom(service, { dueAt: inSeconds(HOUR_S) });
    const [ada, helper] = [await room.member('student'), await room.member('assistant')];
    const path = `/v1/assignments/${room.assignmentId}/extensions`;
    const extensions = [
      { learnerId: ada.personId, dueAt: inSeconds(HOUR_S) },
      { learnerId: helper.personId },
      { learnerId: ada.personId, groupId: ada.personId },
      {},
      { learnerId: ada.personId },
      { groupId: room.courseId },
    ];
    const refused = await send(room.owner, 'PUT', path, { extensions });
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5].map((i) => `extensions.${i}`));
    const early = [{ learnerId: ada.personId, closesAt: inSeconds(0) }];
    expect((await send(room.owner, 'PUT', path, { extensions: early })).body.errors?.[0]?.at).toBe(
      'extensions.0.closesAt',
    );
    expect((await room.owner.get<Page<ExtensionView>>(path)).body.data).toEqual([]);
  });
});

describe('a group', () => {
  it('holds members of its course alone, under a name of its own', async () => {
    const [room, other] = [await classroom(service), await classroom(service)];
    const [ada, stranger] = [await room.member('student'), await other.member('student')];
    const path = `/v1/courses/${room.courseId}/groups`;
    const group = await room.owner.post<GroupView>(path, { name: 'A', members: [ada.personId] });
    expect(group).toMatchObject({ status: 201, body: { name: 'A', members: [ada.personId] } });
    expect((await room.owner.post(path, { name: 'A', members: [] })).status).toBe(409);
    expect((await room.owner.post(path, { name: 'B', members: [stranger.personId] })).status).toBe(400);
    expect((await room.owner.get<Page<GroupView>>(path)).body.data).toEqual([group.body]);
    const foreign = `/v1/courses/${other.courseId}/groups/${group.body.id}`;
    expect((await send(other.owner, 'PUT', foreign, { name: 'Mine', members: [] })).status).toBe(404);
    expect((await send(other.owner, 'DELETE', foreign)).status).toBe(404);
    expect((await send(room.owner, 'DELETE', `${path}/${group.body.id}`)).status).toBe(204);
  });
});

describe('roles', () => {
  it('let owners and instructors change, assistants read, students neither; strangers find nothing', async () => {
    const room = await classroom(service);
    const [instructor, assistant, student] = await Promise.all(
      (['instructor', 'assistant', 'student'] as const).map(async (role) => (await room.member(role)).client),
    );
    const stranger = await service.creator();
    const assignment = `/v1/assignments/${room.assignmentId}`;
    const changes: [string, string, unknown?, number?][] = [
      ['PATCH', assignment, { title: 'x' }, 1],
      ['POST', `${assignment}/close`],
      ['POST', `${assignment}/reopen`],
      ['POST', `${assignment}/archive`],
      ['PUT', `${assignment}/extensions`, { extensions: [{}] }],
      ['DELETE', `${assignment}/extensions/${room.courseId}`],
      ['POST', `/v1/courses/${room.courseId}/groups`, { name: 'G', members: [] }],
      ['PUT', `/v1/courses/${room.courseId}/groups/${room.courseId}`, { name: 'G', members: [] }],
      ['DELETE', `/v1/courses/${room.courseId}/groups/${room.courseId}`],
    ];
    for (const [method, path, body, version] of changes) {
      const status = async (who: Api | undefined) =>
        (await send(who as Api, method, path, body, version)).status;
      expect([method, path, await status(stranger)]).toEqual([method, path, 404]);
      expect([method, path, await status(student)]).toEqual([method, path, 403]);
      expect([method, path, await status(assistant)]).toEqual([method, path, 403]);
      expect([401, 403]).not.toContain(await status(instructor));
    }
    for (const path of [`${assignment}/extensions`, `/v1/courses/${room.courseId}/groups`]) {
      const statuses = await Promise.all(
        [stranger, student, assistant].map(async (who) => (await who?.get(path))?.status),
      );
      expect(statuses).toEqual([404, 403, 200]);
    }
  });

  it('are not given above one’s own', async () => {
    const room = await classroom(service);
    const { client, personId } = await room.member('instructor');
    const path = `/v1/courses/${room.courseId}/members`;
    expect((await client.post(path, { name: 'Eve', role: 'owner' })).status).toBe(403);
    const [owner] = await service.db.member.findMany({ where: { courseId: room.courseId, role: 'owner' } });
    expect((await client.post(`${path}/${owner?.personId}/tokens`)).status).toBe(403);
    expect((await client.post(`${path}/${personId}/tokens`)).status).toBe(201);
  });
});

it('nothing begins in an assignment that is being closed at that moment', async () => {
  const room = await classroom(service);
  const { client } = await room.member('student');
  const { sent } = await service.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE assignments SET state = 'closed', closed_at = now() WHERE id = ${room.assignmentId}::uuid`;
    let isAnswered = false;
    const beginning = client.post(`/v1/assignments/${room.assignmentId}/attempts`);
    void beginning.then(() => (isAnswered = true));
    await until(
      () =>
        service.database.query(
          "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        ),
      (waiting) => waiting.length > 0 || isAnswered,
    );
    return { sent: beginning };
  });
  expect(await sent).toMatchObject({ status: 409, body: { type: '/problems/over' } });
  expect(await service.db.attempt.count({ where: { assignmentId: room.assignmentId } })).toBe(0);
});
