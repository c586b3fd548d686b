// How long ago a request began to arrive. With the database's clock at the time of writing it gives the moment of
// arrival: what waits in the service's own queues is not the sender's delay, and no host's clock has a say.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Milliseconds since the request's head was read; monotonic. */
export type Elapsed = () => number;

export const SinceArrival = createParamDecorator((_: unknown, context: ExecutionContext): Elapsed => {
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  return () => reply.elapsedTime;
});

/** The moment of arrival, `now` being what the database's clock said just now. */
export function arrivalOf(now: Date, elapsed: Elapsed): Date {
  return new Date(now.getTime() - Math.floor(elapsed()));
}
