// What a learner sees of a submission: as much of its result as is released.
import type { Told } from '../assignments/release.js';
import { afterLate } from '../assignments/timing.js';
import type { Elapsed } from '../common/arrival.js';
import type { Prisma } from '../generated/prisma/client.js';
import { type Grade, type Locale, renderGrade } from '../questions/index.js';
import type { SubmissionView } from './submissions.dto.js';

export const WITH_RESULT = { grade: true, review: { select: { comment: true } } } as const;
type Graded = Prisma.SubmissionGetPayload<{ include: typeof WITH_RESULT }>;

/** How something is asked for. */
export interface Asked {
  elapsed: Elapsed;
  /** By default the course's. */
  locale?: Locale;
}

type Stored = Pick<Viewed, 'grade' | 'isByHand' | 'comment'>;

/** A stored submission, and what its learner sees of it. */
export interface Viewed {
  id: string;
  questionId: string;
  number: number;
  receivedAt: Date;
  inGrace: boolean;
  latePercent: number;
  fromDraft: boolean;
  cells: unknown;
  /** null as long as it waits for a person. */
  grade: Grade | null;
  /** The staff gave the grade. */
  isByHand: boolean;
  /** Of the person who graded it. */
  comment: string | null;
  possible: number;
  tries: number;
  told: Told;
}

/** The result as it counts. */
export function stored({ id, grade, review }: Pick<Graded, 'id' | 'grade' | 'review'>): Stored {
  if (!grade && !review) throw new Error(`submission ${id} has neither a grade nor a review`);
  if (!grade) return { grade: null, isByHand: false, comment: null };
  const { earned, possible, graderVersion, overrideEarned } = grade;
  const counted: Grade = {
    earned: overrideEarned ?? earned,
    possible,
    parts: grade.parts as unknown as Grade['parts'],
    diagnosis: grade.diagnosis as Grade['diagnosis'],
    grader: graderVersion,
  };
  return { grade: counted, isByHand: overrideEarned !== null, comment: review?.comment ?? null };
}

export function view(viewed: Viewed, locale: Locale): SubmissionView {
  const { id, questionId, number, receivedAt, inGrace, latePercent, fromDraft, cells, tries, told } = viewed;
  return {
    id,
    questionId,
    number,
    receivedAt: receivedAt.toISOString(),
    cells,
    inGrace,
    latePercent,
    fromDraft,
    told,
    status: told.correctness ? (viewed.grade ? 'graded' : 'needs-review') : 'not-released',
    ...(told.correctness && viewed.grade ? result(viewed.grade, viewed, locale) : UNTOLD),
    possible: viewed.possible,
    triesLeft: Math.max(0, tries - number),
  };
}

const UNTOLD = {
  isByHand: false,
  earned: null,
  counted: null,
  summary: null,
  parts: [],
  diagnosis: null,
  comment: null,
};

/** What is told of a grade once its correctness is. */
function result(grade: Grade, { isByHand, latePercent, told, comment }: Viewed, locale: Locale) {
  const words = renderGrade(grade, locale);
  const rules = grade.diagnosis?.known ? grade.diagnosis.rules : [];
  return {
    isByHand,
    earned: grade.earned,
    counted: afterLate(grade.earned, latePercent),
    summary: words.summary,
    parts: grade.parts.map(
      ({ cell, verdict, earned, possible, followThrough, hintCost = 0, diagnosis, concept }, i) => ({
        cell,
        verdict,
        earned,
        possible,
        followThrough,
        hintCost,
        diagnosis: told.diagnosis ? diagnosis : [],
        evidence: concept?.evidence ?? null,
        text: words.parts[i]?.text ?? '',
      }),
    ),
    diagnosis: told.diagnosis && words.diagnosis ? { ...words.diagnosis, rules } : null,
    comment,
  };
}
