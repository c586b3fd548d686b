// The OpenAPI document, made from the controllers, and its page.
import { readFileSync } from 'node:fs';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEMS, typeOf } from './common/problems.js';
import { describeEvents } from './events/openapi.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes a retry safe: for 7 days the same request with the same key gets the same answer and has no second effect.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

/** Serves the document at /openapi.json and Swagger UI at /docs. */
export function describeApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, documentOf(app), { jsonDocumentUrl: 'openapi.json' });
}

/** Of an application whose routes are known; it need not have been started. */
export function documentOf(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('LastAck')
    .setDescription('Auto-graded exercises on how TCP connections open and close.')
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'lak_…' });
  const described = addProblems(SwaggerModule.createDocument(app, builder.build()));
  return Object.assign(inJsonSchema(described), { webhooks: describeEvents() });
}

/** Every operation may answer with problem+json. */
function addProblems(document: OpenAPIObject): OpenAPIObject {
  const types = Object.keys(PROBLEMS).map((name) => typeOf(name as keyof typeof PROBLEMS));
  const fault = {
    type: 'object',
    required: ['at', 'detail'],
    properties: { at: { type: 'string' }, detail: { type: 'string' } },
  };
  document.components ??= {};
  document.components.schemas = {
    ...document.components.schemas,
    ProblemDetails: {
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'instance'],
      properties: {
        type: { type: 'string', enum: types },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        instance: { type: 'string', description: 'The request’s id, by which the log names it.' },
        errors: { type: 'array', items: fault },
        current: {
          type: 'object',
          description: 'With a draft that was saved since you read it: the draft as it is.',
        },
      },
    },
  };
  const problem = {
    description: 'What went wrong, as RFC 9457 problem details',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = path[method];
      if (operation) operation.responses.default = problem;
      // What a signature lets in has a webhook-id for it.
      if (operation?.security && method === 'post')
        operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
    }
  }
  return document;
}

/** Nest writes `nullable`, which OpenAPI has had until 3.0; from 3.1 on a schema is JSON Schema. */
function inJsonSchema<T>(node: T): T {
  if (Array.isArray(node)) return node.map(inJsonSchema) as T;
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = node as Record<string, unknown>;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inJsonSchema(value)]));
  if (nullable !== true) return plain as T;
  return (
    typeof plain['type'] === 'string'
      ? { ...plain, type: [plain['type'], 'null'] }
      : { anyOf: [plain, { type: 'null' }] }
  ) as T;
}
