// Runs a scenario written short, for tests.
import {
  parseScenario,
  simulate,
  type MutationName,
  type ProfileName,
  type SimulateOptions,
  type Trace,
} from '../../src/tcp/index.js';

export const OPEN = [
  { t_ms: 0, host: 'server', call: 'listen' },
  { t_ms: 10, host: 'client', call: 'connect' },
];

export function simulated(
  scenario: { script: object[]; [field: string]: unknown },
  profile: ProfileName = 'textbook',
  rules: MutationName[] = [],
  options: SimulateOptions = {},
): Trace {
  const parsed = parseScenario({ isn: { client: 1000, server: 5000 }, ...scenario });
  if (!parsed.ok) throw new Error(parsed.error);
  return simulate(parsed.scenario, { profile, rules, ...options });
}

/** One line per segment: time, sender, flags, numbers. */
export function lines(trace: Trace): string[] {
  return trace.segments.map((s) => {
    const text = s.len > 0 ? ` len ${s.len}` : '';
    return `${s.t_ms} ${s.from} ${s.flags.filter((f) => f !== 'PSH').join('+')} ${s.seq} ${s.ack}${text}${s.lost ? ' lost' : ''}`;
  });
}

export function call(t_ms: number, host: string, name: string, args: object = {}): object {
  return { t_ms, host, call: name, args };
}
