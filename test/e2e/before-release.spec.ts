// Before the correctness is released, nothing that a student can ask for differs between no points and all of them: not a
// status, a header, an order, a count or an octet of a body; and no webhook tells.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { AttemptView } from '../../src/attempts/attempts.dto.js';
import { documentOf, filled, type Operation, operationsOf } from '../support/api/document.js';
import { begin, classroom, type Classroom, truth } from '../support/course.js';
import { type Answer, type Api, testService, type TestService } from '../support/service.js';

const RUNS = 6;
const REQUEST_ID = 'the-same-request-id';
const NOWHERE = randomUUID();
/** Differ because time passes. */
const PASSING = /"(secondsLeft|lastUsedAt|exportedAt)":("[^"]*"|\d+|null)/g;
const NOT_OF_THE_COURSE = /^\/(metrics|health)/;

let service: TestService;
let reads: Operation[];
beforeAll(async () => {
  service = await testService();
  const operations = operationsOf(await documentOf(service));
  reads = operations.filter(({ method, path }) => method === 'GET' && !NOT_OF_THE_COURSE.test(path));
});
afterAll(() => service.close());

interface Sitting {
  room: Classroom;
  student: Api;
  peer: Api;
  personId: string;
  attempt: AttemptView;
}

async function sitting(rules: object): Promise<Sitting> {
  const items = ['handshake-numbers', 'next-state', 'state-timeline'].map((kind) => ({ kind, tries: 3 }));
  const room = await classroom(service, {
    items,
    releaseCorrectness: 'by_hand',
    releaseDiagnosis: 'by_hand',
    ...rules,
  });
  const { client: student, personId } = await room.member('student', 'sis-1');
  const { client: peer } = await room.member('student');
  return { room, student, peer, personId, attempt: await begin(student, room.assignmentId) };
}

async function answer({ student, attempt }: Sitting, isRight: boolean): Promise<Answer[]> {
  const answers = [];
  for (const { id } of attempt.questions) {
    const { right, mistakes } = await truth(service, id);
    const cells = isRight ? right : { ...right, ...mistakes[0]?.values };
    answers.push(await student.post(`/v1/questions/${id}/submissions`, { cells }));
  }
  return answers;
}

/** As if all had been answered so: with so many of a hundred points. */
async function mark({ room }: Sitting, percent: 0 | 100): Promise<void> {
  const verdict = percent === 100 ? 'correct' : 'wrong';
  await service.database.query(
    `UPDATE grades SET earned = grades.possible * $1::int / 100, diagnosis = NULL, parts = (
       SELECT jsonb_agg(part || jsonb_build_object('earned', (part ->> 'possible')::int * $1::int / 100, 'verdict', $2::text)
                        ORDER BY place) FROM jsonb_array_elements(parts) WITH ORDINALITY AS each (part, place))
     FROM submissions submission JOIN variants variant ON variant.id = submission.variant_id
       JOIN attempts attempt ON attempt.id = variant.attempt_id
     WHERE grades.submission_id = submission.id AND attempt.assignment_id = $3`,
    [percent, verdict, room.assignmentId],
  );
  await service.database.query(
    'UPDATE scores SET earned = possible * $1::int / 100 WHERE assignment_id = $2',
    [percent, room.assignmentId],
  );
}

/** Everything that the student and a peer can ask for. */
async function seen(
  { room, student, peer, personId, attempt }: Sitting,
  submissionId: string,
): Promise<string[]> {
  const nothing = NOWHERE;
  const told: string[] = [];
  for (const who of [student, peer]) {
    for (const operation of reads) {
      for (const question of attempt.questions) {
        const known: Record<string, string> = {
          courseId: room.courseId,
          assignmentId: room.assignmentId,
          attemptId: attempt.id,
          questionId: question.id,
          submissionId,
          personId,
          learnerId: personId,
        };
        const ids = new Proxy(known, { get: (of, name: string) => of[name] ?? nothing });
        const { status, headers, body } = await who.request<unknown>(filled(operation.path, ids), {
          headers: { 'x-request-id': REQUEST_ID },
        });
        const head = [...headers].filter(([name]) => name !== 'date');
        told.push(
          `${operation.name} ${status} ${JSON.stringify(head)} ${JSON.stringify(body).replaceAll(PASSING, '')}`,
        );
        if (!operation.path.includes('{questionId}')) break;
      }
    }
  }
  return told;
}

const events = async ({ room }: Sitting) =>
  (await service.db.event.findMany({ where: { courseId: room.courseId }, orderBy: { id: 'asc' } })).map(
    ({ type }) => type,
  );

/** What an answer says, but for ids, times and what was answered. */
const shape = ({ status, headers, body }: Answer) =>
  JSON.stringify([status, [...headers.keys()].toSorted(), body], (key, value: unknown) =>
    /[iI]d$|At$|^(instance|cells|answer|value|given)$/.test(key) ? '…' : value,
  );

const RULES = fc.record({
  mode: fc.constantFrom('exam', 'homework'),
  scoreKept: fc.constantFrom('best', 'last', 'mean'),
  isFinished: fc.boolean(),
});

it(`is the same with no points and with all of them, whatever is asked for (${RUNS} assignments)`, async () => {
  const property = fc.asyncProperty(RULES, async ({ isFinished, ...rules }) => {
    const one = await sitting(rules);
    const [first] = (await answer(one, false)) as unknown as Answer<{ id: string }>[];
    if (isFinished) await one.student.post(`/v1/attempts/${one.attempt.id}/finish`);
    await seen(one, first?.body.id ?? '');
    await mark(one, 0);
    const before = await seen(one, first?.body.id ?? '');
    await mark(one, 100);
    expect(await seen(one, first?.body.id ?? '')).toEqual(before);
    expect(before.length).toBeGreaterThan(100);
    expect(before.some((told) => told.startsWith('GET /v1/questions/{questionId}/submissions 200'))).toBe(
      true,
    );
  });
  await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
});

it('a right answer and a wrong one are answered alike, and tell no receiver anything else', async () => {
  const [right, wrong] = [await sitting({}), await sitting({})];
  const [good, bad] = [await answer(right, true), await answer(wrong, false)];
  expect(good.map(shape)).toEqual(bad.map(shape));
  for (const one of [right, wrong]) await one.student.post(`/v1/attempts/${one.attempt.id}/finish`);
  const told = await events(right);
  expect(await events(wrong)).toEqual(told);
  expect(told).not.toContain('score.changed');
  const { db } = service;
  for (const { room } of [right, wrong])
    for (const { data } of await db.event.findMany({ where: { courseId: room.courseId } }))
      expect(JSON.stringify(data)).not.toMatch(/"(earned|score\w*)":\d/);
});

it('once it is released, they differ', async () => {
  const one = await sitting({});
  const [first] = (await answer(one, false)) as unknown as Answer<{ id: string }>[];
  await one.room.owner.post(`/v1/assignments/${one.room.assignmentId}/release`, { aspects: ['correctness'] });
  await mark(one, 0);
  const before = await seen(one, first?.body.id ?? '');
  await mark(one, 100);
  expect(await seen(one, first?.body.id ?? '')).not.toEqual(before);
});
