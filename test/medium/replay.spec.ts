// A change of dates is replayed over some learners at a time, and over all of them in the end.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ReplayService } from '../../src/attempts/replay.service.js';
import { begin, classroom, truth } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';

const LEARNERS = 5;

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

it.each([1, 2, LEARNERS, LEARNERS + 1])(
  'with %d learners at once every score follows, once',
  async (atOnce) => {
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const { assignmentId, member } = await classroom(service, { dueAt, latePercent: 20 });
    for (let i = 0; i < LEARNERS; i++) {
      const { client } = await member('student');
      const questionId = (await begin(client, assignmentId)).questions[0]?.id ?? '';
      const { right: cells } = await truth(service, questionId);
      expect((await client.post(`/v1/questions/${questionId}/submissions`, { cells })).status).toBe(201);
    }
    await service.database.query(`UPDATE assignments SET due_at = now() - interval '1 hour' WHERE id = $1`, [
      assignmentId,
    ]);
    const replay = service.app.get(ReplayService);
    for (let again = 0; again < 2; again++) {
      await replay.replay(assignmentId, atOnce);
      const scores = await service.db.score.findMany({ where: { assignmentId } });
      expect(
        scores.map(({ earned, version, announcedVersion }) => [earned, version, announcedVersion]),
      ).toEqual(Array.from({ length: LEARNERS }, () => [8, 2, 2]));
    }
  },
);
