// An assignment that three students have answered, and what its staff does to correct it.
import { expect } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { HandScoreView } from '../../src/overrides/overrides.dto.js';
import type { RegradeDiff, RegradeView } from '../../src/regrade/regrade.dto.js';
import { begin, classroom, ITEM, truth, until } from './course.js';
import type { Api, TestService } from './service.js';

export const REASON = 'The question was unclear.';
/** Two questions of 10 points, two tries each. */
const ITEMS = [
  { ...ITEM, tries: 2 },
  { ...ITEM, tries: 2, params: { difficulty: 'standard' } },
];

interface Student {
  client: Api;
  personId: string;
  questions: string[];
}

export type RegradeRoom = Awaited<ReturnType<typeof regradeRoom>>;

export async function regradeRoom(service: TestService) {
  const room = await classroom(service, { items: ITEMS, variantScope: 'all' });
  const path = `/v1/assignments/${room.assignmentId}`;
  const items = (await room.owner.get<AssignmentView>(path)).body.items.map(({ id }) => id);

  const enrol = async (): Promise<Student> => {
    const { client, personId } = await room.member('student');
    const { questions } = await begin(client, room.assignmentId);
    return { client, personId, questions: questions.map(({ id }) => id) };
  };
  const right = async (student: Student, i: number) =>
    (await truth(service, student.questions[i] ?? '')).right;
  /** Each number another one, so that none follows from the one before. */
  const wrong = async (student: Student, i: number) =>
    Object.fromEntries(
      Object.entries(await right(student, i)).map(([id, value], n) => [
        id,
        typeof value === 'number' ? 1000 + 37 * n : 'RST',
      ]),
    );
  const answer = async (student: Student, i: number, cells: object): Promise<SubmissionView> => {
    const at = `/v1/questions/${student.questions[i]}/submissions`;
    const { status, body } = await student.client.post<SubmissionView>(at, { cells });
    expect(status).toBe(201);
    return body;
  };

  /** All right; the mistake in question 1 that a correction forgives, and nothing right in question 2; only question 2. */
  const [ada, bo, cy] = [await enrol(), await enrol(), await enrol()];
  const { mistakes } = await truth(service, bo.questions[0] ?? '');
  const known = mistakes.find(({ rules }) => rules.length === 1);
  if (!known) throw new Error('the question has no mistake of one rule');
  const mistake = { rules: known.rules, cells: Object.keys(known.values) };
  await answer(ada, 0, await right(ada, 0));
  await answer(ada, 1, await right(ada, 1));
  await answer(bo, 0, { ...(await right(bo, 0)), ...known.values });
  await answer(bo, 1, await wrong(bo, 1));
  await answer(cy, 1, await right(cy, 1));

  const score = async ({ personId }: { personId: string }) => {
    const { body } = await room.owner.get<HandScoreView>(`${path}/scores/${personId}`);
    return [body.earned, body.earned === null ? null : body.possible];
  };
  return {
    room,
    path,
    items,
    ada,
    bo,
    cy,
    mistake,
    right,
    answer,
    score,
    scores: async () => [await score(ada), await score(bo), await score(cy)],
    /** The correction that forgives the mistake. */
    forgive: () =>
      mistake.cells.map((cell) => ({
        type: 'accept',
        itemId: items[0],
        cell,
        misconception: mistake.rules[0],
      })),
    ...regrading(room.owner, path),
    ...looking(service, room),
  };
}

/** What the staff asks for, and waits until the job has done it. */
function regrading(owner: Api, path: string) {
  const read = async (id: string) => (await owner.get<RegradeView>(`/v1/regrades/${id}`)).body;
  const settled = (id: string, wanted: string) =>
    until(
      () => read(id),
      ({ state }) => state === wanted,
    );
  return {
    read,
    settled,
    propose: async (changes: object[]): Promise<RegradeView> => {
      const { status, body } = await owner.post<RegradeView>(`${path}/regrades`, { changes, reason: REASON });
      expect(status).toBe(201);
      return settled(body.id, 'proposed');
    },
    apply: async (id: string, policy: string, rest: object = {}): Promise<RegradeView> => {
      expect((await owner.post(`/v1/regrades/${id}/apply`, { policy, ...rest })).status).toBe(200);
      return settled(id, 'applied');
    },
    undo: async (id: string): Promise<RegradeView> => {
      expect((await owner.post(`/v1/regrades/${id}/undo`)).status).toBe(200);
      return settled(id, 'undone');
    },
    diffs: async (id: string): Promise<Map<string, RegradeDiff>> => {
      const { body } = await owner.get<Page<RegradeDiff>>(`/v1/regrades/${id}/changes?limit=100`);
      return new Map(body.data.map((diff) => [diff.learnerId, diff]));
    },
  };
}

/** What stands in the database. */
function looking(
  service: TestService,
  { courseId, assignmentId }: { courseId: string; assignmentId: string },
) {
  return {
    /** All that a regrade may change, besides versions and times. */
    snapshot: () =>
      service.database.query(
        `SELECT submission.id, grade.earned, grade.parts, grade.diagnosis, grade.grader_version, grade.override_earned,
                variant.counts, score.earned AS score, score.possible, score.override_earned AS by_hand, item.marking, item.counts
         FROM attempts attempt JOIN variants variant ON variant.attempt_id = attempt.id JOIN items item ON item.id = item_id
         LEFT JOIN submissions submission ON submission.variant_id = variant.id
         LEFT JOIN grades grade ON grade.submission_id = submission.id
         LEFT JOIN scores score ON score.assignment_id = attempt.assignment_id AND score.learner_id = attempt.learner_id
         WHERE attempt.assignment_id = $1 ORDER BY variant.id, submission.id`,
        [assignmentId],
      ),
    events: async (type: string): Promise<Record<string, unknown>[]> => {
      const rows = await service.db.event.findMany({
        where: { courseId, type },
        orderBy: { createdAt: 'asc' },
      });
      return rows.map(({ data }) => data as Record<string, unknown>);
    },
  };
}
