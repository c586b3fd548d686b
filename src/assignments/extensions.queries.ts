// Which rules of time hold for a learner: the assignment's, with the extensions of the learner and of their groups.
import type { Tx } from '../prisma/database.js';
import { type Extension, type Timing, timingWith } from './timing.js';

/** The timing for one learner of each of some assignments, by the assignment's id. */
export async function timingsOf(
  db: Tx,
  assignments: (Timing & { id: string })[],
  learnerId: string,
): Promise<Map<string, Timing>> {
  const extensions = await db.extension.findMany({
    where: {
      assignmentId: { in: assignments.map(({ id }) => id) },
      OR: [{ learnerId }, { group: { members: { some: { personId: learnerId } } } }],
    },
  });
  return new Map(
    assignments.map((assignment) => {
      const here = extensions.filter(({ assignmentId }) => assignmentId === assignment.id);
      return [assignment.id, timingFrom(assignment, here)];
    }),
  );
}

/** `extensions`: all that concern one learner, as rows. */
export function timingFrom(timing: Timing, extensions: (Extension & { learnerId: string | null })[]): Timing {
  const own = extensions.find(({ learnerId }) => learnerId !== null) ?? null;
  const groups = extensions.filter(({ learnerId }) => learnerId === null);
  return timingWith(timing, own, groups);
}

/** SQL: all extensions that concern one learner, as a JSON list for `extensionsFrom`; store_answers() reads the same. */
export function extensionsSql(assignmentId: string, learnerId: string): string {
  return `(
    SELECT coalesce(jsonb_agg(extension ORDER BY extension.id), '[]') FROM extensions extension
    WHERE extension.assignment_id = ${assignmentId}
      AND (extension.learner_id = ${learnerId} OR extension.group_id IN
           (SELECT member.group_id FROM group_members member WHERE member.person_id = ${learnerId})))`;
}

/** A row of `extensions` as JSON: its times are text. */
export interface ExtensionJson {
  learner_id: string | null;
  opens_at: string | null;
  due_at: string | null;
  closes_at: string | null;
  extra_time_percent: number | null;
  attempts_allowed: number | null;
}

export function extensionsFrom(rows: ExtensionJson[]): (Extension & { learnerId: string | null })[] {
  const date = (text: string | null) => (text === null ? null : new Date(text));
  return rows.map((row) => ({
    learnerId: row.learner_id,
    opensAt: date(row.opens_at),
    dueAt: date(row.due_at),
    closesAt: date(row.closes_at),
    extraTimePercent: row.extra_time_percent,
    attemptsAllowed: row.attempts_allowed,
  }));
}
