// The cursors of lists are signed: one that was altered, made up or taken from another list is refused, and what a
// service gets as `after` is a key that it gave out itself.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Settings } from '../config.js';
import { Problem } from './problems.js';

const SIGNATURE_BYTES = 16;

@Injectable()
export class CursorInterceptor implements NestInterceptor {
  readonly #key: Uint8Array;

  constructor({ secret }: Settings) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'lastack/cursor/1', 32));
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Querystring: { after?: unknown } }>>();
    const list = request.url.split('?')[0] ?? '';
    const { query } = request;
    // Before the query is validated: interceptors come before pipes.
    if (query.after !== undefined) query.after = this.#open(list, query.after);
    return next
      .handle()
      .pipe(
        map((page: { next: string | null }) =>
          page.next === null ? page : { ...page, next: this.#seal(list, page.next) },
        ),
      );
  }

  #seal(list: string, key: string): string {
    return `${Buffer.from(key).toString('base64url')}.${this.#sign(list, key).toString('base64url')}`;
  }

  /** @throws Problem validation-failed */
  #open(list: string, cursor: unknown): string {
    const detail = 'after must be the `next` of a page of this very list, as it was given';
    const [text = '', signature = '', ...rest] = typeof cursor === 'string' ? cursor.split('.') : [];
    const key = Buffer.from(text, 'base64url').toString();
    const given = Buffer.from(signature, 'base64url');
    const isOurs =
      given.length === SIGNATURE_BYTES && rest.length === 0 && timingSafeEqual(given, this.#sign(list, key));
    // Base64 can be written in several ways; only the one that was given out will do.
    if (!isOurs || this.#seal(list, key) !== cursor)
      throw new Problem('validation-failed', `Nothing was changed. ${detail}.`, [{ at: 'after', detail }]);
    return key;
  }

  #sign(list: string, key: string): Buffer {
    const said = JSON.stringify([list, key]);
    return createHmac('sha256', this.#key).update(said).digest().subarray(0, SIGNATURE_BYTES);
  }
}
