// The whole way: a course, an assignment, a question, a wrong answer and what it shows, a right one, the events.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { AttemptView, QuestionView } from '../../src/attempts/attempts.dto.js';
import type { SubmissionView } from '../../src/attempts/submissions.dto.js';
import type { Page } from '../../src/common/page.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { LearnerScoreView, ScoreView } from '../../src/gradebook/gradebook.dto.js';
import type { DeliveryView, NewEndpointView } from '../../src/webhooks/webhooks.dto.js';
import { DRAWN, unpackDrawn } from '../../src/prisma/drawn.js';
import { classroom, type Classroom, truth, until } from '../support/course.js';
import { numbersIn } from '../support/numbers.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

const ITEMS = ['intro', 'standard', 'hard'].map((difficulty) => ({
  kind: 'handshake-numbers',
  params: { difficulty },
  points: 10,
  tries: 3,
}));

describe('an attempt', () => {
  let room: Classroom;
  beforeAll(async () => {
    room = await classroom(service, { items: ITEMS });
  });

  it('is begun once, however often its beginning is asked for', async () => {
    const { client } = await room.member('student');
    const path = `/v1/assignments/${room.assignmentId}/attempts`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.post<AttemptView>(path)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body.questions.map(({ position, possible }) => [position, possible])).toEqual([
      [1, 10],
      [2, 10],
      [3, 10],
    ]);
  });

  it('differs from learner to learner, and is the same whenever it is read', async () => {
    const texts = await Promise.all(
      [await room.member('student'), await room.member('student')].map(async ({ client }) => {
        const attempt = await client.post<AttemptView>(`/v1/assignments/${room.assignmentId}/attempts`);
        const read = () => client.get<QuestionView>(`/v1/questions/${attempt.body.questions[0]?.id}`);
        const [first, second] = [await read(), await read()];
        expect(first.status).toBe(200);
        expect(second.body).toEqual(first.body);
        return first.body.text;
      }),
    );
    expect(texts[0]).not.toBe(texts[1]);
  });

  it('is absent for other students, and read by instructors', async () => {
    const [ada, bo] = [await room.member('student'), await room.member('student')];
    const attempt = await ada.client.post<AttemptView>(`/v1/assignments/${room.assignmentId}/attempts`);
    const questionId = attempt.body.questions[0]?.id ?? '';
    const paths = [
      `/v1/attempts/${attempt.body.id}`,
      `/v1/questions/${questionId}`,
      `/v1/questions/${questionId}/submissions`,
    ];
    for (const path of paths) {
      expect((await bo.client.get(path)).status).toBe(404);
      expect((await room.owner.get(path)).status).toBe(200);
    }
    expect((await bo.client.post(`/v1/questions/${questionId}/submissions`, { cells: {} })).status).toBe(404);
    expect((await room.owner.post(`/v1/questions/${questionId}/submissions`, { cells: {} })).status).toBe(
      403,
    );
    expect((await room.owner.post(`/v1/assignments/${room.assignmentId}/attempts`)).status).toBe(403);
  });

  it('cannot be begun at a draft, which students do not see', async () => {
    const draft = await room.owner.post<AssignmentView>(`/v1/courses/${room.courseId}/assignments`, {
      title: 'Draft',
      items: ITEMS,
    });
    const { client } = await room.member('student');
    expect((await client.post(`/v1/assignments/${draft.body.id}/attempts`)).status).toBe(404);
    expect((await client.get(`/v1/assignments/${draft.body.id}`)).status).toBe(404);
    const seen = await client.get<Page<AssignmentView>>(`/v1/courses/${room.courseId}/assignments`);
    expect(seen.body.data.map(({ id }) => id)).toEqual([room.assignmentId]);
  });
});

describe('a question', () => {
  let client: Api;
  let questions: string[];
  beforeAll(async () => {
    const room = await classroom(service, { items: ITEMS });
    ({ client } = await room.member('student'));
    const attempt = await client.post<AttemptView>(`/v1/assignments/${room.assignmentId}/attempts`);
    questions = attempt.body.questions.map(({ id }) => id);
  });

  it('speaks English and Chinese, with the same numbers', async () => {
    for (const id of questions) {
      const en = (await client.get<QuestionView>(`/v1/questions/${id}?locale=en`)).body;
      const zh = (await client.get<QuestionView>(`/v1/questions/${id}?locale=zh`)).body;
      expect(en.title).not.toBe(zh.title);
      expect(zh.text).toMatch(/三报文握手/);
      const numbers = (text: unknown) => new Set(String(text).match(/\d{4,}/g));
      expect(numbers(zh.text)).toEqual(numbers(en.text));
      expect(en.blanks.map(({ id }) => id)).toEqual(zh.blanks.map(({ id }) => id));
    }
    expect((await client.get(`/v1/questions/${questions[0]}?locale=fr`)).status).toBe(400);
  });

  it('shows nothing that its answer could be read from', async () => {
    for (const id of questions) {
      const { expected } = await truth(service, id);
      const { kind, seed } = await service.db.variant.findUniqueOrThrow({
        where: { id },
        select: { kind: true, seed: true },
      });
      const shown = JSON.stringify((await client.get(`/v1/questions/${id}`)).body);
      expect(kind).toBe('handshake-numbers');
      expect(shown).not.toContain(Buffer.from(seed).toString('hex'));
      expect(shown).not.toMatch(/"(seed|expected|value|mistakes|because)"/);
      const given = new Set(JSON.stringify((await promptOf(id)) ?? '').match(/\d{6,}/g));
      for (const { value } of expected.cells) {
        if (typeof value === 'number' && value > 99_999 && !given.has(String(value)))
          expect(numbersIn(shown)).not.toContain(String(value));
      }
    }
  });
});

async function promptOf(id: string) {
  const sql = `SELECT ${DRAWN} AS drawn FROM variants variant WHERE id = $1`;
  const [row] = await service.database.query(sql, [id]);
  return unpackDrawn(row?.drawn as Uint8Array).prompt;
}

describe('a submission', () => {
  let room: Classroom;
  let client: Api;
  let personId: string;
  let path: string;
  let questionId: string;
  beforeAll(async () => {
    room = await classroom(service, { items: ITEMS });
  });
  beforeEach(async () => {
    ({ client, personId } = await room.member('student'));
    const attempt = await client.post<AttemptView>(`/v1/assignments/${room.assignmentId}/attempts`);
    questionId = attempt.body.questions[0]?.id ?? '';
    path = `/v1/questions/${questionId}/submissions`;
  });

  it('that follows a wrong rule is told which one, in both languages', async () => {
    const { mistakes } = await truth(service, questionId);
    const [mistake] = mistakes;
    const answer = await client.post<SubmissionView>(`${path}?locale=en`, { cells: mistake?.values });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      number: 1,
      possible: 10,
      triesLeft: 2,
      diagnosis: { known: true, rules: mistake?.rules },
    });
    expect(answer.body.earned).toBeLessThan(10);
    const [inChinese] = (await client.get<SubmissionView[]>(`${path}?locale=zh`)).body;
    expect(inChinese?.diagnosis?.text).toMatch(/[\u4e00-\u9fff]/);
  });

  it('that is right earns all points, and the best try counts', async () => {
    const { right, mistakes } = await truth(service, questionId);
    const full = await client.post<SubmissionView>(path, { cells: right });
    expect(full.body).toMatchObject({ earned: 10, possible: 10, diagnosis: null });
    await client.post(path, { cells: mistakes[0]?.values });
    const [score] = (await client.get<ScoreView[]>(`/v1/courses/${room.courseId}/scores/me`)).body;
    expect(score).toMatchObject({ assignmentId: room.assignmentId, earned: 10, possible: 30, version: 1 });
    const page = await room.owner.get<Page<LearnerScoreView>>(
      `/v1/courses/${room.courseId}/assignments/${room.assignmentId}/scores`,
    );
    expect(page.body.data.find(({ learnerId }) => learnerId === personId)).toMatchObject({
      name: 'A student',
      earned: 10,
    });
    expect(
      (await client.get(`/v1/courses/${room.courseId}/assignments/${room.assignmentId}/scores`)).status,
    ).toBe(403);
  });

  it('that cannot be read costs no try and is stored nowhere', async () => {
    const [cell] = (await truth(service, questionId)).expected.cells.filter(({ type }) => type === 'number');
    const answer = await client.post(path, { cells: { [cell?.id ?? '']: 'about seven thousand' } });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      type: '/problems/unreadable-answer',
      errors: [{ at: `cells.${cell?.id}` }],
    });
    expect((await client.get(path)).body).toEqual([]);
  });

  it.each([
    { cells: { nosuch: 1 } },
    { cells: [] },
    { cells: 'x' },
    { cells: { s1: { deep: { er: 1 } } } },
    {},
    { cells: {}, score: 10 },
  ])('of the odd form %j is refused and costs no try', async (body) => {
    const answer = await client.post(path, body);
    expect([400, 422]).toContain(answer.status);
    expect((await client.get(path)).body).toEqual([]);
  });

  it('tells no expected value, right or wrong as it may be', async () => {
    const { expected } = await truth(service, questionId);
    const wrong = Object.fromEntries(
      expected.cells.map(({ id, type }) => [id, type === 'flags' ? 'RST' : 12345]),
    );
    const answer = await client.post(path, { cells: wrong });
    expect(answer.status).toBe(201);
    for (const { value } of expected.cells) {
      if (typeof value === 'number' && value > 99_999)
        expect(numbersIn(answer.body)).not.toContain(String(value));
    }
  });

  it('is the last one when all tries are used, however many come at once', async () => {
    const { right } = await truth(service, questionId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => client.post<SubmissionView & ProblemDetails>(path, { cells: right })),
    );
    expect(
      answers
        .filter(({ status }) => status === 201)
        .map(({ body }) => body.number)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2, 3]);
    expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.type))).toEqual(
      new Set(['/problems/tries-exhausted']),
    );
  });
});

describe('events', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());

  it('reach the registered receiver, signed, and only that course’s', async () => {
    const [room, other] = [
      await classroom(service, { items: ITEMS }),
      await classroom(service, { items: ITEMS }),
    ];
    const endpoint = await room.owner.post<NewEndpointView>(`/v1/courses/${room.courseId}/endpoints`, {
      url: receiver.url,
      eventTypes: ['submission.graded', 'score.changed'],
    });
    expect(endpoint.body.secret).toMatch(/^whsec_/);
    for (const { member, assignmentId } of [other, room]) {
      const { client } = await member('student', 'sis-1');
      const attempt = await client.post<AttemptView>(`/v1/assignments/${assignmentId}/attempts`);
      const questionId = attempt.body.questions[0]?.id ?? '';
      const { right } = await truth(service, questionId);
      expect((await client.post(`/v1/questions/${questionId}/submissions`, { cells: right })).status).toBe(
        201,
      );
    }
    await receiver.until(2);
    const verifier = new Webhook(endpoint.body.secret);
    const events = receiver.received.map(
      ({ body, headers }) =>
        verifier.verify(body, headers as Record<string, string>) as { type: string; data: object },
    );
    expect(events.map(({ type }) => type).toSorted()).toEqual(['score.changed', 'submission.graded']);
    for (const { data } of events)
      expect(data).toMatchObject({ assignmentId: room.assignmentId, lmsId: 'sis-1', earned: 10 });
    expect(() =>
      new Webhook('whsec_' + Buffer.alloc(32).toString('base64')).verify(
        receiver.received[0]?.body ?? '',
        receiver.received[0]?.headers as Record<string, string>,
      ),
    ).toThrow(/signature/);
    await expectDelivered(room, endpoint.body.id);
  });

  it('are not shown to students, and their secret to nobody twice', async () => {
    const room = await classroom(service, { items: ITEMS });
    const endpoint = await room.owner.post<NewEndpointView>(`/v1/courses/${room.courseId}/endpoints`, {
      url: receiver.url,
    });
    const list = await room.owner.get(`/v1/courses/${room.courseId}/endpoints`);
    expect(JSON.stringify(list.body)).not.toContain('whsec_');
    const stored = await service.db.$queryRaw`SELECT encode(secret, 'escape') AS text FROM endpoints`;
    expect(JSON.stringify(stored)).not.toContain(endpoint.body.secret.slice(6));
    const { client } = await room.member('student');
    expect(
      (await client.get(`/v1/courses/${room.courseId}/endpoints/${endpoint.body.id}/deliveries`)).status,
    ).toBe(403);
  });
});

/** The log is written after the receiver has answered. */
async function expectDelivered(room: Classroom, endpointId: string): Promise<void> {
  const path = `/v1/courses/${room.courseId}/endpoints/${endpointId}/deliveries`;
  const { data } = await until(
    async () => (await room.owner.get<Page<DeliveryView>>(path)).body,
    (log) => log.data.length === 2 && log.data.every(({ state }) => state === 'delivered'),
  );
  for (const { tries } of data) expect(tries).toMatchObject([{ number: 1, status: 204, error: null }]);
}
