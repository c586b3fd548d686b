// Grading of cells: read the whole answer first, and only if all of it can be read compare it, cell by cell.
import { parseCell } from './cells/index.js';
import { type Given, type Predict, diagnose } from './diagnosis.js';
import { followShares, followsThrough } from './follow-through.js';
import type {
  CellValue,
  Diagnosis,
  Expected,
  ExpectedCell,
  GradeOptions,
  Outcome,
  Part,
  Problem,
} from './kind.js';
import { longestRun, orderCredit } from './order-credit.js';

/** Changes when the same answer to the same variant could earn other points or another diagnosis. */
export const graderVersion = 1;

/**
 * Grades any JSON value.
 * @param by kind and version, as in `handshake-numbers/1`, for the grade's own record
 * @param credit by cell, which share (0..1) of follow-through a wrong value earns; asked only where one is wrong
 */
export function gradeCells(
  by: string,
  expected: Expected,
  answer: unknown,
  predict: Predict,
  options: GradeOptions = {},
  credit: (given: Given) => ReadonlyMap<string, number> | undefined = () => undefined,
): Outcome {
  const read = readAnswer(expected, answer);
  if (!read.ok) return { status: 'unparsable', problems: read.problems };
  const diagnosis = diagnose(expected, read.given, predict);
  const percent = options.followThroughPercent ?? 50;
  const follows = expected.cells.map((cell) => followsThrough(expected, cell, read.given, diagnosis));
  const wrong = expected.cells.some(({ id, value }) => (read.given.get(id) ?? value) !== value);
  const earns = wrong ? credit(read.given) : undefined;
  const worth = (cell: ExpectedCell, i: number) => {
    const given = read.given.get(cell.id);
    if (given === undefined || given === cell.value) return 0;
    return follows[i] === true ? cell.points : cell.points * (earns?.get(cell.id) ?? 0);
  };
  const shares = followShares(expected.cells.map(worth), percent);
  const parts = expected.cells.map((cell, i) => ({
    ...gradeCell(cell, read.given, diagnosis, shares[i] ?? 0),
    follows: follows[i] ?? false,
  }));
  return {
    status: 'graded',
    grade: {
      parts,
      earned: parts.reduce((sum, part) => sum + part.earned, 0),
      possible: parts.reduce((sum, part) => sum + part.possible, 0),
      diagnosis,
      grader: `${by} grader/${graderVersion}`,
    },
  };
}

function gradeCell(
  cell: ExpectedCell,
  given: Given,
  diagnosis: Diagnosis | null,
  followThrough: number,
): Omit<Part, 'follows'> {
  const answer = given.get(cell.id);
  const verdict = answer === undefined ? 'blank' : answer === cell.value ? 'correct' : 'wrong';
  const named = diagnosis?.known === true && diagnosis.evidence.includes(cell.id);
  const inOrder = cell.type === 'order' && verdict === 'wrong' ? orderOf(cell, answer) : null;
  return {
    cell: cell.id,
    verdict,
    earned: verdict === 'correct' ? cell.points : followThrough + (inOrder?.credit ?? 0),
    possible: cell.points,
    followThrough,
    diagnosis: named ? diagnosis.rules : [],
    because: cell.because,
    ...(inOrder && { inOrder: inOrder.run }),
  };
}

function orderOf(cell: ExpectedCell, answer: CellValue | undefined) {
  const [given, right] = [String(answer), String(cell.value)];
  const run = { count: longestRun(given, right), of: right.length };
  return { run, credit: orderCredit(given, right, cell.points) };
}

export type Read = { ok: true; given: Map<string, CellValue> } | { ok: false; problems: Problem[] };

/** What was typed into each cell, or why it cannot be read. */
export function readAnswer(expected: Expected, answer: unknown): Read {
  if (!isAnswer(answer)) return { ok: false, problems: [{ cell: null, message: NOT_AN_ANSWER }] };
  const given = new Map<string, CellValue>();
  const problems: Problem[] = [];
  const cells = new Map(expected.cells.map((cell) => [cell.id, cell]));
  for (const [id, raw] of Object.entries(answer.cells)) {
    const cell = cells.get(id);
    if (cell === undefined) {
      problems.push({ cell: id.slice(0, 100), message: NO_SUCH_CELL });
      if (problems.length > MAX_PROBLEMS) break;
      continue;
    }
    const parsed = parseCell(cell.type, raw);
    if (!parsed.ok) problems.push({ cell: id, message: parsed.message });
    else if (namesStrangers(cell, parsed.value)) problems.push({ cell: id, message: NO_SUCH_LETTER });
    else if (parsed.value !== null) given.set(id, asMeant(cell, parsed.value));
  }
  if (problems.length === 0 && given.size === 0) problems.push({ cell: null, message: NOTHING_FILLED_IN });
  return problems.length === 0 ? { ok: true, given } : { ok: false, problems };
}

/** Whether it has cells and nothing else. This is asked of each answer; class-validator takes longer for it than grading does. */
function isAnswer(answer: unknown): answer is Record<'cells', Record<string, unknown>> {
  if (!isObject(answer) || Object.keys(answer).some((key) => key !== 'cells')) return false;
  return Object.hasOwn(answer, 'cells') && isObject((answer as { cells: unknown }).cells);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an order has letters that the question has not. */
function namesStrangers(cell: ExpectedCell, value: CellValue | null): boolean {
  return cell.type === 'order' && [...String(value ?? '')].some((each) => !cell.among?.includes(each));
}

/** With the ACK bit off the field holds no acknowledgment; most senders write 0 there, so 0 says the same. */
export function asMeant(cell: ExpectedCell, value: CellValue): CellValue {
  if (isNear(cell, value)) return cell.value;
  return cell.value === 'none' && cell.type !== 'flags' && (value === 0 || value === '0') ? 'none' : value;
}

function isNear({ value: right, tolerance }: ExpectedCell, value: CellValue): boolean {
  if (tolerance === undefined || typeof right !== 'number' || typeof value !== 'number') return false;
  return Math.abs(value - right) <= tolerance;
}

const MAX_PROBLEMS = 50;

const NOT_AN_ANSWER = {
  en: 'An answer is an object {"cells": {"<cell>": "<what you fill in>", ...}}.',
  zh: '答案应为对象 {"cells": {"<空格编号>": "<填写内容>", ...}}。',
};
const NOTHING_FILLED_IN = {
  en: 'No blank is filled in, so there is nothing to grade.',
  zh: '没有填写任何空格，无从评分。',
};
const NO_SUCH_LETTER = {
  en: 'One of these letters is not in the question.',
  zh: '其中有题目里没有的字母。',
};
const NO_SUCH_CELL = { en: 'The question has no such blank.', zh: '本题没有这个空格。' };
