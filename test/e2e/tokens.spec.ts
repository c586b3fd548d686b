// Tokens: what they open, how they are limited, replaced and revoked, and that a made-up one costs no look into the
// database. LASTACK_TOKENS=1000000 makes the long form of the last.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scopeOf, SCOPES } from '../../src/auth/scopes.js';
import { newToken } from '../../src/auth/token.js';
import { TokensService } from '../../src/auth/tokens.service.js';
import type { Page } from '../../src/common/page.js';
import { loadConfig, Settings } from '../../src/config.js';
import type { AuditEntryView } from '../../src/courses/audit.dto.js';
import type { IssuedToken, MemberView } from '../../src/courses/courses.dto.js';
import type { TokenView } from '../../src/courses/tokens.dto.js';
import { Database } from '../../src/prisma/database.js';
import { classroom, type Classroom, send } from '../support/course.js';
import { mutatedToken } from '../support/mutated-token.js';
import { run } from '../support/run.js';
import { api, type Api, TEST_SECRET, testService, type TestService } from '../support/service.js';

const MUTATED = Number(process.env['LASTACK_TOKENS'] ?? 10_000);

let service: TestService;
let room: Classroom;
let path: string;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service);
  path = `/v1/courses/${room.courseId}`;
});
afterAll(() => service.close());

const tokens = async () => (await room.owner.get<Page<TokenView>>(`${path}/tokens?limit=100`)).body.data;
const lms = (scopes: string[], role = 'instructor') =>
  room.owner.post<IssuedToken>(`${path}/service-tokens`, { name: 'LMS', role, scopes });

describe('a service token', () => {
  it('opens what its scopes name, in its course', async () => {
    const { status, body } = await lms(['roster:write', 'roster:read', 'grades:read']);
    expect(status).toBe(201);
    const client = api(service.url, body.token);
    expect((await client.post(`${path}/members`, { name: 'Ada', role: 'student' })).status).toBe(201);
    expect((await client.get(`${path}/members`)).status).toBe(200);
    expect((await client.get(`${path}/assignments/${room.assignmentId}/scores`)).status).toBe(200);
    for (const [method, closed] of [
      ['GET', path],
      ['GET', `${path}/audit`],
      ['GET', `${path}/tokens`],
      ['GET', '/v1/courses'],
      ['POST', `${path}/assignments`],
      ['POST', `${path}/endpoints`],
      ['GET', `/v1/assignments/${room.assignmentId}`],
    ] as const) {
      const answer = await send(client, method, closed, method === 'POST' ? {} : undefined);
      expect([closed, answer.status, answer.body.type]).toEqual([closed, 403, '/problems/forbidden']);
    }
    const other = await classroom(service);
    expect((await client.get(`/v1/courses/${other.courseId}/members`)).status).toBe(404);
  });

  it('is of no role above one’s own, and has scopes', async () => {
    const instructor = (await room.member('instructor')).client;
    const body = { name: 'LMS', role: 'owner', scopes: ['roster:read'] };
    expect((await instructor.post(`${path}/service-tokens`, body)).status).toBe(403);
    for (const scopes of [[], ['roster'], ['all:write'], ['roster:read', 'roster:read'], undefined])
      expect((await room.owner.post(`${path}/service-tokens`, { ...body, scopes })).status).toBe(400);
    const student = (await room.member('student')).client;
    expect((await student.post(`${path}/service-tokens`, body)).status).toBe(403);
    expect((await (await service.creator()).post(`${path}/service-tokens`, body)).status).toBe(404);
  });

  it('issues none that is wider than itself, or holds longer', async () => {
    const { token } = (await lms(['tokens:write', 'roster:write', 'roster:read'])).body;
    const client = api(service.url, token);
    const { personId } = (await client.post<MemberView>(`${path}/members`, { name: 'Bo', role: 'student' }))
      .body;
    const issue = (body: object) => client.post<IssuedToken>(`${path}/members/${personId}/tokens`, body);
    expect((await issue({ scopes: ['grades:read'] })).status).toBe(403);
    expect((await issue({ scopes: ['roster:read'] })).status).toBe(201);
    const heir = (await issue({})).body.id;
    expect((await tokens()).find(({ id }) => id === heir)?.scopes).toEqual([
      'roster:read',
      'roster:write',
      'tokens:write',
    ]);
    await service.db.token.updateMany({
      where: { scopes: { has: 'tokens:write' } },
      data: { expiresAt: new Date(Date.now() + 60_000) },
    });
    const late = new Date(Date.now() + 120_000).toISOString();
    expect((await issue({ expiresAt: late })).status).toBe(403);
    expect((await issue({ expiresAt: new Date(Date.now() + 30_000).toISOString() })).status).toBe(201);
  });
});

describe('every route of the API', () => {
  it('has a scope', async () => {
    const document = (await service.nobody.get<{ paths: Record<string, object> }>('/openapi.json')).body;
    const operations = Object.entries(document.paths)
      .filter(([route]) => route.startsWith('/v1/'))
      .flatMap(([route, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), route]));
    expect(operations.length).toBeGreaterThan(30);
    const without = operations.filter(([method = '', route = '']) => {
      const scope = scopeOf(method, route);
      return !scope || !SCOPES.includes(scope);
    });
    expect(without).toEqual([]);
  });
});

describe('a token', () => {
  it('that is revoked opens nothing more', async () => {
    const { client, personId } = await room.member('student');
    const mine = (await tokens()).find((token) => token.personId === personId);
    expect((await client.get(path)).status).toBe(200);
    const revoke = () => send(room.owner, 'DELETE', `${path}/tokens/${mine?.id}`);
    expect((await revoke()).status).toBe(204);
    expect((await client.get(path)).status).toBe(401);
    const revokedAt = (await tokens()).find(({ id }) => id === mine?.id)?.revokedAt;
    expect((await revoke()).status).toBe(204);
    expect((await tokens()).find(({ id }) => id === mine?.id)?.revokedAt).toBe(revokedAt);
  });

  it('that is rotated holds until the overlap is over, and its heir goes on', async () => {
    const { client, personId } = await room.member('student');
    const old = (await tokens()).find((token) => token.personId === personId);
    const rotated = await room.owner.post<IssuedToken>(`${path}/tokens/${old?.id}/rotate`, {
      overlapHours: 2,
    });
    expect(rotated.status).toBe(201);
    const fresh = api(service.url, rotated.body.token);
    expect([(await client.get(path)).status, (await fresh.get(path)).status]).toEqual([200, 200]);
    await service.database.query(`UPDATE tokens SET expires_at = expires_at - interval '2 hours'`);
    expect([(await client.get(path)).status, (await fresh.get(path)).status]).toEqual([401, 200]);
    const listed = await tokens();
    expect(listed.find(({ id }) => id === rotated.body.id)).toMatchObject({
      personId,
      scopes: [],
      expiresAt: null,
    });
  });

  it('is revoked and rotated by who may issue it, in its course', async () => {
    const first = await room.member('instructor');
    const second = await room.member('instructor');
    const [mine] = (await tokens()).filter(({ personId }) => personId === second.personId);
    expect((await send(first.client, 'DELETE', `${path}/tokens/${mine?.id}`)).status).toBe(403);
    expect((await first.client.post(`${path}/tokens/${mine?.id}/rotate`)).status).toBe(403);
    expect((await second.client.post(`${path}/tokens/${mine?.id}/rotate`)).status).toBe(201);
    const other = await classroom(service);
    const elsewhere = `/v1/courses/${other.courseId}/tokens/${mine?.id}`;
    expect((await send(other.owner, 'DELETE', elsewhere)).status).toBe(404);
    expect((await (await room.member('assistant')).client.get(`${path}/tokens`)).status).toBe(403);
    for (const overlapHours of [-1, 169, 1.5, '1'])
      expect((await room.owner.post(`${path}/tokens/${mine?.id}/rotate`, { overlapHours })).status).toBe(400);
  });

  it('that is revoked, or whose bearer has left, is not brought back by a rotation', async () => {
    const { personId } = await room.member('student');
    const issue = () => room.owner.post<IssuedToken>(`${path}/members/${personId}/tokens`);
    const rotate = (id: string) => room.owner.post(`${path}/tokens/${id}/rotate`);
    const revoked = (await issue()).body.id;
    const ended = (await issue()).body.id;
    const left = (await issue()).body.id;
    await send(room.owner, 'DELETE', `${path}/tokens/${revoked}`);
    await service.database.query(`UPDATE tokens SET expires_at = now() WHERE id = $1`, [ended]);
    for (const id of [revoked, ended]) expect((await rotate(id)).status).toBe(409);
    await send(room.owner, 'DELETE', `${path}/members/${personId}`);
    expect((await rotate(left)).status).toBe(409);
    const held = (await tokens()).filter((token) => token.personId === personId);
    expect(held).toHaveLength(4);
    expect((await send(room.owner, 'DELETE', `${path}/tokens/${left}`)).status).toBe(204);
  });

  it('is seen and revoked by its bearer, be it for a course or for all', async () => {
    const { client, personId } = await room.member('student');
    const wide = await service.app
      .get(TokensService)
      .issue(service.db, { personId, courseId: null, label: 'mine' });
    const all = api(service.url, wide.token);
    const mine = async (who: Api) =>
      (await who.get<Page<TokenView>>('/v1/me/tokens')).body.data.map(({ courseId }) => courseId);
    expect(await mine(all)).toEqual([room.courseId, null]);
    // A token for one course reaches no further.
    expect(await mine(client)).toEqual([room.courseId]);
    expect((await send(client, 'DELETE', `/v1/me/tokens/${wide.id}`)).status).toBe(404);
    const other = await room.member('student');
    expect((await send(other.client, 'DELETE', `/v1/me/tokens/${wide.id}`)).status).toBe(404);
    const [held] = (await all.get<Page<TokenView>>('/v1/me/tokens?limit=1')).body.data;
    expect((await send(all, 'DELETE', `/v1/me/tokens/${held?.id}`)).status).toBe(204);
    expect((await client.get('/v1/me')).status).toBe(401);
    expect((await send(all, 'DELETE', `/v1/me/tokens/${wide.id}`)).status).toBe(204);
    expect((await all.get('/v1/me')).status).toBe(401);
    const { data } = (
      await room.owner.get<Page<AuditEntryView>>(`${path}/audit?action=token.revoked&actorId=${personId}`)
    ).body;
    expect(data.map(({ subject }) => subject)).toEqual([{ type: 'token', id: held?.id }]);
  });

  it('notes when it was used, at most once a minute', async () => {
    const { client, personId } = await room.member('student');
    const lastUse = async () =>
      (await tokens()).find((token) => token.personId === personId)?.lastUsedAt ?? null;
    expect(await lastUse()).toBeNull();
    await Promise.all(Array.from({ length: 20 }, () => client.get(path)));
    const first = await lastUse();
    expect(first).not.toBeNull();
    const written = async () =>
      (await service.database.query('SELECT xmin::text FROM tokens WHERE person_id = $1', [personId]))[0];
    const before = await written();
    await client.get(path);
    expect(await written()).toEqual(before);
    await service.database.query(`UPDATE tokens SET last_used_at = last_used_at - interval '61 s'`);
    const moved = await lastUse();
    await client.get(path);
    expect((await lastUse()) ?? '').not.toBe(moved);
  });
});

it('unknown, mistyped, expired and revoked tokens are all told the same', async () => {
  const [ended, gone] = [await room.member('student'), await room.member('student')];
  await service.database.query(`UPDATE tokens SET expires_at = now() WHERE person_id = $1`, [ended.personId]);
  await service.database.query(`UPDATE tokens SET revoked_at = now() WHERE person_id = $1`, [gone.personId]);
  const mistyped = api(service.url, newToken().replace(/.$/, '!'));
  const told = await Promise.all(
    [api(service.url, newToken()), mistyped, ended.client, gone.client].map(async (who) => {
      const { status, headers, body } = await who.get(path);
      const head = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
      return [status, head, { ...body, instance: '' }];
    }),
  );
  expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(told[0]?.[0]).toBe(401);
});

it(`of ${MUTATED} mutated tokens none is looked up in the database`, async () => {
  // Nobody listens there: a look would be an error.
  const nowhere = 'postgresql://nobody:nothing@127.0.0.1:1/none';
  const db = new Database(new Settings(nowhere, '', loadConfig({ DATABASE_URL: nowhere })));
  const service = new TokensService(db);
  await expect(service.principalOf(newToken())).rejects.toThrow(/ECONNREFUSED/);
  for (let i = 0; i < MUTATED; i++)
    expect(await service.principalOf(mutatedToken((below) => randomInt(below)))).toBeNull();
  await db.$disconnect();
}, 600_000);

it('the pattern for secret scanners in SECURITY.md finds tokens, and nothing else', () => {
  const [, source = ''] = /```regex\n +(.+)\n/.exec(readFileSync('SECURITY.md', 'utf8')) ?? [];
  const pattern = new RegExp(source, 'g');
  const token = newToken();
  expect(`curl -H "Authorization: Bearer ${token}" x`.match(pattern)).toEqual([token]);
  expect(`key=${token}\n${newToken()}`.match(pattern)).toHaveLength(2);
  expect(`lak_short ${token}0 x${token} lak_${'é'.repeat(36)}`.match(pattern)).toBeNull();
});

describe('lastack token', () => {
  const command = async (...args: string[]) => {
    const { database } = service;
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, LASTACK_SECRET: TEST_SECRET };
    return run(process.execPath, ['dist/cli.js', 'token', ...args], { env });
  };

  it('issues with scopes, lists, rotates and revokes', async () => {
    const issued = await command(
      '--name',
      'Op',
      '--scopes',
      'course:read,audit:read',
      '--course',
      room.courseId,
    );
    expect(issued.status).toBe(0);
    const token = issued.stdout.trim();
    const [, personId = ''] = /For person (\S+?)\./.exec(issued.stderr) ?? [];
    const list = async () => {
      const { stdout } = await command('list', '--person', personId);
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as TokenView);
    };
    const [listed] = await list();
    expect(listed).toMatchObject({
      personId,
      courseId: room.courseId,
      scopes: ['course:read', 'audit:read'],
    });
    const id = listed?.id ?? '';
    const rotated = await command('rotate', id, '--overlap-hours', '0');
    expect((await api(service.url, token).get(path)).status).toBe(401);
    const fresh = rotated.stdout.trim();
    // It is nobody's in the course, but it is a token.
    expect((await api(service.url, fresh).get(path)).status).toBe(404);
    const heir = (await list()).find((one) => one.id !== id)?.id ?? '';
    expect((await command('revoke', heir)).status).toBe(0);
    expect((await api(service.url, fresh).get(path)).status).toBe(401);
    expect((await command('revoke', newToken())).status).toBe(2);
    expect((await command('rotate', heir)).status).toBe(2);
    const { data } = (await room.owner.get<Page<AuditEntryView>>(`${path}/audit?limit=100`)).body;
    const noted = data.filter(({ subject }) => [id, heir].includes(subject.id));
    expect(noted.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['token.issued', null],
      ['token.rotated', null],
      ['token.revoked', null],
    ]);
    expect((await command('--name', 'x', '--scopes', 'root')).status).toBe(2);
  });
});
