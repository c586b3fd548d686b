// The events in the OpenAPI document (3.1): one webhook each, with its schema and an example.
import { CATALOGUE, type EventType, exampleOf, schemaName, schemaOf } from './catalogue.js';

const SIGNED = ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'lastack-try'].map((name) => ({
  name,
  in: 'header',
  required: true,
  schema: { type: 'string' },
}));

export function describeEvents(): Record<string, object> {
  return Object.fromEntries(
    (Object.keys(CATALOGUE) as EventType[]).map((type) => [
      type,
      {
        post: {
          operationId: schemaName(type, CATALOGUE[type].version),
          summary: CATALOGUE[type].when,
          tags: ['events'],
          parameters: SIGNED,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(type), example: exampleOf(type) } },
          },
          responses: { '2XX': { description: 'Received. Everything else is tried again.' } },
        },
      },
    ]),
  );
}
