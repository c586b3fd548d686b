// The terms of an assignment over HTTP: its versions and states, and which answers count how much.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import { STATES } from '../../src/assignments/timing.js';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import { begin, classroom, type Classroom, insisting, ITEM, send, truth } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';
import { answer, HOUR_S, inSeconds, scoreOf, setDates } from '../support/terms.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

describe('a change of an assignment', () => {
  let room: Classroom;
  let path: string;
  beforeAll(async () => {
    room = await classroom(service);
    path = `/v1/assignments/${room.assignmentId}`;
  });

  it('needs the version it is about', async () => {
    const { headers, body } = await room.owner.get<AssignmentView>(path);
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    const blind = await send(room.owner, 'PATCH', path, { title: 'Blind' });
    expect([blind.status, blind.body.type]).toEqual([428, '/problems/precondition-required']);
    for (const tag of [body.version - 1, body.version + 1, '*', 'W/"1"', 'x']) {
      const stale = await send(room.owner, 'PATCH', path, { title: 'Stale' }, tag);
      expect([stale.status, stale.body.type]).toEqual([412, '/problems/precondition-failed']);
    }
    const changed = await send<AssignmentView>(room.owner, 'PATCH', path, { title: 'Seen' }, body.version);
    expect(changed).toMatchObject({ status: 200, body: { title: 'Seen', version: body.version + 1 } });
    expect(changed.headers.get('etag')).toBe(`"${body.version + 1}"`);
  });

  it('wins once per version, when 100 come at once', async () => {
    for (let round = 0; round < 3; round++) {
      const { version } = (await room.owner.get<AssignmentView>(path)).body;
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          insisting(() => send(room.owner, 'PATCH', path, { title: `No ${i}` }, version)),
        ),
      );
      const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
      expect(statuses).toEqual([200, ...Array<number>(99).fill(412)]);
    }
  });

  it('that puts dates out of order is refused, also against a date that stands already', async () => {
    const { version } = (await room.owner.get<AssignmentView>(path)).body;
    const closesAt = inSeconds(HOUR_S);
    const first = await send<AssignmentView>(room.owner, 'PATCH', path, { closesAt }, version);
    expect(first.body.closesAt).toBe(closesAt);
    const late = await send(room.owner, 'PATCH', path, { dueAt: inSeconds(2 * HOUR_S) }, version + 1);
    expect(late).toMatchObject({ status: 400, body: { errors: [{ at: 'closesAt' }] } });
    const lifted = { dueAt: inSeconds(2 * HOUR_S), closesAt: null };
    expect((await send(room.owner, 'PATCH', path, lifted, version + 1)).status).toBe(200);
  });

  it.each([
    { opensAt: 'tomorrow' },
    { dueAt: '2026-11-22' },
    { dueAt: '2026-11-22T09:00:00' },
    { dueAt: 0 },
    { graceS: -1 },
    { graceS: null },
    { latePercent: 101 },
    { latePercent: 2.5 },
    { latePeriodS: 0 },
    { timeLimitS: 0 },
    { attemptsAllowed: 0 },
    { scoreKept: 'worst' },
    { mode: 'quiz' },
    { title: null },
    { state: 'draft' },
    { version: 7 },
  ])('to %j is refused, at its field', async (body) => {
    const { version } = (await room.owner.get<AssignmentView>(path)).body;
    const refused = await send(room.owner, 'PATCH', path, body, version);
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.[0]?.at).toBe(Object.keys(body)[0]);
    expect((await room.owner.get<AssignmentView>(path)).body.version).toBe(version);
  });

  it('gives it other items while it is a draft, and not after', async () => {
    const draft = await room.owner.post<AssignmentView>(`/v1/courses/${room.courseId}/assignments`, {
      title: 'Draft',
      items: [ITEM],
    });
    const own = `/v1/assignments/${draft.body.id}`;
    const items = [{ ...ITEM, points: 7 }, ITEM];
    const changed = await send<AssignmentView>(room.owner, 'PATCH', own, { items }, 1);
    expect(changed.body).toMatchObject({ possible: 17, version: 2, items: [{ points: 7 }, { points: 10 }] });
    await room.owner.post(`${own}/publish`);
    expect((await send(room.owner, 'PATCH', own, { items }, 3)).status).toBe(409);
  });
});

describe('the state of an assignment', () => {
  it('goes from draft to published to closed to archived, and back from closed alone', async () => {
    const { owner, assignmentId } = await classroom(service);
    const move = async (to: string) =>
      (await owner.post<AssignmentView>(`/v1/assignments/${assignmentId}/${to}`)).body.state;
    expect([await move('publish'), await move('close'), await move('close'), await move('reopen')]).toEqual([
      'published',
      'closed',
      'closed',
      'published',
    ]);
    expect((await owner.post(`/v1/assignments/${assignmentId}/archive`)).status).toBe(409);
    expect([await move('close'), await move('archive')]).toEqual(['closed', 'archived']);
    expect((await owner.post(`/v1/assignments/${assignmentId}/reopen`)).status).toBe(409);
    const { version } = (await owner.get<AssignmentView>(`/v1/assignments/${assignmentId}`)).body;
    expect(
      (await send(owner, 'PATCH', `/v1/assignments/${assignmentId}`, { title: 'x' }, version)).status,
    ).toBe(409);
  });

  it('is held by the database: of all changes only those pass', async () => {
    const { assignmentId } = await classroom(service);
    const passed: string[] = [];
    for (const from of STATES) {
      for (const to of STATES.filter((state) => state !== from)) {
        await service.database.query(`ALTER TABLE assignments DISABLE TRIGGER USER`);
        await service.database.query(`UPDATE assignments SET state = '${from}' WHERE id = $1`, [
          assignmentId,
        ]);
        await service.database.query(`ALTER TABLE assignments ENABLE TRIGGER USER`);
        const change = service.database.query(`UPDATE assignments SET state = '${to}' WHERE id = $1`, [
          assignmentId,
        ]);
        await change.then(
          () => passed.push(`${from} ${to}`),
          (error: Error) => expect(error.message).toMatch(/cannot go from/),
        );
      }
    }
    expect(passed).toEqual(['draft published', 'published closed', 'closed published', 'closed archived']);
  });
});

describe('an answer', () => {
  const rules = { graceS: 60, latePercent: 25, latePeriodS: HOUR_S, dueAt: inSeconds(HOUR_S) };

  it.each([
    ['before it is due counts whole', 30, 201, { inGrace: false, latePercent: 0, counted: 10 }],
    [
      'within the grace seconds counts whole, and is flagged',
      -30,
      201,
      { inGrace: true, latePercent: 0, counted: 10 },
    ],
    ['after them loses by the period', -90, 201, { inGrace: false, latePercent: 25, counted: 8 }],
    ['in the third period loses three times', -2.5 * HOUR_S, 201, { latePercent: 75, counted: 3 }],
    ['in the ninth period counts nothing', -8.5 * HOUR_S, 201, { latePercent: 100, earned: 10, counted: 0 }],
  ])('%s', async (_, due_at, status, body) => {
    const room = await classroom(service, rules);
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    await setDates(service, room.assignmentId, { due_at });
    const taken = await answer(service, client, attempt);
    expect(taken).toMatchObject({ status, body });
    expect(await scoreOf(client, room)).toMatchObject({ earned: taken.body.counted, possible: 10 });
  });

  it.each([
    ['in the grace seconds after the close is taken and flagged', { closes_at: -30 }, 201],
    ['after them is not taken', { closes_at: -61 }, 409],
  ])('%s', async (_, dates, status) => {
    const room = await classroom(service, { graceS: 60, closesAt: inSeconds(HOUR_S) });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    await setDates(service, room.assignmentId, dates);
    const taken = await answer(service, client, attempt);
    expect(taken.status).toBe(status);
    expect(taken.body).toMatchObject(status === 201 ? { inGrace: true } : { type: '/problems/over' });
  });

  it('is not taken any more when the instructor has closed it, or the learner handed it in', async () => {
    const room = await classroom(service);
    const [ada, bo] = [await room.member('student'), await room.member('student')];
    const [hers, his] = [
      await begin(ada.client, room.assignmentId),
      await begin(bo.client, room.assignmentId),
    ];
    const finished = await ada.client.post<AttemptView>(`/v1/attempts/${hers.id}/finish`);
    expect(finished).toMatchObject({
      status: 200,
      body: { state: 'finished', finishedAt: expect.any(String) },
    });
    expect((await ada.client.post(`/v1/attempts/${hers.id}/finish`)).body).toEqual(finished.body);
    expect((await answer(service, ada.client, hers)).body.type).toBe('/problems/over');
    await room.owner.post(`/v1/assignments/${room.assignmentId}/close`);
    expect((await answer(service, bo.client, his)).body.type).toBe('/problems/over');
    await room.owner.post(`/v1/assignments/${room.assignmentId}/reopen`);
    expect((await answer(service, bo.client, his)).status).toBe(201);
  });

  it('of 500 at once on one remaining try is one', async () => {
    const room = await classroom(service, { items: [{ ...ITEM, tries: 1 }] });
    const { client } = await room.member('student');
    const attempt = await begin(client, room.assignmentId);
    const path = `/v1/questions/${attempt.questions[0]?.id}/submissions`;
    const { right } = await truth(service, attempt.questions[0]?.id ?? '');
    const answers = await Promise.all(Array.from({ length: 500 }, () => client.post(path, { cells: right })));
    // A request that waits too long for the database is told to come back, and has changed nothing.
    const refusals = new Set(answers.flatMap(({ status, body }) => (status === 201 ? [] : body.type)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(['/problems/tries-exhausted', '/problems/unavailable']).toEqual(
      expect.arrayContaining([...refusals]),
    );
    expect(await service.db.submission.count({ where: { variant: { attemptId: attempt.id } } })).toBe(1);
  });

  it('beyond the limit of tries is refused by the database itself', async () => {
    const room = await classroom(service, { items: [{ ...ITEM, tries: 1 }] });
    const attempt = await begin((await room.member('student')).client, room.assignmentId);
    const use = () =>
      service.database.query('UPDATE variants SET tries_used = tries_used + 1 WHERE attempt_id = $1', [
        attempt.id,
      ]);
    await use();
    await expect(use()).rejects.toThrow(/variants_tries_within_limit/);
  });
});
