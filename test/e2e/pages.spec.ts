// Pages and limits: a list neither skips nor repeats what was there throughout, an altered cursor is refused, and what
// the RateLimit header says is what happens. LASTACK_PAGE_RUNS=1000 makes the long form of the first.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newToken } from '../../src/auth/token.js';
import type { Page } from '../../src/common/page.js';
import type { CourseView, MemberView } from '../../src/courses/courses.dto.js';
import { newId } from '../../src/prisma/id.js';
import { Random } from '../../src/random.js';
import { classroom, type Classroom } from '../support/course.js';
import { api, testService, type TestService } from '../support/service.js';

const RUNS = Number(process.env['LASTACK_PAGE_RUNS'] ?? 40);
const PER_TOKEN = 25;
const PER_COURSE = 40;

describe('a list', () => {
  let service: TestService;
  let room: Classroom;
  let path: string;
  beforeAll(async () => {
    service = await testService();
    room = await classroom(service);
    path = `/v1/courses/${room.courseId}/members`;
    for (let i = 0; i < 8; i++) await room.member('student');
  });
  afterAll(() => service.close());

  const list = (query: string) => room.owner.get<Page<MemberView>>(`${path}?${query}`);

  it(`neither skips nor repeats what was there throughout, in ${RUNS} random interleavings`, async () => {
    const { courseId } = room;
    let changes = 0;
    for (let run = 0; run < RUNS; run++) {
      const random = new Random(String(run).padStart(32, '0')).field('pages');
      const rows = await service.db.member.findMany({ where: { courseId, role: 'student' } });
      const throughout = new Set(rows.map(({ personId }) => personId));
      const seen: string[] = [];
      for (let next: string | null = ''; next !== null;) {
        const query: string = `limit=${random.int(1, 4)}${next && `&after=${next}`}`;
        const { status, body }: { status: number; body: Page<MemberView> } = await list(query);
        expect(status).toBe(200);
        seen.push(...body.data.map(({ personId }) => personId));
        next = body.next;
        for (let i = random.int(0, 2); i > 0; i--) {
          changes++;
          const [victim] = throughout;
          if (random.chance(50) || throughout.size < 4 || !victim) {
            // Anywhere in the list: an id of now, or one that sorts before all others.
            const id = random.chance(50) ? newId() : newId().replace(/^.{8}/, '00000000');
            await service.db.person.create({ data: { id, name: 'New' } });
            await service.db.member.create({ data: { courseId, personId: id, role: 'student' } });
          } else {
            throughout.delete(victim);
            await service.db.member.delete({ where: { courseId_personId: { courseId, personId: victim } } });
          }
        }
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect([...throughout].filter((personId) => !seen.includes(personId))).toEqual([]);
      if (rows.length > 20)
        await service.db.member.deleteMany({
          where: { courseId, personId: { in: rows.slice(8).map(({ personId }) => personId) } },
        });
    }
    expect(changes).toBeGreaterThan(RUNS);
  }, 600_000);

  it('takes its own cursors alone, as they were given', async () => {
    const next = (await list('limit=2')).body.next ?? '';
    expect((await list(`after=${next}`)).status).toBe(200);
    const personId = Buffer.from(next.split('.')[0] ?? '', 'base64url').toString();
    const altered = [
      personId,
      next.slice(0, -1),
      `${next}A`,
      `${next}.x`,
      next.replace('.', ''),
      '',
      '.',
      `${Buffer.from(newId()).toString('base64url')}.${next.split('.')[1]}`,
      ...Array.from({ length: next.length }, (_, i) => {
        const other = next[i] === 'B' ? 'C' : 'B';
        return next.slice(0, i) + other + next.slice(i + 1);
      }),
    ];
    for (const cursor of altered) {
      const answer = await room.owner.get(`${path}?after=${encodeURIComponent(cursor)}`);
      expect([cursor, answer.status, answer.body.errors?.[0]?.at]).toEqual([cursor, 400, 'after']);
    }
    expect((await room.owner.get(`${path}?after=${next}&after=${next}`)).status).toBe(400);
    const tokens = `/v1/courses/${room.courseId}/tokens`;
    expect((await room.owner.get(`${tokens}?after=${next}`)).status).toBe(400);
    const other = await classroom(service);
    expect((await other.owner.get(`/v1/courses/${other.courseId}/members?after=${next}`)).status).toBe(400);
  });
});

describe('the limits', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService({
      LASTACK_RATE_TOKEN: String(PER_TOKEN),
      LASTACK_RATE_COURSE: String(PER_COURSE),
    });
  });
  afterAll(() => service.close());

  function told(headers: Headers): Record<string, { r: number; t: number }> {
    const parts = [...(headers.get('ratelimit') ?? '').matchAll(/"(\w+)";r=(\d+);t=(\d+)/g)];
    return Object.fromEntries(parts.map(([, name = '', r, t]) => [name, { r: Number(r), t: Number(t) }]));
  }

  it('hold for each token: as long as something remains no request is refused', async () => {
    const owner = await service.creator();
    let left = PER_TOKEN;
    for (let i = 0; i < PER_TOKEN + 10; i++) {
      const { status, headers, body } = await owner.get('/v1/courses');
      expect(status).toBe(left > 0 ? 200 : 429);
      const { token } = told(headers);
      expect(headers.get('ratelimit-policy')).toBe(`"token";q=${PER_TOKEN};w=60`);
      left = Math.max(0, left - 1);
      expect(token?.r).toBe(left);
      if (status !== 429) continue;
      expect(body.type).toBe('/problems/rate-limited');
      expect(headers.get('content-type')).toMatch(/problem\+json/);
      expect(Number(headers.get('retry-after'))).toBe(token?.t);
    }
    expect((await (await service.creator()).get('/v1/courses')).status).toBe(200);
  });

  it('hold for each course, all its tokens together', async () => {
    const owner = await service.creator();
    const course = (await owner.post<CourseView>('/v1/courses', { title: 'A' })).body;
    const statuses: number[] = [];
    let courseLeft = PER_COURSE;
    for (const who of [owner, await service.creator(), await service.creator()]) {
      for (let i = 0; i < PER_TOKEN - 1; i++) {
        const { status, headers } = await who.get(`/v1/courses/${course.id}`);
        statuses.push(status);
        expect(status === 429).toBe(courseLeft === 0);
        courseLeft = Math.max(0, courseLeft - 1);
        expect(told(headers)['course']?.r).toBe(courseLeft);
      }
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(3 * (PER_TOKEN - 1) - PER_COURSE);
  });

  it('hold for bad tokens from one address, and lock nobody out', async () => {
    const strict = await testService({ LASTACK_RATE_FAILURES: '3' });
    try {
      const good = await strict.creator();
      const bad = api(strict.url, newToken());
      const statuses: number[] = [];
      for (let i = 0; i < 5; i++) statuses.push((await bad.get('/v1/courses')).status);
      expect(statuses).toEqual([401, 401, 401, 429, 429]);
      const { headers, body } = await api(strict.url, 'no token').get('/v1/courses');
      expect(body.type).toBe('/problems/unauthenticated');
      expect(headers.get('retry-after')).toBeNull();
      const refused = await api(strict.url, 'lak_short').get('/v1/courses');
      expect([refused.status, refused.body.type]).toEqual([429, '/problems/rate-limited']);
      const waitS = Number(refused.headers.get('retry-after'));
      expect(waitS > 0 && waitS <= 60).toBe(true);
      expect((await good.get('/v1/courses')).status).toBe(200);
    } finally {
      await strict.close();
    }
  });

  it('are told in no header where there are none', async () => {
    const unlimited = await testService();
    const { headers } = await (await unlimited.creator()).get('/v1/courses');
    expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([null, null]);
    await unlimited.close();
  });
});
