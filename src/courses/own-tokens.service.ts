// The tokens that a person holds, for them to see and to revoke: whoever issued them, and whichever courses they open.
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { tokenChange } from '../audit/token-change.js';
import type { Principal } from '../auth/principal.js';
import { TokensService } from '../auth/tokens.service.js';
import { type Page, page, type PageQuery, rowsOf } from '../common/page.js';
import { Problem } from '../common/problems.js';
import { Database } from '../prisma/database.js';
import { type TokenView, tokenView } from './tokens.dto.js';

@Injectable()
export class OwnTokensService {
  constructor(
    private readonly db: Database,
    private readonly tokens: TokensService,
    private readonly audit: AuditService,
  ) {}

  async list(principal: Principal, query: PageQuery): Promise<Page<TokenView>> {
    const rows = await this.db.token.findMany({
      where: { ...ownOf(principal), ...(query.after && { id: { gt: query.after } }) },
      orderBy: { id: 'asc' },
      take: rowsOf(query),
    });
    return page(rows, query, ({ id }) => id, tokenView);
  }

  /** Also the one that the request bears: it is the last thing done with it. @throws Problem not-found */
  async revoke(principal: Principal, tokenId: string): Promise<void> {
    const token = await this.db.token.findUnique({ where: { id: tokenId, ...ownOf(principal) } });
    if (!token) throw new Problem('not-found', 'You have no such token.');
    await this.db.$transaction(async (tx) => {
      await this.tokens.revoke(tx, tokenId);
      if (token.courseId)
        await this.audit.record(tx, token.courseId, principal, tokenChange('token.revoked', token));
    });
  }
}

/** With a token for one course, those for it alone: it reaches no further here than elsewhere. */
function ownOf({ personId, courseId }: Principal) {
  return { personId, ...(courseId && { courseId }) };
}
