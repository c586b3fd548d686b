// The forms in which other systems take grades. Who has no score gets an empty cell, never a zero: what was not begun
// is not failed.
//
//   canvas     Gradebook import: five columns of identity, a row "Points Possible", a column per assignment
//   moodle     Grade import: "ID number" to match by, a column per grade item
//   oneroster  1EdTech OneRoster 1.2.1, CSV binding: results.csv, and lineItems.csv to go with it
import type { Cell } from './csv.js';
import type { GradedAssignment, GradedLearner } from './gradebook.queries.js';

export const LAYOUTS = ['plain', 'canvas', 'moodle', 'oneroster', 'oneroster-lineitems'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

export interface Layout {
  /** Excel needs a byte order mark to read UTF-8; a program that imports may stumble over it. */
  bom: boolean;
  /** The rows before the learners' own. */
  head(course: GradedCourse): Cell[][];
  rows(course: GradedCourse, learner: GradedLearner): Cell[][];
}

export interface GradedCourse {
  id: string;
  assignments: GradedAssignment[];
}

const plain: Layout = {
  bom: true,
  head: ({ assignments }) => {
    const columns = titles(assignments).flatMap((title) => [title, `${title} (possible)`]);
    return [['Learner', 'Name', 'LMS id', ...columns]];
  },
  rows: ({ assignments }, { learnerId, name, lmsId, scores }) => {
    const points = assignments.flatMap(({ id }) => [
      scores.get(id)?.earned ?? null,
      scores.get(id)?.possible ?? null,
    ]);
    return [[learnerId, name, lmsId, ...points]];
  },
};

const canvas: Layout = {
  bom: false,
  head: ({ assignments }) => [
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...titles(assignments)],
    ['    Points Possible', null, null, null, null, ...assignments.map(possibleOf)],
  ],
  rows: ({ assignments }, { name, lmsId, scores }) => [
    [name, null, lmsId, null, null, ...earned(assignments, scores)],
  ],
};

const moodle: Layout = {
  bom: false,
  head: ({ assignments }) => [['Full name', 'ID number', ...titles(assignments)]],
  rows: ({ assignments }, { name, lmsId, scores }) => [[name, lmsId, ...earned(assignments, scores)]],
};

const RESULTS = (
  'sourcedId status dateLastModified lineItemSourcedId studentSourcedId scoreStatus score scoreDate comment ' +
  'textScore classSourcedId inProgress incomplete late missing'
).split(' ');
const LINE_ITEMS = (
  'sourcedId status dateLastModified title description assignDate dueDate classSourcedId categorySourcedId ' +
  'academicSessionSourcedId resultValueMin resultValueMax schoolSourcedId'
).split(' ');

/** results.csv. What is optional there and unknown here stays empty. */
const oneroster: Layout = {
  bom: false,
  head: () => [RESULTS],
  rows: ({ id: course, assignments }, { learnerId, lmsId, scores, waiting }) =>
    assignments.flatMap(({ id }) => {
      const score = scores.get(id);
      if (!score) return [];
      const changed = score.changedAt.toISOString();
      const status = waiting.has(id) ? 'partially graded' : 'fully graded';
      const what = [`${id}.${learnerId}`, 'active', changed, id, lmsId ?? learnerId, status];
      return [[...what, score.earned, day(score.changedAt), null, null, course, null, null, null, null]];
    }),
};

/** lineItems.csv. The category is the assignment's mode; terms and schools are the receiver's own. */
const lineItems: Layout = {
  bom: false,
  head: ({ id: course, assignments }) => [
    LINE_ITEMS,
    ...assignments.map((assignment): Cell[] => {
      const { id, title, mode, publishedAt, createdAt, opensAt, dueAt, closesAt } = assignment;
      const assigned = opensAt ?? publishedAt ?? createdAt;
      const dates = [day(assigned), day(dueAt ?? closesAt ?? assigned)];
      const what = [id, 'active', (publishedAt ?? createdAt).toISOString(), title, null];
      return [...what, ...dates, course, mode, null, 0, possibleOf(assignment), null];
    }),
  ],
  rows: () => [],
};

export const layouts: Record<LayoutName, Layout> = {
  plain,
  canvas,
  moodle,
  oneroster,
  'oneroster-lineitems': lineItems,
};

/** What an attempt is worth. Items that are drawn are all worth the same. */
export function possibleOf({ items, drawItems }: GradedAssignment): number {
  const counting = items.filter(({ counts }) => counts !== 'dropped');
  return counting.slice(0, drawItems ?? counting.length).reduce((sum, { points }) => sum + points, 0);
}

function earned(assignments: GradedAssignment[], scores: GradedLearner['scores']): Cell[] {
  return assignments.map(({ id }) => scores.get(id)?.earned ?? null);
}

/** One column a title: a second assignment of the same title would be taken for the first. */
function titles(assignments: GradedAssignment[]): string[] {
  const seen = new Map<string, number>();
  return assignments.map(({ title }) => {
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return count === 1 ? title : `${title} [${count}]`;
  });
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}
