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

/** As PostgreSQL's JSON has it: the assignment, earned, possible, version, changed at. */
type ScoreJson = [assignmentId: string, earned: number, possible: number, version: number, changedAt: string];

/**
 * Students in the order of their ids, from the first behind `after`. The scores come as one JSON text for each of them: a page
 * of a full course has thousands, and as rows they cost several times as much to read.
 */
export async function gradedLearners(
  db: Tx,
  courseId: string,
  after: string | undefined,
  count: number,
): Promise<GradedLearner[]> {
  const learners = await db.$queryRaw<
    (Omit<GradedLearner, 'scores' | 'waiting'> & { scores: ScoreJson[] })[]
  >`
    SELECT member.person_id AS "learnerId", person.name, member.lms_id AS "lmsId",
           coalesce((SELECT json_agg(json_build_array(assignment_id, earned, possible, score.version, changed_at)
                                     ORDER BY assignment_id)
                     FROM scores score JOIN assignments assignment ON assignment.id = score.assignment_id
                     WHERE score.learner_id = member.person_id AND assignment.course_id = member.course_id), '[]') AS scores
    FROM members member JOIN people person ON person.id = member.person_id
    WHERE member.course_id = ${courseId}::uuid AND member.role = 'student'
      AND (${after ?? null}::uuid IS NULL OR member.person_id > ${after ?? null}::uuid)
    ORDER BY member.person_id LIMIT ${count}`;
  const waiting = await waitingIn(
    db,
    courseId,
    learners.map(({ learnerId }) => learnerId),
  );
  return learners.map(({ scores, ...learner }) => ({
    ...learner,
    scores: new Map(
      scores.map(([assignmentId, earned, possible, version, changedAt]) => [
        assignmentId,
        { earned, possible, version, changedAt: new Date(changedAt) },
      ]),
    ),
    waiting: waiting.get(learner.learnerId) ?? new Map<string, number>(),
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
