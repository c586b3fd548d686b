// The registry of question kinds, and all that the service asks of them.
import { Random } from '../random.js';
import type { Trace } from '../tcp/index.js';

export { PROFILE_NAMES, type ProfileName } from '../tcp/index.js';
import { pcapng } from '../tcp/render/index.js';
import { type Capture, captureBytes } from './captures/capture.js';
import { captureLab } from './kinds/capture-lab.js';
import { explain } from './kinds/explain.js';
import { handshakeNumbers } from './kinds/handshake-numbers.js';
import { handshakeRetry } from './kinds/handshake-retry.js';
import { keepalive } from './kinds/keepalive.js';
import { playEndpoint } from './kinds/play-endpoint.js';
import { nextState } from './kinds/next-state.js';
import { orderSegments } from './kinds/order-segments.js';
import { resets } from './kinds/resets.js';
import { spotTheError } from './kinds/spot-the-error.js';
import { stateTimeline } from './kinds/state-timeline.js';
import { teardownNumbers } from './kinds/teardown-numbers.js';
import { timeWait } from './kinds/time-wait.js';
import { transferNumbers } from './kinds/transfer-numbers.js';
import { type ExchangeOutcome, played } from './play/index.js';
import { chargeHints } from './hint-cost.js';
import { whatIf } from './kinds/what-if.js';
import { apportion } from './points.js';
import type {
  Expected,
  ExpectedCell,
  GradeOptions,
  Json,
  Kind,
  Locale,
  Outcome,
  Prompt,
  Variant,
  View,
} from './kind.js';
import { type Checked, validate, validateOnce } from './validate.js';

export * from './kind.js';
export {
  type CellSolution,
  type ConceptSolution,
  renderSolution,
  type Run,
  type SolutionView,
} from './solution.js';
export { decidedGrade, isReviewed } from './explanations/decide.js';
export { hintCost, type HintPrice } from './hint-cost.js';
export { type DiagnosisView, type GradeView, renderGrade } from './feedback.js';
export { conceptTexts, prepareExplanations } from './text/index.js';
export {
  gradeMarked,
  type HintRules,
  type MarkedValue,
  type Marking,
  readValue,
  UNMARKED,
} from './marking.js';
export { type ParamsSchema, paramsSchema } from './params-schema.js';
export type { ExchangeOutcome } from './play/index.js';
export type { ExchangeView } from './play/view.js';
export type { Checked, ParamsProblem } from './validate.js';

/** Stored with a variant; changes when the simulator would produce another trace for the same scenario. */
export const engineVersion = '1';

export const kinds: readonly Kind[] = [
  handshakeNumbers,
  transferNumbers,
  teardownNumbers,
  nextState,
  stateTimeline,
  keepalive,
  handshakeRetry,
  resets,
  timeWait,
  whatIf,
  spotTheError,
  orderSegments,
  playEndpoint,
  captureLab,
  explain,
];

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
 * @param points the question's total, spread over its cells, from leastPoints up; by default what the kind finds natural
 */
export function drawVariant(
  kind: Kind,
  params: unknown,
  seed: string | Uint8Array,
  points?: number,
): Variant {
  const checked = validateOnce(kind.params, params);
  if (!checked.ok) throw new TypeError(`invalid params of ${kind.name}: ${JSON.stringify(checked.problems)}`);
  const variant = kind.generate(checked.value, new Random(seed));
  return points === undefined ? variant : withPoints(variant, points);
}

/**
 * The least points at which every cell, and every concept of a text, is worth something. Params decide how many there are, a
 * seed does not.
 */
export function leastPoints(kind: Kind, params: unknown): number {
  return drawVariant(kind, params, ANY_SEED).expected.cells.flatMap(weightsOf).length;
}

const ANY_SEED = '00'.repeat(32);

/** Grades any JSON value against a stored `expected`; never throws for a bad answer. */
export function gradeAnswer(
  kind: Kind,
  expected: Expected,
  answer: unknown,
  options?: GradeOptions,
): Outcome {
  const outcome = kind.grade(expected, answer, options);
  if (outcome.status !== 'graded' || options?.hints === undefined) return outcome;
  return { status: 'graded', grade: chargeHints(outcome.grade, options.hints) };
}

/** The hints to a cell in words, the general one first; empty where there are none, or no such cell. */
export function hintsTo(kind: Kind, expected: Expected, cell: string, locale: Locale): string[] {
  return (kind.hints?.(expected, cell) ?? []).map((hint) => hint[locale]);
}

/** What was simulated, and the trace as the prompt shows it, hidden fields empty; null for a kind that has none. */
export function exchangeOf({ prompt, expected }: Variant): { scenario: Json; trace: Trace | null } {
  const { scenario = null } = expected.plan as { scenario?: Json };
  const { trace = null } = prompt.facts as { trace?: Trace };
  return { scenario, trace };
}

/**
 * The exchange that a prompt shows as a capture file (pcapng), or the capture that it asks about; null for a kind that has
 * neither. It is made of the prompt alone, so what is asked of a shown exchange is 0 in it.
 */
export function captureOf({ facts }: Prompt, locale: Locale): Uint8Array | null {
  const { trace = null, capture = null } = facts as { trace?: Trace; capture?: Capture };
  if (capture !== null) return captureBytes(capture);
  return trace && pcapng(trace, { locale });
}

/** The kinds that are answered in the learner's own words. */
export const TEXT_KINDS: readonly string[] = [explain.name];

/** Whether questions of this kind are played in turns. */
export function isPlayed(kind: string): boolean {
  return kind === playEndpoint.name;
}

/**
 * What a play has come to after the student's first moves, in words; null for a kind that is not played in turns.
 * @param answer the moves so far, by cell; hands back those that cannot be read, as grading does
 */
export function playTurns(
  kind: Kind,
  { prompt, expected }: Variant,
  answer: unknown,
  locale: Locale,
): ExchangeOutcome | null {
  return isPlayed(kind.name) ? played(prompt, expected, answer, locale) : null;
}

/** A stored prompt in words. */
export function renderPrompt(kind: Kind, prompt: Prompt, locale: Locale): View {
  return kind.render(prompt, locale);
}

/** The same variant worth `total` points; the natural points of cells and concepts say how they are shared. */
function withPoints(variant: Variant, total: number): Variant {
  const points = apportion(total, variant.expected.cells.flatMap(weightsOf));
  const by = new Map<string, number>();
  const cells = variant.expected.cells.map((cell): ExpectedCell => {
    const own = points.splice(0, weightsOf(cell).length);
    const sum = own.reduce((a, b) => a + b, 0);
    by.set(cell.id, sum);
    if (cell.explanation === undefined) return { ...cell, points: sum };
    const concepts = cell.explanation.concepts.map((concept) =>
      concept.points === 0 ? concept : { ...concept, points: own.shift() ?? 0 },
    );
    return { ...cell, points: sum, explanation: { ...cell.explanation, concepts } };
  });
  const blanks = variant.prompt.blanks.map((blank) => ({ ...blank, points: by.get(blank.id) ?? 0 }));
  return { prompt: { ...variant.prompt, blanks }, expected: { ...variant.expected, cells } };
}

/** The points that can be earned each by itself. */
function weightsOf({ points, explanation }: ExpectedCell): number[] {
  if (explanation === undefined) return [points];
  return explanation.concepts.map((concept) => concept.points).filter((each) => each > 0);
}
