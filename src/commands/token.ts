// `lastack token`: the first token of a new service, or another one for somebody; and to list, rotate and revoke any.
// Works beside a running service.
import { isUUID } from 'class-validator';
import { type Scope, SCOPES } from '../auth/scopes.js';
import { AuditService } from '../audit/audit.service.js';
import { type ToldToken, tokenChange } from '../audit/token-change.js';
import { TokensService } from '../auth/tokens.service.js';
import { OperatorError } from '../config.js';
import type { Tx } from '../prisma/database.js';
import { withDatabase } from './database.js';

const DAY_MS = 86_400_000;
const BY_OPERATOR = 'The operator, with lastack token.';

type TokenRow = ToldToken & { courseId: string | null };

export interface TokenOptions {
  name?: string;
  mayCreateCourses?: boolean;
  person?: string;
  course?: string;
  days?: string;
  scopes?: string;
}

export async function tokenCommand(options: TokenOptions): Promise<void> {
  const wanted = check(options);
  await withDatabase(async (db, settings) => {
    const tokens = new TokensService(db);
    const audit = new AuditService(db, settings);
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
        scopes: wanted.scopes,
      };
      const { id, token } = await tokens.issue(tx, issue);
      await note(tx, audit, 'token.issued', await tx.token.findUniqueOrThrow({ where: { id } }));
      console.log(token);
      console.error(`For person ${personId}. Keep it: it cannot be shown again.`);
    });
  });
}

function check({ name, mayCreateCourses, person, course, days, scopes }: TokenOptions) {
  if ((name === undefined) === (person === undefined)) {
    throw new OperatorError('give --name for a new person, or --person with the id of one who exists');
  }
  if (name?.trim() === '') throw new OperatorError('--name is empty');
  if (mayCreateCourses && person) throw new OperatorError('--may-create-courses goes with --name');
  checkIds({ person, course });
  if (days !== undefined && !(Number(days) > 0)) throw new OperatorError('--days takes a number above 0');
  const expiresAt = days === undefined ? undefined : new Date(Date.now() + Number(days) * DAY_MS);
  return { name: name ?? '', person, course, expiresAt, scopes: scopesIn(scopes) };
}

function scopesIn(list = ''): Scope[] {
  const names = list.split(',').filter((name) => name !== '');
  return names.map((name) => {
    const scope = SCOPES.find((known) => known === name);
    if (!scope) throw new OperatorError(`there is no scope ${name}; there are: ${SCOPES.join(', ')}`);
    return scope;
  });
}

/** One line of JSON for each token; the tokens themselves are kept nowhere. */
export async function tokenListCommand({
  person,
  course,
}: Pick<TokenOptions, 'person' | 'course'>): Promise<void> {
  checkIds({ person, course });
  await withDatabase(async (db) => {
    const tokens = await db.token.findMany({
      where: { personId: person, courseId: course },
      orderBy: { id: 'asc' },
    });
    for (const token of tokens) console.log(JSON.stringify(token));
  });
}

export async function tokenRevokeCommand(id: string): Promise<void> {
  await withToken(id, async (tx, tokens, { token, audit }) => {
    await tokens.revoke(tx, id);
    await note(tx, audit, 'token.revoked', token);
  });
}

export async function tokenRotateCommand(
  id: string,
  { overlapHours }: { overlapHours: string },
): Promise<void> {
  const hours = Number(overlapHours);
  if (!Number.isInteger(hours) || hours < 0) throw new OperatorError('--overlap-hours takes a whole number');
  await withToken(id, async (tx, tokens, { token, audit }) => {
    const fresh = await tokens.rotate(tx, id, hours);
    if (!fresh) throw new OperatorError(`the token ${id} is revoked or has ended; issue another one`);
    await note(tx, audit, 'token.rotated', { ...token, id: fresh.id });
    console.log(fresh.token);
    console.error(`Its id is ${fresh.id}. Keep it: it cannot be shown again.`);
  });
}

async function withToken(
  id: string,
  use: (tx: Tx, tokens: TokensService, of: { token: TokenRow; audit: AuditService }) => Promise<void>,
): Promise<void> {
  if (!isUUID(id)) throw new OperatorError('a token is named by its id, which `lastack token list` shows');
  await withDatabase(async (db, settings) => {
    const token = await db.token.findUnique({ where: { id } });
    if (!token) throw new OperatorError(`there is no token ${id}`);
    await db.$transaction((tx) =>
      use(tx, new TokensService(db), { token, audit: new AuditService(db, settings) }),
    );
  });
}

/** A token that opens one course alone stands in its audit log, as when its staff does the same. */
async function note(
  tx: Tx,
  audit: AuditService,
  action: Parameters<typeof tokenChange>[0],
  token: TokenRow,
): Promise<void> {
  if (!token.courseId) return;
  await audit.record(tx, token.courseId, null, tokenChange(action, token, BY_OPERATOR));
}

function checkIds(ids: Record<string, string | undefined>): void {
  for (const [option, id] of Object.entries(ids)) {
    if (id !== undefined && !isUUID(id)) throw new OperatorError(`--${option} takes an id, a UUID`);
  }
}
