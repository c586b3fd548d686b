// A POST with an Idempotency-Key has its effect once, however often it is sent. The request runs in one transaction with
// the row that keeps its answer: either both are there or neither. What ends in an error has changed nothing and is not
// kept; sent again, it is tried again.
import { createHash } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { AuthenticatedRequest } from '../auth/principal.js';
import { Problem } from '../common/problems.js';
import { Settings } from '../config.js';
import { within } from '../prisma/ambient.js';
import { Database, type Tx } from '../prisma/database.js';
import { seal, unseal } from './sealed-body.js';

const KEY_FORM = /^[\x21-\x7e]{1,255}$/;
const RETRY_AFTER_S = 1;
/** Until somebody has given the process the right secret. */
const SHUT_RETRY_AFTER_S = 60;
const MAX_WAIT_MS = 10_000;
const TIMEOUT_MS = 30_000;

/** One request, as it is known again. */
interface Asked {
  key: string;
  hash: Uint8Array<ArrayBuffer>;
  fingerprint: Uint8Array<ArrayBuffer>;
}

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  readonly #logger = new Logger(IdempotencyInterceptor.name);

  constructor(
    private readonly db: Database,
    private readonly settings: Settings,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Partial<AuthenticatedRequest>>();
    const key = request.headers?.['idempotency-key'];
    if (request.method !== 'POST' || key === undefined || !request.principal) return next.handle();
    if (typeof key !== 'string' || !KEY_FORM.test(key))
      throw new Problem('bad-request', 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { url = '', body, principal } = request;
    const asked: Asked = {
      key,
      hash: digest([principal.personId, principal.courseId, url.split('?')[0], key]),
      fingerprint: digest([url, body ?? null]),
    };
    return from(
      this.db.$transaction((tx) => this.#once(tx, asked, reply, next), {
        maxWait: MAX_WAIT_MS,
        timeout: TIMEOUT_MS,
      }),
    );
  }

  async #once(tx: Tx, asked: Asked, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const { key, hash, fingerprint } = asked;
    const [lock] = await tx.$queryRaw<{ held: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${Buffer.from(hash).readBigInt64BE(0)}) AS held`;
    if (!lock?.held) {
      throw new Problem('in-progress', 'A request with this key is running.', undefined, RETRY_AFTER_S);
    }
    const kept = await keptAnswer(tx, hash);
    if (kept) {
      if (!Buffer.from(kept.fingerprint).equals(fingerprint))
        throw new Problem('key-reused', 'This Idempotency-Key came with another request before.');
      const text = this.#open(kept.body, key, reply.request.id);
      void reply.status(kept.status).header('Idempotency-Replayed', 'true');
      if (kept.etag) void reply.header('ETag', kept.etag);
      return JSON.parse(text) as unknown;
    }
    const answer: unknown = await within(tx, () => lastValueFrom(next.handle(), { defaultValue: null }));
    const body = seal(this.settings.secret, key, JSON.stringify(answer ?? null));
    const etag = reply.getHeader('etag');
    await tx.idempotentAnswer.create({
      data: {
        hash,
        fingerprint,
        status: reply.statusCode,
        etag: etag === undefined ? null : String(etag),
        body,
      },
      select: { status: true },
    });
    return answer;
  }

  /** @throws Problem when it was sealed with another secret: the request had its effect, and must not have it again. */
  #open(body: Uint8Array, key: string, reqId: string): string {
    try {
      return unseal(this.settings.secret, key, body);
    } catch (error) {
      this.#logger.error(
        { err: error, reqId },
        'the answer kept for an Idempotency-Key does not open: it was sealed with another LASTACK_SECRET',
      );
      throw new Problem(
        'unavailable',
        'The answer kept for this key cannot be opened by this process. The request took effect when it first came; now nothing was changed or done again.',
        undefined,
        SHUT_RETRY_AFTER_S,
      );
    }
  }
}

/** What is kept for this key. Answers are kept for 7 days; some that are older go on the way. */
async function keptAnswer(tx: Tx, hash: Uint8Array<ArrayBuffer>) {
  await tx.$executeRaw`
    DELETE FROM idempotent_answers WHERE hash IN (
      SELECT hash FROM idempotent_answers WHERE created_at < now() - interval '7 days'
      ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)`;
  return tx.idempotentAnswer.findUnique({ where: { hash } });
}

function digest(parts: unknown[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(JSON.stringify(parts)).digest());
}
