// Which requests the process takes on: so many at once, since those beyond would wait for the database until nobody wants
// their answer; and while it ends, those that still come, whose clients it sends elsewhere.
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, type ProblemDetails, PROBLEMS, typeOf } from '../common/problems.js';
import { Settings } from '../config.js';

const RETRY_AFTER_S = 1;
const OPERATION = /^\/(health|metrics)\b/;

@Injectable()
export class TrafficService {
  readonly #limit: number;
  #open = 0;
  #isEnding = false;

  constructor({ config }: Settings) {
    this.#limit = config.openRequests;
  }

  /** Requests that have no answer yet, but for those that ask how the process is. */
  get open(): number {
    return this.#open;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  get #isFull(): boolean {
    return this.#limit > 0 && this.#open >= this.#limit;
  }

  /** From now on the process is not ready, and no connection outlives its next answer. */
  end(): void {
    this.#isEnding = true;
  }

  /**
   * A request counts from when its body has come: one that drips takes no place from others. But where all places are taken
   * it is refused by its headers, at a fraction of the cost: the time for that is missing to those that were let in.
   */
  observe(server: FastifyInstance): void {
    server.addHook('onRequest', (request, reply, done) => {
      if (this.#isFull && !isOperation(request)) refuse(request, reply, this.#isEnding);
      else done();
    });
    server.addHook('preValidation', (request, reply, done) => {
      if (isOperation(request)) return done();
      if (this.#isFull) return done(tooMany());
      this.#open += 1;
      reply.raw.once('close', () => (this.#open -= 1));
      done();
    });
    server.addHook('onSend', async (_, reply) => {
      if (this.#isEnding) void reply.header('Connection', 'close');
    });
  }
}

function isOperation({ url }: FastifyRequest): boolean {
  return OPERATION.test(url);
}

const TOO_MANY = `Nothing was changed. Too many requests are open; send it again after ${RETRY_AFTER_S} s.`;

function tooMany(): Problem {
  return new Problem('unavailable', TOO_MANY, undefined, RETRY_AFTER_S);
}

/** The same past Nest's filter and all hooks that come later; the headers for browsers are set by then. */
function refuse({ id }: FastifyRequest, reply: FastifyReply, isLast: boolean): void {
  const { status, title } = PROBLEMS.unavailable;
  const type = typeOf('unavailable');
  const said: ProblemDetails = { type, title, status, detail: TOO_MANY, instance: `urn:request:${id}` };
  const body = JSON.stringify(said);
  reply.hijack();
  reply.raw.writeHead(status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Retry-After': RETRY_AFTER_S,
    'X-Request-Id': id,
    'Cache-Control': 'no-store',
    ...(isLast && { Connection: 'close' }),
  });
  reply.raw.end(body);
}
