// Lets a request in when it bears a good token; what its bearer may do, the services say. An address from which many bad
// ones come is told to wait. A good token gets in all the same: behind one address there may be a whole campus.
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Problem } from '../common/problems.js';
import { PUBLIC } from '../common/public.js';
import { Settings } from '../config.js';
import { READS_ALONG, type ReadsAlong } from './along.js';
import { networkOf } from './network.js';
import type { AuthenticatedRequest } from './principal.js';
import { RateLimit } from './rate-limit.js';
import { scopeOf } from './scopes.js';
import { TokensService } from './tokens.service.js';

const WINDOW_S = 60;

@Injectable()
export class AuthGuard implements CanActivate {
  readonly #failures: RateLimit | null;

  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokensService,
    { config: { rateFailures } }: Settings,
  ) {
    this.#failures = rateFailures > 0 ? new RateLimit(rateFailures, WINDOW_S) : null;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const http = context.switchToHttp();
    const request = http.getRequest<AuthenticatedRequest>();
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw new Problem('unauthenticated', 'Send the header "Authorization: Bearer <token>".');
    const recognised = await this.tokens.recognise(token, this.#along(context, request));
    if (!recognised) throw this.#refusal(request.ip);
    const { principal, row } = recognised;
    const { scopes } = principal;
    const scope = scopeOf(request.method, request.routeOptions.url ?? '');
    if (scopes.length > 0 && (!scope || !scopes.includes(scope))) {
      const which = scope ? `the scope ${scope}` : 'a token that is not limited by scopes';
      throw new Problem('forbidden', `This needs ${which}; yours has ${scopes.join(', ')}.`);
    }
    request.principal = principal;
    const elapsedMs = http.getResponse<FastifyReply>().elapsedTime;
    request.along = { row, elapsed: () => elapsedMs };
    return true;
  }

  /** What the route wants to be read along. An id that is none is the route's to refuse. */
  #along(context: ExecutionContext, { params }: AuthenticatedRequest) {
    const wanted = this.reflector.get<ReadsAlong | undefined>(READS_ALONG, context.getHandler());
    const id = wanted && (params as Record<string, string>)[wanted.param];
    return id && isUUID(id) ? { statement: wanted.statement, id } : undefined;
  }

  /** Of a bad token. */
  #refusal(address: string): Problem {
    const counted = this.#failures?.take(networkOf(address), performance.now());
    if (!counted || counted.isTaken)
      return new Problem('unauthenticated', 'This token is unknown, expired or revoked.');
    const detail = `Too many bad tokens come from your address; wait ${counted.resetS} s.`;
    return new Problem('rate-limited', detail, undefined, counted.resetS);
  }
}
