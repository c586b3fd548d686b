// The registry of question kinds, and all that the service asks of them.
import { Random } from '../random.js';
import { handshakeNumbers } from './kinds/handshake-numbers.js';
import type { Expected, GradeOptions, Json, Kind, Locale, Outcome, Prompt, Variant, View } from './kind.js';
import { type Checked, validate } from './validate.js';

export * from './kind.js';
export { type DiagnosisView, type GradeView, renderGrade } from './feedback.js';
export type { Checked, ParamsProblem } from './validate.js';

/** Stored with a variant; changes when the simulator would produce another trace for the same scenario. */
export const engineVersion = '1';

export const kinds: readonly Kind[] = [handshakeNumbers];

/** undefined when there is no such kind. */
export function kindOf(name: string): Kind | undefined {
  return kinds.find((kind) => kind.name === name);
}

/** The params with defaults filled in, as plain data to store; or every fault found. */
export function validateParams(kind: Kind, raw: unknown): Checked<Record<string, Json>> {
  const checked = validate(kind.params, raw);
  return checked.ok ? { ok: true, value: { ...checked.value } as Record<string, Json> } : checked;
}

/**
 * The variant of a seed (random.ts, deriveSeed), byte for byte the same each time.
 *
 * @param params as validateParams returned them; throws a TypeError when they are not valid
 * @param points the question's total, spread over its cells; by default what the kind finds natural
 */
export function drawVariant(
  kind: Kind,
  params: unknown,
  seed: string | Uint8Array,
  points?: number,
): Variant {
  const checked = validate(kind.params, params);
  if (!checked.ok) throw new TypeError(`invalid params of ${kind.name}: ${JSON.stringify(checked.problems)}`);
  const variant = kind.generate(checked.value, new Random(seed));
  return points === undefined ? variant : withPoints(variant, points);
}

/** Grades any JSON value against a stored `expected`; never throws for a bad answer. */
export function gradeAnswer(
  kind: Kind,
  expected: Expected,
  answer: unknown,
  options?: GradeOptions,
): Outcome {
  return kind.grade(expected, answer, options);
}

/** A stored prompt in words. */
export function renderPrompt(kind: Kind, prompt: Prompt, locale: Locale): View {
  return kind.render(prompt, locale);
}

/** Spreads `total` over the cells by largest remainder of their natural points, earlier cells first on a tie. */
function withPoints(variant: Variant, total: number): Variant {
  const natural = variant.expected.cells.map((cell) => cell.points);
  const points = apportion(total, natural);
  const by = new Map(variant.expected.cells.map((cell, i) => [cell.id, points[i] ?? 0]));
  const repoint = <C extends { id: string; points: number }>(cell: C): C => ({
    ...cell,
    points: by.get(cell.id) ?? 0,
  });
  return {
    prompt: { ...variant.prompt, blanks: variant.prompt.blanks.map(repoint) },
    expected: { ...variant.expected, cells: variant.expected.cells.map(repoint) },
  };
}

function apportion(total: number, weights: readonly number[]): number[] {
  if (!Number.isSafeInteger(total) || total < 1) throw new RangeError('points are a positive integer');
  const sum = weights.reduce((a, b) => a + b, 0);
  const floors = weights.map((w) => Math.floor((total * w) / sum));
  const left = total - floors.reduce((a, b) => a + b, 0);
  const byRemainder = weights
    .map((w, i) => ({ i, rest: (total * w) % sum }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  const lucky = new Set(byRemainder.slice(0, left).map(({ i }) => i));
  return floors.map((n, i) => n + (lucky.has(i) ? 1 : 0));
}
