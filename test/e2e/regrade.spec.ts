// A correction of an assignment: proposed, looked at, applied and undone.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { HandScoreView } from '../../src/overrides/overrides.dto.js';
import type { RegradeView } from '../../src/regrade/regrade.dto.js';
import { send, truth, until } from '../support/course.js';
import { REASON, regradeRoom, type RegradeRoom } from '../support/regrades.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

let at: RegradeRoom;
beforeEach(async () => {
  at = await regradeRoom(service);
});

describe('a regrade', () => {
  it('shows what it would change, and changes that when it is applied', async () => {
    const before = await at.scores();
    expect(before[0]).toEqual([20, 20]);
    const { id, progress, changes } = await at.propose(at.forgive());
    expect(progress).toEqual({ done: 3, total: 3 });
    expect(changes).toEqual(at.forgive());
    expect(await at.scores()).toEqual(before);
    const shown = await at.diffs(id);
    expect(shown.get(at.bo.personId)).toMatchObject({
      before: { earned: before[1]?.[0], possible: 20 },
      replace: { earned: 10, possible: 20 },
      neverLower: { earned: 10, possible: 20 },
      applied: null,
      undone: false,
    });
    const done = await at.apply(id, 'replace');
    expect(done).toMatchObject({ policy: 'replace', progress: { done: 3, total: 3 } });
    expect(await at.scores()).toEqual([
      [20, 20],
      [10, 20],
      [10, 20],
    ]);
    for (const diff of (await at.diffs(id)).values()) expect(diff.applied).toEqual(diff.replace);
    const seen = await at.bo.client.get<SubmissionView[]>(`/v1/questions/${at.bo.questions[0]}/submissions`);
    expect(seen.body[0]).toMatchObject({ earned: 10, possible: 10 });
  });

  it('tells it in one batch, and stands in the audit log', async () => {
    const told = (await at.events('score.changed')).length;
    const { id } = await at.propose([{ type: 'full', itemId: at.items[0] }]);
    await at.apply(id, 'replace');
    await until(
      () => at.events('score.changed'),
      (all) => all.length === told + 2,
    );
    const batch = (await at.events('score.changed')).slice(told);
    expect(new Set(batch.map(({ learnerId }) => learnerId))).toEqual(
      new Set([at.bo.personId, at.cy.personId]),
    );
    expect(await at.events('regrade.applied')).toMatchObject([{ regradeId: id, changed: 2 }]);
    await at.undo(id);
    await until(
      () => at.events('score.changed'),
      (all) => all.length === told + 4,
    );
    const where = { courseId: at.room.courseId, subjectId: id };
    const entries = await service.db.auditEntry.findMany({ where, orderBy: { seq: 'asc' } });
    expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
      ['regrade.applied', REASON],
      ['regrade.undone', null],
    ]);
  });

  it('that drops an item takes it from what is possible; never_lower spares who would lose by it', async () => {
    const { id } = await at.propose([{ type: 'drop', itemId: at.items[1] }]);
    const shown = await at.diffs(id);
    // Cy has answered the dropped item alone.
    expect(shown.get(at.cy.personId)).toMatchObject({
      before: { earned: 10, possible: 20 },
      replace: { earned: 0, possible: 10 },
      neverLower: { earned: 10, possible: 20 },
    });
    await at.apply(id, 'never_lower');
    expect([await at.score(at.ada), await at.score(at.cy)]).toEqual([
      [10, 10],
      [10, 20],
    ]);
    expect((await at.room.owner.get<AssignmentView>(at.path)).body.possible).toBe(10);
  });

  it('with another key lowers by replace, and by never_lower only raises', async () => {
    const [cell] = at.mistake.cells;
    const change = { type: 'key', itemId: at.items[0], cell, misconception: at.mistake.rules[0] };
    const { id } = await at.propose([change]);
    const shown = await at.diffs(id);
    const replaced = shown.get(at.ada.personId);
    expect(replaced?.replace?.earned).toBeLessThan(20);
    expect(replaced?.neverLower?.earned).toBe(20);
    await at.apply(id, 'never_lower');
    expect((await at.score(at.ada))[0]).toBe(20);
    expect((await at.score(at.bo))[0]).toBe(shown.get(at.bo.personId)?.neverLower?.earned);
  });

  it('replays lateness and the rules of attempts', async () => {
    const { version } = (await at.room.owner.get<AssignmentView>(at.path)).body;
    const terms = {
      dueAt: '2020-01-01T00:00:00Z',
      latePercent: 10,
      latePeriodS: 366 * 86_400,
      scoreKept: 'mean',
    };
    expect((await send(at.room.owner, 'PATCH', at.path, terms, version)).status).toBe(200);
    await until(
      () => at.score(at.ada),
      ([earned]) => earned !== 20,
    );
    const [late] = (await at.score(at.ada)) as [number];
    const { id } = await at.propose(at.forgive());
    await at.apply(id, 'replace');
    // What is right on both is worth the same to all, less the same lateness.
    expect((await at.score(at.ada))[0]).toBe(late);
    expect((await at.score(at.bo))[0]).toBe(late / 2);
    const full = await at.propose([{ type: 'full', itemId: at.items[0] }]);
    await at.apply(full.id, 'replace');
    expect((await at.score(at.bo))[0]).toBe(10);
  });

  it('keeps what was given by hand, unless it is asked to give it up', async () => {
    const byHand = { earned: 3, reason: 'Cheated.' };
    const { version } = (await at.room.owner.get<HandScoreView>(`${at.path}/scores/${at.bo.personId}`)).body;
    await send(at.room.owner, 'PATCH', `${at.path}/scores/${at.bo.personId}`, byHand, version);
    const first = await at.propose(at.forgive());
    await at.apply(first.id, 'replace');
    expect(await at.score(at.bo)).toEqual([3, 20]);
    const second = await at.propose([{ type: 'full', itemId: at.items[0] }]);
    await at.apply(second.id, 'replace', { liftsOverrides: true });
    expect(await at.score(at.bo)).toEqual([10, 20]);
    await at.undo(second.id);
    expect(await at.score(at.bo)).toEqual([3, 20]);
  });

  it('is undone to the letter', async () => {
    const before = await at.snapshot();
    const { id } = await at.propose([
      ...at.forgive(),
      { type: 'full', itemId: at.items[0], cell: at.mistake.cells[0] },
      { type: 'follow-through', itemId: at.items[1], percent: 100 },
      { type: 'drop', itemId: at.items[1] },
    ]);
    await at.apply(id, 'replace');
    expect(await at.snapshot()).not.toEqual(before);
    await at.undo(id);
    expect(await at.snapshot()).toEqual(before);
  });

  it('holds for answers that come later, until it is undone', async () => {
    const { id } = await at.propose(at.forgive());
    await at.apply(id, 'replace');
    const { mistakes } = await truth(service, at.cy.questions[0] ?? '');
    const known = mistakes.find(({ rules }) => rules[0] === at.mistake.rules[0]);
    const forgiven = await at.answer(at.cy, 0, { ...(await at.right(at.cy, 0)), ...known?.values });
    expect(forgiven.earned).toBe(10);
    expect(await at.score(at.cy)).toEqual([20, 20]);
    await at.undo(id);
    const seen = await at.cy.client.get<SubmissionView[]>(`/v1/questions/${at.cy.questions[0]}/submissions`);
    expect(seen.body[0]?.earned).toBeLessThan(10);
    expect((await at.score(at.cy))[0]).toBe(10 + Number(seen.body[0]?.earned));
  });

  it('is undone before what came under it', async () => {
    const first = await at.propose(at.forgive());
    const stale = await at.propose([{ type: 'drop', itemId: at.items[0] }]);
    await at.apply(first.id, 'replace');
    const refused = await at.room.owner.post(`/v1/regrades/${stale.id}/apply`, { policy: 'replace' });
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/conflict' } });
    const second = await at.propose([{ type: 'full', itemId: at.items[1] }]);
    await at.apply(second.id, 'replace');
    expect((await at.room.owner.post(`/v1/regrades/${first.id}/undo`)).status).toBe(409);
    await at.undo(second.id);
    await at.undo(first.id);
  });

  it.each<[object, string]>([
    [{ type: 'drop', itemId: '00000000-0000-7000-8000-000000000000' }, 'changes.0.itemId'],
    [{ type: 'accept', cell: 's9.seq', value: 1 }, 'changes.0.cell'],
    [{ type: 'accept', value: 1 }, 'changes.0.cell'],
    [{ type: 'full', cell: 'nowhere' }, 'changes.0.cell'],
    [{ type: 'follow-through' }, 'changes.0.percent'],
    [{ type: 'follow-through', percent: 101 }, 'changes.0.percent'],
    [{ type: 'forgive' }, 'changes.0.type'],
    [{ type: 'drop', learnerId: 'x' }, 'changes.0.learnerId'],
  ])('that asks for %j is refused, at its field', async (change, field) => {
    const body = { changes: [{ itemId: at.items[0], ...change }], reason: REASON };
    const refused = await at.room.owner.post(`${at.path}/regrades`, body);
    expect([refused.status, refused.body.errors?.[0]?.at]).toEqual([400, field]);
  });

  it('is for instructors: 403 inside, and from outside as if there were none', async () => {
    const { id } = await at.propose(at.forgive());
    const outside = await service.creator();
    const assistant = (await at.room.member('assistant')).client;
    const routes = [
      ['GET', `/v1/regrades/${id}`],
      ['GET', `/v1/regrades/${id}/changes`],
      ['POST', `/v1/regrades/${id}/apply`],
      ['POST', `/v1/regrades/${id}/cancel`],
      ['POST', `/v1/regrades/${id}/undo`],
      ['GET', `${at.path}/regrades`],
      ['POST', `${at.path}/regrades`],
    ] as const;
    for (const [method, route] of routes) {
      const body = route.endsWith('apply')
        ? { policy: 'replace' }
        : route.endsWith('regrades')
          ? { changes: at.forgive(), reason: REASON }
          : {};
      const ask = (who: Api) => (method === 'GET' ? who.get(route) : who.post(route, body));
      const statuses = [at.ada.client, assistant, outside].map(async (who) => (await ask(who)).status);
      expect([route, ...(await Promise.all(statuses))]).toEqual([route, 403, 403, 404]);
    }
    const listed = await at.room.owner.get<Page<RegradeView>>(`${at.path}/regrades`);
    expect(listed.body.data.map((regrade) => regrade.id)).toEqual([id]);
  });
});
