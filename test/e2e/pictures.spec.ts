// The pictures of a question over HTTP: what they hold, and for whom.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { kinds } from '../../src/questions/index.js';
import { begin, classroom, type Classroom, truth } from '../support/course.js';
import { holdsField, holdsNumber } from '../support/leaks/forms.js';
import { numbersIn } from '../support/numbers.js';
import { readPcapng } from '../support/read-pcapng.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let student: Api;
/** A question of each kind. */
const questions = new Map<string, string>();

beforeAll(async () => {
  service = await testService();
  room = await classroom(service, { items: kinds.map(({ name }) => ({ kind: name, points: 100 })) });
  student = (await room.member('student')).client;
  const attempt = await begin(student, room.assignmentId);
  for (const { id, kind } of attempt.questions) questions.set(kind, id);
});
afterAll(() => service.close());

const pathOf = (kind: string, file: string) => `/v1/questions/${questions.get(kind)}/${file}`;
const SHOWN = 'handshake-numbers';
/** A number above it was drawn, or follows from one that was. */
const DRAWN = 2 ** 24;
/** In every capture file, in the place of a length that is not said. */
const NO_LENGTH = 2 ** 32 - 1;

/** The bytes of a file, which must not be read as text. */
async function bytes(path: string): Promise<{ type: string | null; octets: Buffer }> {
  const token = await tokenOf(room);
  const response = await fetch(service.url + path, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  const octets = Buffer.from(await response.arrayBuffer());
  return { type: response.headers.get('content-type'), octets };
}

/** A token of the course's owner, who sees every question. */
async function tokenOf({ owner, courseId }: Classroom): Promise<string> {
  const { body } = await owner.get<{ data: { personId: string; role: string }[] }>(
    `/v1/courses/${courseId}/members`,
  );
  const me = body.data.find(({ role }) => role === 'owner')?.personId ?? '';
  return (await owner.post<{ token: string }>(`/v1/courses/${courseId}/members/${me}/tokens`)).body.token;
}

it('the ladder is the SVG of the question, in the language that is asked for', async () => {
  const { body: shown } = await student.get<{ svg: string }>(
    `/v1/questions/${questions.get(SHOWN)}?locale=zh`,
  );
  const ladder = await student.get<string>(pathOf(SHOWN, 'ladder.svg?locale=zh'));
  expect(ladder.status).toBe(200);
  expect(ladder.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(ladder.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(ladder.body).toBe(shown.svg);
});

it('the capture is a pcapng file of the segments that the question shows', async () => {
  const { type, octets } = await bytes(pathOf(SHOWN, 'capture.pcapng'));
  expect(type).toBe('application/x-pcapng');
  const flags = readPcapng(octets).packets.map((packet) => packet.flags);
  // What of them is asked is 0.
  expect(flags.length).toBeGreaterThanOrEqual(3);
});

it('no value that is asked stands in the ladder or in the capture', async () => {
  for (const [kind, id] of questions) {
    const { expected } = await truth(service, id);
    const { printed } = expected;
    const secrets = expected.cells.flatMap(({ value }) =>
      typeof value === 'number' && value > DRAWN && value < NO_LENGTH && !printed.includes(value)
        ? [value]
        : [],
    );
    const ladder = await student.get<string>(pathOf(kind, 'ladder.svg'));
    const capture = await student.get(pathOf(kind, 'capture.pcapng'));
    if (ladder.status === 200) {
      for (const secret of secrets) expect(numbersIn(ladder.body)).not.toContain(String(secret));
    }
    if (capture.status !== 200) continue;
    const { octets } = await bytes(pathOf(kind, 'capture.pcapng'));
    for (const secret of secrets) {
      expect([kind, secret, holdsField(octets, secret)]).toEqual([kind, secret, false]);
      expect([kind, secret, holdsNumber(octets, secret)]).toEqual([kind, secret, false]);
    }
  }
});

it('a question without an exchange has neither', async () => {
  for (const file of ['ladder.svg', 'capture.pcapng']) {
    const answer = await student.get(pathOf('next-state', file));
    expect(answer).toMatchObject({ status: 404, body: { type: '/problems/not-found' } });
  }
});

it('they are for who may read the question', async () => {
  const other = (await room.member('student')).client;
  const outside = await service.creator();
  for (const file of ['ladder.svg', 'capture.pcapng']) {
    expect((await other.get(pathOf(SHOWN, file))).status).toBe(404);
    expect((await outside.get(pathOf(SHOWN, file))).status).toBe(404);
    expect((await service.nobody.get(pathOf(SHOWN, file))).status).toBe(401);
    expect((await room.owner.get(pathOf(SHOWN, file))).status).toBe(200);
  }
});
