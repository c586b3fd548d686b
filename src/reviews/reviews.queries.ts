// Reviews as they are read: with the answer, and with what it is graded against.
import type { Prisma } from '../generated/prisma/client.js';
import type { Tx } from '../prisma/database.js';
import { expectedOf } from '../prisma/drawn.js';
import { conceptTexts, type Expected, type Grade, type Locale, type Part } from '../questions/index.js';
import type { ReviewView } from './reviews.dto.js';
import { typedText } from './similar.js';

const WITH_ANSWER = {
  submission: {
    select: {
      answer: true,
      number: true,
      receivedAt: true,
      variantId: true,
      variant: { select: { attemptId: true, drawn: true, expected: true, possible: true } },
      grade: { select: { parts: true, earned: true, graderVersion: true } },
    },
  },
} as const satisfies Prisma.ReviewInclude;

export type ReviewRow = Prisma.ReviewGetPayload<{ include: typeof WITH_ANSWER }>;

export function reviewOf(db: Tx, submissionId: string): Promise<ReviewRow | null> {
  return db.review.findUnique({ where: { submissionId }, include: WITH_ANSWER });
}

export function reviewsOf(db: Tx, where: Prisma.ReviewWhereInput, take: number): Promise<ReviewRow[]> {
  return db.review.findMany({ where, include: WITH_ANSWER, orderBy: { submissionId: 'asc' }, take });
}

/** What waits in the same course for an answer to the same question, and is similar. */
export function similarTo(review: ReviewRow): Prisma.ReviewWhereInput {
  const { courseId, question, submissionId, textHash, readingHash } = review;
  return {
    courseId,
    question,
    decidedAt: null,
    submissionId: { not: submissionId },
    OR: [{ textHash }, ...(readingHash ? [{ readingHash }] : [])],
  };
}

/** The grade that the grader proposed. */
export function proposalOf({ proposal, graderVersion, submission }: ReviewRow): Grade {
  const parts = proposal as unknown as Part[];
  return {
    parts,
    earned: parts.reduce((sum, part) => sum + part.earned, 0),
    possible: submission.variant.possible,
    diagnosis: null,
    grader: graderVersion,
  };
}

export function reviewView(review: ReviewRow, locale: Locale): ReviewView {
  const {
    submissionId,
    assignmentId,
    learnerId,
    question,
    submission,
    decidedAt,
    decidedById,
    comment,
    likeId,
  } = review;
  const proposal = proposalOf(review);
  const final = submission.grade;
  const parts = final ? (final.parts as unknown as Part[]) : proposal.parts;
  const texts = conceptTexts(question, locale);
  const cell = (expectedOf(submission.variant) as Expected).cells.find((each) => each.explanation);
  return {
    submissionId,
    assignmentId,
    questionId: submission.variantId,
    learnerId,
    question,
    receivedAt: submission.receivedAt.toISOString(),
    answer: typedText(submission.answer as object, cell?.id ?? ''),
    concepts: parts.flatMap(({ concept, possible }, i) =>
      concept === undefined
        ? []
        : [
            {
              name: concept.name,
              text: texts[concept.name] ?? '',
              points: possible,
              given: concept.proposed,
              confidence: concept.confidence,
              sure: proposal.parts[i]?.verdict !== 'unsure',
              evidence: concept.evidence,
            },
          ],
    ),
    threshold: (cell?.explanation?.reviewBelow_percent ?? 0) / 100,
    earned: final?.earned ?? proposal.earned,
    possible: proposal.possible,
    grader: final?.graderVersion ?? proposal.grader,
    state: decidedAt ? 'decided' : 'pending',
    decidedAt: decidedAt?.toISOString() ?? null,
    decidedById,
    comment,
    likeId,
  };
}
