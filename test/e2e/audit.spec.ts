// The audit log: every change is in it, nobody can alter it, and whoever does all the same is found out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditService } from '../../src/audit/audit.service.js';
import type { AuditEntryView, VerificationView } from '../../src/courses/audit.dto.js';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { ExtensionView } from '../../src/assignments/extensions.dto.js';
import type { GroupView } from '../../src/assignments/groups.dto.js';
import { within } from '../../src/prisma/ambient.js';
import type { Page } from '../../src/common/page.js';
import { newId } from '../../src/prisma/id.js';
import { Random } from '../../src/random.js';
import type { EndpointView } from '../../src/webhooks/webhooks.dto.js';
import { classroom, type Classroom, ITEM, send } from '../support/course.js';
import { testDatabase } from '../support/database.js';
import { run } from '../support/run.js';
import { cleanUp, emptyFolder } from '../support/service-process.js';
import { TEST_SECRET, testService, type TestService } from '../support/service.js';

const TAMPERINGS = 100;

let service: TestService;
let room: Classroom;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service);
});
afterAll(async () => {
  await service.close();
  await cleanUp();
});

async function entries(query = ''): Promise<AuditEntryView[]> {
  const path = `/v1/courses/${room.courseId}/audit?limit=100${query}`;
  return (await room.owner.get<Page<AuditEntryView>>(path)).body.data;
}

async function verification(): Promise<VerificationView> {
  return (await room.owner.get<VerificationView>(`/v1/courses/${room.courseId}/audit/verification`)).body;
}

describe('in the log stands', () => {
  it('every change of content, members, tokens, extensions and receivers, in order', async () => {
    const { owner, courseId } = room;
    const known = (await entries()).length;
    const { personId } = await room.member('student', 'ada-7');
    const bulk = { members: [{ name: 'Bo', role: 'assistant' }] };
    await owner.post(`/v1/courses/${courseId}/members/bulk`, bulk);
    const path = `/v1/courses/${courseId}/assignments`;
    const { id } = (await owner.post<AssignmentView>(path, { title: 'B', items: [ITEM] })).body;
    await send(owner, 'PATCH', `/v1/assignments/${id}`, { title: 'C', graceS: 30 }, 1);
    for (const move of ['publish', 'publish', 'close', 'reopen', 'close', 'archive'])
      await owner.post(`/v1/assignments/${id}/${move}`);
    await owner.post(`/v1/assignments/${id}/release`, { aspects: ['expected'] });
    const extensions = { extensions: [{ learnerId: personId, extraTimePercent: 50 }] };
    const set = await send<ExtensionView[]>(owner, 'PUT', `/v1/assignments/${id}/extensions`, extensions);
    await send(owner, 'DELETE', `/v1/assignments/${id}/extensions/${set.body[0]?.id}`);
    const groups = `/v1/courses/${courseId}/groups`;
    const group = (await owner.post<GroupView>(groups, { name: 'Lab', members: [personId] })).body;
    await send(owner, 'PUT', `${groups}/${group.id}`, { name: 'Lab', members: [] });
    await send(owner, 'DELETE', `${groups}/${group.id}`);
    const receivers = `/v1/courses/${courseId}/endpoints`;
    const receiver = (await owner.post<EndpointView>(receivers, { url: 'https://127.0.0.1/x' })).body;
    await send(owner, 'PATCH', `${receivers}/${receiver.id}`, { enabled: false });
    await owner.post(`${receivers}/${receiver.id}/rotate-secret`);
    await send(owner, 'DELETE', `${receivers}/${receiver.id}`);
    await send(owner, 'DELETE', `/v1/courses/${courseId}/members/${personId}`);

    const log = await entries();
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
    const fresh = log.slice(known);
    expect(fresh.map(({ action }) => action)).toEqual([
      'member.added',
      'token.issued',
      'member.added',
      'assignment.created',
      'assignment.changed',
      'assignment.published',
      'assignment.closed',
      'assignment.reopened',
      'assignment.closed',
      'assignment.archived',
      'assignment.released',
      'extension.set',
      'extension.removed',
      'group.created',
      'group.changed',
      'group.removed',
      'endpoint.created',
      'endpoint.changed',
      'endpoint.secret_rotated',
      'endpoint.removed',
      'member.removed',
    ]);
    expect(fresh[4]).toMatchObject({
      before: { title: 'B', graceS: 0, version: 1 },
      after: { title: 'C', graceS: 30, version: 2 },
    });
    expect(fresh[14]).toMatchObject({ before: { members: [personId] }, after: { members: [] } });
    expect(JSON.stringify(log)).not.toMatch(/"ada-7"|"A student"|"Bo"|lak_|whsec_/);
    expect(new Set(log.map(({ actorId }) => actorId)).size).toBe(1);
  });

  it('nothing of a change that was refused', async () => {
    const before = (await entries()).length;
    await room.owner.post(`/v1/courses/${room.courseId}/members`, { name: 'x', role: 'dean' });
    await send(room.owner, 'PATCH', `/v1/assignments/${room.assignmentId}`, { title: 'x' }, 99);
    expect(await entries()).toHaveLength(before);
  });

  it('what is asked for, page by page', async () => {
    const all = await entries();
    const path = `/v1/courses/${room.courseId}/audit?limit=3`;
    const seen: AuditEntryView[] = [];
    for (let next: string | null = ''; next !== null;) {
      const query: string = next && `&after=${encodeURIComponent(next)}`;
      const page: Page<AuditEntryView> = (await room.owner.get<Page<AuditEntryView>>(path + query)).body;
      seen.push(...page.data);
      next = page.next;
    }
    expect(seen).toEqual(all);
    const members = all.filter(({ action }) => action === 'member.added');
    expect(await entries('&action=member.added')).toEqual(members);
    const subjectId = members.at(-1)?.subject.id;
    expect(await entries(`&subjectId=${subjectId}`)).toEqual(
      all.filter(({ subject }) => subject.id === subjectId),
    );
    expect(await entries(`&from=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect((await room.owner.get(`${path}&action=x`)).status).toBe(400);
  });

  it('for instructors alone', async () => {
    for (const path of ['audit', 'audit/verification'].map((end) => `/v1/courses/${room.courseId}/${end}`)) {
      expect((await (await room.member('instructor')).client.get(path)).status).toBe(200);
      expect((await (await room.member('assistant')).client.get(path)).status).toBe(403);
      expect((await (await room.member('student')).client.get(path)).status).toBe(403);
      expect((await (await service.creator()).get(path)).status).toBe(404);
    }
  });
});

describe('nobody', () => {
  it.each([
    ['alters', `UPDATE audit_entries SET reason = 'x'`],
    ['removes', 'DELETE FROM audit_entries'],
    ['empties', 'TRUNCATE audit_entries'],
    [
      'alters as a replica',
      `DO $$ BEGIN SET LOCAL session_replication_role = replica; UPDATE audit_entries SET seq = seq + 1; END $$`,
    ],
  ])('%s it', async (_, sql) => {
    await expect(service.database.query(sql)).rejects.toThrow('append-only');
  });
});

it('entries that are written at the same time stand one behind the other', async () => {
  const before = (await entries()).length;
  await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      room.owner.post(`/v1/courses/${room.courseId}/members`, { name: `N${i}`, role: 'student' }),
    ),
  );
  expect(await entries()).toHaveLength(before + 30);
  expect(await verification()).toMatchObject({ intact: true, entries: before + 30, fault: null });
});

describe('lastack audit verify', () => {
  const verifyIn = (env: Record<string, string>, ...args: string[]) =>
    run(process.execPath, ['dist/cli.js', 'audit', 'verify', ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
  const verify = (...args: string[]) =>
    verifyIn({ DATABASE_URL: service.database.url, LASTACK_SECRET: TEST_SECRET }, ...args);

  it('says per course whether the chain is whole, and what to keep of it', async () => {
    const { status, stdout, stderr } = await verify();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(await verification());
    const { host, pathname } = new URL(service.database.url);
    expect(stderr.trim()).toBe(
      `Audit logs in the database ${host}${pathname}: 1, of which 0 are not intact.`,
    );
  });

  it('makes no database where there is none, and says so', async () => {
    const LASTACK_DATA = join(await emptyFolder(), 'data');
    const { status, stdout, stderr } = await verifyIn({ LASTACK_DATA });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`the data folder ${LASTACK_DATA} holds none`);
    expect(existsSync(LASTACK_DATA)).toBe(false);
    const noSecret = await verifyIn({ LASTACK_DATA, DATABASE_URL: service.database.url });
    expect([noSecret.status, noSecret.stdout]).toEqual([2, '']);
    expect(noSecret.stderr).toContain('There is no secret: LASTACK_SECRET is not set');
    expect(existsSync(LASTACK_DATA)).toBe(false);
  });

  it('does not pass for a check where there is nothing to check', async () => {
    const LASTACK_SECRET = TEST_SECRET;
    const empty = await testDatabase('empty');
    const nothing = await verifyIn({ DATABASE_URL: empty.url, LASTACK_SECRET });
    expect([nothing.status, nothing.stdout]).toEqual([2, '']);
    expect(nothing.stderr).toContain('holds nothing of LastAck');
    expect(await empty.query(`SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
    await empty.drop();
    const migrated = await testDatabase();
    const { status, stderr } = await verifyIn({ DATABASE_URL: migrated.url, LASTACK_SECRET });
    await migrated.drop();
    const { host, pathname } = new URL(migrated.url);
    expect(status).toBe(2);
    expect(stderr.trim()).toBe(`There is no audit log in the database ${host}${pathname}.`);
    expect((await verify('--course', newId())).status).toBe(2);
  });

  it('finds a head that was kept elsewhere, or says that it is gone', async () => {
    const { head } = await verification();
    expect((await verify('--course', room.courseId, '--head', head)).status).toBe(0);
    const other = head.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    const { status, stdout } = await verify('--course', room.courseId, '--head', other);
    expect(status).toBe(1);
    expect(stdout).toContain('head that was given is not in the chain');
    expect((await verify('--head', head)).status).toBe(2);
  });
});

describe('with the database’s owner for an enemy', () => {
  /** What somebody could do to the log who may switch off its trigger. */
  const TAMPERINGS_OF = [
    [
      'action',
      `UPDATE audit_entries SET action = 'grade.overridden' WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    [
      'actor',
      `UPDATE audit_entries SET actor_id = gen_random_uuid() WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    ['no actor', `UPDATE audit_entries SET actor_id = NULL WHERE course_id = $1::uuid AND seq = $2::int`],
    [
      'token',
      `UPDATE audit_entries SET token_id = gen_random_uuid() WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    [
      'subject',
      `UPDATE audit_entries SET subject_id = gen_random_uuid() WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    [
      'kind of subject',
      `UPDATE audit_entries SET subject_type = 'score' WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    [
      'before',
      `UPDATE audit_entries SET before = coalesce(before, '{}') || '{"x":1}' WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    ['after', `UPDATE audit_entries SET after = '{}' WHERE course_id = $1::uuid AND seq = $2::int`],
    ['reason', `UPDATE audit_entries SET reason = 'because' WHERE course_id = $1::uuid AND seq = $2::int`],
    [
      'time',
      `UPDATE audit_entries SET at = at + interval '1 ms' WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    ['id', `UPDATE audit_entries SET id = gen_random_uuid() WHERE course_id = $1::uuid AND seq = $2::int`],
    [
      'hash',
      `UPDATE audit_entries SET hash = set_bit(hash, 7, 1 - get_bit(hash, 7)) WHERE course_id = $1::uuid AND seq = $2::int`,
    ],
    ['removal', 'DELETE FROM audit_entries WHERE course_id = $1::uuid AND seq = $2::int'],
    ['removal of the end', 'DELETE FROM audit_entries WHERE course_id = $1::uuid AND seq >= $2::int'],
    [
      'removal of the end, the head moved back',
      `WITH gone AS (DELETE FROM audit_entries WHERE course_id = $1::uuid AND seq > $2::int)
       UPDATE audit_heads SET seq = $2::int, hash = (SELECT hash FROM audit_entries WHERE course_id = $1::uuid AND seq = $2::int)
       WHERE course_id = $1::uuid`,
    ],
    [
      'exchange',
      `UPDATE audit_entries one SET (action, subject_type, subject_id, before, after, at, hash) =
         (other.action, other.subject_type, other.subject_id, other.before, other.after, other.at, other.hash)
       FROM audit_entries other WHERE one.course_id = $1::uuid AND other.course_id = one.course_id
         AND (one.seq, other.seq) IN (($2::int, $2::int + 1), ($2::int + 1, $2::int))`,
    ],
  ] as const;

  it(`${TAMPERINGS} random tamperings are all found, at their place`, async () => {
    const random = new Random('a0d1'.repeat(8)).field('tampering');
    const { entries: count } = await verification();
    const audit = service.app.get(AuditService);
    let found = 0;
    for (let i = 0; i < TAMPERINGS; i++) {
      const [what, sql] = TAMPERINGS_OF[i % TAMPERINGS_OF.length] as (typeof TAMPERINGS_OF)[number];
      const seq = random.int(1, count - 1);
      // Taken back when it was looked at, so that each one meets a chain that is whole.
      const undo = new Error('undo');
      const tampering = service.db.$transaction(async (tx) => {
        await tx.$executeRaw`ALTER TABLE audit_entries DISABLE TRIGGER audit_is_append_only`;
        expect(await tx.$executeRawUnsafe(sql, room.courseId, seq)).toBeGreaterThan(0);
        const { intact, fault } = await within(tx, () => audit.verify(room.courseId));
        if (intact) throw new Error(`${what} at ${seq} was not found`);
        expect([seq, seq + 1]).toContain(fault?.seq);
        found++;
        throw undo;
      });
      await expect(tampering).rejects.toBe(undo);
    }
    expect(found).toBe(TAMPERINGS);
    expect(await verification()).toMatchObject({ intact: true });
  });
});
