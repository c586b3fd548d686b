// Requests per minute, for each token and for each course, as far as the path or the token names one. The answer says
// what is left (RateLimit header fields for HTTP, draft-ietf-httpapi-ratelimit-headers). Each process counts for itself.
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import type { AuthenticatedRequest } from './principal.js';
import { type Allowance, RateLimit } from './rate-limit.js';

/** Requests are counted by the minute. */
export const WINDOW_S = 60;

/** A limit that a request is held to. */
export interface Counted {
  name: 'token' | 'course' | 'lms';
  limit: RateLimit;
  key: string;
}

@Injectable()
export class RateLimitGuard implements CanActivate {
  readonly #token: RateLimit | null;
  readonly #course: RateLimit | null;

  constructor({ config: { rateToken, rateCourse } }: Settings) {
    this.#token = rateToken > 0 ? new RateLimit(rateToken, WINDOW_S) : null;
    this.#course = rateCourse > 0 ? new RateLimit(rateCourse, WINDOW_S) : null;
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Partial<AuthenticatedRequest>>();
    spend(this.#countedIn(request), http.getResponse<FastifyReply>());
    return true;
  }

  #countedIn({ principal, params }: Partial<AuthenticatedRequest>): Counted[] {
    if (!principal) return [];
    const counted: Counted[] = [];
    const { tokenId, personId } = principal;
    if (this.#token) counted.push({ name: 'token', limit: this.#token, key: tokenId ?? personId });
    const courseId = principal.courseId ?? (params as { courseId?: string } | undefined)?.courseId;
    if (this.#course && courseId)
      counted.push({ name: 'course', limit: this.#course, key: courseId.toLowerCase() });
    return counted;
  }
}

/** Uses up one request of each, or of none, and says in the answer what is left. @throws Problem rate-limited */
export function spend(counted: Counted[], reply: FastifyReply): void {
  if (counted.length === 0) return;
  const nowMs = performance.now();
  // First looked at, then taken: a request that one of them refuses uses nothing of the other.
  const isTaken = counted.every(({ limit, key }) => limit.look(key, nowMs).isTaken);
  const told = counted.map(({ name, limit, key }) => {
    const allowance = isTaken ? limit.take(key, nowMs) : limit.look(key, nowMs);
    return { name, limit, allowance };
  });
  const policies = told.map(({ name, limit }) => `"${name}";q=${limit.limit};w=${limit.windowS}`);
  const left = told.map(({ name, allowance }) => `"${name}";r=${allowance.remaining};t=${allowance.resetS}`);
  void reply.header('RateLimit-Policy', policies.join(', ')).header('RateLimit', left.join(', '));
  if (!isTaken) throw refusal(told.map(({ allowance }) => allowance));
}

function refusal(allowances: Allowance[]): Problem {
  const waitS = Math.max(...allowances.filter(({ isTaken }) => !isTaken).map(({ resetS }) => resetS));
  const detail = `Nothing was changed. Too many requests in a minute; there are more in ${waitS} s.`;
  return new Problem('rate-limited', detail, undefined, waitS);
}
