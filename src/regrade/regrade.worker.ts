// Does what a regrade's state asks for, a batch of learners in a transaction each: it can be killed between any two
// statements and goes on where the last batch was committed. Whoever cancels waits for one batch at most.
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config.js';
import { EventsService } from '../events/events.service.js';
import { Prisma, type Regrade, type RegradeState } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { type Batch, type How, regrade, type Undo, undoRegrade } from './batch.js';
import { addLearners, itemsOf } from './regrade.service.js';

const AT_ONCE = 2;
const LEARNERS_AT_ONCE = 25;
const TIMEOUT_MS = 30_000;
const UNFINISHED: RegradeState[] = ['computing', 'applying', 'cancelling', 'undoing'];

@Injectable()
export class RegradeWorker implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly events: EventsService,
    private readonly settings: Settings,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.config.role === 'api') return;
    await this.jobs.work('regrade.run', AT_ONCE, async ({ regradeId }) => {
      while (await this.#step(regradeId));
    });
    // What a worker that was killed left is gone on with at once, not only when the queue has missed it.
    await this.db.$transaction(
      async (tx) => {
        const left = await tx.regrade.findMany({
          where: { state: { in: UNFINISHED } },
          select: { id: true },
        });
        for (const { id } of left) await this.jobs.enqueue(tx, 'regrade.run', { regradeId: id });
      },
      // A database that is slow to answer a service that starts must not end it.
      { maxWait: TIMEOUT_MS },
    );
  }

  /** One batch. False when nothing is left to do. */
  #step(regradeId: string): Promise<boolean> {
    return this.db.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM regrades WHERE id = ${regradeId}::uuid FOR UPDATE`;
        const row = await tx.regrade.findUnique({ where: { id: regradeId } });
        if (!row) return false;
        switch (row.state) {
          case 'computing':
            return this.#compute(tx, row);
          case 'applying':
            return this.#apply(tx, row);
          case 'cancelling':
            return this.#goBack(tx, row, 'cancelled');
          case 'undoing':
            return this.#goBack(tx, row, 'undone');
          case 'proposed':
          case 'applied':
          case 'cancelled':
          case 'undone':
            return false;
        }
      },
      { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS },
    );
  }

  /** The preview: both policies, each applied and rolled back. */
  async #compute(tx: Tx, row: Regrade): Promise<boolean> {
    const batch = await nextBatch(tx, row, { preview: { equals: Prisma.DbNull } });
    if (!batch) return this.#end(tx, row, 'proposed');
    const replace = await rolledBack(tx, batch, { policy: 'replace', liftsOverrides: false });
    const neverLower = await rolledBack(tx, batch, { policy: 'never_lower', liftsOverrides: false });
    const previews = replace.map(({ learnerId, before, after }, i) => ({
      learnerId,
      value: { before, replace: after, neverLower: neverLower[i]?.after ?? null },
    }));
    await tx.$executeRaw`
      UPDATE regrade_learners learner SET preview = new.value
      FROM jsonb_to_recordset(${JSON.stringify(previews)}::jsonb) AS new ("learnerId" uuid, value jsonb)
      WHERE learner.regrade_id = ${row.id}::uuid AND learner.learner_id = new."learnerId"`;
    return true;
  }

  async #apply(tx: Tx, row: Regrade): Promise<boolean> {
    const batch = await nextBatch(tx, row, { applied: { equals: Prisma.DbNull } });
    if (!batch) {
      // Who has begun an attempt since it was proposed.
      return (await addLearners(tx, row)) > 0 || this.#end(tx, row, 'applied');
    }
    const { policy, liftsOverrides } = row;
    const done = await regrade(tx, batch, { policy: policy ?? 'replace', liftsOverrides });
    const rows = done.map(({ learnerId, before, after, undo }) => ({
      learnerId,
      value: { before, after },
      undo,
    }));
    await tx.$executeRaw`
      UPDATE regrade_learners learner SET applied = new.value, undo = new.undo
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new ("learnerId" uuid, value jsonb, undo jsonb)
      WHERE learner.regrade_id = ${row.id}::uuid AND learner.learner_id = new."learnerId"`;
    return true;
  }

  async #goBack(tx: Tx, row: Regrade, to: 'cancelled' | 'undone'): Promise<boolean> {
    const batch = await nextBatch(tx, row, { applied: { not: Prisma.DbNull }, undoneAt: null });
    if (!batch) return this.#end(tx, row, to);
    await undoRegrade(tx, batch, batch.undos, row);
    await tx.$executeRaw`
      UPDATE regrade_learners SET undone_at = now()
      WHERE regrade_id = ${row.id}::uuid AND learner_id = ANY (${batch.learnerIds}::uuid[])`;
    return true;
  }

  /** The scores are told in one go, by the job that tells what may be told. */
  async #end(tx: Tx, { id, assignmentId }: Regrade, state: RegradeState): Promise<false> {
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const now = clock?.now as Date;
    const finishedAt = state === 'proposed' ? null : now;
    await tx.regrade.update({ where: { id }, data: { state, working: null, finishedAt } });
    if (state === 'proposed') return false;
    if (state === 'applied') {
      const { courseId } = await tx.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
      const [row] = await tx.$queryRaw<{ changed: number }[]>`
        SELECT count(*)::int AS changed FROM regrade_learners
        WHERE regrade_id = ${id}::uuid AND applied->'before' IS DISTINCT FROM applied->'after'`;
      const appliedAt = now.toISOString();
      const data = { assignmentId, regradeId: id, changed: row?.changed ?? 0, appliedAt };
      await this.events.record(tx, courseId, 'regrade.applied', data);
    }
    await this.jobs.enqueue(tx, 'assignment.replay', { assignmentId });
    return false;
  }
}

/** The next learners to be worked on; null when there are none. */
async function nextBatch(
  tx: Tx,
  row: Regrade,
  where: Prisma.RegradeLearnerWhereInput,
): Promise<(Batch & { undos: Undo[] }) | null> {
  const rows = await tx.regradeLearner.findMany({
    where: { regradeId: row.id, ...where },
    orderBy: { learnerId: 'asc' },
    take: LEARNERS_AT_ONCE,
  });
  if (rows.length === 0) return null;
  const learnerIds = rows.map(({ learnerId }) => learnerId);
  const undos = rows.flatMap(({ undo }) => (undo === null ? [] : [undo as unknown as Undo]));
  return { assignmentId: row.assignmentId, learnerIds, items: itemsOf(row), undos };
}

async function rolledBack(tx: Tx, batch: Batch, how: How) {
  await tx.$executeRaw`SAVEPOINT preview`;
  const done = await regrade(tx, batch, how);
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT preview`;
  return done;
}
