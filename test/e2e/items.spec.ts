// What students are told of the items of an assignment.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AssignmentView } from '../../src/assignments/assignments.dto.js';
import type { Page } from '../../src/common/page.js';
import { kinds, paramsSchema } from '../../src/questions/index.js';
import { classroom } from '../support/course.js';
import { testService, type TestService } from '../support/service.js';

/** Of all that a kind can be told: how hard it is, how numbers are written, and which TCP is asked about. */
const TOLD = ['difficulty', 'notation', 'profile'];
const LARGEST_ITEM = 50;

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());

it('no student reads a param that hints at the answer, of any kind', async () => {
  const items = kinds.flatMap(({ name, examples }) =>
    examples.map((params) => ({ kind: name, params, points: 100 })),
  );
  const named = new Set(kinds.flatMap(({ params }) => Object.keys(paramsSchema(params).properties)));
  expect([...named]).toEqual(expect.arrayContaining(['story', 'question', 'change', ...TOLD]));
  for (let from = 0; from < items.length; from += LARGEST_ITEM) {
    const part = items.slice(from, from + LARGEST_ITEM);
    const { owner, member, courseId, assignmentId } = await classroom(service, { items: part });
    const { client } = await member('student');
    const path = `/v1/assignments/${assignmentId}`;
    const staff = (await owner.get<AssignmentView>(path)).body.items;
    expect(staff.map(({ params }) => params)).toMatchObject(part.map(({ params }) => params));
    const read = (await client.get<AssignmentView>(path)).body.items;
    const [listed] = (await client.get<Page<AssignmentView>>(`/v1/courses/${courseId}/assignments`)).body
      .data;
    expect(listed?.items).toEqual(read);
    for (const { params } of read)
      expect(TOLD).toEqual(expect.arrayContaining(Object.keys(params as object)));
  }
});
