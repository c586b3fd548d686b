// Runs, remembered: the same scenario object always gives the same trace.
import { type MutationName, type ProfileName, type Scenario, type Trace, simulate } from '../../tcp/index.js';

export type Run = (scenario: Scenario, profile: ProfileName, rules?: readonly MutationName[]) => Trace;

/** Simulates each scenario, which is never changed, once under the same rules; forgets the traces together with it. */
export const run: Run = newRun();

/** The same for scenarios of one question: the traces are forgotten together with what is returned. */
export function newRun(): Run {
  const runs = new WeakMap<Scenario, Map<string, Trace>>();
  return (scenario, profile, rules = []) => {
    const known = runs.get(scenario) ?? new Map<string, Trace>();
    runs.set(scenario, known);
    const key = [profile, ...rules].join(' ');
    const trace = known.get(key) ?? simulate(scenario, { profile, rules });
    known.set(key, trace);
    return trace;
  };
}
