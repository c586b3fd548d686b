// Grades submissions against the stored truth and writes the grade, the score and their events in one transaction.
import { Injectable } from '@nestjs/common';
import { EventsService, type LearnerRef } from '../events/events.service.js';
import { GradebookService } from '../gradebook/gradebook.service.js';
import { Prisma } from '../generated/prisma/client.js';
import { json } from '../prisma/json.js';
import type { Tx } from '../prisma/database.js';
import {
  type Expected,
  type Grade,
  gradeMarked,
  kindOf,
  type Marking,
  type Outcome,
} from '../questions/index.js';

/** What is graded: the stored variant and what was typed. */
export interface Gradable {
  kind: string;
  expected: unknown;
  answer: unknown;
  marking: Marking;
  /** The cells of the hints taken before. */
  hintsTo?: string[];
}

/** Where a grade belongs. */
export interface GradedSubmission {
  courseId: string;
  assignmentId: string;
  attemptId: string;
  questionId: string;
  submissionId: string;
  number: number;
  submittedAt: Date;
  learner: LearnerRef;
  /** Whether the learner may know the result yet. What they may not know, no event tells either. */
  isTold: boolean;
}

@Injectable()
export class GradingService {
  constructor(
    private readonly gradebook: GradebookService,
    private readonly events: EventsService,
  ) {}

  /** Pure; takes microseconds. An answer that cannot be read is handed back ungraded. */
  assess({ kind: name, expected, answer, marking, hintsTo }: Gradable): Outcome {
    const kind = kindOf(name);
    if (!kind) throw new Error(`a stored question is of the kind ${name}, which this version does not have`);
    return gradeMarked(kind, expected as Expected, answer, marking, hintsTo);
  }

  /** Writes what `assess` said. Everything commits with the submission, or nothing does. */
  async record(tx: Tx, grade: Grade, of: GradedSubmission): Promise<void> {
    const {
      courseId,
      assignmentId,
      attemptId,
      questionId,
      submissionId,
      number,
      submittedAt,
      learner,
      isTold,
    } = of;
    const { earned, possible, parts, diagnosis, grader } = grade;
    await tx.grade.create({
      data: {
        submissionId,
        earned,
        possible,
        parts: parts.map(json),
        diagnosis: diagnosis ?? Prisma.DbNull,
        graderVersion: grader,
      },
      select: { submissionId: true },
    });
    if (isTold)
      await this.events.record(tx, courseId, 'submission.graded', {
        ...learner,
        assignmentId,
        attemptId,
        questionId,
        submissionId,
        number,
        earned,
        possible,
        submittedAt: submittedAt.toISOString(),
      });
    await this.gradebook.refresh(tx, { courseId, assignmentId, learner, submittedAt, isTold });
  }

  /** Gives a grade by hand, or with null the grader's own again, if it is at `version` still; false otherwise. */
  async override(
    tx: Tx,
    submissionId: string,
    version: number,
    override: { earned: number; reason: string } | null,
  ): Promise<boolean> {
    const { count } = await tx.grade.updateMany({
      where: { submissionId, version },
      data: {
        overrideEarned: override?.earned ?? null,
        overrideReason: override?.reason ?? null,
        version: { increment: 1 },
      },
    });
    return count === 1;
  }
}
