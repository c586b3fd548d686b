// Tells receivers when an assignment stops taking answers, by hand or because its last date has passed: once each time
// it does. `closedAt` says that it was told; a job looks again when the last date comes.
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config.js';
import { EventsService } from '../events/events.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';

const AT_ONCE = 2;
/** A job does not wait for longer; it then orders itself anew. */
const LONGEST_WAIT_S = 7 * 86_400;

interface Standing {
  courseId: string;
  /** The moment it closed; null: it is open, or a draft. */
  closed: Date | null;
  told: Date | null;
  /** Until its last date passes; null: it has none, or it does not matter. */
  leftS: number | null;
}

@Injectable()
export class ClosingService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly events: EventsService,
    private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.config.role === 'api') return;
    await this.jobs.work('assignment.close', AT_ONCE, ({ assignmentId }) =>
      this.db.$transaction((tx) => this.settle(tx, assignmentId)),
    );
  }

  /** To be called in every transaction that changes the state or a date; doing it again changes nothing. */
  async settle(tx: Tx, assignmentId: string): Promise<void> {
    const standing = await standingOf(tx, assignmentId);
    if (!standing) return;
    const { courseId, closed, told, leftS } = standing;
    if (leftS !== null)
      await this.jobs.enqueue(tx, 'assignment.close', { assignmentId }, Math.min(leftS, LONGEST_WAIT_S));
    if ((closed === null) === (told === null)) return;
    await tx.assignment.update({
      where: { id: assignmentId },
      data: { closedAt: closed },
      select: { id: true },
    });
    if (!closed) return;
    await this.events.record(tx, courseId, 'assignment.closed', {
      assignmentId,
      closedAt: closed.toISOString(),
    });
  }
}

/** What holds of an assignment, by the database's clock and under a lock. The last date of anybody counts, with its grace. */
async function standingOf(tx: Tx, assignmentId: string): Promise<Standing | undefined> {
  const rows = await tx.$queryRaw<Standing[]>`
    WITH held AS (
      SELECT assignment.*, greatest(closes_at, (SELECT max(closes_at) FROM extensions WHERE assignment_id = assignment.id))
        + make_interval(secs => grace_s) AS last_answer
      FROM assignments assignment WHERE id = ${assignmentId}::uuid FOR NO KEY UPDATE
    )
    SELECT course_id AS "courseId", closed_at AS told,
      CASE WHEN state IN ('closed', 'archived') THEN coalesce(closed_at, clock_timestamp())
           WHEN state = 'published' AND closes_at IS NOT NULL AND last_answer < clock_timestamp() THEN last_answer END AS closed,
      CASE WHEN state = 'published' AND closes_at IS NOT NULL AND last_answer >= clock_timestamp()
           THEN floor(extract(epoch FROM last_answer - clock_timestamp()))::int + 1 END AS "leftS"
    FROM held`;
  return rows[0];
}
