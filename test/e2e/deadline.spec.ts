// What the deadline does with drafts: handed in by a job where the assignment says so, with what hints cost, and under
// corrections before and after it. Time moves by moving rows.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { DraftView } from '../../src/attempts/drafts.dto.js';
import type { RegradeView } from '../../src/regrade/regrade.dto.js';
import { begin, ITEM, truth, until } from '../support/course.js';
import { deskOf, draftOf, letPass, save, submissions } from '../support/desk.js';
import { type Api, testService, type TestService } from '../support/service.js';

const HOUR_S = 3_600;
const CLASS = 40;

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

const inSeconds = (s: number) => new Date(Date.now() + s * 1000).toISOString();
const desk = (assignment?: object) => deskOf(service, assignment);

describe('at the deadline', () => {
  const limits = { closesAt: inSeconds(HOUR_S), submitDraftsAtDeadline: true, graceS: 60 };

  it('a draft is submitted, once, where the assignment says so', async () => {
    const { client, attempt, first, second } = await desk(limits);
    const { right } = await truth(service, first);
    await save(client, first, right, 0);
    await save(client, second, { nonsense: 'x' }, 0);
    await letPass(service, HOUR_S + 120, attempt);
    const [done] = await until(
      () => submissions(client, first),
      (all) => all.length > 0,
    );
    expect(done).toMatchObject({ number: 1, earned: 10, fromDraft: true, inGrace: false, latePercent: 0 });
    const draft = (await client.get<DraftView>(draftOf(first))).body;
    expect(draft).toMatchObject({ isSubmitted: true, secondsLeft: 0 });
    // Asked to look again, the job finds nothing to do; what cannot be read stays a draft.
    await service.database.query(
      `INSERT INTO pgboss.job (name, data) SELECT name, data FROM pgboss.job WHERE name = 'attempt.end'`,
    );
    await until(
      () =>
        service.database.query(`SELECT FROM pgboss.job WHERE name = 'attempt.end' AND state < 'completed'`),
      (waiting) => waiting.length === 0,
    );
    expect(await submissions(client, first)).toHaveLength(1);
    expect(await submissions(client, second)).toEqual([]);
    expect((await client.get<DraftView>(draftOf(second))).body.cells).toEqual({ nonsense: 'x' });
  });

  it('one that was saved within the grace seconds is submitted and flagged', async () => {
    const { client, attempt, first } = await desk(limits);
    const { right } = await truth(service, first);
    await letPass(service, HOUR_S + 30, attempt);
    expect((await save(client, first, right, 0)).status).toBe(200);
    await letPass(service, 60, attempt);
    const [done] = await until(
      () => submissions(client, first),
      (all) => all.length > 0,
    );
    expect(done).toMatchObject({ fromDraft: true, inGrace: true, latePercent: 0, earned: 10 });
  });

  it('the close by hand is one too', async () => {
    const { client, room, first } = await desk({ submitDraftsAtDeadline: true });
    await save(client, first, (await truth(service, first)).right, 0);
    await room.owner.post(`/v1/assignments/${room.assignmentId}/close`);
    const [done] = await until(
      () => submissions(client, first),
      (all) => all.length > 0,
    );
    expect(done).toMatchObject({ fromDraft: true });
  });

  it('else it stays a draft', async () => {
    const { client, attempt, first } = await desk({ ...limits, submitDraftsAtDeadline: false });
    await save(client, first, (await truth(service, first)).right, 0);
    await letPass(service, HOUR_S + 120, attempt);
    await until(
      () =>
        service.db.event.count({
          where: { type: 'attempt.submitted', data: { path: ['attemptId'], equals: attempt.id } },
        }),
      (told) => told === 1,
    );
    expect(await submissions(client, first)).toEqual([]);
    expect((await client.get<DraftView>(draftOf(first))).body).toMatchObject({
      version: 1,
      isSubmitted: false,
    });
  });

  it('a class whose time is up together is handed in batch by batch', async () => {
    const { room } = await desk(limits);
    const members = Array.from({ length: CLASS }, async () => {
      const { client } = await room.member('student');
      const attempt = await begin(client, room.assignmentId);
      const questionId = attempt.questions[0]?.id ?? '';
      await save(client, questionId, (await truth(service, questionId)).right, 0);
      return { client, attempt, questionId };
    });
    const all = await Promise.all(members);
    for (const { attempt } of all.slice(0, 1)) await letPass(service, HOUR_S + 120, attempt);
    await service.database.query(
      `UPDATE drafts SET saved_at = saved_at - interval '1 hour 2 minutes' WHERE saved_at > now() - interval '1 hour'`,
    );
    const handedIn = await until(
      () =>
        service.db.submission.count({ where: { variant: { attempt: { assignmentId: room.assignmentId } } } }),
      (count) => count >= CLASS,
    );
    expect(handedIn).toBe(CLASS);
    // Jobs that are fetched together begin together. One by one, with a look every other second, would take a minute.
    const [begun] = await service.database.query(
      `SELECT count(DISTINCT started_on)::int AS times FROM pgboss.job
       WHERE name = 'attempt.end' AND data->>'attemptId' = ANY ($1)`,
      [all.map(({ attempt }) => attempt.id)],
    );
    expect(begun?.['times']).toBeLessThan(CLASS / 4);
  });

  it('a draft pays for the hints before it, and not for those after', async () => {
    const hinted = { ...ITEM, hints: { afterTries: 0, points: 2 } };
    const { client, attempt, first } = await desk({ ...limits, items: [hinted] });
    const take = (cell: string) => client.post(`/v1/questions/${first}/hints`, { cell, number: 1 });
    expect((await take('1.ack')).status).toBe(200);
    await save(client, first, (await truth(service, first)).right, 0);
    expect((await take('2.seq')).status).toBe(200);
    await letPass(service, HOUR_S + 120, attempt);
    const [done] = await until(
      () => submissions(client, first),
      (all) => all.length > 0,
    );
    expect(done).toMatchObject({ fromDraft: true, earned: 8, summary: '8 of 10 points, 2 less for hints' });
  });
});

describe('a regrade', () => {
  const hinted = { ...ITEM, hints: { afterTries: 0, points: 2 } };
  const terms = { closesAt: inSeconds(HOUR_S), submitDraftsAtDeadline: true, items: [hinted] };

  /** A student with a hint taken and a known mistake saved; and the correction that forgives it. */
  async function mistaken() {
    const at = await desk(terms);
    const { client, first, room } = at;
    expect((await client.post(`/v1/questions/${first}/hints`, { cell: '1.ack', number: 1 })).status).toBe(
      200,
    );
    const { right, mistakes } = await truth(service, first);
    const known = mistakes.find(({ rules }) => rules.length === 1);
    await save(client, first, { ...right, ...known?.values }, 0);
    const [item] = (await room.owner.get<AssignmentView>(`/v1/assignments/${room.assignmentId}`)).body.items;
    const changes = Object.keys(known?.values ?? {}).map((cell) => ({
      type: 'accept',
      itemId: item?.id,
      cell,
      misconception: known?.rules[0],
    }));
    return { ...at, changes };
  }

  async function regrade(owner: Api, assignmentId: string, changes: object[]): Promise<string> {
    const path = `/v1/assignments/${assignmentId}/regrades`;
    const { id } = (await owner.post<RegradeView>(path, { changes, reason: 'Unclear.' })).body;
    await settled(owner, id, 'proposed');
    await owner.post(`/v1/regrades/${id}/apply`, { policy: 'replace' });
    await settled(owner, id, 'applied');
    return id;
  }
  const settled = (owner: Api, id: string, wanted: string) =>
    until(
      async () => (await owner.get<RegradeView>(`/v1/regrades/${id}`)).body,
      ({ state }) => state === wanted,
    );
  const handedIn = async (client: Api, questionId: string) => {
    const [done] = await until(
      () => submissions(client, questionId),
      (all) => all.length > 0,
    );
    return done?.earned;
  };

  it('before the deadline holds for the drafts that it hands in, which pay for their hints all the same', async () => {
    const { client, room, attempt, first, changes } = await mistaken();
    const id = await regrade(room.owner, room.assignmentId, changes);
    await letPass(service, HOUR_S + 120, attempt);
    expect(await handedIn(client, first)).toBe(8);
    await room.owner.post(`/v1/regrades/${id}/undo`);
    await settled(room.owner, id, 'undone');
    expect((await submissions(client, first))[0]?.earned).toBeLessThan(8);
  });

  it('after it corrects what was handed in, less its hints, and is undone to what it was', async () => {
    const { client, room, attempt, first, changes } = await mistaken();
    await letPass(service, HOUR_S + 120, attempt);
    const before = await handedIn(client, first);
    expect(before).toBeLessThan(8);
    const id = await regrade(room.owner, room.assignmentId, changes);
    expect((await submissions(client, first))[0]).toMatchObject({ earned: 8, fromDraft: true });
    await room.owner.post(`/v1/regrades/${id}/undo`);
    await settled(room.owner, id, 'undone');
    expect((await submissions(client, first))[0]?.earned).toBe(before);
  });

  it('that gives a whole question to everybody gives back what its hints cost', async () => {
    const { client, personId, room, attempt, first, changes } = await mistaken();
    await letPass(service, HOUR_S + 120, attempt);
    await handedIn(client, first);
    const { itemId } = changes[0] ?? {};
    await regrade(room.owner, room.assignmentId, [{ type: 'full', itemId }]);
    const path = `/v1/assignments/${room.assignmentId}/scores/${personId}`;
    expect((await room.owner.get(path)).body).toMatchObject({ earned: 10, possible: 10 });
  });
});
