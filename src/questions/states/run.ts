// Runs of fixed scenarios, remembered: the same scenario object always gives the same trace.
import { type MutationName, type ProfileName, type Scenario, type Trace, simulate } from '../../tcp/index.js';

const runs = new WeakMap<Scenario, Map<string, Trace>>();

/** The trace of a scenario that is never changed; forgotten together with it. */
export function run(scenario: Scenario, profile: ProfileName, rules: readonly MutationName[] = []): Trace {
  const known = runs.get(scenario) ?? new Map<string, Trace>();
  runs.set(scenario, known);
  const key = [profile, ...rules].join(' ');
  const trace = known.get(key) ?? simulate(scenario, { profile, rules });
  known.set(key, trace);
  return trace;
}
