// Many at once: members from CSV as spreadsheets write it, and extensions with a result per row.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExtensionRows } from '../../src/assignments/extensions.dto.js';
import type { ProblemDetails } from '../../src/common/problems.js';
import type { ImportView } from '../../src/courses/enrolment.dto.js';
import { classroom, type Classroom } from '../support/course.js';
import { type Api, testService, type TestService } from '../support/service.js';

let service: TestService;
let room: Classroom;
let path: string;
beforeAll(async () => {
  service = await testService();
  room = await classroom(service);
  path = `/v1/courses/${room.courseId}/members/import`;
});
afterAll(() => service.close());

const send = (who: Api, body: string | Uint8Array<ArrayBuffer>, query = '', type = 'text/csv') =>
  who.request<ImportView & ProblemDetails>(path + query, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
const members = () => service.db.member.count({ where: { courseId: room.courseId } });

describe('a file', () => {
  const utf16 = Uint8Array.from(
    Buffer.from('\ufeffname\trole\tlmsId\r\n林梅\tstudent\tu16-1\r\n', 'utf16le'),
  );
  it.each<[string, string | Uint8Array<ArrayBuffer>, [string, string, string | null]]>([
    ['with commas', 'name,role,lmsId\nAda,student,c-1\n', ['Ada', 'student', 'c-1']],
    ['with semicolons', 'name;role;lmsId\nBo;assistant;c-2\n', ['Bo', 'assistant', 'c-2']],
    ['with tabs', 'name\trole\tlmsId\nCy\tstudent\tc-3\n', ['Cy', 'student', 'c-3']],
    ['with a byte order mark', '\ufeffname,role,lmsId\nDi,student,c-4', ['Di', 'student', 'c-4']],
    ['in UTF-16', utf16, ['林梅', 'student', 'u16-1']],
    [
      'with quotes',
      'name,role,lmsId\n"Lovelace, ""Ada""",student,"c;5"\n',
      ['Lovelace, "Ada"', 'student', 'c;5'],
    ],
    ['with capitals', 'Name,Role,LMSID\nGus,Student,c-8\n', ['Gus', 'student', 'c-8']],
    ['with columns in another order', 'LMS ID,Name\nc-6,Eve\n', ['Eve', 'student', 'c-6']],
    [
      'with Windows line ends and empty rows',
      'name,lms_id\r\n\r\nFay,c-7\r\n,\r\n',
      ['Fay', 'student', 'c-7'],
    ],
    ['with a name that looks like a formula', 'name,role\n=1+1,student\n', ['=1+1', 'student', null]],
  ])('%s is read', async (_, csv, [name, role, lmsId]) => {
    const { status, body } = await send(room.owner, csv);
    expect([status, body.detail]).toEqual([200, undefined]);
    expect(body.rows.map(({ outcome, errors }) => [outcome, errors])).toEqual([['added', []]]);
    const personId = body.rows[0]?.personId ?? '';
    const member = await service.db.member.findFirst({ where: { personId }, include: { person: true } });
    expect(member).toMatchObject({ role, lmsId, person: { name } });
  });

  it('is named by its lines: the good rows are in, the others say why', async () => {
    const before = await members();
    const csv = [
      'name,role,lmsId',
      'Gil,student,d-1',
      '',
      ',student,d-2',
      'Hal,dean,d-3',
      '"Two',
      'lines",student,d-4',
      'Ida,student,d-1',
      'Jo,student,d-5,more',
      'Kim',
    ];
    const { body } = await send(room.owner, csv.join('\n'));
    expect(body.rows.map(({ line, outcome, errors }) => [line, outcome, errors.map(({ at }) => at)])).toEqual(
      [
        [2, 'added', []],
        [4, 'refused', ['line 4.name']],
        [5, 'refused', ['line 5.role']],
        [7, 'added', []],
        [8, 'refused', ['line 8.lmsId']],
        [9, 'refused', ['line 9.column 4']],
        [10, 'added', []],
      ],
    );
    expect(await members()).toBe(before + 3);
    const again = await send(room.owner, csv.slice(0, 2).join('\n'));
    expect(again.body.rows).toMatchObject([{ line: 2, outcome: 'present' }]);
  });

  it('is refused whole for one bad row, when all or nothing is asked for', async () => {
    const before = await members();
    const answer = await send(room.owner, 'name,role\nLou,student\nMo,dean\n', '?allOrNothing=true');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ at: 'line 3.role' }] } });
    expect(await members()).toBe(before);
    expect((await send(room.owner, 'name\nNo\n', '?allOrNothing=yes')).status).toBe(400);
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['without columns', '', /first row must name the columns/],
    ['without rows', 'name,role\n', /no rows/],
    ['without names', 'role,lmsId\nstudent,x\n', /column name is missing/],
    ['with an unknown column', 'name,e-mail\nx,y\n', /no column "e-mail"/],
    ['with a column twice', 'name,Name\nx,y\n', /twice/],
    ['with a quote that is not closed', 'name,role\n"x,student\ny,student\n', /Line \d+: .*[Qq]uote/],
    ['with a row that does not end', `name\n${'x'.repeat(10_100)}\n`, /Line/],
    ['with 1,001 rows', `name\n${'x\n'.repeat(1001)}`, /more than 1000 rows/],
    ['with U+0000', 'name\na\0b\n', /U\+0000/],
    ['not in UTF-8', Uint8Array.from([...Buffer.from('name\n'), 0xe9, 0x0a]), /not in UTF-8/],
  ])('%s is refused', async (_, csv, detail) => {
    const before = await members();
    const answer = await send(room.owner, csv);
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(detail)]);
    expect(await members()).toBe(before);
  });

  it('comes as text/csv, to this route alone, from instructors', async () => {
    expect((await send(room.owner, '{}', '', 'application/json')).status).toBe(415);
    const elsewhere = { method: 'POST', body: 'title\nx', headers: { 'content-type': 'text/csv' } };
    expect((await room.owner.request('/v1/courses', elsewhere)).status).toBe(415);
    expect((await send(room.owner, `name\n${'x'.repeat(300_000)}`)).status).toBe(413);
    const csv = 'name,role\nEve,owner\n';
    const instructor = (await room.member('instructor')).client;
    expect((await send(instructor, csv)).body.rows).toMatchObject([{ outcome: 'refused' }]);
    expect((await send((await room.member('assistant')).client, csv)).status).toBe(403);
    expect((await send(await service.creator(), csv)).status).toBe(404);
  });
});

describe('many extensions', () => {
  const bulk = (who: Api, extensions: unknown) =>
    who.post<ExtensionRows & ProblemDetails>(`/v1/assignments/${room.assignmentId}/extensions/bulk`, {
      extensions,
    });

  it('are set where they can be, and refused by row', async () => {
    const first = (await room.member('student')).personId;
    const second = (await room.member('student')).personId;
    const { status, body } = await bulk(room.owner, [
      { learnerId: first, extraTimePercent: 50 },
      { learnerId: first, extraTimePercent: 60 },
      { learnerId: second, extraTimePercent: -1 },
      { extraTimePercent: 5 },
      { learnerId: second, dueAt: 'soon', score: 3 },
      { learnerId: second, attemptsAllowed: 3 },
    ]);
    expect(status).toBe(200);
    expect(body.rows.map(({ row, outcome, errors }) => [row, outcome, errors.map(({ at }) => at)])).toEqual([
      [0, 'set', []],
      [1, 'refused', ['extensions.1']],
      [2, 'refused', ['extensions.2.extraTimePercent']],
      [3, 'refused', ['extensions.3']],
      [4, 'refused', ['extensions.4.score', 'extensions.4.dueAt']],
      [5, 'set', []],
    ]);
    expect(body.rows[5]?.extension).toMatchObject({ learnerId: second, attemptsAllowed: 3 });
    expect(await service.db.extension.count({ where: { assignmentId: room.assignmentId } })).toBe(2);
  });

  it('are for instructors', async () => {
    expect((await bulk(room.owner, [])).status).toBe(400);
    expect((await bulk(room.owner, [7])).status).toBe(400);
    expect((await bulk((await room.member('assistant')).client, [{}])).status).toBe(403);
    expect((await bulk(await service.creator(), [{}])).status).toBe(404);
  });
});
