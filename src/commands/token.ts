// `lastack token`: the first token of a new service, or another one for somebody. Works beside a running service.
import { isUUID } from 'class-validator';
import { TokensService } from '../auth/tokens.service.js';
import { OperatorError } from '../config.js';
import { withDatabase } from './database.js';

const DAY_MS = 86_400_000;

export interface TokenOptions {
  name?: string;
  mayCreateCourses?: boolean;
  person?: string;
  course?: string;
  days?: string;
}

export async function tokenCommand(options: TokenOptions): Promise<void> {
  const wanted = check(options);
  await withDatabase(async (db) => {
    const tokens = new TokensService(db);
    const { course, person } = wanted;
    if (course && !(await db.course.findUnique({ where: { id: course } }))) {
      throw new OperatorError(`there is no course ${course}`);
    }
    if (person && !(await db.person.findUnique({ where: { id: person } }))) {
      throw new OperatorError(`there is no person ${person}`);
    }
    await db.$transaction(async (tx) => {
      const mayCreateCourses = options.mayCreateCourses === true;
      const personId = person ?? (await tokens.addPerson(tx, { name: wanted.name, mayCreateCourses }));
      const issue = {
        personId,
        courseId: course ?? null,
        label: 'lastack token',
        expiresAt: wanted.expiresAt,
      };
      console.log((await tokens.issue(tx, issue)).token);
      console.error(`For person ${personId}. Keep it: it cannot be shown again.`);
    });
  });
}

function check({ name, mayCreateCourses, person, course, days }: TokenOptions) {
  if ((name === undefined) === (person === undefined)) {
    throw new OperatorError('give --name for a new person, or --person with the id of one who exists');
  }
  if (name?.trim() === '') throw new OperatorError('--name is empty');
  if (mayCreateCourses && person) throw new OperatorError('--may-create-courses goes with --name');
  for (const [option, id] of Object.entries({ person, course })) {
    if (id !== undefined && !isUUID(id)) throw new OperatorError(`--${option} takes an id, a UUID`);
  }
  if (days !== undefined && !(Number(days) > 0)) throw new OperatorError('--days takes a number above 0');
  const expiresAt = days === undefined ? undefined : new Date(Date.now() + Number(days) * DAY_MS);
  return { name: name ?? '', person, course, expiresAt };
}
