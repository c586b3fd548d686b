// Regrades as their owners steer them: proposed, applied, cancelled, undone. The work itself is the job's
// (regrade.worker.ts); here a state is changed, and the job is woken in the same transaction.
import { Injectable } from '@nestjs/common';
import { AssignmentsService, type AssignmentWithItems } from '../assignments/assignments.service.js';
import { AuditService } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Prisma, type Regrade, type RegradeState } from '../generated/prisma/client.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { DRAWN_SQL, expectedIn } from '../prisma/drawn.js';
import { json } from '../prisma/json.js';
import type { Expected, ExpectedCell } from '../questions/index.js';
import { type CellsOf, type ItemChange, itemChanges } from './changes.js';
import {
  type ApplyRegrade,
  type ProposeRegrade,
  regradeDiff,
  type RegradeDiff,
  type RegradeView,
  regradeView,
} from './regrade.dto.js';

/** Variants of an item that are looked at for the cells they have. */
const SAMPLE = 20;

@Injectable()
export class RegradeService {
  constructor(
    private readonly db: Database,
    private readonly assignments: AssignmentsService,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem validation-failed with every fault of every change */
  async propose(principal: Principal, assignmentId: string, body: ProposeRegrade): Promise<RegradeView> {
    const assignment = await this.#editable(principal, assignmentId);
    const regrade = await this.db.$transaction(async (tx) => {
      const items = await this.#itemChanges(tx, assignment, body);
      const changes = body.changes.map((change) => json(change));
      const created = await tx.regrade.create({
        data: { assignmentId, changes, reason: body.reason, items: items.map((item) => json(item)) },
      });
      await addLearners(tx, created);
      await this.jobs.enqueue(tx, 'regrade.run', { regradeId: created.id });
      return created;
    });
    return this.read(principal, regrade.id);
  }

  async list(principal: Principal, assignmentId: string, query: PageQuery): Promise<Page<RegradeView>> {
    await this.assignments.editable(principal, assignmentId);
    const rows = await this.db.regrade.findMany({
      where: { assignmentId, ...(query.after && { id: { gt: query.after } }) },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    const progress = await Promise.all(rows.map((row) => progressOf(this.db, row)));
    const shown = rows.map((row, i) => regradeView(row, progress[i] ?? { done: 0, total: 0 }));
    return page(
      shown,
      query,
      ({ id }) => id,
      (view) => view,
    );
  }

  async read(principal: Principal, regradeId: string): Promise<RegradeView> {
    const regrade = await this.#find(principal, regradeId);
    return regradeView(regrade, await progressOf(this.db, regrade));
  }

  async diffs(principal: Principal, regradeId: string, query: PageQuery): Promise<Page<RegradeDiff>> {
    await this.#find(principal, regradeId);
    const rows = await this.db.regradeLearner.findMany({
      where: { regradeId, ...(query.after && { learnerId: { gt: query.after } }) },
      orderBy: { learnerId: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ learnerId }) => learnerId, regradeDiff);
  }

  /** From now on answers are graded as it says; those that are there follow by the job. */
  async apply(principal: Principal, regradeId: string, how: ApplyRegrade): Promise<RegradeView> {
    const found = await this.#find(principal, regradeId);
    const assignment = await this.#editable(principal, found.assignmentId);
    await this.#change(regradeId, ['proposed'], async (tx, regrade) => {
      const since = { gt: regrade.createdAt };
      const other = await tx.regrade.findFirst({
        where: {
          assignmentId: assignment.id,
          id: { not: regradeId },
          OR: [{ appliedAt: since }, { finishedAt: since, appliedAt: { not: null } }],
        },
      });
      if (other)
        throw new Problem('conflict', 'Another regrade has changed the assignment. Propose this one anew.');
      const revision =
        1 + (await tx.regrade.count({ where: { assignmentId: assignment.id, appliedAt: { not: null } } }));
      const items = itemsOf(regrade).map((item) => ({
        ...item,
        after: { ...item.after, marking: { ...item.after.marking, revision } },
      }));
      await this.assignments.mark(
        tx,
        items.map(({ itemId, after }) => ({ itemId, ...after })),
      );
      const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
      await tx.regrade.update({
        where: { id: regradeId },
        data: {
          state: 'applying',
          working: true,
          appliedAt: clock?.now,
          policy: how.policy,
          liftsOverrides: how.liftsOverrides,
          items: items.map((item) => json(item)),
        },
      });
      await this.audit.record(tx, assignment.courseId, principal, {
        action: 'regrade.applied',
        subject: { type: 'regrade', id: regradeId },
        before: {
          assignmentId: assignment.id,
          items: items.map(({ itemId, before }) => ({ itemId, ...before })),
        },
        after: { ...how, items: items.map(({ itemId, after }) => ({ itemId, ...after })) },
        reason: regrade.reason,
      });
    });
    return this.read(principal, regradeId);
  }

  /** Before it is applied nothing has changed; while it is, what has goes back. */
  async cancel(principal: Principal, regradeId: string): Promise<RegradeView> {
    const { assignmentId } = await this.#find(principal, regradeId);
    const assignment = await this.#editable(principal, assignmentId);
    await this.#change(regradeId, ['computing', 'proposed', 'applying'], async (tx, regrade) => {
      if (regrade.state === 'applying') return this.#goBack(tx, principal, assignment, regrade, 'cancelling');
      await tx.$executeRaw`
        UPDATE regrades SET state = 'cancelled', finished_at = now() WHERE id = ${regradeId}::uuid`;
    });
    return this.read(principal, regradeId);
  }

  async undo(principal: Principal, regradeId: string): Promise<RegradeView> {
    const { assignmentId } = await this.#find(principal, regradeId);
    const assignment = await this.#editable(principal, assignmentId);
    await this.#change(regradeId, ['applied'], async (tx, regrade) => {
      const later = await tx.regrade.findFirst({
        where: {
          assignmentId,
          state: { in: ['applying', 'applied'] },
          appliedAt: { gt: regrade.appliedAt ?? undefined },
        },
      });
      if (later) throw new Problem('conflict', 'Undo the regrades that were applied after it first.');
      await this.#goBack(tx, principal, assignment, regrade, 'undoing');
    });
    return this.read(principal, regradeId);
  }

  /** The items are marked as before, and the job puts the learners back. */
  async #goBack(
    tx: Tx,
    principal: Principal,
    { courseId }: AssignmentWithItems,
    regrade: Regrade,
    state: 'cancelling' | 'undoing',
  ): Promise<void> {
    const items = itemsOf(regrade);
    await this.assignments.mark(
      tx,
      items.map(({ itemId, before }) => ({ itemId, ...before })),
    );
    await tx.regrade.update({ where: { id: regrade.id }, data: { state, working: true } });
    await this.audit.record(tx, courseId, principal, {
      action: 'regrade.undone',
      subject: { type: 'regrade', id: regrade.id },
      before: { items: items.map(({ itemId, after }) => ({ itemId, ...after })) },
      after: { items: items.map(({ itemId, before }) => ({ itemId, ...before })) },
    });
  }

  /** Changes a regrade under its lock, if it is in one of these states, and wakes the job. */
  async #change(
    regradeId: string,
    from: RegradeState[],
    change: (tx: Tx, regrade: Regrade) => Promise<void>,
  ): Promise<void> {
    const changing = this.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM regrades WHERE id = ${regradeId}::uuid FOR UPDATE`;
      const regrade = await tx.regrade.findUniqueOrThrow({ where: { id: regradeId } });
      if (!from.includes(regrade.state))
        throw new Problem(
          'conflict',
          `The regrade is ${regrade.state}; for this it must be ${from.join(' or ')}.`,
        );
      await change(tx, regrade);
      await this.jobs.enqueue(tx, 'regrade.run', { regradeId });
    });
    await changing.catch((error: unknown) => {
      const isTwin = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      throw isTwin ? new Problem('conflict', 'Another regrade of this assignment is at work.') : error;
    });
  }

  async #itemChanges(
    tx: Tx,
    { id, items }: AssignmentWithItems,
    { changes }: ProposeRegrade,
  ): Promise<ItemChange[]> {
    const named = [...new Set(changes.map(({ itemId }) => itemId))];
    const revision = 1 + (await tx.regrade.count({ where: { assignmentId: id, appliedAt: { not: null } } }));
    const result = itemChanges(items, changes, await cellsOf(tx, named), revision);
    if (result.ok) return result.items;
    const all = result.faults.map(({ at, detail }) => `${at}: ${detail}`).join('; ');
    throw new Problem('validation-failed', `Nothing was changed. ${all}.`, result.faults);
  }

  async #editable(principal: Principal, assignmentId: string): Promise<AssignmentWithItems> {
    const assignment = await this.assignments.editable(principal, assignmentId);
    const { state } = assignment;
    if (state === 'draft')
      throw new Problem('conflict', 'Nobody has answered a draft. Change its items instead.');
    if (state === 'archived') throw new Problem('conflict', 'What is archived does not change.');
    return assignment;
  }

  async #find(principal: Principal, id: string): Promise<Regrade> {
    const absent = () => new Problem('not-found', 'There is no such regrade, or it is not for you.');
    const regrade = await this.db.regrade.findUnique({ where: { id } });
    if (!regrade) throw absent();
    await this.assignments.editable(principal, regrade.assignmentId).catch((error: unknown) => {
      throw error instanceof Problem && error.problem === 'not-found' ? absent() : error;
    });
    return regrade;
  }
}

export function itemsOf({ items }: Pick<Regrade, 'items'>): ItemChange[] {
  return items as unknown as ItemChange[];
}

/** A row for each learner with an attempt who has none yet. */
export async function addLearners(
  tx: Tx,
  { id, assignmentId }: Pick<Regrade, 'id' | 'assignmentId'>,
): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO regrade_learners (regrade_id, learner_id)
    SELECT DISTINCT ${id}::uuid, learner_id FROM attempts WHERE assignment_id = ${assignmentId}::uuid
    ON CONFLICT DO NOTHING`;
}

/** The cells of some of each item's questions. */
async function cellsOf(tx: Tx, itemIds: string[]): Promise<CellsOf> {
  const rows = await tx.$queryRaw<{ itemId: string; drawn: Uint8Array }[]>`
    SELECT item.id AS "itemId", ${DRAWN_SQL} AS drawn FROM unnest(${itemIds}::uuid[]) AS item (id),
    LATERAL (SELECT drawn, expected, prompt FROM variants WHERE item_id = item.id LIMIT ${SAMPLE}) AS variant`;
  const cells = new Map<string, ExpectedCell[]>();
  for (const { itemId, drawn } of rows)
    cells.set(itemId, [...(cells.get(itemId) ?? []), ...(expectedIn(drawn) as Expected).cells]);
  return cells;
}

async function progressOf(
  db: Tx,
  { id: regradeId, state }: Regrade,
): Promise<{ done: number; total: number }> {
  const [row] = await db.$queryRaw<{ total: number; previewed: number; applied: number; undone: number }[]>`
    SELECT count(*)::int AS total, count(preview)::int AS previewed, count(applied)::int AS applied,
           count(undone_at)::int AS undone
    FROM regrade_learners WHERE regrade_id = ${regradeId}::uuid`;
  const { total = 0, previewed = 0, applied = 0, undone = 0 } = row ?? {};
  switch (state) {
    case 'computing':
    case 'proposed':
      return { done: previewed, total };
    case 'applying':
    case 'applied':
      return { done: applied, total };
    case 'cancelling':
    case 'cancelled':
    case 'undoing':
    case 'undone':
      return { done: undone, total: applied };
  }
}
