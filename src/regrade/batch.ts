// A regrade of some learners, forth and back, in the caller's transaction. The preview is the same code, rolled back, so
// that what is shown is what will be.
import { holdLearners, questionCounts, type QuestionCounts, setCounts } from '../attempts/counts.queries.js';
import type { RegradePolicy } from '../generated/prisma/client.js';
import { refreshScores, type ScoreRow, scoreRows, setScoreOverrides } from '../gradebook/scores.queries.js';
import {
  type GradedAnswer,
  gradedAnswers,
  type StoredGrade,
  writeGrades,
} from '../grading/stored-grades.queries.js';
import type { Tx } from '../prisma/database.js';
import { expectedIn } from '../prisma/drawn.js';
import { type Expected, gradeMarked, isReviewed, kindOf } from '../questions/index.js';
import type { ItemChange, ItemState } from './changes.js';

export interface Points {
  earned: number;
  possible: number;
}

/** What is kept of a learner to go back to. */
export interface Undo {
  grades: StoredGrade[];
  counts: Pick<QuestionCounts, 'id' | 'counts'>[];
  score: Omit<ScoreRow, 'earned' | 'possible'> | null;
}

export interface Regraded {
  learnerId: string;
  before: Points | null;
  after: Points | null;
  undo: Undo;
}

export interface Batch {
  assignmentId: string;
  learnerIds: string[];
  items: ItemChange[];
}

export interface How {
  policy: RegradePolicy;
  liftsOverrides: boolean;
}

/** Regrades the learners of a batch. Late percentages and the rules of attempts hold as they do for every score. */
export async function regrade(tx: Tx, batch: Batch, how: How): Promise<Regraded[]> {
  const { assignmentId, learnerIds, items } = batch;
  await holdLearners(tx, assignmentId, learnerIds);
  const before = await scoreRows(tx, assignmentId, learnerIds);
  const itemIds = items.map(({ itemId }) => itemId);
  const questions = await questionCounts(tx, assignmentId, learnerIds, itemIds);
  const answers = await gradedAnswers(tx, assignmentId, learnerIds, itemIds);

  const stateOf = new Map(items.map(({ itemId, after }) => [itemId, after]));
  const rewritten = answers.flatMap((answer) => gradedAnew(answer, stateOf.get(answer.itemId), how) ?? []);
  await writeGrades(tx, rewritten);
  const recounted = questions.flatMap(({ id, itemId, counts }) => {
    const other = stateOf.get(itemId)?.counts ?? counts;
    return other === counts ? [] : [{ id, counts: other }];
  });
  await setCounts(tx, recounted);
  if (how.liftsOverrides) await setScoreOverrides(tx, assignmentId, before.map(withoutOverride));
  await refreshScores(tx, assignmentId, learnerIds, false);

  const changed = new Set([
    ...rewritten.map(({ submissionId }) => submissionId),
    ...recounted.map(({ id }) => id),
  ]);
  const undo = (learnerId: string): Undo => ({
    grades: answers.filter((row) => row.learnerId === learnerId && changed.has(row.submissionId)).map(stored),
    counts: questions
      .filter((row) => row.learnerId === learnerId && changed.has(row.id))
      .map(({ id, counts }) => ({ id, counts })),
    score: overrideOf(before.find((row) => row.learnerId === learnerId)),
  });
  if (how.policy === 'never_lower') await raise(tx, batch, before, undo);
  const after = await scoreRows(tx, assignmentId, learnerIds);
  return learnerIds.map((learnerId) => ({
    learnerId,
    before: pointsOf(before, learnerId),
    after: pointsOf(after, learnerId),
    undo: undo(learnerId),
  }));
}

/**
 * Puts a batch back to what it was. Answers that came since are graded as their items are marked again; what was given by
 * hand since stays, unless the regrade had given up what was given before.
 */
export async function undoRegrade(
  tx: Tx,
  batch: Batch,
  undos: Undo[],
  { liftsOverrides }: Pick<How, 'liftsOverrides'>,
): Promise<void> {
  const { assignmentId, learnerIds, items } = batch;
  await holdLearners(tx, assignmentId, learnerIds);
  const itemIds = items.map(({ itemId }) => itemId);
  const known = new Set(undos.flatMap(({ grades }) => grades.map(({ submissionId }) => submissionId)));
  const kept = new Set(undos.flatMap(({ counts }) => counts.map(({ id }) => id)));
  const changeOf = new Map(items.map((item) => [item.itemId, item]));
  const answers = await gradedAnswers(tx, assignmentId, learnerIds, itemIds);
  const later = answers.flatMap((answer) => {
    const revision = changeOf.get(answer.itemId)?.after.marking.revision;
    if (known.has(answer.submissionId) || !answer.graderVersion.endsWith(` marking/${revision}`)) return [];
    const how: How = { policy: 'replace', liftsOverrides: false };
    return gradedAnew(answer, changeOf.get(answer.itemId)?.before, how) ?? [];
  });
  const now = new Map(answers.map((answer) => [answer.submissionId, answer]));
  const back = undos.flatMap(({ grades }) =>
    grades.map((grade) => (liftsOverrides ? grade : withOverrideOf(grade, now.get(grade.submissionId)))),
  );
  await writeGrades(tx, [...back, ...later]);
  const begun = (await questionCounts(tx, assignmentId, learnerIds, itemIds)).flatMap(
    ({ id, itemId, counts }) => {
      const item = changeOf.get(itemId);
      // A question that was drawn since has its item's; what never_lower spared is as it was.
      return !item || kept.has(id) || counts !== item.after.counts
        ? []
        : [{ id, counts: item.before.counts }];
    },
  );
  await setCounts(tx, [...undos.flatMap(({ counts }) => counts), ...begun]);
  if (liftsOverrides)
    await setScoreOverrides(
      tx,
      assignmentId,
      undos.flatMap(({ score }) => score ?? []),
    );
  await refreshScores(tx, assignmentId, learnerIds, false);
}

/** Of those whose share is smaller than before, dropped items count again and what was given by hand holds again. */
async function raise(
  tx: Tx,
  { assignmentId, learnerIds }: Batch,
  before: ScoreRow[],
  undo: (learnerId: string) => Undo,
): Promise<void> {
  const after = await scoreRows(tx, assignmentId, learnerIds);
  const lower = after.filter(({ learnerId, earned, possible }) => {
    const was = before.find((row) => row.learnerId === learnerId);
    return was !== undefined && earned * was.possible < was.earned * possible;
  });
  if (lower.length === 0) return;
  const undos = lower.map(({ learnerId }) => undo(learnerId));
  await writeGrades(
    tx,
    undos.flatMap(({ grades }) => grades.filter(({ overrideEarned }) => overrideEarned !== null)),
  );
  await setCounts(
    tx,
    undos.flatMap(({ counts }) => counts),
  );
  await setScoreOverrides(
    tx,
    assignmentId,
    undos.flatMap(({ score }) => score ?? []),
  );
  await refreshScores(
    tx,
    assignmentId,
    lower.map(({ learnerId }) => learnerId),
    false,
  );
}

/** The grade under another marking; null when it stays. */
function gradedAnew(answer: GradedAnswer, state: ItemState | undefined, how: How): StoredGrade | null {
  const kind = kindOf(answer.kind);
  if (!kind || !state) return null;
  const { cells, drawn, hintsTo, overrideEarned, overrideReason, submissionId } = answer;
  const outcome = gradeMarked(kind, expectedIn(drawn) as Expected, { cells }, state.marking, hintsTo);
  const isLifted = how.liftsOverrides && overrideEarned !== null;
  const override = isLifted
    ? { overrideEarned: null, overrideReason: null }
    : { overrideEarned, overrideReason };
  // What this version cannot read any more, and what a person decided, keeps its grade.
  const isKept =
    outcome.status !== 'graded' ||
    isReviewed(answer.graderVersion) ||
    (how.policy === 'never_lower' && outcome.grade.earned < answer.earned);
  if (isKept) return isLifted ? { ...stored(answer), ...override } : null;
  const { earned, parts, diagnosis, grader } = outcome.grade;
  return { submissionId, earned, parts, diagnosis, graderVersion: grader, ...override };
}

function stored(answer: GradedAnswer): StoredGrade {
  const { submissionId, earned, parts, diagnosis, graderVersion, overrideEarned, overrideReason } = answer;
  return { submissionId, earned, parts, diagnosis, graderVersion, overrideEarned, overrideReason };
}

function withOverrideOf(grade: StoredGrade, now: StoredGrade | undefined): StoredGrade {
  const { overrideEarned, overrideReason } = now ?? grade;
  return { ...grade, overrideEarned, overrideReason };
}

function withoutOverride({ learnerId }: ScoreRow) {
  return { learnerId, overrideEarned: null, overrideReason: null };
}

function overrideOf(row: ScoreRow | undefined): Undo['score'] {
  if (!row) return null;
  const { learnerId, overrideEarned, overrideReason } = row;
  return { learnerId, overrideEarned, overrideReason };
}

function pointsOf(rows: ScoreRow[], learnerId: string): Points | null {
  const row = rows.find((each) => each.learnerId === learnerId);
  return row ? { earned: row.earned, possible: row.possible } : null;
}
