// Tells receivers when an attempt is handed in or its time is up, once for each end: an extension can give an attempt
// that was over a later one. `toldEnd` is the end that was told; a job looks when an end comes.
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { timingsOf } from '../assignments/extensions.queries.js';
import { endOf, type Timing } from '../assignments/timing.js';
import { Settings } from '../config.js';
import { EventsService } from '../events/events.service.js';
import type { Assignment, Attempt } from '../generated/prisma/client.js';
import { DraftsService } from './drafts.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';

const AT_ONCE = 4;
/** A whole class's time is up at the same moment. */
const BATCH = 25;
/** A job does not wait for longer; it then orders itself anew. */
const LONGEST_WAIT_S = 7 * 86_400;

@Injectable()
export class EndingService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly events: EventsService,
    private readonly settings: Settings,
    private readonly drafts: DraftsService,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.config.role === 'api') return;
    await this.jobs.work('attempt.end', AT_ONCE, ({ attemptId }) => this.#look(attemptId), BATCH);
  }

  /** The end of an attempt was found or made in `tx`, which holds the attempt. */
  async tell(tx: Tx, courseId: string, attempt: Attempt, end: Date): Promise<void> {
    const { id: attemptId, assignmentId, learnerId, number, toldEnd } = attempt;
    if (toldEnd?.getTime() === end.getTime()) return;
    await tx.attempt.update({ where: { id: attemptId }, data: { toldEnd: end }, select: { id: true } });
    const member = await tx.member.findUnique({
      where: { courseId_personId: { courseId, personId: learnerId } },
      select: { lmsId: true },
    });
    await this.events.record(tx, courseId, 'attempt.submitted', {
      learnerId,
      lmsId: member?.lmsId ?? null,
      assignmentId,
      attemptId,
      number,
      submittedAt: end.toISOString(),
    });
  }

  /** Has somebody look when the attempt is over, if it ever is by itself. */
  async schedule(tx: Tx, attemptId: string, startedAt: Date, timing: Timing, now: Date): Promise<void> {
    const waitS = secondsUntilOver(timing, startedAt, now);
    if (waitS !== null) await this.jobs.enqueue(tx, 'attempt.end', { attemptId }, waitS);
  }

  /** After a change of dates or of the state, for some learners; the caller holds their attempts locked. */
  async settleMany(
    tx: Tx,
    assignment: Assignment,
    learnerIds: string[],
    timing: (learnerId: string) => Timing,
    now: Date,
  ): Promise<void> {
    const open = await tx.attempt.findMany({
      where: { assignmentId: assignment.id, learnerId: { in: learnerIds }, open: true },
    });
    for (const attempt of open) await this.#settle(tx, assignment, attempt, timing(attempt.learnerId), now);
  }

  async #look(attemptId: string): Promise<void> {
    await this.db.$transaction(async (tx) => {
      const [clock] = await tx.$queryRaw<{ now: Date }[]>`
        SELECT clock_timestamp() AS now FROM attempts attempt JOIN attempts every
          ON (every.assignment_id, every.learner_id) = (attempt.assignment_id, attempt.learner_id)
        WHERE attempt.id = ${attemptId}::uuid ORDER BY every.id FOR UPDATE OF every`;
      const attempt = await tx.attempt.findUnique({
        where: { id: attemptId },
        include: { assignment: true },
      });
      if (!clock || !attempt?.open) return;
      const { assignment } = attempt;
      const timings = await timingsOf(tx, [assignment], attempt.learnerId);
      await this.#settle(tx, assignment, attempt, timings.get(assignment.id) ?? assignment, clock.now);
    });
  }

  async #settle(tx: Tx, assignment: Assignment, attempt: Attempt, timing: Timing, now: Date): Promise<void> {
    const { courseId, state, closedAt } = assignment;
    const { id, startedAt } = attempt;
    const end = endOf(timing, startedAt);
    if (state !== 'published') {
      const closed = closedAt ?? now;
      await this.drafts.submitAtEnd(tx, assignment, attempt, { timing, now });
      await this.tell(tx, courseId, attempt, end && end < closed ? end : closed);
    } else if (end && (overAt(timing, startedAt) as Date) < now) {
      await this.drafts.submitAtEnd(tx, assignment, attempt, { timing, now });
      await this.tell(tx, courseId, attempt, end);
    } else await this.schedule(tx, id, startedAt, timing, now);
  }
}

/** In how many seconds somebody is to look whether an attempt is over; null: it never is by itself. */
export function secondsUntilOver(timing: Timing, startedAt: Date, now: Date): number | null {
  const over = overAt(timing, startedAt);
  if (!over) return null;
  const waitS = Math.ceil((over.getTime() - now.getTime()) / 1000) + 1;
  return Math.min(Math.max(waitS, 0), LONGEST_WAIT_S);
}

/** When it takes no more answers: its end and the grace after it. */
function overAt(timing: Timing, startedAt: Date): Date | null {
  const end = endOf(timing, startedAt);
  return end && new Date(end.getTime() + timing.graceS * 1000);
}
