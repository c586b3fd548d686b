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
/** How many learners one transaction replays: a student's answer waits for it at most. */
const LEARNERS_AT_ONCE = 100;
const NOBODY = '00000000-0000-0000-0000-000000000000';
const TIMEOUT_MS = 20_000;
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

  /** Learner by learner, some in each transaction: nobody waits for the whole of a large course. */
  async replay(assignmentId: string, atOnce = LEARNERS_AT_ONCE): Promise<void> {
    for (let last = NOBODY; ;) {
      const learnerIds = await learnersBehind(this.db, assignmentId, last, atOnce);
      await this.db.$transaction((tx) => this.#replayMany(tx, assignmentId, learnerIds), {
        timeout: TIMEOUT_MS,
      });
      if (learnerIds.length < atOnce) break;
      last = learnerIds.at(-1) ?? NOBODY;
    }
    await this.db.$transaction((tx) => this.#orderNext(tx, assignmentId));
  }

  async #replayMany(tx: Tx, assignmentId: string, learnerIds: string[]): Promise<void> {
    await tx.$queryRaw`
      SELECT id FROM attempts WHERE assignment_id = ${assignmentId}::uuid AND learner_id = ANY (${learnerIds}::uuid[])
      ORDER BY id FOR UPDATE`;
    const assignment = await tx.assignment.findUnique({ where: { id: assignmentId } });
    if (!assignment) return;
    const { courseId } = assignment;
    const learners = await timingsByLearner(tx, assignmentId);
    const changed = await judgedAnew(tx, assignmentId, learnerIds, learners.timing);
    if (changed.length > 0) {
      await tx.$executeRaw`
        UPDATE submissions SET late_percent = new.percent, in_grace = new.grace
        FROM unnest(${changed.map(({ id }) => id)}::uuid[], ${changed.map(({ latePercent }) => latePercent)}::int[],
                    ${changed.map(({ inGrace }) => inGrace)}::boolean[]) AS new (id, percent, grace)
        WHERE submissions.id = new.id`;
    }
    const now = await clockOf(tx);
    const isTold = (learnerId: string) => {
      const of = { state: assignment.state, now, timing: learners.timing(learnerId), latest: assignment };
      return toldOf(assignment, { ...of, isDone: false }).correctness;
    };
    await this.gradebook.refreshMany(tx, { courseId, assignmentId }, learnerIds, isTold);
    await this.ending.settleMany(tx, assignment, learnerIds, learners.timing, now);
  }

  /** For the next date on which something is released. */
  async #orderNext(tx: Tx, assignmentId: string): Promise<void> {
    const assignment = await tx.assignment.findUnique({ where: { id: assignmentId } });
    if (assignment?.state !== 'published') return;
    const learners = await timingsByLearner(tx, assignmentId);
    const now = await clockOf(tx);
    const dates = learners.all.flatMap((timing) => releaseAt(assignment.releaseCorrectness, timing) ?? []);
    const next = Math.min(...dates.filter((date) => date > now).map(Number));
    if (next === Infinity) return;
    const afterS = Math.min(Math.ceil((next - now.getTime()) / 1000) + 1, LONGEST_WAIT_S);
    await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId }, afterS);
  }
}

/** The next learners who have an attempt or a score, in the order of their ids. */
async function learnersBehind(db: Tx, assignmentId: string, last: string, atMost: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT learner_id AS id FROM attempts WHERE assignment_id = ${assignmentId}::uuid AND learner_id > ${last}::uuid
    UNION SELECT learner_id FROM scores WHERE assignment_id = ${assignmentId}::uuid AND learner_id > ${last}::uuid
    ORDER BY id LIMIT ${atMost}`;
  return rows.map(({ id }) => id);
}

async function clockOf(tx: Tx): Promise<Date> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return clock?.now as Date;
}

/** The answers whose lateness is another one under the rules as they are now. */
async function judgedAnew(
  tx: Tx,
  assignmentId: string,
  learnerIds: string[],
  timing: (learnerId: string) => Timing,
): Promise<Judged[]> {
  const answers = await tx.$queryRaw<Judged[]>`
    SELECT submission.id, attempt.learner_id AS "learnerId", attempt.started_at AS "startedAt",
           submission.received_at AS "receivedAt", submission.in_grace AS "inGrace",
           submission.late_percent AS "latePercent"
    FROM attempts attempt
    JOIN variants variant ON variant.attempt_id = attempt.id
    JOIN submissions submission ON submission.variant_id = variant.id
    WHERE attempt.assignment_id = ${assignmentId}::uuid AND attempt.learner_id = ANY (${learnerIds}::uuid[])`;
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
