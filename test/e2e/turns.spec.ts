// A question played in turns over HTTP: a move is answered once, stays, and is what is graded.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { TurnsView } from '../../src/attempts/turns.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import { begin, classroom, type Classroom, truth, untilLocked } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

const PLAY = { kind: 'play-endpoint', params: { story: 'client-closes' }, points: 10, tries: 2 };

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

/** A student before a new question, with the right moves. */
async function player(assignment: object = {}) {
  const room: Classroom = await classroom(service, { items: [PLAY], ...assignment });
  const { client } = await room.member('student');
  const attempt = await begin(client, room.assignmentId);
  const id = attempt.questions[0]?.id ?? '';
  const { expected } = await truth(service, id);
  const right = expected.cells.map(({ value }) => String(value));
  return { room, client, id, right };
}

const play = (who: Api, id: string, moves: string[]) =>
  who.post<TurnsView & ProblemDetails>(`/v1/questions/${id}/turns`, { moves });

describe('a question that is played in turns', () => {
  it('shows what the peer answers to each move', async () => {
    const { client, id, right } = await player();
    const none = await client.get<TurnsView>(`/v1/questions/${id}/turns`);
    expect(none.body).toMatchObject({ try: 1, moves: [], next: 1 });
    const first = await play(client, id, right.slice(0, 1));
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ moves: right.slice(0, 1), next: 2 });
    expect(first.body.text).toMatch(/SYN\+ACK seq=\d+ ack=\d+/);
    const all = await play(client, id, right);
    expect(all.body.next).toBeNull();
    expect((await client.get<TurnsView>(`/v1/questions/${id}/turns`)).body).toEqual(all.body);
  });

  it('takes back no turn, so nobody tries out what else the peer would say', async () => {
    const { client, id, right } = await player();
    await play(client, id, ['SYN seq=1']);
    const other = await play(client, id, right.slice(0, 1));
    expect([other.status, other.body.type]).toEqual([409, '/problems/conflict']);
    expect(other.body.detail).toBe('Turn 1 is played already and stays as it is.');
    const both = await Promise.all(
      [1, 2, 3].map((n) => play(client, id, ['SYN seq=1', `ACK seq=2 ack=${n}`])),
    );
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('lets one begin again in practice', async () => {
    const { client, id, right } = await player({ mode: 'practice' });
    await play(client, id, ['SYN seq=1', 'wait']);
    const again = await play(client, id, right.slice(0, 1));
    expect(again.body).toMatchObject({ moves: right.slice(0, 1), next: 2 });
  });

  it('grades what was played, and refuses an answer that says otherwise', async () => {
    const { client, id, right } = await player();
    await play(client, id, right.slice(0, 2));
    const submit = (cells: object) =>
      client.post<SubmissionView & ProblemDetails>(`/v1/questions/${id}/submissions`, { cells });
    const refused = await submit({ t1: 'SYN seq=1' });
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/conflict']);
    const rest = Object.fromEntries(right.slice(2).map((move, k) => [`t${k + 3}`, move]));
    const { body } = await submit(rest);
    expect(body).toMatchObject({ number: 1, earned: 10, cells: { t1: right[0], t5: right[4] } });
    // The next try is a new play.
    expect((await client.get<TurnsView>(`/v1/questions/${id}/turns`)).body).toMatchObject({
      try: 2,
      moves: [],
    });
  });

  it('is graded with the turn that was played while the answer waited', async () => {
    const { client, id, right } = await player();
    await play(client, id, right.slice(0, 1));
    const rest = Object.fromEntries(right.slice(1).map((move, k) => [`t${k + 2}`, move]));
    const { attemptId } = await service.db.variant.findUniqueOrThrow({ where: { id } });
    const answer = await service.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM attempts WHERE id = ${attemptId}::uuid FOR UPDATE`;
      const sent = client.post(`/v1/questions/${id}/submissions`, { cells: rest });
      await untilLocked(service);
      // As a play does that got the lock first.
      await tx.turn.create({ data: { variantId: id, try: 1, number: 2, move: 'wait' } });
      return { sent };
    });
    expect((await answer.sent).status).toBe(409);
    expect(await service.db.submission.count({ where: { variantId: id } })).toBe(0);
  });

  it('hands back a move that cannot be read, and stores nothing', async () => {
    const { client, id } = await player();
    const odd = await play(client, id, ['hello']);
    expect(odd.status).toBe(422);
    expect(odd.body.errors).toMatchObject([{ at: 'cells.t1' }]);
    expect((await client.get<TurnsView>(`/v1/questions/${id}/turns`)).body.moves).toEqual([]);
    expect((await play(client, id, Array<string>(6).fill('wait'))).status).toBe(400);
  });

  it('is played by its learner alone, and no other kind is played', async () => {
    const { room, client, id } = await player({ items: [PLAY, { ...PLAY, kind: 'next-state', params: {} }] });
    const { client: other } = await room.member('student');
    expect((await play(other, id, ['wait'])).status).toBe(404);
    expect((await play(room.owner, id, ['wait'])).status).toBe(403);
    const attempt = await begin(client, room.assignmentId);
    const plain = attempt.questions.find(({ kind }) => kind === 'next-state')?.id ?? '';
    expect((await play(client, plain, ['wait'])).status).toBe(404);
  });
});
