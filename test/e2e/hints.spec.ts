// Hints, their price, what follow-through is worth, and the TCP a course asks about: as items and courses say.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { QuestionView } from '../../src/attempts/attempts.dto.js';
import type { HintsView } from '../../src/attempts/hints.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { CourseView } from '../../src/courses/courses.dto.js';
import { begin, classroom, ITEM, send, truth } from '../support/course.js';
import { numbersIn } from '../support/numbers.js';
import { testService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

async function begun(item: object) {
  const room = await classroom(service, { items: [{ ...ITEM, ...item }] });
  const { client } = await room.member('student');
  const attempt = await begin(client, room.assignmentId);
  const questionId = attempt.questions[0]?.id ?? '';
  return { room, client, path: `/v1/questions/${questionId}`, ...(await truth(service, questionId)) };
}

describe('a hint', () => {
  it('is refused before its time, out of order, and where there is none', async () => {
    const { client, path, mistakes } = await begun({ hints: { afterTries: 1, percent: 10 } });
    const early = await client.post(`${path}/hints`, { cell: '1.ack', number: 1 });
    expect([early.status, early.body.detail]).toEqual([409, 'Hints are given after 1 tries; 0 are used.']);
    await client.post(`${path}/submissions`, { cells: mistakes[0]?.values });
    expect((await client.post(`${path}/hints`, { cell: '1.ack', number: 2 })).status).toBe(409);
    expect((await client.post(`${path}/hints`, { cell: '1.ack', number: 9 })).status).toBe(404);
    expect((await client.post(`${path}/hints`, { cell: 'no.cell', number: 1 })).status).toBe(404);
    const none = await begun({});
    expect((await none.client.post(`${none.path}/hints`, { cell: '1.ack' })).status).toBe(404);
  });

  it('is paid once by the answers after it, and told again for nothing', async () => {
    const { client, path, right, expected } = await begun({ hints: { afterTries: 0, percent: 10 } });
    const take = (number: number, locale = 'en') =>
      client.post<HintsView>(`${path}/hints?locale=${locale}`, { cell: '1.ack', number });
    const first = await take(1);
    expect(first.body).toMatchObject({ cost: 1, hints: [{ cell: '1.ack', number: 1, isLast: false }] });
    const several = await Promise.all([take(1), take(1), take(1, 'zh')]);
    expect(several.map(({ body }) => body.hints.length)).toEqual([1, 1, 1]);
    expect(several[2]?.body.hints[0]?.text).toMatch(/[\u4e00-\u9fff]/);
    const second = await take(2);
    expect(second.body).toMatchObject({ cost: 2, hints: [{ number: 1 }, { number: 2, isLast: true }] });
    const value = String(expected.cells.find(({ id }) => id === '1.ack')?.value);
    expect(numbersIn(second.body)).not.toContain(value);

    const answered = await client.post<SubmissionView>(`${path}/submissions`, { cells: right });
    const { earned, parts, summary } = answered.body;
    expect([earned, summary]).toEqual([8, '8 of 10 points, 2 less for hints']);
    expect(parts.reduce((sum, part) => sum + part.earned, 0)).toBe(8);
    expect(parts.reduce((sum, part) => sum + part.hintCost, 0)).toBe(2);
    expect((await client.get<HintsView>(`${path}/hints`)).body).toEqual(second.body);
  });

  it('costs points where the item says so, and nothing of an answer before it', async () => {
    const { client, path, right } = await begun({ hints: { afterTries: 1, points: 3 } });
    const before = await client.post<SubmissionView>(`${path}/submissions`, { cells: right });
    await client.post(`${path}/hints`, { cell: '2.seq' });
    const after = await client.post<SubmissionView>(`${path}/submissions`, { cells: right });
    expect([before.body.earned, after.body.earned]).toEqual([10, 7]);
  });

  it('is for the learner alone whose question it is', async () => {
    const { room, path } = await begun({ hints: { afterTries: 0 } });
    const { client } = await room.member('student');
    expect((await client.post(`${path}/hints`, { cell: '1.ack' })).status).toBe(404);
    expect((await room.owner.post(`${path}/hints`, { cell: '1.ack' })).status).toBe(403);
  });
});

describe('follow-through', () => {
  it.each([
    [0, 0],
    [100, 1],
    [undefined, 0.5],
  ])('of %p percent gives that share of what follows', async (followThroughPercent, share) => {
    const { client, path, expected, right } = await begun({ followThroughPercent });
    const start = expected.cells.find(({ id }) => id === '1.ack');
    const next = expected.cells.find(({ from }) => from?.cell === '1.ack');
    if (start === undefined || next === undefined) throw new Error('nothing follows');
    const cells = { ...right, [start.id]: Number(start.value) + 7, [next.id]: Number(next.value) + 7 };
    const { parts } = (await client.post<SubmissionView>(`${path}/submissions`, { cells })).body;
    const part = parts.find(({ cell }) => cell === next.id);
    expect(part?.followThrough).toBe((part?.possible ?? 0) * share);
  });

  it('beyond 100 percent is refused, as are hints at an impossible price', async () => {
    const room = await classroom(service);
    for (const wrong of [
      { followThroughPercent: 101 },
      { hints: { percent: 101 } },
      { hints: { after: 1 } },
    ]) {
      const body = { title: 'x', items: [{ ...ITEM, ...wrong }] };
      expect((await room.owner.post(`/v1/courses/${room.courseId}/assignments`, body)).status).toBe(400);
    }
  });
});

describe('the profile of a course', () => {
  it('is what its new items ask about, where they name none and their kind knows it', async () => {
    const owner = await service.creator();
    const course = (await owner.post<CourseView>('/v1/courses', { title: 'N', profile: 'linux' })).body;
    expect(course.profile).toBe('linux');
    const path = `/v1/courses/${course.id}`;
    const items = [
      { ...ITEM },
      { ...ITEM, params: { difficulty: 'intro', profile: 'textbook' } },
      { kind: 'next-state', params: { difficulty: 'intro' } },
    ];
    const profiles = async () => {
      const made = await owner.post<AssignmentView>(`${path}/assignments`, { title: 'A', items });
      return made.body.items.map(({ params }) => (params as { profile?: string }).profile);
    };
    expect(await profiles()).toEqual(['linux', 'textbook', undefined]);
    expect((await send<CourseView>(owner, 'PATCH', path, { profile: 'rfc9293' })).body.profile).toBe(
      'rfc9293',
    );
    expect(await profiles()).toEqual(['rfc9293', 'textbook', undefined]);
    expect((await send(owner, 'PATCH', path, { profile: 'windows' })).status).toBe(400);
  });

  it('is stated in the question', async () => {
    const { client, path } = await begun({ params: { difficulty: 'intro', profile: 'linux' } });
    expect((await client.get<QuestionView>(path)).body.task).toMatch(/as Linux does it/);
    expect((await client.get<QuestionView>(`${path}?locale=zh`)).body.task).toMatch(/以 Linux 的实现为准/);
  });
});
