// Lets a request in when it bears a good token; what its bearer may do, the services say.
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../common/problems.js';
import { PUBLIC } from '../common/public.js';
import type { AuthenticatedRequest } from './principal.js';
import { scopeOf } from './scopes.js';
import { TokensService } from './tokens.service.js';

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokensService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw new Problem('unauthenticated', 'Send the header "Authorization: Bearer <token>".');
    const principal = await this.tokens.principalOf(token);
    if (!principal) throw new Problem('unauthenticated', 'This token is unknown, expired or revoked.');
    const { scopes } = principal;
    const scope = scopeOf(request.method, request.routeOptions.url ?? '');
    if (scopes.length > 0 && (!scope || !scopes.includes(scope))) {
      const which = scope ? `the scope ${scope}` : 'a token that is not limited by scopes';
      throw new Problem('forbidden', `This needs ${which}; yours has ${scopes.join(', ')}.`);
    }
    request.principal = principal;
    return true;
  }
}
