// The body of a signed request, as the bytes on the wire said it: a signature is over these, and over no other spelling.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Kept where a webhook-id says that it is signed; else empty. */
    rawBody: string;
  }
}

export const RawBody = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  return context.switchToHttp().getRequest<FastifyRequest>().rawBody;
});
