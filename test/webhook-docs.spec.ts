// docs/webhooks.md and the OpenAPI document say what the catalogue of events says.
import { expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { CATALOGUE, schemaOf, type EventType } from '../src/events/catalogue.js';
import { testService } from './support/service.js';

it('docs/webhooks.md shows every event as it is', () => {
  expect(() => execFileSync(process.execPath, ['scripts/webhook-docs.mjs', '--check'])).not.toThrow();
});

it('the OpenAPI document is 3.1, has every event as a webhook, and no keyword of 3.0', async () => {
  const service = await testService();
  const { body } = await service.nobody.get<{
    openapi: string;
    webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: object }> } } }>;
  }>('/openapi.json');
  await service.close();
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.webhooks)).toEqual(Object.keys(CATALOGUE));
  for (const [type, { post }] of Object.entries(body.webhooks))
    expect(post.requestBody.content['application/json']?.schema).toEqual(schemaOf(type as EventType));
  expect(JSON.stringify(body)).not.toContain('"nullable"');
});
