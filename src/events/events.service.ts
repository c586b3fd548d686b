// Facts worth telling an LMS. The row is written in the transaction that made the fact, with a job that wakes who
// spreads it: once the fact is committed its event exists, and if it was rolled back there is none.
import { Injectable } from '@nestjs/common';
import { JobsService } from '../jobs/jobs.service.js';
import type { Tx } from '../prisma/database.js';
import { newId } from '../prisma/id.js';
import { CATALOGUE, checkEvent, type Events, type EventType } from './catalogue.js';

/** How a learner is named to an LMS: by ids only. */
export type LearnerRef = Pick<Events['score.changed'], 'learnerId' | 'lmsId'>;

/** An event that a function of the database writes, with an id that it is known by. */
export interface NewEvent {
  id: string;
  type: EventType;
  /** Of its schema. */
  version: number;
  data: object;
}

/**
 * Draws up an event. `later`: what the database adds to its data, with a value that stands for it in the check.
 * @throws Error when the data are not what the catalogue says of the type
 */
export function newEvent<T extends EventType, L extends keyof Events[T]>(
  type: T,
  data: Omit<Events[T], L>,
  later: Pick<Events[T], L>,
): NewEvent {
  checkEvent(type, { ...data, ...later });
  return { id: newId(), type, version: CATALOGUE[type].version, data };
}

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
    await this.jobs.enqueue(tx, 'event.fan-out', { eventIds: [id] });
  }

  /** The same for many events of one type, in the order given, with one job. */
  async recordAll<T extends EventType>(tx: Tx, courseId: string, type: T, data: Events[T][]): Promise<void> {
    const rows = data.map((each) => {
      checkEvent(type, each);
      return { courseId, type, schemaVersion: CATALOGUE[type].version, data: each };
    });
    const made = await tx.event.createManyAndReturn({ data: rows, select: { id: true } });
    const eventIds = made.map(({ id }) => id);
    if (made.length > 0) await this.jobs.enqueue(tx, 'event.fan-out', { eventIds });
  }
}
