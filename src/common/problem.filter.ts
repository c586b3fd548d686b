// Shapes whatever a request can end in, Fastify's own refusals included, into problem+json.
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OfferedMethods } from './offered-methods.js';
import { type Passing, passing } from './passing.js';
import { type Fault, Problem, type ProblemDetails, type ProblemName, PROBLEMS, typeOf } from './problems.js';

const RETRY_AFTER_S = 1;
/** Of a path that is echoed. */
const LONGEST_SHOWN = 200;

const WHEN_PASSING: Record<Passing, string> = {
  undone: `Nothing was changed. Send the request again after ${RETRY_AFTER_S} s.`,
  unknown:
    `The database went away, and it is not known whether anything was changed. Send the request again after ${RETRY_AFTER_S} s: ` +
    'with an Idempotency-Key it has its effect once.',
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  constructor(private readonly offered: OfferedMethods) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what fails before there is a route, such as a URL that cannot be decoded. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { problem, detail, errors, allow } = this.#read(error, request);
    const current = error instanceof Problem ? error.current : undefined;
    const { status, title } = PROBLEMS[problem];
    // A Problem was foreseen where it was thrown; when too many requests come, the log is not to be flooded as well.
    if (status >= 500 && !(error instanceof Problem))
      this.#logger.error({ err: error, reqId: request.id }, 'request failed');
    const body: ProblemDetails = {
      type: typeOf(problem),
      title,
      status,
      detail,
      instance: `urn:request:${request.id}`,
      ...(errors && { errors }),
      ...(current && { current }),
    };
    if (current) void reply.header('ETag', `"${current.version}"`);
    if (allow) void reply.header('Allow', allow.join(', '));
    if (status === 401) void reply.header('WWW-Authenticate', 'Bearer realm="lastack"');
    const retryAfterS = error instanceof Problem ? error.retryAfterS : undefined;
    if (retryAfterS !== undefined) void reply.header('Retry-After', String(retryAfterS));
    else if (status === 503) void reply.header('Retry-After', String(RETRY_AFTER_S));
    // A body that was refused half read must not be taken for the next request.
    if (status === 413) void reply.header('Connection', 'close');
    void reply.status(status).type('application/problem+json').send(body);
  }

  #read(error: unknown, request: FastifyRequest): Reading {
    if (error instanceof Problem)
      return { problem: error.problem, detail: error.detail, errors: error.errors };
    const passes = passing(error);
    if (passes) return { problem: 'unavailable', detail: WHEN_PASSING[passes] };
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    const message = error instanceof Error ? error.message : '';
    switch (status) {
      case 404:
        return this.#readAbsent(request);
      case 413:
        return { problem: 'payload-too-large', detail: 'A body may have up to 256 KiB.' };
      case 415:
        return {
          problem: 'unsupported-media-type',
          detail: 'Send the body with Content-Type: application/json.',
        };
      case 431:
        return { problem: 'headers-too-large', detail: 'The headers may have up to 16 KiB.' };
      case 503:
        return { problem: 'unavailable', detail: 'Send the request again in a moment.' };
      default:
        if (status >= 500) {
          return { problem: 'internal-error', detail: 'The fault is logged under the id in "instance".' };
        }
        return isJsonFault(error)
          ? { problem: 'malformed-json', detail: message || 'The body is not JSON.' }
          : { problem: 'bad-request', detail: message || 'The request cannot be read.' };
    }
  }

  /** No route: either no such path, or not this method. */
  #readAbsent(request: FastifyRequest): Reading {
    const path = pathOf(request);
    const shown = path.slice(0, LONGEST_SHOWN);
    const allow = this.offered.at(path);
    if (allow.length === 0)
      return { problem: 'not-found', detail: `There is no ${request.method} ${shown}; see /docs.` };
    return { problem: 'method-not-allowed', detail: `${shown} takes ${allow.join(', ')}; see /docs.`, allow };
  }
}

/** What an error is told as. */
interface Reading {
  problem: ProblemName;
  detail: string;
  errors?: Fault[];
  /** The methods that the path takes. */
  allow?: string[];
}

/** Fastify's refusals carry a status; anything else that is thrown is a fault of ours. */
function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : null;
  return typeof status === 'number' ? status : 500;
}

function isJsonFault(error: unknown): boolean {
  const code = error instanceof Object && 'code' in error ? String(error.code) : '';
  const cause = error instanceof HttpException ? error.cause : error;
  return code.includes('JSON') || cause instanceof SyntaxError || /JSON/.test(String(error));
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}
