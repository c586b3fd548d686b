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
  return members.map(({ personId, lmsId, person }) => ({
    learnerId: personId,
    name: person.name,
    lmsId,
    scores: new Map(person.scores.map((score) => [score.assignmentId, score])),
  }));
}
