// Questions before anybody gets them: previews of items and assignments on paper.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { QuestionView } from '../../src/attempts/attempts.dto.js';
import type { PreviewView } from '../../src/papers/papers.dto.js';
import { begin, classroom, type Classroom, ITEM, truth } from '../support/course.js';
import { numbersIn } from '../support/numbers.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let path: string;
let items: string[];
let ada: { client: Api; personId: string };
let bo: { client: Api; personId: string };
beforeAll(async () => {
  service = await testService();
  room = await classroom(service, { items: [ITEM, { ...ITEM, params: { difficulty: 'hard' } }] });
  path = `/v1/assignments/${room.assignmentId}`;
  items = (await room.owner.get<AssignmentView>(path)).body.items.map(({ id }) => id);
  ada = await room.member('student', '=ada<1>');
  bo = await room.member('student');
});
afterAll(() => service.close());

const preview = (query: string, item = items[0]) =>
  room.owner.get<PreviewView>(`${path}/items/${item}/preview?${query}`);
const stored = async () => [await service.db.attempt.count(), await service.db.variant.count()];

describe('a preview', () => {
  it('of a seed is the same each time, another one of another seed, and stores nothing', async () => {
    const before = await stored();
    const first = await preview('seed=a');
    expect(first.status).toBe(200);
    expect((await preview('seed=a')).body).toEqual(first.body);
    expect((await preview('seed=b')).body.text).not.toBe(first.body.text);
    expect((await preview('seed=a&locale=zh')).body.text).not.toBe(first.body.text);
    expect(first.body.solution.map(({ cell }) => cell)).toEqual(first.body.blanks.map(({ id }) => id));
    expect(await stored()).toEqual(before);
  });

  it('for a student is what the student then gets, and tells no seed', async () => {
    const shown = await preview(`learnerId=${ada.personId}`);
    const { questions } = await begin(ada.client, room.assignmentId);
    const { body } = await ada.client.get<QuestionView>(`/v1/questions/${questions[0]?.id}`);
    for (const field of ['title', 'text', 'task', 'ladder', 'svg'] as const)
      expect(shown.body[field]).toEqual(body[field]);
    expect((await preview(`learnerId=${ada.personId}`)).body).toEqual(shown.body);
    expect((await preview(`learnerId=${ada.personId}&attempt=2`)).body.text).not.toBe(shown.body.text);
    const { right } = await truth(service, questions[0]?.id ?? '');
    expect(shown.body.solution.map(({ cell }) => cell)).toEqual(Object.keys(right));
    expect(JSON.stringify(shown.body)).not.toMatch(/[0-9a-f]{64}/);
  });

  it('needs a seed or a student, and not both', async () => {
    for (const query of ['', `seed=a&learnerId=${ada.personId}`, 'seed='])
      expect((await preview(query)).status).toBe(400);
    expect((await preview(`learnerId=${crypto.randomUUID()}`)).status).toBe(404);
    expect((await preview('seed=a', crypto.randomUUID())).status).toBe(404);
  });
});

describe('a paper', () => {
  it('has each student’s own questions, and not their answers', async () => {
    const before = await stored();
    const { status, body, headers } = await room.owner.get<string>(`${path}/paper.html`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(body.match(/<section>/g)).toHaveLength(2);
    expect(body.match(/<article>/g)).toHaveLength(4);
    expect(body).toContain('=ada&lt;1&gt;');
    expect(body).not.toMatch(/<script|<1>/);
    const key = await room.owner.get<string>(`${path}/paper.html?key=true`);
    expect(key.body).toContain('Answer key');
    const { questions } = await begin(bo.client, room.assignmentId);
    expect((await stored())[0]).toBe((before[0] ?? 0) + 1);
    for (const { id } of questions) {
      const { expected } = await truth(service, id);
      for (const { value } of expected.cells) {
        expect(key.body).toContain(`<td>${value}</td>`);
        if (typeof value === 'number' && value > 1e6 && !expected.printed.includes(value))
          expect(numbersIn(body)).not.toContain(String(value));
      }
    }
  });

  it('is for the students that are named, in the language that is asked for', async () => {
    const one = await room.owner.get<string>(`${path}/paper.html?learners=${bo.personId}&locale=zh`);
    expect(one.body.match(/<section>/g)).toHaveLength(1);
    expect(one.body).toContain('<html lang="zh-CN">');
    const stranger = await room.owner.get(`${path}/paper.html?learners=${crypto.randomUUID()}`);
    expect(stranger.status).toBe(404);
    expect((await room.owner.get(`${path}/paper.html?learners=x`)).status).toBe(400);
    expect((await room.owner.get(`${path}/paper.html?key=yes`)).status).toBe(400);
  });
});

it('both are for instructors: 403 inside, 404 from outside', async () => {
  const outside = await service.creator();
  const assistant = (await room.member('assistant')).client;
  for (const route of [`${path}/paper.html`, `${path}/items/${items[0]}/preview?seed=a`]) {
    const statuses = [ada.client, assistant, outside].map(async (who) => (await who.get(route)).status);
    expect(await Promise.all(statuses)).toEqual([403, 403, 404]);
  }
});
