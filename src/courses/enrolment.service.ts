// Many members at once: each row is added, is there already, or is refused with its reasons.
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AuditService, type Change } from '../audit/audit.service.js';
import type { Principal } from '../auth/principal.js';
import { type Fault, Problem } from '../common/problems.js';
import { Prisma } from '../generated/prisma/client.js';
import { Database } from '../prisma/database.js';
import { AddMember, isAtLeast, type Role } from './courses.dto.js';
import { CoursesService, memberAdded } from './courses.service.js';
import { type EnrolledRow, type EnrolMembers, type ImportedRow, MOST_ROWS } from './enrolment.dto.js';
import { readRoster } from './roster-csv.js';
import { RosterService } from './roster.service.js';

const TIMEOUT_MS = 30_000;

@Injectable()
export class EnrolmentService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly roster: RosterService,
    private readonly audit: AuditService,
  ) {}

  /** The good rows are in when it returns; with `allOrNothing` all of them, or by a problem none. */
  async enrol(principal: Principal, courseId: string, body: EnrolMembers): Promise<{ rows: EnrolledRow[] }> {
    const placeOf = (row: number) => `members.${row}`;
    return { rows: await this.#enrol(principal, courseId, body, placeOf) };
  }

  /** The same from CSV; rows are named by their lines. */
  async import(
    principal: Principal,
    courseId: string,
    csv: Uint8Array,
    allOrNothing: boolean,
  ): Promise<{ rows: ImportedRow[] }> {
    await this.courses.require(principal, courseId, 'instructor');
    const read = readRoster(csv, MOST_ROWS);
    const lineOf = (row: number) => read[row]?.line ?? 0;
    const body = { members: read.map(({ member }) => member), allOrNothing };
    const rows = await this.#enrol(principal, courseId, body, (row) => `line ${lineOf(row)}`);
    return { rows: rows.map(({ row, ...rest }) => ({ line: lineOf(row), ...rest })) };
  }

  async #enrol(
    principal: Principal,
    courseId: string,
    body: EnrolMembers,
    placeOf: (row: number) => string,
  ): Promise<EnrolledRow[]> {
    const { role: mine } = await this.courses.require(principal, courseId, 'instructor');
    const checked = checkRows(body.members, mine, placeOf);
    const refused = checked.flatMap(({ errors }) => errors);
    if (body.allOrNothing && refused.length > 0)
      throw new Problem('validation-failed', `Nothing was changed. ${refused.length} faults.`, refused);
    const adding = this.db.$transaction(
      async (tx) => {
        // Two lists for one course at a time, so that neither adds what the other has just added.
        await tx.$queryRaw`SELECT id FROM courses WHERE id = ${courseId}::uuid FOR NO KEY UPDATE`;
        const lmsIds = checked.flatMap(({ member }) => member?.lmsId ?? []);
        const there = await tx.member.findMany({ where: { courseId, lmsId: { in: lmsIds } } });
        const present = new Map(there.map(({ lmsId, personId }) => [lmsId, personId]));
        const done: EnrolledRow[] = [];
        const changes: Change[] = [];
        for (const { row, member, errors } of checked) {
          const standing = member?.lmsId === undefined ? undefined : present.get(member.lmsId);
          if (!member) done.push({ row, outcome: 'refused', personId: null, errors });
          else if (standing) done.push({ row, outcome: 'present', personId: standing, errors: [] });
          else {
            const { name, role, lmsId = null } = member;
            const added = await this.roster.add(tx, courseId, { name, role, lmsId });
            changes.push(memberAdded(added, role));
            done.push({ row, outcome: 'added', personId: added.personId, errors: [] });
          }
        }
        await this.audit.record(tx, courseId, principal, ...changes);
        return done;
      },
      { timeout: TIMEOUT_MS },
    );
    return adding.catch((error: unknown) => {
      const isTwin = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
      throw isTwin
        ? new Problem('conflict', 'Somebody else is adding the same people. Send it again.')
        : error;
    });
  }
}

interface CheckedRow {
  row: number;
  /** null: refused. */
  member: AddMember | null;
  errors: Fault[];
}

function checkRows(rows: object[], mine: Role, placeOf: (row: number) => string): CheckedRow[] {
  const seen = new Set<string>();
  return rows.map((plain, row) => {
    const member = plainToInstance(AddMember, plain);
    const found = validateSync(member, { whitelist: true, forbidNonWhitelisted: true });
    const errors: Fault[] = found.flatMap(({ property, constraints }) =>
      Object.values(constraints ?? {}).map((detail) => ({ at: `${placeOf(row)}.${property}`, detail })),
    );
    const { role, lmsId } = member;
    if (errors.length === 0 && !isAtLeast(mine, role))
      errors.push({ at: `${placeOf(row)}.role`, detail: `you are ${mine} here and cannot make an ${role}` });
    if (errors.length === 0 && lmsId && seen.has(lmsId))
      errors.push({ at: `${placeOf(row)}.lmsId`, detail: 'lmsId stands further up already' });
    if (errors.length === 0 && lmsId) seen.add(lmsId);
    return { row, member: errors.length === 0 ? member : null, errors };
  });
}
