// Tokens that open one course alone: for its members, and for services such as an LMS. Nobody gains anything in another
// course by issuing one, and none holds longer or is wider than the one it was issued with.
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { tokenChange } from '../audit/token-change.js';
import type { Principal } from '../auth/principal.js';
import { type Scope, SCOPES } from '../auth/scopes.js';
import { TokensService } from '../auth/tokens.service.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import type { Token } from '../generated/prisma/client.js';
import { Database, type Tx } from '../prisma/database.js';
import type { IssuedToken, Role } from './courses.dto.js';
import { CoursesService, mayGive, memberAdded } from './courses.service.js';
import { RosterService } from './roster.service.js';
import { type IssueServiceToken, type IssueToken, type TokenView, tokenView } from './tokens.dto.js';

interface Changeable {
  token: Omit<Token, 'hash'>;
  /** Its bearer is in the course still. */
  isMember: boolean;
}

@Injectable()
export class CourseTokensService {
  constructor(
    private readonly db: Database,
    private readonly courses: CoursesService,
    private readonly roster: RosterService,
    private readonly tokens: TokensService,
    private readonly audit: AuditService,
  ) {}

  /** For oneself, or for who has a lesser role: peers could act as each other. */
  async issue(
    principal: Principal,
    courseId: string,
    personId: string,
    body: IssueToken,
  ): Promise<IssuedToken> {
    const { course } = await this.#mayActFor(principal, courseId, personId);
    const label = body.label ?? course.title;
    return this.db.$transaction((tx) => this.#issue(tx, principal, courseId, { ...body, personId, label }));
  }

  /** A member of its own for a service, with its token. */
  async issueForService(
    principal: Principal,
    courseId: string,
    { name, role, ...body }: IssueServiceToken,
  ): Promise<IssuedToken> {
    const { role: mine } = await this.courses.require(principal, courseId, 'instructor');
    mayGive(mine, role);
    return this.db.$transaction(async (tx) => {
      const added = await this.roster.add(tx, courseId, { name, role, lmsId: null });
      const { personId } = added;
      await this.audit.record(tx, courseId, principal, memberAdded(added, role));
      return this.#issue(tx, principal, courseId, { ...body, personId, label: name });
    });
  }

  async list(principal: Principal, courseId: string, query: PageQuery): Promise<Page<TokenView>> {
    await this.courses.require(principal, courseId, 'instructor');
    const rows = await this.db.token.findMany({
      where: { courseId, ...(query.after && { id: { gt: query.after } }) },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ id }) => id, tokenView);
  }

  async revoke(principal: Principal, courseId: string, tokenId: string): Promise<void> {
    const { token } = await this.#changeable(principal, courseId, tokenId);
    await this.db.$transaction(async (tx) => {
      await this.tokens.revoke(tx, tokenId);
      await this.audit.record(tx, courseId, principal, tokenChange('token.revoked', token));
    });
  }

  /** @throws Problem conflict when it opens nothing any more, or its bearer has left */
  async rotate(
    principal: Principal,
    courseId: string,
    tokenId: string,
    overlapHours: number,
  ): Promise<IssuedToken> {
    const { token, isMember } = await this.#changeable(principal, courseId, tokenId);
    refuseWider(principal, token);
    // They may come back with another role, which who rotates it might not give.
    if (!isMember) throw new Problem('conflict', 'Nothing was changed: its bearer has left the course.');
    return this.db.$transaction(async (tx) => {
      const fresh = await this.tokens.rotate(tx, tokenId, overlapHours);
      if (!fresh) throw new Problem('conflict', 'Nothing was changed: the token is revoked or has ended.');
      const change = tokenChange('token.rotated', { ...token, id: fresh.id });
      await this.audit.record(tx, courseId, principal, change);
      return { ...fresh, personId: token.personId };
    });
  }

  async #issue(
    tx: Tx,
    principal: Principal,
    courseId: string,
    { personId, label, ...wanted }: { personId: string; label: string; scopes?: Scope[]; expiresAt?: string },
  ): Promise<IssuedToken> {
    const scopes = wanted.scopes ?? SCOPES.filter((scope) => principal.scopes.includes(scope));
    const expiresAt = wanted.expiresAt ? new Date(wanted.expiresAt) : principal.expiresAt;
    refuseWider(principal, { scopes, expiresAt });
    const issued = await this.tokens.issue(tx, { personId, courseId, label, scopes, expiresAt });
    const change = tokenChange('token.issued', { id: issued.id, personId, scopes, expiresAt });
    await this.audit.record(tx, courseId, principal, change);
    return { ...issued, personId };
  }

  /** @throws Problem not-found, forbidden */
  async #changeable(principal: Principal, courseId: string, tokenId: string): Promise<Changeable> {
    const { role } = await this.courses.require(principal, courseId, 'instructor');
    const token = await this.db.token.findUnique({ where: { id: tokenId, courseId } });
    if (!token) throw new Problem('not-found', 'There is no such token of this course.');
    const { personId } = token;
    const member = await this.db.member.findUnique({ where: { courseId_personId: { courseId, personId } } });
    if (member) refusePeer(role, member.role, personId === principal.personId);
    return { token, isMember: member !== null };
  }

  async #mayActFor(principal: Principal, courseId: string, personId: string) {
    const membership = await this.courses.require(principal, courseId, 'instructor');
    const member = await this.db.member.findUnique({ where: { courseId_personId: { courseId, personId } } });
    if (!member) throw new Problem('not-found', 'There is no such member in this course.');
    refusePeer(membership.role, member.role, personId === principal.personId);
    return membership;
  }
}

function refusePeer(mine: Role, theirs: Role, isSelf: boolean): void {
  if (theirs === mine && !isSelf)
    throw new Problem('forbidden', `Another ${mine}'s token is for who is above, or for the operator.`);
  mayGive(mine, theirs);
}

/** @throws Problem forbidden when a token would hold longer, or be wider, than the one it is issued with */
function refuseWider(
  mine: Principal,
  { scopes, expiresAt }: { scopes: string[]; expiresAt: Date | null },
): void {
  if (mine.expiresAt && (!expiresAt || expiresAt > mine.expiresAt))
    throw new Problem('forbidden', 'It would end after the token that you issue it with.');
  const isWider = scopes.length === 0 || scopes.some((scope) => !mine.scopes.includes(scope));
  if (mine.scopes.length > 0 && isWider)
    throw new Problem(
      'forbidden',
      `It would have scopes that yours has not: you have ${mine.scopes.join(', ')}.`,
    );
}
