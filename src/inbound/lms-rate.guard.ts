// How many messages a minute a course takes from one address, counted before the database is asked or a signature
// reckoned: whoever knows a course's id can send to it. By address, so that nobody uses up what the LMS needs.
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { networkOf } from '../auth/network.js';
import { spend, WINDOW_S } from '../auth/rate-limit.guard.js';
import { RateLimit } from '../auth/rate-limit.js';
import { Settings } from '../config.js';

@Injectable()
export class LmsRateGuard implements CanActivate {
  readonly #limit: RateLimit | null;

  constructor({ config: { rateLms } }: Settings) {
    this.#limit = rateLms > 0 ? new RateLimit(rateLms, WINDOW_S) : null;
  }

  canActivate(context: ExecutionContext): boolean {
    if (!this.#limit) return true;
    const http = context.switchToHttp();
    const { params, ip } = http.getRequest<FastifyRequest<{ Params: { courseId: string } }>>();
    const key = `${params.courseId.toLowerCase()} ${networkOf(ip)}`;
    spend([{ name: 'lms', limit: this.#limit, key }], http.getResponse<FastifyReply>());
    return true;
  }
}
