// Which requests the process takes on: so many at once, since those beyond would wait for the database until nobody wants
// their answer; and while it ends, those that still come, whose clients it sends elsewhere.
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../common/problems.js';
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

  /** From now on the process is not ready, and no connection outlives its next answer. */
  end(): void {
    this.#isEnding = true;
  }

  /** A request counts from when its body has come: one that drips takes no place from others. */
  observe(server: FastifyInstance): void {
    server.addHook('preValidation', (request, reply, done) => {
      if (isOperation(request)) return done();
      if (this.#limit > 0 && this.#open >= this.#limit) return done(tooMany());
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

function tooMany(): Problem {
  const detail = `Nothing was changed. Too many requests are open; send it again after ${RETRY_AFTER_S} s.`;
  return new Problem('unavailable', detail, undefined, RETRY_AFTER_S);
}
