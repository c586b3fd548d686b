// The HTTP application: Fastify, validation, problems, the OpenAPI document. No port is opened here.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { ProblemFilter } from './common/problem.filter.js';
import './common/raw-body.js';
import { Problem } from './common/problems.js';
import { validationPipe } from './common/validation.js';
import type { Settings } from './config.js';
import { MetricsService } from './health/metrics.service.js';
import { TrafficService } from './health/traffic.service.js';
import { describeApi } from './openapi.js';

const BODY_LIMIT_BYTES = 256 * 1024;
/** A client that sends its request by drips is cut off. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CHECKING_INTERVAL_MS = 1_000;
const MAX_DEPTH = 20;
const REQUEST_ID = /^[\w-]{8,64}$/;

export async function createApp(settings: Settings): Promise<NestFastifyApplication> {
  const problems = new ProblemFilter();
  const adapter = new FastifyAdapter({
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('X-Request-Id', request.id);
      problems.answer(error, request, reply);
    },
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECKING_INTERVAL_MS },
    forceCloseConnections: 'idle',
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings), adapter, {
    // Nest tells every route it maps; only what goes wrong is wanted.
    logger: ['error', 'warn'],
    abortOnError: false,
    // Nest's parsers take forms as well; the API takes JSON alone.
    bodyParser: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(problems);
  const server = adapter.getInstance();
  parseBodies(server);
  server.addHook('onSend', async (request, reply) => {
    void reply.header('X-Request-Id', request.id);
  });
  app.get(MetricsService).observe(server);
  app.get(TrafficService).observe(server);
  describeApi(app);
  await app.init();
  app.useLogger(app.get(Logger));
  await server.ready();
  return app;
}

/** PostgreSQL keeps no U+0000 and no half of a surrogate pair; and what nests deeper than any route asks for is an attack. */
function unstorable(body: unknown): Error | null {
  const rest: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      return new Problem(
        'bad-request',
        'A text holds U+0000 or half a surrogate pair, which cannot be stored.',
      );
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH)
      return new Problem('bad-request', `The body nests deeper than ${MAX_DEPTH} levels.`);
    for (const entry of Object.entries(value).flat()) rest.push({ value: entry, depth: depth + 1 });
  }
  return null;
}

const takesCsv = ({ routeOptions }: FastifyRequest) => routeOptions.url?.endsWith('/import') === true;

/** JSON bodies, none of which may reach for a prototype. No body at all is as good as an empty object. */
function parseBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser(['application/json', 'text/plain']);
  server.decorateRequest('rawBody', '');
  server.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.headers['webhook-id'] !== undefined) request.rawBody = body;
    if (takesCsv(request))
      done(new Problem('unsupported-media-type', 'Send a file with Content-Type: text/csv.'));
    else if (body === '') done(null, undefined);
    else void parse(request, body, (error, value) => done(error ?? unstorable(value), value));
  });
  server.addContentTypeParser<Buffer>('text/csv', { parseAs: 'buffer' }, (request, body, done) => {
    if (takesCsv(request)) done(null, body);
    else done(new Problem('unsupported-media-type', 'Send the body with Content-Type: application/json.'));
  });
}
