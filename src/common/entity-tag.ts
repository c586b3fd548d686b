// Optimistic locking over HTTP (RFC 9110, 13.1.1): what has a version carries it as its ETag, and whoever changes it
// says by If-Match which version they saw. A change made blindly, or on top of another one's, is refused.
import {
  applyDecorators,
  createParamDecorator,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Problem } from './problems.js';

@Injectable()
class EntityTagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: { version: number }) => {
        void reply.header('ETag', `"${body.version}"`);
        return body;
      }),
    );
  }
}

/** The response's `version` is its ETag. */
export const Tagged = () => UseInterceptors(EntityTagInterceptor);

/** For a route with an `@IfMatch()`. */
export const ApiIfMatch = () =>
  applyDecorators(
    Tagged(),
    ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of what you read and change.' }),
  );

/** The version that the request is about. @throws Problem precondition-required, precondition-failed */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const given = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (!given)
    throw new Problem('precondition-required', 'Read it first, and send its ETag back in If-Match.');
  const version = /^"(\d{1,9})"$/.exec(given.trim())?.[1];
  if (!version) throw stale('If-Match takes one ETag as it was given, such as "3".');
  return Number(version);
});

export function stale(
  detail = 'Somebody changed it. Read it again, and see whether your change still fits.',
): Problem {
  return new Problem('precondition-failed', `Nothing was changed. ${detail}`);
}
