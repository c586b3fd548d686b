// `lastack audit verify`: checks the hash chain of every course's audit log. One line of JSON per course; the status
// is 1 when one is not intact, and 2 when there is none.
import { isUUID } from 'class-validator';
import { AuditService } from '../audit/audit.service.js';
import { OperatorError } from '../config.js';
import { withDatabase } from './database.js';

export interface VerifyOptions {
  course?: string;
  head?: string;
}

export async function auditVerifyCommand({ course, head }: VerifyOptions): Promise<void> {
  if (course !== undefined && !isUUID(course)) throw new OperatorError('--course takes an id, a UUID');
  if (head !== undefined && !course) throw new OperatorError('--head is of one course: give --course too');
  if (head !== undefined && !/^\d+:[0-9a-f]{64}$/.test(head))
    throw new OperatorError('--head takes what an earlier run printed as "head"');
  await withDatabase(async (db, settings, place) => {
    const audit = new AuditService(db, settings);
    let [found, broken] = [0, 0];
    for (const courseId of course ? [course] : await audit.courses()) {
      const result = await audit.verify(courseId, head);
      console.log(JSON.stringify(result));
      if (result.entries > 0 || !result.intact) found++;
      if (!result.intact) broken++;
    }
    if (found === 0)
      throw new OperatorError(`There is no audit log ${course ? `of this course ` : ''}in ${place}.`);
    console.error(`Audit logs in ${place}: ${found}, of which ${broken} are not intact.`);
    if (broken > 0) process.exitCode = 1;
  }, true);
}
