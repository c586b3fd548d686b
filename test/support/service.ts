// The whole service in this process, on a database of the test's own and a free port, and a client for it.
import type { ProblemDetails } from '../../src/common/problems.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import { loadConfig } from '../../src/config.js';
import { Database } from '../../src/prisma/database.js';
import { embeddedAppUrl } from '../../src/prisma/app-role.js';
import { type Service, serve } from '../../src/serve.js';
import { type TypedClient, typedClient } from './api/client.js';
import { type TestDatabase, testDatabase } from './database.js';

export const TEST_SECRET = 'a-secret-for-tests-of-more-than-32-characters';

export const TEST_ENVIRONMENT = {
  NODE_ENV: 'test',
  LASTACK_SECRET: TEST_SECRET,
  LASTACK_WEBHOOK_ALLOW: '127.0.0.0/8',
  LOG_LEVEL: 'silent',
  PORT: '0',
};

/** An answer whose body has the form of the response class `T`; of a problem, unless the test says otherwise. */
export interface Answer<T = ProblemDetails> {
  status: number;
  headers: Headers;
  /** Parsed JSON; the text itself when it is none. */
  body: T;
}

export interface Api {
  get<T = ProblemDetails>(path: string): Promise<Answer<T>>;
  post<T = ProblemDetails>(path: string, body?: unknown): Promise<Answer<T>>;
  request<T = ProblemDetails>(path: string, init: RequestInit): Promise<Answer<T>>;
  /** The same, generated from the OpenAPI document: for what has to go well. */
  typed: TypedClient;
}

/** A client that bears `token`; without one it is nobody. */
export function api(url: string, token?: string): Api {
  const request = async <T>(path: string, init: RequestInit): Promise<Answer<T>> => {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text ? JSON.parse(text) : text) as T,
    };
  };
  return {
    typed: typedClient(url, token),
    request,
    get: (path) => request(path, {}),
    post: (path, body = {}) =>
      request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
  };
}

export interface TestService extends Service {
  database: TestDatabase;
  db: Database;
  /** A client for a new person who may create courses. */
  creator(): Promise<Api>;
  nobody: Api;
  close(): Promise<void>;
}

/** What a test needs of a service, be it in this process or in one of its own. */
export type Backed = Pick<TestService, 'url' | 'database' | 'db' | 'nobody' | 'creator'>;

/**
 * @param isRestricted whether it works as a role that owns nothing, as on the embedded database
 * @param through another way to the same database
 */
export async function testService(
  env: Record<string, string> = {},
  isRestricted = false,
  through?: (url: string) => Promise<string>,
): Promise<TestService> {
  const database = await testDatabase(isRestricted ? 'empty' : 'migrated');
  const appUrl = isRestricted ? embeddedAppUrl(database.url) : null;
  const config = loadConfig({
    ...TEST_ENVIRONMENT,
    DATABASE_URL: appUrl ?? (await through?.(database.url)) ?? database.url,
    ...(appUrl && { DATABASE_OWNER_URL: database.url }),
    ...env,
  });
  const service = await serve(config);
  const db = service.app.get(Database);
  return {
    ...service,
    database,
    db,
    nobody: api(service.url),
    creator: () => creator(service.url, db),
    close: async () => {
      await service.stop();
      await database.drop();
    },
  };
}

/** A client for a new person who may create courses. */
export async function creator(url: string, db: Database): Promise<Api> {
  const tokens = new TokensService(db);
  const personId = await tokens.addPerson(db, { name: 'Test instructor', mayCreateCourses: true });
  const { token } = await tokens.issue(db, { personId, courseId: null, label: 'test' });
  return api(url, token);
}
