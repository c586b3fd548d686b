// Who makes a request, as every service gets it.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Elapsed } from '../common/arrival.js';

export interface Principal {
  personId: string;
  /** Of the token that the request bears. */
  tokenId: string | null;
  name: string;
  mayCreateCourses: boolean;
  /** Set when the token opens one course only. */
  courseId: string | null;
  /** What the token may be used for; empty: all that the person may do. What it issues is no wider. */
  scopes: string[];
  /** When the token ends; null: never. What it issues ends no later. */
  expiresAt: Date | null;
  /** It reads what it left behind in courses that it is no longer in, as a student: for an export of its own data. */
  asFormer?: true;
}

/** What was read along with the token (along.ts), and what had elapsed of the request just then. */
export interface Read {
  row: object;
  elapsed: Elapsed;
}

export interface AuthenticatedRequest extends FastifyRequest {
  principal: Principal;
  /** On routes with a ReadAlong. */
  along?: Read;
}

/** The person behind the request's token. */
export const Me = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal,
);
