// The HTTP application: Fastify, validation, problems, the OpenAPI document. No port is opened here.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SecurityHeadersOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { BODY_LIMIT_BYTES, checkQueries, parseBodies } from './common/bodies.js';
import { refuseBroken } from './common/broken-requests.js';
import { OfferedMethods } from './common/offered-methods.js';
import { ProblemFilter } from './common/problem.filter.js';
import { validationPipe } from './common/validation.js';
import type { Settings } from './config.js';
import { MetricsService } from './health/metrics.service.js';
import { TrafficService } from './health/traffic.service.js';
import { describeApi } from './openapi.js';

/** A client that sends its request by drips is cut off. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CHECKING_INTERVAL_MS = 1_000;
const REQUEST_ID = /^[\w-]{8,64}$/;

/**
 * A browser that shows an answer runs nothing of it, puts it into no frame and hands it to no other site: but for the page
 * at /docs there is nothing to run. HSTS is said by the proxy that speaks TLS.
 */
const SECURITY_HEADERS: SecurityHeadersOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: "'none'",
      scriptSrc: "'self'",
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: "'self'",
      baseUri: "'none'",
      formAction: "'none'",
      frameAncestors: "'none'",
    },
  },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: false,
};

export async function createApp(settings: Settings): Promise<NestFastifyApplication> {
  const offered = new OfferedMethods();
  const problems = new ProblemFilter(offered);
  const adapter = new FastifyAdapter({
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      // No hook runs for these.
      const headers = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
      void reply.headers({ ...headers, 'X-Request-Id': request.id });
      problems.answer(error, request, reply);
    },
    clientErrorHandler: refuseBroken,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: CHECKING_INTERVAL_MS },
    forceCloseConnections: 'idle',
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const server = adapter.getInstance();
  offered.learn(server);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings), adapter, {
    // Nest tells every route it maps; only what goes wrong is wanted.
    logger: ['error', 'warn'],
    abortOnError: false,
    // Nest's parsers take forms as well; the API takes JSON alone.
    bodyParser: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(problems);
  app.useSecurityHeaders(SECURITY_HEADERS);
  parseBodies(server);
  checkQueries(server);
  server.addHook('onSend', async (request, reply) => {
    void reply.header('X-Request-Id', request.id);
    // Answers are somebody's: tokens, grades, questions. What a route says of it itself stands.
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
  });
  app.get(MetricsService).observe(server);
  app.get(TrafficService).observe(server);
  describeApi(app);
  try {
    await app.init();
  } catch (error) {
    // What had started by then, such as the job queue, would go on without the rest.
    await app.close();
    throw error;
  }
  app.useLogger(app.get(Logger));
  await server.ready();
  return app;
}
