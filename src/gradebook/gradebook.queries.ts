// The gradebook of a course: its assignments across, its students down, page by page.
import type { Prisma } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';

const ITEMS = { items: { select: { points: true, counts: true } } } as const;

export type GradedAssignment = Prisma.AssignmentGetPayload<{ include: typeof ITEMS }>;

export interface GradedLearner {
  learnerId: string;
  name: string;
  lmsId: string | null;
  /** By the assignment's id; none where nothing was answered. */
  scores: Map<string, { earned: number; possible: number; version: number; changedAt: Date }>;
  /** How many answers wait for a person, by the assignment's id; none where no answer does. */
  waiting: Map<string, number>;
}

/** What students have seen of a course, the oldest first. */
export function gradedAssignments(db: Tx, courseId: string): Promise<GradedAssignment[]> {
  return db.assignment.findMany({
    where: { courseId, state: { not: 'draft' } },
    include: ITEMS,
    orderBy: { id: 'asc' },
  });
}

/** Students in the order of their ids, from the first behind `after`. */
export async function gradedLearners(
  db: Tx,
  courseId: string,
  after: string | undefined,
  count: number,
): Promise<GradedLearner[]> {
  const members = await db.member.findMany({
    where: { courseId, role: 'student', ...(after && { personId: { gt: after } }) },
    select: {
      personId: true,
      lmsId: true,
      person: { select: { name: true, scores: { where: { assignment: { courseId } } } } },
    },
    orderBy: { personId: 'asc' },
    take: count,
  });
  const waiting = await waitingIn(
    db,
    courseId,
    members.map(({ personId }) => personId),
  );
  return members.map(({ personId, lmsId, person }) => ({
    learnerId: personId,
    name: person.name,
    lmsId,
    scores: new Map(person.scores.map((score) => [score.assignmentId, score])),
    waiting: waiting.get(personId) ?? new Map<string, number>(),
  }));
}

/** By learner. */
async function waitingIn(
  db: Tx,
  courseId: string,
  learnerIds: string[],
): Promise<Map<string, Map<string, number>>> {
  const rows = await db.review.groupBy({
    by: ['learnerId', 'assignmentId'],
    where: { courseId, decidedAt: null, learnerId: { in: learnerIds } },
    _count: true,
    orderBy: { assignmentId: 'asc' },
  });
  const of = new Map<string, Map<string, number>>();
  for (const { learnerId, assignmentId, _count } of rows) {
    const answers = of.get(learnerId) ?? new Map<string, number>();
    of.set(learnerId, answers.set(assignmentId, _count));
  }
  return of;
}
