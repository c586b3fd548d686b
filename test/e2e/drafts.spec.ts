// Drafts: versioned saves, and all answers of an attempt at once.
// LASTACK_DRAFT_RUNS=500 makes the long form of the two tabs.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DraftView, SubmittedView } from '../../src/attempts/drafts.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import { type Random, Random as RandomOf } from '../../src/random.js';
import { begin, classroom, ITEM, send, truth } from '../support/course.js';
import { deskOf, draftOf, save, submissions } from '../support/desk.js';
import { type Api, testService, type TestService } from '../support/service.js';

const RUNS = Number(process.env['LASTACK_DRAFT_RUNS'] ?? 25);
const ITEMS = 25;

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

const desk = (assignment?: object) => deskOf(service, assignment);

describe('a draft', () => {
  it('is saved version by version, and read as it was saved last', async () => {
    const { client, first } = await desk();
    const empty = await client.get<DraftView>(draftOf(first));
    expect(empty).toMatchObject({ status: 200, body: { version: 0, cells: {}, savedAt: null } });
    expect(empty.headers.get('etag')).toBe('"0"');
    expect(await save(client, first, { 's2.ack': '70' }, 0)).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    const saved = await save(client, first, { 's2.ack': '7001' }, 1);
    expect(saved.headers.get('etag')).toBe('"2"');
    const read = (await client.get<DraftView>(draftOf(first))).body;
    expect(read).toMatchObject({ version: 2, cells: { 's2.ack': '7001' }, isSubmitted: false });
  });

  it('is not overwritten by a tab that has not seen it: that one gets it with the refusal', async () => {
    const { client, first } = await desk();
    expect((await send(client, 'PUT', draftOf(first), { cells: {} })).status).toBe(428);
    await save(client, first, { a: 'one' }, 0);
    for (const version of [0, 2, 99, '*']) {
      const stale = await save(client, first, { a: 'two' }, version);
      expect([stale.status, stale.body.type]).toEqual([412, '/problems/precondition-failed']);
      if (version === '*') continue;
      expect(stale.body.current).toMatchObject({ version: 1, cells: { a: 'one' } });
      expect(stale.headers.get('etag')).toBe('"1"');
    }
    expect((await client.get<DraftView>(draftOf(first))).body.cells).toEqual({ a: 'one' });
  });

  it('is its learner’s alone', async () => {
    const { client, first, room } = await desk();
    await save(client, first, { a: 'mine' }, 0);
    const other = (await room.member('student')).client;
    expect((await other.get(draftOf(first))).status).toBe(404);
    expect((await save(other, first, {}, 1)).status).toBe(404);
    expect((await room.owner.get(draftOf(first))).status).toBe(403);
    expect((await save(room.owner, first, {}, 1)).status).toBe(403);
    expect((await (await service.creator()).get(draftOf(first))).status).toBe(404);
    for (const body of [{}, { cells: [] }, { cells: 'x' }, { cells: {}, version: 3 }])
      expect((await send(client, 'PUT', draftOf(first), body, 1)).status).toBe(400);
  });

  it('is not saved when no answer could be given any more', async () => {
    const { client, first, second, attempt } = await desk({ items: [{ ...ITEM, tries: 1 }, ITEM] });
    const { right: cells } = await truth(service, first);
    await client.post(`/v1/questions/${first}/submissions`, { cells });
    expect((await save(client, first, {}, 0)).body.type).toBe('/problems/tries-exhausted');
    await client.post(`/v1/attempts/${attempt.id}/finish`);
    expect((await save(client, second, {}, 0)).body.type).toBe('/problems/over');
  });

  it('is done with once its learner has submitted', async () => {
    const { client, first } = await desk();
    const { right: cells } = await truth(service, first);
    await save(client, first, cells, 0);
    await client.post(`/v1/questions/${first}/submissions`, { cells });
    expect((await client.get<DraftView>(draftOf(first))).body).toMatchObject({
      version: 1,
      isSubmitted: true,
    });
    await save(client, first, { 's2.ack': 'on' }, 1);
    expect((await client.get<DraftView>(draftOf(first))).body.isSubmitted).toBe(false);
  });
});

describe('all answers of an attempt at once', () => {
  const all = (who: Api, attemptId: string, body: object) =>
    who.post<SubmittedView & ProblemDetails>(`/v1/attempts/${attemptId}/submissions`, body);

  it('have a result each; what is refused costs no try', async () => {
    const { client, attempt, first, second } = await desk();
    const { right } = await truth(service, first);
    const foreign = (await desk()).first;
    const answers = [
      { questionId: second, cells: { nonsense: 'x' } },
      { questionId: first, cells: right },
      { questionId: foreign, cells: right },
    ];
    const { status, body } = await all(client, attempt.id, { answers });
    expect(status).toBe(200);
    expect(body.answers).toMatchObject([
      { questionId: second, submission: null, refusal: { type: '/problems/unreadable-answer', status: 422 } },
      { questionId: first, submission: { earned: 10, fromDraft: false }, refusal: null },
      { questionId: foreign, submission: null, refusal: { type: '/problems/not-found' } },
    ]);
    expect(await submissions(client, second)).toEqual([]);
  });

  it('are the drafts, when none are given', async () => {
    const { client, attempt, first, second } = await desk();
    for (const id of [first, second]) await save(client, id, (await truth(service, id)).right, 0);
    const { body } = await all(client, attempt.id, {});
    expect(body.answers.map(({ submission }) => submission?.earned)).toEqual([10, 10]);
    expect((await all(client, attempt.id, {})).body.answers).toEqual([]);
  });

  it('are the learner’s to give', async () => {
    const { room, attempt, first } = await desk();
    expect((await all(room.owner, attempt.id, {})).status).toBe(403);
    expect((await all((await room.member('student')).client, attempt.id, {})).status).toBe(404);
    const twice = [
      { questionId: first, cells: {} },
      { questionId: first, cells: {} },
    ];
    for (const answers of [[], [{}], twice, 'x', [{ questionId: first, cells: {}, score: 1 }]])
      expect((await all(room.owner, attempt.id, { answers })).status).toBe(400);
  });
});

describe('two tabs that save, reload and lose their connection', () => {
  interface Tab {
    version: number;
  }

  it(`leave the last acknowledged draft, in ${RUNS} random runs`, async () => {
    const room = await classroom(service, { items: Array.from({ length: ITEMS }, () => ITEM) });
    let questions: string[] = [];
    let client: Api | undefined;
    let conflicts = 0;
    for (let run = 0; run < RUNS; run++) {
      if (run % ITEMS === 0) {
        client = (await room.member('student')).client;
        questions = (await begin(client, room.assignmentId)).questions.map(({ id }) => id);
      }
      const random = new RandomOf(String(run).padStart(32, '0')).field('tabs');
      conflicts += await twoTabs(client as Api, questions[run % ITEMS] ?? '', random, run);
    }
    // The runs were not all without a quarrel.
    expect(conflicts).toBeGreaterThan(RUNS / 2);
  }, 600_000);

  async function twoTabs(
    client: Api,
    questionId: string,
    random: ReturnType<Random['field']>,
    run: number,
  ): Promise<number> {
    const tabs: Tab[] = [{ version: 0 }, { version: 0 }];
    const acknowledged = new Map<number, unknown>();
    /** Sent over a connection that broke: it may have been saved. */
    const lost = new Map<string, number>();
    let conflicts = 0;
    const act = async (tab: Tab, text: string): Promise<void> => {
      const what = random.int(0, 9);
      if (what < 2) {
        tab.version = (await client.get<DraftView>(draftOf(questionId))).body.version;
        return;
      }
      const cells = { text };
      if (what < 4) {
        lost.set(text, tab.version);
        await client
          .request(draftOf(questionId), {
            method: 'PUT',
            body: JSON.stringify({ cells }),
            headers: { 'content-type': 'application/json', 'if-match': `"${tab.version}"` },
            signal: AbortSignal.timeout(random.int(1, 8)),
          })
          .catch(() => null);
        return;
      }
      const { status, body } = await save(client, questionId, cells, tab.version);
      if (status === 200) {
        if (acknowledged.has(body.version)) throw new Error(`run ${run}: version ${body.version} twice`);
        acknowledged.set(body.version, cells);
        tab.version = body.version;
      } else {
        expect(status).toBe(412);
        conflicts++;
        tab.version = (body.current as DraftView).version;
      }
    };
    for (let step = 0; step < 6; step++)
      await Promise.all(tabs.map((tab, i) => act(tab, `${run}.${step}.${i}`)));
    const end = (await client.get<DraftView>(draftOf(questionId))).body;
    const last = Math.max(0, ...acknowledged.keys());
    const { text } = end.cells as { text?: string };
    if (end.version === last) expect(end.cells).toEqual(last === 0 ? {} : acknowledged.get(last));
    else {
      // Only by what was sent on top of it, and whose acknowledgement was lost.
      expect(end.version).toBeGreaterThan(last);
      expect(lost.get(text ?? '')).toBe(end.version - 1);
    }
    return conflicts;
  }
});
