// How often a request of a whole class asks the database: twice, to read and to write. Counted on the wire, between the
// service and PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import { countingProxy, type CountingProxy } from '../support/counting-proxy.js';
import { begin, classroom, type Classroom, ITEM, truth } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

/** How the queue's connections call themselves: what it does by itself belongs to no request. */
const BACKGROUND = 'lastack-jobs';
const ITEMS = 10;

let proxy: CountingProxy;
let service: TestService;
let room: Classroom;
beforeAll(async () => {
  service = await testService({ LASTACK_ROLE: 'api' }, false, async (url) => {
    proxy = await countingProxy(url);
    return proxy.url;
  });
  room = await classroom(service, { items: Array.from({ length: ITEMS }, () => ITEM), attemptsAllowed: 9 });
});
afterAll(async () => {
  await service.close();
  proxy.close();
});

let student: Api;
let attempt: AttemptView;
beforeEach(async () => {
  student = (await room.member('student')).client;
  attempt = await begin(student, room.assignmentId);
  // Noted once a minute, for all tokens of a moment together.
  await service.database.query(`UPDATE tokens SET last_used_at = now() + interval '1 day'`);
});

async function roundTripsOf(work: () => Promise<{ status: number }>): Promise<number> {
  const before = proxy.roundTrips(BACKGROUND);
  expect([200, 201]).toContain((await work()).status);
  return proxy.roundTrips(BACKGROUND) - before;
}

describe('two round trips are', () => {
  it('an answer, graded and stored', async () => {
    const id = attempt.questions[0]?.id ?? '';
    const { right: cells } = await truth(service, id);
    const path = `/v1/questions/${id}/submissions`;
    expect(await roundTripsOf(() => student.post(path, { cells }))).toBe(2);
  });

  it('ten answers in one request, all graded and stored', async () => {
    const answers = await Promise.all(
      attempt.questions.map(async ({ id }) => ({ questionId: id, cells: (await truth(service, id)).right })),
    );
    const path = `/v1/attempts/${attempt.id}/submissions`;
    expect(await roundTripsOf(() => student.post(path, { answers }))).toBe(2);
    expect(
      await service.db.grade.count({ where: { submission: { variant: { attemptId: attempt.id } } } }),
    ).toBe(ITEMS);
  });

  it('the start of an attempt, with ten questions drawn and stored', async () => {
    await student.post(`/v1/attempts/${attempt.id}/finish`);
    const path = `/v1/assignments/${room.assignmentId}/attempts`;
    expect(await roundTripsOf(() => student.post(path))).toBe(2);
  });
});

it('any other request is counted, too', async () => {
  expect(await roundTripsOf(() => student.get(`/v1/attempts/${attempt.id}`))).toBeGreaterThan(2);
});
