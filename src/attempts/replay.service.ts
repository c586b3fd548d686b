// When the dates or rules of an assignment change, or a date passes on which something is released: lateness is judged
// again for every answer, the scores follow, and what may be told is announced. A job that orders itself for the next
// such date; its truth is the rows, so that running it twice changes nothing.
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { timingFrom } from '../assignments/extensions.queries.js';
import { releaseAt, toldOf } from '../assignments/release.js';
import { lateness, type Timing } from '../assignments/timing.js';
import { Settings } from '../config.js';
import { GradebookService } from '../gradebook/gradebook.service.js';
import type { Extension } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { EndingService } from './ending.service.js';

const AT_ONCE = 2;
const TIMEOUT_MS = 120_000;
/** A job does not wait for longer; it then orders itself anew. */
const LONGEST_WAIT_S = 7 * 86_400;

interface Judged {
  id: string;
  learnerId: string;
  startedAt: Date;
  receivedAt: Date;
  inGrace: boolean;
  latePercent: number;
}

@Injectable()
export class ReplayService implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly gradebook: GradebookService,
    private readonly settings: Settings,
    private readonly ending: EndingService,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.config.role === 'api') return;
    await this.jobs.work('assignment.replay', AT_ONCE, ({ assignmentId }) => this.replay(assignmentId));
  }

  async replay(assignmentId: string): Promise<void> {
    await this.db.$transaction(
      async (tx) => {
        const assignment = await tx.assignment.findUnique({ where: { id: assignmentId } });
        if (!assignment) return;
        await tx.$queryRaw`SELECT id FROM attempts WHERE assignment_id = ${assignmentId}::uuid ORDER BY id FOR UPDATE`;
        const learners = await timingsByLearner(tx, assignmentId);
        const changed = await judgedAnew(tx, assignmentId, learners.timing);
        if (changed.length > 0) {
          await tx.$executeRaw`
            UPDATE submissions SET late_percent = new.percent, in_grace = new.grace
            FROM unnest(${changed.map(({ id }) => id)}::uuid[], ${changed.map(({ latePercent }) => latePercent)}::int[],
                        ${changed.map(({ inGrace }) => inGrace)}::boolean[]) AS new (id, percent, grace)
            WHERE submissions.id = new.id`;
        }
        const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
        const now = clock?.now as Date;
        const isTold = (learnerId: string) => {
          const of = { state: assignment.state, now, timing: learners.timing(learnerId), latest: assignment };
          return toldOf(assignment, { ...of, isDone: false }).correctness;
        };
        await this.gradebook.refreshAll(tx, assignment.courseId, assignmentId, isTold);
        await this.ending.settleAll(tx, assignment, learners.timing, now);
        const dates = learners.all.flatMap(
          (timing) => releaseAt(assignment.releaseCorrectness, timing) ?? [],
        );
        const next = Math.min(...dates.filter((date) => date > now).map(Number));
        if (assignment.state === 'published' && next < Infinity) {
          const afterS = Math.min(Math.ceil((next - now.getTime()) / 1000) + 1, LONGEST_WAIT_S);
          await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId }, afterS);
        }
      },
      { timeout: TIMEOUT_MS },
    );
  }
}

/** The answers whose lateness is another one under the rules as they are now. */
async function judgedAnew(
  tx: Tx,
  assignmentId: string,
  timing: (learnerId: string) => Timing,
): Promise<Judged[]> {
  const answers = await tx.$queryRaw<Judged[]>`
    SELECT submission.id, attempt.learner_id AS "learnerId", attempt.started_at AS "startedAt",
           submission.received_at AS "receivedAt", submission.in_grace AS "inGrace",
           submission.late_percent AS "latePercent"
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    JOIN submissions submission ON submission.variant_id = variant.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid`;
  return answers.flatMap((answer) => {
    const { inGrace, latePercent } = lateness(timing(answer.learnerId), answer.startedAt, answer.receivedAt);
    const isSame = inGrace === answer.inGrace && latePercent === answer.latePercent;
    return isSame ? [] : [{ ...answer, inGrace, latePercent }];
  });
}

interface Timings {
  /** What holds for a learner. */
  timing(learnerId: string): Timing;
  /** What holds for anybody. */
  all: Timing[];
}

async function timingsByLearner(tx: Tx, assignmentId: string): Promise<Timings> {
  const { extensions, ...assignment } = await tx.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    include: { extensions: { include: { group: { include: { members: true } } } } },
  });
  const of = new Map<string, Extension[]>();
  for (const { group, ...extension } of extensions) {
    const learners = extension.learnerId
      ? [extension.learnerId]
      : (group?.members ?? []).map((m) => m.personId);
    for (const learner of learners) of.set(learner, [...(of.get(learner) ?? []), extension]);
  }
  const timing = (learnerId: string) => timingFrom(assignment, of.get(learnerId) ?? []);
  return { timing, all: [assignment, ...[...of.keys()].map(timing)] };
}
