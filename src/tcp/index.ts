// The simulator's whole public face. Pure: time and randomness are arguments, the same scenario gives the same trace.

export {
  CLAUSE_KEYS,
  clauseSource,
  clauseText,
  isClauseKey,
  type ClauseKey,
  type Locale,
} from './clauses.js';
export { call, type Open, type UserCall } from './calls.js';
export { contradict } from './contradict.js';
export {
  isMutationName,
  isNumberingMisconception,
  MUTATION_NAMES,
  MUTATIONS,
  numberingUnder,
  type Mutation,
  type MutationName,
  type NumberingMisconception,
} from './mutations.js';
export {
  type Numbering,
  renumberer,
  RIGHT_NUMBERING,
  type Written,
  type WrittenAt,
} from './numbering/index.js';
export { parseScenario, type ParsedScenario } from './parse-scenario.js';
export { PROFILES, PROFILE_NAMES } from './profiles.js';
export type { ProfileName, Rules } from './rules.js';
export type {
  CallArgs,
  CallName,
  DropMatch,
  DropRule,
  Noise,
  NumberExpression,
  Scenario,
  ScriptItem,
  Trigger,
} from './scenario.js';
export { ctlOf, flagsOf, isPureAck, segEnd, segLen, type ControlBits, type Segment } from './segment.js';
export { segmentArrives } from './segment-arrives/index.js';
export {
  add,
  after,
  atOrBefore,
  before,
  distance,
  inWindow,
  length,
  point,
  subtract,
  type SeqLength,
  type SeqPoint,
} from './seq.js';
export { MAX_STEPS, simulate, simulateInto } from './simulate.js';
export type { Signal, StepResult } from './step.js';
export { DEFAULT_OPTIONS, createTcb, type OpenState, type Options, type Tcb } from './tcb.js';
export { timeout } from './timeouts.js';
export type {
  Cause,
  Flag,
  Host,
  State,
  StateChange,
  Step,
  Timer,
  Trace,
  TraceEvent,
  TraceSegment,
} from './trace.js';
export { MAX_SEGMENTS, SimulationLimit, type SimulateOptions, type Sink } from './world.js';
export * from './render/index.js';
export * from './scenario-text/index.js';
