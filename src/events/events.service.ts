// Facts worth telling an LMS. The row is written in the transaction that made the fact, with a job that wakes who
// spreads it: once the fact is committed its event exists, and if it was rolled back there is none.
import { Injectable } from '@nestjs/common';
import { JobsService } from '../jobs/jobs.service.js';
import type { Tx } from '../prisma/database.js';
import { CATALOGUE, checkEvent, type Events, type EventType } from './catalogue.js';

/** How a learner is named to an LMS: by ids only. */
export type LearnerRef = Pick<Events['score.changed'], 'learnerId' | 'lmsId'>;

@Injectable()
export class EventsService {
  constructor(private readonly jobs: JobsService) {}

  /** @throws Error when the data are not what the catalogue says of the type. */
  async record<T extends EventType>(tx: Tx, courseId: string, type: T, data: Events[T]): Promise<void> {
    checkEvent(type, data);
    const { id } = await tx.event.create({
      data: { courseId, type, schemaVersion: CATALOGUE[type].version, data },
      select: { id: true },
    });
    await this.jobs.enqueue(tx, 'event.fan-out', { eventId: id });
  }

  /** The same for many events of one type, in the order given, with one job: it finds all that are not spread yet. */
  async recordAll<T extends EventType>(tx: Tx, courseId: string, type: T, data: Events[T][]): Promise<void> {
    const rows = data.map((each) => {
      checkEvent(type, each);
      return { courseId, type, schemaVersion: CATALOGUE[type].version, data: each };
    });
    const [first] = await tx.event.createManyAndReturn({ data: rows, select: { id: true } });
    if (first) await this.jobs.enqueue(tx, 'event.fan-out', { eventId: first.id });
  }
}
