// Lets a request in when it bears a good token; what its bearer may do, the services say.
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../common/problems.js';
import { PUBLIC } from '../common/public.js';
import type { AuthenticatedRequest } from './principal.js';
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
    request.principal = principal;
    return true;
  }
}
