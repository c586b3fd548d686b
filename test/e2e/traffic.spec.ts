// How much the process takes on at once, and how it says that it is about to end.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { until, untilLocked } from '../support/course.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { api, type Api, TEST_SECRET, testService, type TestService } from '../support/service.js';
import { cleanUp, startService } from '../support/service-process.js';

const OPEN = 3;
/** Time enough for a few requests, on a busy machine too. */
const STOP_WAIT_S = 6;
const SOMAXCONN = '/proc/sys/net/core/somaxconn';

describe('a process that works on three requests', () => {
  let service: TestService;
  let me: Api;
  beforeAll(async () => {
    service = await testService({ LASTACK_OPEN_REQUESTS: String(OPEN) });
    me = await service.creator();
  });
  afterAll(() => service.close());

  it('refuses a fourth one at once, and takes it when one of them is answered', async () => {
    let fourth = 0;
    await service.db.$transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE members`;
      const three = Array.from({ length: OPEN }, () => me.get('/v1/courses'));
      await untilLocked(service, OPEN);
      const refused = await me.get('/v1/courses');
      expect(refused).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(refused.body.detail).toMatch(/^Nothing was changed/);
      expect(refused.body.instance).toBe(`urn:request:${refused.headers.get('x-request-id')}`);
      expect(refused.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(refused.headers.get('cache-control')).toBe('no-store');
      expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
      const unread = await me.post('/v1/courses', { title: 'a'.repeat(200_000) });
      expect([unread.status, unread.body.type]).toEqual([503, '/problems/unavailable']);
      expect((await service.nobody.get('/health/ready')).status).toBe(200);
      expect((await service.nobody.get('/metrics')).body).toMatch(/^http_requests_open 3$/m);
      void Promise.all(three).then((answers) => (fourth = answers.length));
    });
    await until(
      async () => fourth,
      (count) => count === OPEN,
    );
    expect((await me.get('/v1/courses')).status).toBe(200);
  });

  it('counts no request whose body is still to come', async () => {
    const bodies = Array.from({ length: OPEN + 1 }, () => new AbortController());
    const drips = bodies.map(({ signal }) =>
      fetch(`${service.url}/v1/courses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode('{')) }),
        duplex: 'half',
        signal,
      } as RequestInit).catch(() => null),
    );
    await delay(200);
    expect((await me.get('/v1/courses')).status).toBe(200);
    for (const body of bodies) body.abort();
    await Promise.all(drips);
  });
});

/** More than Node keeps waiting by itself, and as many as systems other than Linux do not keep. */
const CLASS = 1_000;
const KEPT = existsSync(SOMAXCONN) ? Number(readFileSync(SOMAXCONN, 'utf8')) : 0;
if (KEPT < CLASS)
  console.warn(
    `SKIPPED: no class waits to be accepted, for the system keeps no ${CLASS} connections waiting`,
  );

describe('a process that is busy', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await testDatabase()));
  afterAll(async () => {
    await cleanUp();
    await database.drop();
  });

  // Stopped, it accepts nothing: whoever is connected meanwhile waits in the system's queue.
  (KEPT >= CLASS ? it : it.skip)(
    'keeps a thousand connections waiting, and answers each of them',
    async () => {
      const service = startService({ env: { DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET } });
      const { hostname, port } = new URL(await service.ready);
      service.child.kill('SIGSTOP');
      let connected = 0;
      const waiting = Array.from({ length: CLASS }, () => connect(Number(port), hostname, () => connected++));
      const answers = waiting.map((socket) => {
        socket.write('GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
        return text(socket);
      });
      await until(
        async () => connected,
        (count) => count === CLASS,
      );
      service.child.kill('SIGCONT');
      const heads = (await Promise.all(answers)).map((answer) => answer.split('\r\n')[0]);
      expect(heads.filter((head) => head === 'HTTP/1.1 200 OK')).toHaveLength(CLASS);
    },
    60_000,
  );
});

describe('a process that is asked to end', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await testDatabase()));
  afterAll(async () => {
    await cleanUp();
    await database.drop();
  });

  it('says that it is not ready, and answers what still comes; then it listens no more', async () => {
    const env = {
      DATABASE_URL: database.url,
      LASTACK_SECRET: TEST_SECRET,
      LASTACK_STOP_WAIT_S: String(STOP_WAIT_S),
    };
    const service = startService({ env });
    const client = api(await service.ready);
    expect((await client.get('/health/ready')).status).toBe(200);
    const end = service.end('SIGTERM');
    const notReady = await until(
      () => client.get('/health/ready'),
      ({ status }) => status === 503,
    );
    expect(notReady.headers.get('connection')).toBe('close');
    expect((await client.get('/health/live')).status).toBe(200);
    expect((await client.get('/v1/courses')).status).toBe(401);
    const { status, ms } = await end;
    expect(status).toBe(0);
    expect(ms).toBeGreaterThan(STOP_WAIT_S * 1_000);
    await expect(client.get('/health/live')).rejects.toThrow('fetch failed');
  });
});
