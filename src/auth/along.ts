// For the few routes that a whole class uses at once: what they are about is read in the statement that recognises the
// token. Authentication stays the guard's, and what is refused is refused in the same order as everywhere.
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Statement } from '../prisma/statement.js';
import type { AuthenticatedRequest, Read } from './principal.js';

export const READS_ALONG = 'lastack:reads-along';

export interface ReadsAlong {
  /** $1: the token's hash, $2: the id in the path. Its rows hold BEARER_COLUMN, and nulls where there is no such thing. */
  statement: Statement;
  /** The name of the id in the path. */
  param: string;
}

/** Has the guard run `statement`, for the id that the path calls `param`, in the place of its own. */
export const ReadAlong = (statement: Statement, param: string) =>
  SetMetadata(READS_ALONG, { statement, param } satisfies ReadsAlong);

/** What the guard has read along. */
export const Along = createParamDecorator((_: unknown, context: ExecutionContext): Read => {
  const { along } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!along) throw new Error('this route says nowhere what is to be read along');
  return along;
});
