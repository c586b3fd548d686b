// Marks routes that only report, and may be some seconds old: they are read from the standby while there is a fresh one.
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { within } from './ambient.js';
import { Replica } from './replica.js';

const AGE_HEADER = 'LastAck-Data-Age';

@Injectable()
class ReportInterceptor implements NestInterceptor {
  constructor(private readonly replica: Replica) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { headers } = http.getRequest<FastifyRequest>();
    const standby = /\bno-cache\b/i.test(headers['cache-control'] ?? '') ? null : this.replica.fresh();
    if (!standby) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    void reply.header(AGE_HEADER, this.replica.ageS.toFixed(1));
    const reading = within(standby, () => lastValueFrom<unknown>(next.handle()));
    return from(
      reading.catch((error: unknown) => {
        if (error instanceof HttpException) throw error;
        // The standby went away, or replaying what it was reading could not wait: the primary has the same, and newer.
        void reply.removeHeader(AGE_HEADER);
        return lastValueFrom<unknown>(next.handle());
      }),
    );
  }
}

/** A client that may not read anything old says so: `Cache-Control: no-cache`. */
export const Report = () => applyDecorators(UseInterceptors(ReportInterceptor));
