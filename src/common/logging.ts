// Structured logs on standard error, one JSON object a line. Of a request they hold its id, method and path, and of
// an answer its status: no header, no body, no query, so nothing secret can get in.
import type { IncomingMessage, ServerResponse } from 'node:http';
import pino from 'pino';
import type { Options } from 'pino-http';

const STANDARD_ERROR = 2;

export function logging(level: string): [Options, pino.DestinationStream] {
  return [
    {
      level,
      autoLogging: { ignore: (request) => /^\/(health|metrics)/.test(request.url ?? '') },
      genReqId: (request) => request.id,
      quietReqLogger: true,
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
      // Whoever throws has logged what; the middleware only knows that it was a 500.
      customErrorObject: (_request, _response, _error, logged: object) => ({ ...logged, err: undefined }),
      serializers: {
        req: (request: IncomingMessage) => ({ method: request.method, path: request.url?.split('?')[0] }),
        res: (response: ServerResponse) => ({ status: response.statusCode }),
      },
    },
    // Written at once: what a process says just before it dies is what one wants to read.
    pino.destination({ dest: STANDARD_ERROR, sync: true }),
  ];
}
