// What a trace of a close says of its ends: who waits, from when, until when; and what a late segment meets.
import type { Host, State, Step, Trace } from '../../tcp/index.js';
import { replyOf } from '../states/events.js';

export const HOSTS = ['client', 'server'] as const;

/** What is seen, and the clauses of the steps in which it is. */
export interface Seen<Value> {
  value: Value;
  because: string[];
}

export interface EndSeen {
  waits: boolean;
  /** When the 2 MSL are started for the last time; null: never. */
  wait: Seen<number | null>;
  /** When the connection is gone; null: never. */
  closed: Seen<number | null>;
}

export function observeClose(trace: Trace): Record<Host, EndSeen> {
  return { client: observeEnd(trace, 'client'), server: observeEnd(trace, 'server') };
}

function observeEnd(trace: Trace, host: Host): EndSeen {
  const steps = trace.steps.filter((step) => step.host === host);
  const starts = steps.filter(({ because }) => because.some((clause) => STARTS_2MSL.has(clause)));
  const last = starts.at(-1);
  const end = steps.find(({ before, after }) => !isGone(before) && isGone(after));
  return {
    waits: steps.some(({ after }) => after === 'TIME-WAIT'),
    wait: { value: last?.t_ms ?? null, because: (last ?? end)?.because ?? [] },
    closed: { value: end?.t_ms ?? null, because: end?.because ?? [] },
  };
}

const STARTS_2MSL: ReadonlySet<string> = new Set([
  '9293:3.3.2-time-wait',
  '9293:3.10.7.4-fifth-time-wait',
  'counterfactual:time-wait-here',
]);

/** The state in which a segment finds a host, and the control bits of what the host sends at once. */
export function observeLate(
  trace: Trace,
  to: Host,
  t_ms: number,
): { state: State; reply: string; step: Step } | null {
  const step = trace.steps.findLast(
    (each) => each.host === to && each.t_ms === t_ms && each.cause.kind === 'segment',
  );
  if (step === undefined) return null;
  return { state: isGone(step.before) ? 'CLOSED' : step.before, reply: replyOf(trace, step), step };
}

/** Of this connection nothing is left; that Linux goes on listening is no state of it. */
export function isGone(state: State): boolean {
  return state === 'CLOSED' || state === 'LISTEN';
}
