// Answers that are not submitted yet. Each save is a version, and whoever saves says which one they saw, so that two
// tabs do not overwrite each other unseen. A draft is nobody's answer until it is submitted: by its learner, or, where
// the assignment says so, by the job that comes with the deadline.
import { Injectable } from '@nestjs/common';
import { toldOf } from '../assignments/release.js';
import { endOf, judge, secondsLeft, type Timing } from '../assignments/timing.js';
import type { Principal } from '../auth/principal.js';
import type { Elapsed } from '../common/arrival.js';
import { Problem } from '../common/problems.js';
import type { Assignment, Attempt } from '../generated/prisma/client.js';
import { GradingService } from '../grading/grading.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { Database, type Tx } from '../prisma/database.js';
import { DRAWN_SQL, expectedIn } from '../prisma/drawn.js';
import { type Expected, isPlayed, type Marking } from '../questions/index.js';
import type { DraftView, SaveDraft } from './drafts.dto.js';
import { draftConflict, exhausted } from './refusals.js';
import { questionPlace, type QuestionPlace, type TakenHint } from './place.queries.js';
import { type AnswersOf, newAnswer, type NewAnswer, storeAlone } from './submit.queries.js';
import { storedMoves } from './turns.queries.js';

interface DraftRow {
  version: number;
  cells: unknown;
  savedAt: Date;
  submittedVersion: number;
}

@Injectable()
export class DraftsService {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
    private readonly grading: GradingService,
  ) {}

  async read(principal: Principal, questionId: string, elapsed: Elapsed): Promise<DraftView> {
    const place = await this.#own(principal, questionId, elapsed);
    return view(place, await this.db.draft.findUnique({ where: { variantId: questionId } }));
  }

  /** @throws Problem precondition-failed with the draft as it is, over, tries-exhausted, forbidden, not-found */
  async save(
    principal: Principal,
    questionId: string,
    version: number,
    { cells }: SaveDraft,
    elapsed: Elapsed,
  ): Promise<DraftView> {
    const place = await this.#own(principal, questionId, elapsed);
    const { timing, state, startedAt, arrivedAt } = place;
    const isTaken = judge(timing, state, startedAt, arrivedAt).taken;
    if (!isTaken || place.finishedAt) throw new Problem('over', 'Nothing was saved: the attempt is over.');
    if (place.triesUsed >= place.tries) throw exhausted(place.tries);
    const saved = await this.db.$transaction(async (tx) => {
      // The job of the deadline waits for it, or it finds that the attempt is over.
      const [attempt] = await tx.$queryRaw<{ open: boolean | null; now: Date }[]>`
        SELECT open, clock_timestamp() AS now FROM attempts WHERE id = ${place.attemptId}::uuid FOR SHARE`;
      if (!attempt?.open) throw new Problem('over', 'Nothing was saved: the attempt is handed in.');
      const row = await write(tx, { questionId, version, cells, savedAt: arrivedAt });
      const end = endOf(timing, startedAt);
      // It arrived in time, but that job may have been here already.
      if (row && end && attempt.now > end)
        await this.jobs.enqueue(tx, 'attempt.end', { attemptId: place.attemptId }, timing.graceS + 1);
      return row;
    });
    if (saved) return view(place, saved);
    throw draftConflict(view(place, await this.db.draft.findUnique({ where: { variantId: questionId } })));
  }

  /** What the learner left in the attempt: the newest cells of each question, if they were not submitted. */
  async pending(attemptId: string): Promise<{ questionId: string; cells: Record<string, unknown> }[]> {
    const drafts = await pendingIn(this.db, attemptId);
    return drafts.map(({ variantId, cells }) => ({ questionId: variantId, cells }));
  }

  /**
   * Submits what was saved in time and not submitted, when the attempt has ended. The time of the save decides on
   * lateness. What cannot be read stays a draft. Done again, it changes nothing.
   */
  async submitAtEnd(
    tx: Tx,
    assignment: Assignment,
    { id: attemptId, learnerId, startedAt }: Attempt,
    { timing, now }: { timing: Timing; now: Date },
  ): Promise<void> {
    if (!assignment.submitDrafts) return;
    const drafts = await pendingIn(tx, attemptId);
    if (drafts.length === 0) return;
    const { id: assignmentId, courseId, state } = assignment;
    const member = await tx.member.findUnique({
      where: { courseId_personId: { courseId, personId: learnerId } },
    });
    const learner = { learnerId, lmsId: member?.lmsId ?? null };
    const circumstances = { state, now, timing, latest: assignment, isDone: false };
    const isTold = toldOf(assignment, circumstances).correctness;
    const of: AnswersOf = { attemptId, assignmentId, learner, seen: null, isTold };
    const answers: NewAnswer[] = [];
    for (const { variantId: questionId, cells: typed, savedAt, kind, drawn, ...draft } of drafts) {
      const { marking, hints } = draft;
      const expected = expectedIn(drawn);
      const turns = isPlayed(kind) ? await storedMoves(tx, questionId) : null;
      const cells = { ...typed, ...playedCells(turns ?? []) };
      const hintsTo = hints.filter(({ at }) => new Date(at) <= savedAt).map(({ cell }) => cell);
      const judged = judge(timing, 'published', startedAt, savedAt);
      const outcome = this.grading.assess({ kind, expected, answer: { cells }, marking, hintsTo });
      if (!judged.taken || outcome.status === 'unparsable') continue;
      const { inGrace, latePercent } = judged;
      const row = { questionId, cells, receivedAt: savedAt, inGrace, latePercent, fromDraft: true };
      const by = { cooldownS: 0, revision: marking.revision, hints: hints.length, turns };
      answers.push(newAnswer(of, { ...row, ...by, expected: expected as Expected, outcome }));
    }
    // Whoever used the last try in another way has answered: their draft stays one.
    if (answers.length > 0) await storeAlone(tx, { of, answers });
  }

  async #own(principal: Principal, questionId: string, elapsed: Elapsed): Promise<QuestionPlace> {
    const place = await questionPlace(this.db, principal, questionId, elapsed);
    if (place.learnerId !== principal.personId)
      throw new Problem('forbidden', 'A draft is for the learner alone whose question it is.');
    return place;
  }
}

/** The turns that were played stand in an answer whatever the draft says. */
function playedCells(moves: string[]): Record<string, string> {
  return Object.fromEntries(moves.map((move, k) => [`t${k + 1}`, move]));
}

/** null: the version is not the one that stands. */
async function write(
  tx: Tx,
  {
    questionId,
    version,
    cells,
    savedAt,
  }: { questionId: string; version: number; cells: object; savedAt: Date },
): Promise<DraftRow | null> {
  const text = JSON.stringify(cells);
  const rows =
    version === 0
      ? await tx.$queryRaw<DraftRow[]>`
          INSERT INTO drafts (variant_id, version, cells, saved_at)
          VALUES (${questionId}::uuid, 1, ${text}::jsonb, ${savedAt}::timestamptz) ON CONFLICT DO NOTHING
          RETURNING version, cells, saved_at AS "savedAt", submitted_version AS "submittedVersion"`
      : await tx.$queryRaw<DraftRow[]>`
          UPDATE drafts SET version = version + 1, cells = ${text}::jsonb, saved_at = ${savedAt}::timestamptz
          WHERE variant_id = ${questionId}::uuid AND version = ${version}
          RETURNING version, cells, saved_at AS "savedAt", submitted_version AS "submittedVersion"`;
  return rows[0] ?? null;
}

interface Pending {
  variantId: string;
  cells: Record<string, unknown>;
  savedAt: Date;
  kind: string;
  drawn: Uint8Array;
  marking: Marking;
  hints: TakenHint[];
  tries: number;
}

async function pendingIn(tx: Tx, attemptId: string): Promise<Pending[]> {
  return tx.$queryRaw<Pending[]>`
    SELECT draft.variant_id AS "variantId", draft.cells, draft.saved_at AS "savedAt",
           variant.kind, ${DRAWN_SQL} AS drawn, item.marking, variant.hints, variant.tries
    FROM variants variant JOIN drafts draft ON draft.variant_id = variant.id JOIN items item ON item.id = variant.item_id
    WHERE variant.attempt_id = ${attemptId}::uuid AND draft.submitted_version < draft.version
    ORDER BY variant.id`;
}

function view({ timing, startedAt, arrivedAt, questionId }: QuestionPlace, row: DraftRow | null): DraftView {
  return {
    questionId,
    version: row?.version ?? 0,
    cells: row?.cells ?? {},
    savedAt: row?.savedAt.toISOString() ?? null,
    isSubmitted: row !== null && row.submittedVersion === row.version,
    secondsLeft: secondsLeft(endOf(timing, startedAt), arrivedAt),
  };
}
