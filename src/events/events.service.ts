// Facts worth telling an LMS. The row is written in the transaction that made the fact, with the job that spreads it.
import { Injectable } from '@nestjs/common';
import { JobsService } from '../jobs/jobs.service.js';
import type { Tx } from '../prisma/database.js';

/** How a learner is named to an LMS: by ids only. */
export type LearnerRef = {
  learnerId: string;
  lmsId: string | null;
};

/** The events and their data: ids, scores and times, nothing else. */
export interface Events {
  'submission.graded': LearnerRef & {
    assignmentId: string;
    attemptId: string;
    questionId: string;
    submissionId: string;
    number: number;
    earned: number;
    possible: number;
    submittedAt: string;
  };
  'score.changed': LearnerRef & {
    assignmentId: string;
    earned: number;
    possible: number;
    /** Grows with every change of this learner's score: drop what comes with a lower one. */
    version: number;
    submittedAt: string;
  };
}
export type EventType = keyof Events;

@Injectable()
export class EventsService {
  constructor(private readonly jobs: JobsService) {}

  async record<T extends EventType>(tx: Tx, courseId: string, type: T, data: Events[T]): Promise<void> {
    const { id } = await tx.event.create({
      data: { courseId, type, data },
      select: { id: true },
    });
    await this.jobs.enqueue(tx, 'event.fan-out', { eventId: id });
  }
}
