// Generates the types of the HTTP API from the service's own OpenAPI document, for clients such as those of the tests.
// The routes are asked for, but nothing is started: no database, no port.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import openapiTS, { astToString } from 'openapi-typescript';
import { AppModule } from '../dist/app.module.js';
import { loadConfig, Settings } from '../dist/config.js';
import { documentOf } from '../dist/openapi.js';

const FILE = 'src/generated/api.d.ts';
const MADE_FROM = 'src/generated/api.json';

const databaseUrl = 'postgres://nobody@localhost/nothing';
const settings = new Settings(
  databaseUrl,
  'none',
  loadConfig({ NODE_ENV: 'test', DATABASE_URL: databaseUrl }),
);
const app = await NestFactory.create(AppModule.with(settings), new FastifyAdapter(), {
  logger: false,
  preview: true,
});
const document = JSON.stringify(documentOf(app), null, 1);
const isFresh = existsSync(FILE) && existsSync(MADE_FROM) && readFileSync(MADE_FROM, 'utf8') === document;
if (!isFresh) {
  writeFileSync(FILE, astToString(await openapiTS(JSON.parse(document), { defaultNonNullable: false })));
  writeFileSync(MADE_FROM, document);
}
process.exit(0);
