// Answers whose marks are known before they are sent: made from the key as the instructor sees it, never from anything that
// a student's route tells.
import { gradeAnswer, kindOf } from '../dist/questions/index.js';

/**
 * Of ten answers four are right, three have one wrong cell, which is worth nothing and leaves all others as they are; one
 * has its later half blank; and two follow a misconception throughout. What those earn hangs on what follows from what, so it
 * is reckoned by the grader in this process; of all others it is a sum.
 *
 * @param {{ kind: string, expected: import('../dist/questions/index.js').Expected }} question with its key
 * @param {number} i chooses the sort
 * @returns {{ cells: Record<string, string | number>, earned: number, sort: string }}
 */
export function answerTo({ kind: name, expected }, i) {
  const kind = kindOf(name);
  const { cells: right } = kind.solve(expected);
  const points = (cells) => cells.reduce((sum, cell) => sum + cell.points, 0);
  const possible = points(expected.cells);
  const mistakes = kind.mistakes(expected);
  const mistake = mistakes[i % mistakes.length]?.values ?? {};
  const sort = SORTS[i % SORTS.length];
  switch (sort) {
    case 'right':
      return { sort, cells: right, earned: possible };
    case 'one wrong cell': {
      const [id, value] = Object.entries(mistake)[0] ?? [expected.cells[0].id, ''];
      const lost = points(expected.cells.filter((cell) => cell.id === id));
      return { sort, cells: { ...right, [id]: value ?? '' }, earned: possible - lost };
    }
    case 'half blank': {
      const kept = expected.cells.slice(0, Math.ceil(expected.cells.length / 2));
      const cells = Object.fromEntries(kept.map(({ id }) => [id, right[id]]));
      return { sort, cells, earned: points(kept) };
    }
    case 'misconception': {
      const cells = { ...right, ...mistake };
      const outcome = gradeAnswer(kind, expected, { cells });
      if (outcome.status !== 'graded') throw new Error(`a mistake of ${name} cannot be graded`);
      return { sort, cells, earned: outcome.grade.earned };
    }
    case undefined:
    default:
      throw new Error(`no sort ${sort}`);
  }
}

export const SORTS = [
  'right',
  'one wrong cell',
  'misconception',
  'right',
  'one wrong cell',
  'right',
  'half blank',
  'one wrong cell',
  'right',
  'misconception',
];
