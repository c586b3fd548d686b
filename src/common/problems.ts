// Every error the API answers with, as RFC 9457 problem details. The `type` is stable; clients may switch on it.
import { HttpException } from '@nestjs/common';

export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'validation-failed': { status: 400, title: 'The request does not have the expected form' },
  'bad-request': { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed' },
  'bad-signature': { status: 401, title: 'The signature does not hold for this request' },
  'not-released': { status: 403, title: 'This is not released yet' },
  forbidden: { status: 403, title: 'Your role in this course does not allow this' },
  'not-found': { status: 404, title: 'There is no such thing, or it is not for you' },
  'method-not-allowed': { status: 405, title: 'This path does not take this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'tries-exhausted': { status: 409, title: 'All tries at this question are used' },
  'attempts-exhausted': { status: 409, title: 'All attempts at this assignment are used' },
  'not-open': { status: 409, title: 'This is not open yet' },
  over: { status: 409, title: 'The time for this is over' },
  'in-progress': { status: 409, title: 'The same request is being worked on' },
  conflict: { status: 409, title: 'The present state does not allow this' },
  'precondition-failed': { status: 412, title: 'It has been changed since you read it' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'key-reused': { status: 422, title: 'This Idempotency-Key belongs to another request' },
  'unreadable-answer': { status: 422, title: 'Part of the answer cannot be read; no try was used' },
  'precondition-required': { status: 428, title: 'Say with If-Match which version you change' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'cooling-down': { status: 429, title: 'It is too early for the next try' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  'internal-error': { status: 500, title: 'The service failed; nothing was changed' },
  unavailable: { status: 503, title: 'The service cannot do this right now; try again' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemName = keyof typeof PROBLEMS;

/** One fault in the request: where (a path in the body, or a cell) and what to do about it. */
export interface Fault {
  at: string;
  detail: string;
}

/** The body of an error answer (application/problem+json). */
export interface ProblemDetails {
  /** A path of this service, where the problem is explained. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The request's id, by which the log names it. */
  instance: string;
  errors?: Fault[];
  /** With precondition-failed on a draft: the draft as it is. */
  current?: object;
}

/** Throw it from any service; the filter makes the answer. */
export class Problem extends HttpException {
  constructor(
    readonly problem: ProblemName,
    readonly detail: string,
    readonly errors?: Fault[],
    readonly retryAfterS?: number,
    /** What stands there, for who wanted to change another version of it. */
    readonly current?: { version: number },
  ) {
    super(detail, PROBLEMS[problem].status);
  }
}

export function typeOf(problem: ProblemName): string {
  return `/problems/${problem}`;
}
