// The learners of an assignment, some at a time: what is read of a whole class takes room, and whoever else asks would wait.
import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../prisma/database.js';

const AT_A_TIME = 200;
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

/** The learners whose ids are above `after` and up to `last`. */
export interface Learners {
  after: string;
  last: string;
}

export async function* learnersOf(db: Tx, assignmentId: string): AsyncGenerator<Learners> {
  for (let after = LEAST_ID; ;) {
    const learners = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT learner_id AS id FROM attempts
      WHERE assignment_id = ${assignmentId}::uuid AND learner_id > ${after}::uuid ORDER BY id LIMIT ${AT_A_TIME}`;
    const last = learners.at(-1)?.id;
    if (last === undefined) return;
    yield { after, last };
    await setImmediate();
    after = last;
  }
}
